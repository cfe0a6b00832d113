#pragma once

#include <spotter/base/clock.hpp>
#include <spotter/base/error.hpp>
#include <spotter/base/secret.hpp>
#include <spotter/shard/host_names.hpp>
#include <spotter/shard/signal.hpp>
#include <spotter/shard/worker_pool.hpp>

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace spotter::http_client {

/// Which HTTP to speak upstream. `automatic`: ALPN decides on TLS, 1.1 on clear text. `h2c`: HTTP/2
/// on clear text without asking, on TLS as `automatic`.
enum class Version { automatic, http_1_1, h2c };

/// Who stands between us and upstreams. A proxy is a URL with `http://` (also without saying so),
/// `https://` or `socks5://`, a host, and perhaps port, user and password; empty is none. It looks
/// up the upstream's name itself. Loopback targets never use one.
struct Proxies {
  Secret for_https;    ///< targets with TLS, in a tunnel
  Secret for_http;     ///< targets on clear text
  std::string except;  ///< NO_PROXY: names, with all below them, addresses, networks, `*`
};

/// Whether a text names a proxy that can be used.
bool is_usable_proxy(const std::string& text);

/// Writing down what upstreams answer, for developers who want to play it again. What users talk
/// about is in it.
struct Recording {
  std::string folder;  ///< empty: nothing is written
  std::size_t files_max = 1000;
  /// Of a file; what comes after that is not written.
  std::size_t file_bytes_max = std::size_t{16} * 1024 * 1024;
  enum class Trouble {
    over_limit,  ///< files_max are written: no more from here on; told once
    lost         ///< a file could not be written
  };
  std::function<void(Trouble)> on_trouble;  ///< called on the client's shard; may be empty
};

struct Settings {
  Version version = Version::automatic;
  std::chrono::milliseconds connect_timeout{5000};  ///< name, TCP and TLS together
  std::size_t response_header_bytes_max = 64 * 1024;
  /// Bytes received and not yet taken at which the upstream is no longer read (HTTP/1.1), or may
  /// send no more for this call (HTTP/2); it goes on when they were taken.
  std::size_t unread_bytes_max = 64 * 1024;
  /// In use and kept for reuse, per shard: one that ends while there are more is closed.
  std::size_t connections_max = 1024;
  std::chrono::seconds idle_connection_max{60};  ///< hosted APIs drop idle sockets after minutes
  std::chrono::seconds idle_loopback_connection_max{4};  ///< local servers drop them after 5 s
  std::string ca_file;                                   ///< empty: the system's
  Proxies proxies;
  Recording recording;
};

/// What only opening the files that the settings name can tell: one line, empty when all is well.
/// Blocks.
std::string fault_in(const Settings& settings);
/// The same of the folder. Part of the above.
std::string fault_in(const Recording& recording);

struct Request {
  std::string method = "POST";
  std::string url;
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;
  bool recorded = false;  ///< if recording is on: what answers this may be written down
};

/// One call to an upstream. Lives on the shard of its client, which must outlive it. Destroying it
/// cancels.
class Exchange {
 public:
  virtual ~Exchange() = default;

  /// The status line and all headers are there.
  [[nodiscard]] virtual bool has_headers() const noexcept = 0;
  /// 0 before has_headers().
  [[nodiscard]] virtual int status() const noexcept = 0;
  /// First header of that name, any case; empty when absent. Lives until the exchange ends.
  [[nodiscard]] virtual std::string_view header(std::string_view name) const noexcept = 0;
  /// Replaces `bytes` by those of the body that arrived since the last call. Their memory serves
  /// for what arrives next, so that whoever gives the same string each time costs no allocation.
  virtual void take_body(std::string& bytes) = 0;
  /// The same for those who take it once.
  std::string take_body() {
    std::string bytes;
    take_body(bytes);
    return bytes;
  }
  /// When the first of the bytes arrived that take_body() would bring, or has brought last.
  [[nodiscard]] virtual TimePoint arrived_at() const noexcept = 0;
  /// No more bytes will come (what is there can still be taken).
  [[nodiscard]] virtual bool done() const noexcept = 0;
  /// How it ended, once done: nothing, or an error. unreachable: no address or no connection;
  /// refused: TLS or the peer said no; timed_out: connecting took too long; reset: it broke in the
  /// middle; malformed: not HTTP, or headers over the limit; cancelled: by us.
  [[nodiscard]] virtual const Error* error() const noexcept = 0;
  /// The peer said that it did not process the request (refused stream), or nothing was ever sent.
  [[nodiscard]] virtual bool unprocessed() const noexcept = 0;
  /// Closes the stream at once (HTTP/1.1: the connection). done() holds afterwards.
  virtual void cancel() noexcept = 0;
};

/// Host names to addresses; runs on a worker, and may block it. Empty: there is none.
using LookUp = std::function<shard::Addresses(const std::string& host)>;

/// HTTP to upstreams: one per shard, on the shard's loop. No thread per request; connections are
/// reused, over HTTP/2 shared; certificates are verified; redirects are not
/// followed. A request goes out a second time, and no more, if the kept connection that it took
/// breaks before any byte of an answer, or the peer says that it did not process it: the usual
/// cause is a peer that drops idle connections at that moment. Host names are resolved on the
/// workers and cached for a minute; behind a proxy only the proxy's.
class HttpClient {
 public:
  HttpClient(ShardExecutor executor, shard::WorkerPool& workers, Settings settings,
             LookUp look_up = shard::look_up_by_system);
  HttpClient(const HttpClient&) = delete;
  HttpClient& operator=(const HttpClient&) = delete;
  /// All exchanges must be gone, and stop() joined.
  ~HttpClient();

  /// Starts a call. `progress` is raised when headers, bytes or the end arrived; it must outlive
  /// the exchange. Never fails here: errors arrive in the exchange.
  std::unique_ptr<Exchange> start(Request request, shard::Signal& progress);

  /// Ends what still runs, and waits for files that are being written. A lookup of a name cannot be
  /// ended and is not waited for: the loop outlives the workers.
  Task<void> stop();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

/// A plain blocking GET for the command line (`spotterd healthcheck`). Status, or why there is
/// none.
Result<int> get_status(const std::string& url, std::chrono::milliseconds timeout, bool verify_tls);

}  // namespace spotter::http_client

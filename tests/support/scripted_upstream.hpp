#pragma once

#include "support/loop.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace spotter::testing {

/// What an upstream does after it read a request, one step after the other. A script that ends
/// leaves the connection open for the next request.
namespace step {
struct Send {
  std::string bytes;
};
/// One write per byte.
struct SendBytewise {
  std::string bytes;
};
struct Wait {
  std::chrono::milliseconds time;
};
/// Until the test calls release(name).
struct AwaitGate {
  std::string name;
};
/// Until the peer closes.
struct Stall {};
/// Closes so that the peer gets a reset.
struct Reset {};
/// Closes in an orderly manner (with TLS: without a close_notify).
struct Close {};
}  // namespace step

using Step = std::variant<step::Send, step::SendBytewise, step::Wait, step::AwaitGate, step::Stall,
                          step::Reset, step::Close>;
using Script = std::vector<Step>;
using Headers = std::vector<std::pair<std::string, std::string>>;

/// A whole response with Content-Length.
std::string http_response(int status, const Headers& headers, std::string_view body);
/// Status line and headers as given, with the empty line; no length is added.
std::string response_head(int status, const Headers& headers);

/// How the end of a streamed body is told.
enum class Framing { chunked, until_close };
/// The head of a 200 text/event-stream.
std::string sse_head(Framing framing);
/// The bytes as one chunk of a chunked body; last_chunk() ends the body.
std::string chunk(std::string_view bytes);
std::string last_chunk();
/// The script that answers with `events` as one stream (chunked: a single chunk; until_close:
/// closes).
Script sse_script(std::string_view events, Framing framing);

/// One request as it arrived.
struct ReceivedRequest {
  std::size_t connection = 0;  ///< in the order of accepting, from 0
  std::string method;
  std::string target;
  Headers headers;  ///< names in lower case, in order
  std::string body;

  /// First header of that name (in lower case); empty when absent.
  [[nodiscard]] std::string_view header(std::string_view name) const noexcept;
};

/// Certificate and key for a TLS upstream, both PEM.
struct TlsIdentity {
  std::string certificate_pem;
  std::string key_pem;
};

struct UpstreamSettings {
  std::shared_ptr<const TlsIdentity> tls;  ///< none: clear text
  /// Performed on each connection before anything is read (before the TLS handshake).
  Script on_accept;
};

/// A small HTTP/1.1 server on 127.0.0.1 that does what the test wrote down. It runs on the test's
/// loop: it lives only while the loop turns. Scripts are taken in the order in which requests are
/// complete, over all connections. A request without a script gets `otherwise`, and a 500 without
/// that.
class ScriptedUpstream {
 public:
  explicit ScriptedUpstream(Loop& loop, UpstreamSettings settings = {});
  ScriptedUpstream(const ScriptedUpstream&) = delete;
  ScriptedUpstream& operator=(const ScriptedUpstream&) = delete;
  /// Closes everything and turns the loop until that is done.
  ~ScriptedUpstream();

  [[nodiscard]] std::uint16_t port() const noexcept;
  /// "http://127.0.0.1:PORT" + path, or "https://localhost:PORT" + path.
  [[nodiscard]] std::string url(std::string_view path) const;

  /// The script for the next request that has none yet.
  void reply(Script script);
  /// Chooses the script of requests for which reply() left none.
  void otherwise(std::function<Script(const ReceivedRequest&)> choose);
  /// Opens a gate, for good: for those who wait and for those who come.
  void release(const std::string& gate);
  /// No more connections are accepted from now on (connecting is refused); open ones stay.
  void stop_accepting();

  /// Complete requests so far. References stay good.
  [[nodiscard]] const std::deque<ReceivedRequest>& requests() const noexcept;
  [[nodiscard]] std::size_t connections_accepted() const noexcept;
  [[nodiscard]] std::size_t connections_open() const noexcept;
  /// Connections that the peer closed or reset first.
  [[nodiscard]] std::size_t connections_closed_by_peer() const noexcept;
  /// Bytes of scripts that the system took, over all connections.
  [[nodiscard]] std::uint64_t bytes_sent() const noexcept;
  /// Connections with a write that the system did not take yet: after settle(), the peer does not
  /// read.
  [[nodiscard]] std::size_t writes_blocked() const noexcept;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace spotter::testing

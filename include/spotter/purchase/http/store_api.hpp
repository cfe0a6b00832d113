#pragma once

#include <spotter/base/clock.hpp>
#include <spotter/base/entropy.hpp>
#include <spotter/http_client/http_client.hpp>
#include <spotter/purchase/verifier.hpp>
#include <spotter/resilience/breaker.hpp>
#include <spotter/resilience/recent_calls.hpp>
#include <spotter/telemetry/log.hpp>
#include <spotter/telemetry/trace.hpp>

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace spotter::purchase::http {

/// A store that wants no calls is left alone for so long.
inline constexpr std::chrono::seconds kRestMin{15};
inline constexpr std::chrono::seconds kRestMax{300};

struct Settings {
  std::string name;              ///< for people and the log: "google_play"
  std::string base_url;          ///< without a slash at the end
  double calls_per_second = 20;  ///< what the store's own limits bear
  double calls_at_once = 60;     ///< after a quiet time
  std::chrono::milliseconds attempt_timeout{5000};
  std::size_t running_max = 32;
  std::size_t waiting_max = 128;
  std::size_t response_bytes_max = std::size_t{256} * 1024;  ///< after decoding
};

struct Request {
  std::string method = "GET";
  /// Behind the base URL. Each is one segment, whatever it holds: everything outside of RFC 3986's
  /// unreserved set is encoded.
  std::vector<std::string> segments;
  std::string verb;   ///< behind the last segment as it is, as Google has it: ":acknowledge"
  std::string query;  ///< encoded, without '?'
  std::vector<std::pair<std::string, std::string>> headers;
  std::string content_type;  ///< of the body; empty: there is none
  std::string body;
  std::vector<std::string> wanted_headers;  ///< of the response, in lower case
  telemetry::SpanParent trace;              ///< a span for each attempt; never with its path
};

/// The URL of a request; nothing when what comes out is not what was meant.
std::optional<std::string> url_of(std::string_view base_url, const Request& request);

struct Response {
  int status = 0;
  std::string body;
  std::string retry_after;                                     ///< the header
  std::vector<std::pair<std::string, std::string>> headers{};  ///< those of `wanted_headers`

  /// Empty when absent, or not wanted.
  [[nodiscard]] std::string_view header(std::string_view name) const noexcept;
};

/// Text as a part of a query: everything outside of RFC 3986's unreserved set is encoded.
std::string encoded(std::string_view text);

/// What a response says about the call.
struct Judgement {
  enum class Kind {
    answered,  ///< the store said yes or no, or said what is wrong with the question
    again,     ///< it may do better at once: asked a second time if there is time
    failed     ///< it said nothing that helps
  };
  Kind kind = Kind::answered;
  Reason reason = Reason::ok;             ///< of again and failed: one of the unknown verdict
  std::optional<Duration> retry_after{};  ///< the store's advice
  /// Whether nobody is to be asked for a while: always with upstream_rate_limited. At least 15 s,
  /// or the advice; five minutes at most.
  bool rest = false;
  /// Nearly as many calls as the store allows: half the speed for so long.
  std::optional<Duration> slow_for{};
  /// Something that a person must mend, in a word for the log: a key, a name, our request.
  std::string_view alarm{};
};
using Judge = std::function<Judgement(const Response&)>;

/// What a call came to: the response that `answered`, or why there is none.
struct Outcome {
  std::optional<Response> response;
  Reason reason = Reason::ok;
  std::optional<Duration> retry_after{};  ///< in whole seconds, 1 to 300
};

/// One store's API as all stores' rules want it called: names, TLS and connections by the client;
/// no redirects; a deadline for each attempt; a second attempt on a connection that failed, silence
/// before the first byte, a 5xx and what the judge calls `again`, after 100 to 400 ms
/// and only with two seconds left; a breaker (five failed calls in a row, or a rest); so many calls
/// a second, so many at once. Lives on the shard of the stores.
class StoreApi {
 public:
  StoreApi(http_client::HttpClient& client, ShardExecutor executor, const Clock& clock,
           Entropy& entropy, telemetry::Log& log, Settings settings);
  StoreApi(const StoreApi&) = delete;
  StoreApi& operator=(const StoreApi&) = delete;
  ~StoreApi();

  /// Ends by the deadline, whatever happens. The judge never sees 3xx, which is a bad body, nor
  /// 5xx, which is asked again.
  Task<Outcome> call(Request request, Judge judge, TimePoint deadline);
  /// Calls that run end now, as Reason::internal.
  void stop() noexcept;

  /// How it stands, for people.
  struct Standing {
    std::string_view name;
    resilience::Breaker::State state = resilience::Breaker::State::closed;
    int failures = 0;
    TimePoint since;
    std::optional<TimePoint> next_probe;
    std::size_t running = 0;
    std::size_t waiting = 0;
    resilience::RecentCalls::Summary recent;
  };
  [[nodiscard]] Standing standing() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

/// How long a store asks to wait: seconds, an HTTP date, or (as Apple writes it) a moment in
/// milliseconds since 1970. 1 to 300 s; nothing for what cannot be read.
std::optional<Duration> read_retry_after(std::string_view text, WallTime now);

}  // namespace spotter::purchase::http

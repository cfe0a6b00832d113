#pragma once

#include <spotter/server/http.hpp>
#include <spotter/server/metrics.hpp>

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace spotter::server {

/// Which pages may use a route from a browser. Source: Fetch standard, CORS protocol; the SignalR
/// browser client sends credentials, so the origin is echoed and never `*`.
struct CorsPolicy {
  std::vector<std::string> allowed_origins = {"*"};  ///< "*": any
  [[nodiscard]] bool allows(std::string_view origin) const noexcept;
};

/// What a refusal looks like on a route.
enum class ErrorStyle {
  problem,  ///< application/problem+json, RFC 9457
  bare      ///< text/plain with an empty body, as SignalR clients know it
};

/// One resource.
struct Route {
  std::string path;                  ///< lower case, without trailing slash
  std::vector<std::string> methods;  ///< GET brings HEAD with it; OPTIONS always works
  /// All paths below are part of it, and `answer` gets every method, OPTIONS and unknown ones too:
  /// for whoever hides what is there. Its `methods` are not looked at.
  bool whole_tree = false;
  std::size_t body_bytes_max = 256 * 1024;
  bool uncached = false;  ///< nobody keeps its refusals: `no-store`
  bool cors = false;
  ErrorStyle errors = ErrorStyle::problem;
  bool traced = false;  ///< its requests are spans: none that probes and scrapers send
  std::function<Task<Answer>(const Request&)> answer;
};

/// Finds the route of a request (paths ignore case and one trailing slash) and does what all routes
/// share: 404, 405 with Allow, OPTIONS, CORS. One per shard.
class Router final : public Handler {
 public:
  /// `tracer` outlives it; null: no request is traced.
  explicit Router(CorsPolicy cors, telemetry::Tracer* tracer = nullptr);
  void add(Route route);
  /// From the next request on.
  void set_cors(CorsPolicy cors) { cors_ = std::move(cors); }

  [[nodiscard]] std::size_t body_bytes_max(const Request& request) const noexcept override;
  Task<Answer> handle(const Request& request) override;
  Response refuse(const Request& request, int status, std::string_view why) override;

  /// One entry a route, and one for requests to no route.
  [[nodiscard]] const std::vector<RouteMetrics>& metrics() const noexcept { return metrics_; }

 private:
  [[nodiscard]] const Route* find(const Request& request) const;
  void begin_span(const Route& route, const Request& request) const;
  Task<Answer> answer(const Route* route, const Request& request);
  [[nodiscard]] Response refusal(const Route* route, const Request& request, int status,
                                 std::string_view why) const;
  RouteMetrics& metrics_of(const Route* route);
  [[nodiscard]] Response preflight(const Route& route, const Request& request) const;
  void allow_origin(const Request& request, std::vector<Header>& headers) const;

  CorsPolicy cors_;
  telemetry::Tracer* tracer_;
  std::vector<Route> routes_;
  std::vector<RouteMetrics> metrics_;  ///< of no route, then of routes_ in their order
};

/// {"type":"urn:spotter:problem:<name>","title":...,"status":...,"detail":...}; the type is stable
/// per status: "not-found", "method-not-allowed", ...
Response problem(int status, std::string_view detail);

}  // namespace spotter::server

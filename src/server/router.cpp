#include <spotter/base/text.hpp>
#include <spotter/codec/json_writer.hpp>
#include <spotter/codec/query.hpp>
#include <spotter/server/router.hpp>

#include <algorithm>
#include <array>
#include <chrono>

namespace spotter::server {
namespace {

std::string join(const std::vector<std::string>& parts) {
  std::string joined;
  for (const auto& part : parts)
    joined.append(joined.empty() ? "" : ", ").append(part);
  return joined;
}

std::string allowed_methods(const Route& route) {
  std::string allowed = join(route.methods);
  if (std::find(route.methods.begin(), route.methods.end(), "GET") != route.methods.end()) {
    allowed.append(", HEAD");
  }
  return allowed.append(", OPTIONS");
}

int status_of(const Answer& answer) {
  if (const auto* response = std::get_if<Response>(&answer)) return response->status;
  if (const auto* streamed = std::get_if<StreamedResponse>(&answer)) return streamed->status;
  return 101;
}

bool takes(const Route& route, std::string_view method) {
  const std::string_view effective = method == "HEAD" ? "GET" : method;
  return std::any_of(route.methods.begin(), route.methods.end(),
                     [&](const std::string& known) { return known == effective; });
}

/// As OpenTelemetry wants it: what is not known may be anything.
std::string_view known_method(std::string_view method) noexcept {
  constexpr std::array<std::string_view, 6> kMethods = {"GET",    "HEAD",    "POST",
                                                        "DELETE", "OPTIONS", "PUT"};
  const auto found = std::find(kMethods.begin(), kMethods.end(), method);
  return found == kMethods.end() ? "_OTHER" : *found;
}

void note_status(const Request& request, int status) {
  if (request.span == nullptr || !request.span->recording()) return;
  request.span->set("http.response.status_code", status);
  if (status >= 500) request.span->fail(std::to_string(status));
}

/// A list of header names and nothing else: it is echoed into an answer.
bool is_name_list(std::string_view text) {
  return text.size() <= 1024 && std::all_of(text.begin(), text.end(), [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                  c == '-' || c == '_' || c == ',' || c == ' ';
         });
}

}  // namespace

bool CorsPolicy::allows(std::string_view origin) const noexcept {
  return std::any_of(allowed_origins.begin(), allowed_origins.end(),
                     [&](const std::string& allowed) {
                       return allowed == "*" || equals_ignoring_case(allowed, origin);
                     });
}

Router::Router(CorsPolicy cors, telemetry::Tracer* tracer)
    : cors_(std::move(cors)), tracer_(tracer) {
  metrics_.push_back({std::string(kNoRoute), {}, {}});
}

void Router::add(Route route) {
  metrics_.push_back({route.path, {}, {}});
  routes_.push_back(std::move(route));
}

RouteMetrics& Router::metrics_of(const Route* route) {
  return metrics_[route == nullptr ? 0 : static_cast<std::size_t>(route - routes_.data()) + 1];
}

const Route* Router::find(const Request& request) const {
  std::string path = to_lower_ascii(codec::split_target(request.target).path);
  if (path.size() > 1 && path.back() == '/') path.pop_back();
  const auto found = std::find_if(routes_.begin(), routes_.end(), [&](const Route& route) {
    if (!route.whole_tree) return route.path == path;
    return path.starts_with(route.path) &&
           (path.size() == route.path.size() || path[route.path.size()] == '/');
  });
  return found == routes_.end() ? nullptr : &*found;
}

std::size_t Router::body_bytes_max(const Request& request) const noexcept {
  const Route* route = find(request);
  return route != nullptr ? route->body_bytes_max : 256 * 1024;
}

Task<Answer> Router::handle(const Request& request) {
  const Route* route = find(request);
  const auto began = std::chrono::steady_clock::now();
  if (tracer_ != nullptr && route != nullptr && route->traced) begin_span(*route, request);
  // What throws is counted where it is refused.
  Answer answered = co_await answer(route, request);
  RouteMetrics& metrics = metrics_of(route);
  metrics.requests(class_of(status_of(answered))).add();
  metrics.duration.observe(std::chrono::steady_clock::now() - began);
  note_status(request, status_of(answered));
  co_return answered;
}

/// Never the target as sent: tokens stand in its query.
void Router::begin_span(const Route& route, const Request& request) const {
  if (request.span == nullptr) return;
  const telemetry::SpanParent parent{tracer_, request.trace_context(), {}};
  telemetry::Span span = parent.begin("", telemetry::SpanKind::server);
  if (span.recording()) {
    const std::string_view method = known_method(request.method);
    span.rename(std::string(method == "_OTHER" ? "HTTP" : method).append(" ").append(route.path));
    span.set("http.request.method", method);
    span.set("http.route", route.path);
    span.set("url.scheme", request.secure ? "https" : "http");
    span.set("network.protocol.name", "http");
    span.set("spotter.request.id", request.request_id);
  }
  *request.span = std::move(span);
}

Task<Answer> Router::answer(const Route* route, const Request& request) {
  if (request.method == "OPTIONS" && request.target == "*") {
    co_return Response{204, {{"Allow", "GET, HEAD, POST, DELETE, OPTIONS"}}, {}};
  }
  if (route == nullptr) co_return problem(404, "There is nothing at this path.");
  if (route->whole_tree) co_return co_await route->answer(request);
  if (request.method == "OPTIONS") co_return preflight(*route, request);
  Answer answer;
  if (takes(*route, request.method)) {
    answer = co_await route->answer(request);
  } else {
    Response refused = refusal(route, request, 405, "This path does not take the method.");
    refused.headers.emplace_back("Allow", allowed_methods(*route));
    co_return refused;
  }
  if (!route->cors) co_return answer;
  if (auto* response = std::get_if<Response>(&answer)) {
    allow_origin(request, response->headers);
  } else if (auto* streamed = std::get_if<StreamedResponse>(&answer)) {
    allow_origin(request, streamed->headers);
  }
  co_return answer;
}

Response Router::refuse(const Request& request, int status, std::string_view why) {
  const Route* route = find(request);
  metrics_of(route).requests(class_of(status)).add();
  note_status(request, status);
  return refusal(route, request, status, why);
}

Response Router::refusal(const Route* route, const Request& request, int status,
                         std::string_view why) const {
  Response response = problem(status, why);
  if (route != nullptr && route->errors == ErrorStyle::bare) {
    response.headers = {{"Content-Type", "text/plain"}};
    response.body.clear();
  }
  if (route != nullptr && route->uncached)
    response.headers.emplace_back("Cache-Control", "no-store");
  if (route != nullptr && route->cors) allow_origin(request, response.headers);
  return response;
}

Response Router::preflight(const Route& route, const Request& request) const {
  Response response;
  response.status = 204;
  const auto asked_method = request.header("Access-Control-Request-Method");
  if (!route.cors || asked_method.empty() || request.header("Origin").empty()) {
    response.headers.emplace_back("Allow", allowed_methods(route));
    return response;
  }
  allow_origin(request, response.headers);
  response.headers.emplace_back("Vary",
                                "Access-Control-Request-Method, Access-Control-Request-Headers");
  if (!cors_.allows(request.header("Origin"))) return response;
  response.headers.emplace_back("Access-Control-Allow-Methods", join(route.methods));
  const auto asked_headers = request.header_list("Access-Control-Request-Headers");
  if (!asked_headers.empty() && is_name_list(asked_headers)) {
    response.headers.emplace_back("Access-Control-Allow-Headers", asked_headers);
  }
  response.headers.emplace_back("Access-Control-Max-Age", "7200");
  return response;
}

void Router::allow_origin(const Request& request, std::vector<Header>& headers) const {
  const auto origin = request.header("Origin");
  if (origin.empty()) return;
  headers.emplace_back("Vary", "Origin");
  if (!cors_.allows(origin)) return;
  headers.emplace_back("Access-Control-Allow-Origin", origin);
  headers.emplace_back("Access-Control-Allow-Credentials", "true");
  headers.emplace_back(
      "Access-Control-Expose-Headers",
      "Retry-After, RateLimit, RateLimit-Policy, X-Request-Id, Idempotency-Replayed");
}

Response problem(int status, std::string_view detail) {
  const std::string_view title = reason_phrase(status);
  std::string name = to_lower_ascii(title);
  std::replace(name.begin(), name.end(), ' ', '-');
  Response response;
  response.status = status;
  response.headers.emplace_back("Content-Type", "application/problem+json; charset=utf-8");
  response.body = R"({"type":"urn:spotter:problem:)";
  codec::append_json_escaped(response.body, name);
  response.body.append(R"(","title":)");
  codec::append_json_string(response.body, title);
  response.body.append(R"(,"status":)").append(std::to_string(status)).append(R"(,"detail":)");
  codec::append_json_string(response.body, detail);
  response.body.push_back('}');
  return response;
}

}  // namespace spotter::server

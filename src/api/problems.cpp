#include "api/problems.hpp"

#include <spotter/base/text.hpp>
#include <spotter/codec/json_writer.hpp>
#include <spotter/server/router.hpp>
#include <spotter/telemetry/trace_context.hpp>

#include <algorithm>
#include <array>

namespace spotter::api {
namespace {

constexpr std::string_view kProblemType = "application/problem+json; charset=utf-8";

std::string_view section_of(int status) noexcept {
  switch (status) {
    case 400:
      return "https://tools.ietf.org/html/rfc9110#section-15.5.1";
    case 415:
      return "https://tools.ietf.org/html/rfc9110#section-15.5.16";
    case 429:
      return "https://tools.ietf.org/html/rfc6585#section-4";
    default:
      return "about:blank";
  }
}

server::Response with_body(int status, std::string_view content_type, std::string body) {
  server::Response response;
  response.status = status;
  response.headers = {{"Content-Type", std::string(content_type)}, {"Cache-Control", "no-store"}};
  response.body = std::move(body);
  return response;
}

std::string problem_head(int status, std::string_view title) {
  std::string body = R"({"type":)";
  codec::append_json_string(body, section_of(status));
  body.append(R"(,"title":)");
  codec::append_json_string(body, title);
  return body.append(R"(,"status":)").append(std::to_string(status));
}

void append_trace_id(std::string& body, Entropy& entropy, const telemetry::SpanContext& span) {
  body.append(R"(,"traceId":")").append(make_trace_id(entropy, span)).append("\"}");
}

}  // namespace

std::string retry_seconds(Duration wait) {
  return std::to_string(std::max<long>(1, std::chrono::ceil<std::chrono::seconds>(wait).count()));
}

server::Response too_many(Duration wait) {
  server::Response response;
  response.status = 429;
  response.headers = {{"Retry-After", retry_seconds(wait)}, {"Cache-Control", "no-store"}};
  return response;
}

std::string make_trace_id(Entropy& entropy, const telemetry::SpanContext& span) {
  if (span.valid()) return telemetry::traceparent_of(span);
  std::array<std::byte, 24> bytes{};
  entropy.fill(bytes);
  const std::string hex = to_hex(bytes);
  std::string id = "00-";
  return id.append(hex, 0, 32).append("-").append(hex, 32).append("-00");
}

server::Response binding_problem(const std::vector<BindingError>& errors, Entropy& entropy,
                                 const telemetry::SpanContext& span) {
  std::string body = problem_head(400, "One or more validation errors occurred.");
  body.append(R"(,"errors":{)");
  bool first = true;
  for (const auto& [key, message] : errors) {
    if (!std::exchange(first, false)) body.push_back(',');
    codec::append_json_string(body, key);
    body.append(":[");
    codec::append_json_string(body, message);
    body.push_back(']');
  }
  body.push_back('}');
  append_trace_id(body, entropy, span);
  return with_body(400, kProblemType, std::move(body));
}

server::Response broken_rules(std::string_view failures) {
  std::string body = R"({"error":)";
  body.append(failures).push_back('}');
  return with_body(400, "application/json; charset=utf-8", std::move(body));
}

server::Response status_problem(int status, Entropy& entropy, const telemetry::SpanContext& span) {
  std::string body = problem_head(status, server::reason_phrase(status));
  append_trace_id(body, entropy, span);
  return with_body(status, kProblemType, std::move(body));
}

server::Response come_again(int status, std::string_view detail, Duration retry_after) {
  server::Response response = server::problem(status, detail);
  response.headers.emplace_back("Retry-After", retry_seconds(retry_after));
  response.headers.emplace_back("Cache-Control", "no-store");
  return response;
}

}  // namespace spotter::api

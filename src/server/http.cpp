#include <spotter/base/text.hpp>
#include <spotter/server/http.hpp>
#include <spotter/telemetry/trace_context.hpp>

#include <boost/beast/http/status.hpp>

#include <algorithm>

namespace spotter::server {

std::string_view Request::header(std::string_view name) const noexcept {
  const auto found = std::find_if(headers.begin(), headers.end(), [&](const Header& candidate) {
    return equals_ignoring_case(candidate.first, name);
  });
  return found == headers.end() ? std::string_view{} : std::string_view{found->second};
}

std::string Request::header_list(std::string_view name) const {
  std::string list;
  for (const auto& [known, value] : headers) {
    if (!equals_ignoring_case(known, name)) continue;
    list.append(list.empty() ? "" : ",").append(value);
  }
  return list;
}

bool Request::has_header(std::string_view name) const noexcept {
  return std::any_of(headers.begin(), headers.end(), [&](const Header& candidate) {
    return equals_ignoring_case(candidate.first, name);
  });
}

telemetry::SpanContext Request::trace_context() const {
  std::string_view parent;
  std::size_t parents = 0;
  for (const auto& [name, value] : headers) {
    if (!equals_ignoring_case(name, "traceparent")) continue;
    parent = value;
    ++parents;
  }
  if (parents != 1) return {};
  auto context = telemetry::read_traceparent(parent);
  if (!context) return {};
  context->state = telemetry::read_tracestate(header_list("tracestate"));
  return *std::move(context);
}

std::string_view reason_phrase(int status) noexcept {
  const auto known = boost::beast::http::int_to_status(static_cast<unsigned>(status));
  if (known == boost::beast::http::status::unknown) return "Unknown";
  const auto text = boost::beast::http::obsolete_reason(known);
  return {text.data(), text.size()};
}

}  // namespace spotter::server

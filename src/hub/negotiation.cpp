#include <spotter/codec/json_writer.hpp>
#include <spotter/hub/negotiation.hpp>

#include <algorithm>
#include <charconv>
#include <system_error>

namespace spotter::hub {
namespace {

constexpr int kVersionMin = 0;
constexpr int kVersionMax = 1;

/// As .NET's int.TryParse reads it: 32 bits, a sign, white space around it.
std::optional<int> parse_int(std::string_view text) {
  constexpr std::string_view kSpace = " \t\n\v\f\r";
  const std::size_t first = text.find_first_not_of(kSpace);
  if (first == std::string_view::npos) return std::nullopt;
  text = text.substr(first, text.find_last_not_of(kSpace) - first + 1);
  if (text.starts_with('+')) {
    text.remove_prefix(1);
    if (text.starts_with('-')) return std::nullopt;
  }
  int number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return number;
}

}  // namespace

NegotiationRequest parse_negotiation(std::optional<std::string_view> version_text) {
  NegotiationRequest request;
  if (!version_text) return request;
  const std::optional<int> version = parse_int(*version_text);
  if (!version) {
    request.error = "The client requested a non-integer protocol version.";
  } else if (*version < kVersionMin) {
    request.error = "The client requested version '" + std::to_string(*version) +
                    "', but the server does not support this version.";
  } else {
    request.version = std::min(*version, kVersionMax);
  }
  return request;
}

std::string negotiation_response(int version, std::string_view connection_id,
                                 std::string_view connection_token) {
  std::string json = R"({"negotiateVersion":)" + std::to_string(version) + R"(,"connectionId":)";
  codec::append_json_string(json, connection_id);
  if (version > 0) {
    json += R"(,"connectionToken":)";
    codec::append_json_string(json, connection_token);
  }
  json +=
      R"(,"availableTransports":[{"transport":"WebSockets","transferFormats":["Text","Binary"]}]})";
  return json;
}

std::string negotiation_error(std::string_view error) {
  std::string json = R"({"error":)";
  codec::append_json_string(json, error);
  json += '}';
  return json;
}

}  // namespace spotter::hub

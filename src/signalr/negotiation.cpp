#include <spotter/base/text.hpp>
#include <spotter/codec/json_writer.hpp>
#include <spotter/signalr/negotiation.hpp>

#include <algorithm>
#include <charconv>
#include <system_error>

namespace spotter::signalr {
namespace {

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

NegotiationRequest parse_negotiation(std::optional<std::string_view> version_text,
                                     int version_min) {
  NegotiationRequest request;
  const std::optional<int> version = version_text ? parse_int(*version_text) : 0;
  if (!version) {
    request.error = "The client requested a non-integer protocol version.";
  } else if (*version < version_min) {
    request.error = "The client requested version '" + std::to_string(*version) +
                    "', but the server does not support this version.";
  } else {
    request.version = std::min(*version, kVersionMax);
  }
  return request;
}

bool asks_for_stateful_reconnect(std::optional<std::string_view> text) noexcept {
  return text && equals_ignoring_case(trimmed(*text), "true");
}

std::string negotiation_response(const NegotiationOffer& offer, const Settings& settings) {
  std::string json = "{";
  if (offer.stateful) json += R"("useStatefulReconnect":true,)";
  json += R"("negotiateVersion":)" + std::to_string(offer.version) + R"(,"connectionId":)";
  codec::append_json_string(json, offer.version > 0 ? offer.connection_id : offer.connection_token);
  if (offer.version > 0) {
    json += R"(,"connectionToken":)";
    codec::append_json_string(json, offer.connection_token);
  }
  json += R"(,"availableTransports":[)";
  std::string_view between;
  for (const TransportKind kind : {TransportKind::web_sockets, TransportKind::server_sent_events,
                                   TransportKind::long_polling}) {
    if (!settings.offers(kind)) continue;
    json.append(between).append(R"({"transport":")").append(name_of(kind));
    json += kind == TransportKind::server_sent_events ? R"(","transferFormats":["Text"]})"
                                                      : R"(","transferFormats":["Text","Binary"]})";
    between = ",";
  }
  json += "]}";
  return json;
}

std::string negotiation_error(std::string_view error) {
  std::string json = R"({"error":)";
  codec::append_json_string(json, error);
  json += '}';
  return json;
}

}  // namespace spotter::signalr

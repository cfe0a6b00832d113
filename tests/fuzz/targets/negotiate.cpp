#include "fuzz/check.hpp"

#include <spotter/base/text.hpp>
#include <spotter/codec/json.hpp>
#include <spotter/codec/query.hpp>
#include <spotter/signalr/negotiation.hpp>

// The query of a negotiation.
using namespace spotter;

namespace {

std::string encoded(std::string_view text) {
  std::string out;
  for (const char byte : text)
    out.append("%").append(to_hex(as_bytes(std::string_view(&byte, 1))));
  return out;
}

void check_query(const codec::Query& query) {
  std::string text;
  for (const auto& [name, value] : query.parameters())
    text.append(encoded(name)).append("=").append(encoded(value)).append("&");
  const auto again = codec::Query::parse(text);
  fuzz::check(again.has_value(), "a query that was read can be written");
  fuzz::check(again->parameters() == query.parameters(), "and is the same");
}

void check_answer(const std::string& answer, const signalr::NegotiationOffer& offer) {
  codec::JsonParser parser;
  const auto json = parser.parse(answer);
  fuzz::check(json.has_value(), "an answer is JSON");
  fuzz::check(json->get("negotiateVersion").value().integer() == offer.version, "of that version");
  fuzz::check(json->get("connectionToken").has_value() == (offer.version > 0),
              "with a token of its own from version 1 on");
  fuzz::check(json->get("useStatefulReconnect").has_value() == offer.stateful,
              "that grants what was asked for");
  fuzz::check(json->get("availableTransports").value().size() == 3, "with all transports");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  const auto query = codec::Query::parse(fuzz::text_of(data, size));
  if (!query) return 0;
  check_query(*query);
  const auto request = signalr::parse_negotiation(query->get("negotiateVersion"), 0);
  if (!request.error.empty()) {
    codec::JsonParser parser;
    const auto json = parser.parse(signalr::negotiation_error(request.error));
    fuzz::check(json && json->get("error").value().string() == request.error, "an error is JSON");
    return 0;
  }
  fuzz::check(request.version == 0 || request.version == 1, "there are two versions");
  signalr::NegotiationOffer offer;
  offer.version = request.version;
  offer.connection_id = "9JqjQkvRrFqlAVcSzrMNRg";
  offer.connection_token = "WbEt4hPnqYmOMf5iXz3v8A";
  offer.stateful = signalr::asks_for_stateful_reconnect(query->get("useStatefulReconnect"));
  check_answer(signalr::negotiation_response(offer, signalr::Settings{}), offer);
  return 0;
}

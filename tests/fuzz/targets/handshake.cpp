#include "fuzz/check.hpp"
#include "hub/connection.hpp"

#include <spotter/base/text.hpp>

// A handshake, whole and then byte by byte. The first byte of the input says what the transport
// can do.
using namespace spotter;

namespace {

struct Outcome {
  std::string said;
  bool open = false;
  hub::Encoding encoding = hub::Encoding::json;
};

Outcome shake_hands(std::string_view bytes, hub::Peer peer, std::size_t piece) {
  const TimePoint now{std::chrono::hours(1)};
  const hub::Description hub{};
  codec::JsonParser parser;
  hub::Connection connection(hub, peer, parser, now);
  for (std::size_t at = 0; at < bytes.size() && !connection.open(); at += piece) {
    connection.on_bytes(bytes.substr(at, piece));
    const auto step = connection.next(now);
    if (std::holds_alternative<hub::Connection::Open>(step)) break;
    fuzz::check(std::holds_alternative<hub::Connection::Wait>(step), "there is nothing else to do");
  }
  return {connection.output(), connection.open(), connection.encoding()};
}

void check_refusal(const std::string& said) {
  codec::JsonParser parser;
  fuzz::check(said.ends_with('\x1e'), "a refusal is a whole record");
  const auto refusal = parser.parse(std::string_view(said).substr(0, said.size() - 1));
  fuzz::check(refusal && refusal->get("error") && refusal->get("error")->string(),
              "a refusal says why");
}

/// What an accepted handshake must have asked for.
void check_request(std::string_view text, const Outcome& outcome) {
  codec::JsonParser parser;
  const auto request = parser.parse(text);
  fuzz::check(request.has_value(), "an accepted handshake is JSON");
  const auto protocol = request->get("protocol").value().string().value();
  const bool binary = outcome.encoding == hub::Encoding::messagepack;
  fuzz::check(equals_ignoring_case(protocol, binary ? "messagepack" : "json"),
              "the protocol is the one that was asked for");
  fuzz::check(request->get("version").value().integer().value() <= 2, "the version is known");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  std::string_view bytes = fuzz::text_of(data, size);
  if (bytes.empty()) return 0;
  hub::Peer peer;
  peer.binary = (bytes.front() & 1) != 0;
  peer.stateful = (bytes.front() & 2) != 0;
  bytes.remove_prefix(1);
  const Outcome whole = shake_hands(bytes, peer, bytes.size() + 1);
  const Outcome pieces = shake_hands(bytes, peer, 1);
  fuzz::check(whole.said == pieces.said && whole.open == pieces.open,
              "pieces make no difference to the answer");
  if (whole.open) {
    fuzz::check(whole.said == "{}\x1e", "success is said in three bytes");
    fuzz::check(peer.binary || whole.encoding == hub::Encoding::json, "text stays text");
    check_request(bytes.substr(0, bytes.find('\x1e')), whole);
  } else if (!whole.said.empty()) {
    check_refusal(whole.said);
  }
  return 0;
}

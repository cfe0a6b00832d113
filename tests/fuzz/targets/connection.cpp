#include "fuzz/hub_server.hpp"
#include "hub/json_protocol.hpp"
#include "hub/messagepack_protocol.hpp"

#include <random>

// All that a client sends over one connection, as the bodies of its POSTs or the frames of its
// socket bring it: cut anywhere. Two bytes come first, which say what the transport and the hub can
// do, and where the cuts are.
using namespace spotter;

namespace {

struct Setup {
  hub::Description hub = fuzz::sample_hub();
  hub::Peer peer;
  std::string_view hello;  ///< said before the input; empty: the input has a handshake of its own
  bool reconnects = false;
};

Setup setup_of(unsigned flags) {
  constexpr std::string_view kHellos[] = {"", "{\"protocol\":\"json\",\"version\":1}\x1e",
                                          "{\"protocol\":\"json\",\"version\":2}\x1e",
                                          "{\"protocol\":\"messagepack\",\"version\":2}\x1e"};
  Setup setup;
  setup.hello = kHellos[flags & 3U];
  setup.peer.stateful = (flags & 4U) != 0;
  setup.reconnects = (flags & 12U) == 12U;
  setup.peer.authorised = (flags & 16U) == 0;
  setup.hub.settings.record_bytes_max = (flags & 32U) != 0 ? 64 : 4096;
  setup.hub.settings.parallel_invocations_max = (flags & 64U) != 0 ? 2 : 1;
  if ((flags & 128U) != 0) setup.hub.settings.errors = hub::Errors::detailed;
  return setup;
}

void check_records(const fuzz::HubServer& server) {
  std::string_view said = server.said();
  const bool messagepack = server.connection().encoding() == hub::Encoding::messagepack;
  codec::JsonParser parser;
  hub::JsonProtocol json_protocol(parser);
  hub::MessagePackProtocol messagepack_protocol(parser);
  hub::Protocol& protocol = messagepack ? static_cast<hub::Protocol&>(messagepack_protocol)
                                        : static_cast<hub::Protocol&>(json_protocol);
  fuzz::check(said.starts_with("{}\x1e"), "the handshake is answered first");
  hub::RecordBuffer buffer(said.size());
  buffer.append(said.substr(3));
  std::string_view record;
  auto found = hub::RecordBuffer::Found::nothing;
  bool closed = false;
  while ((found = buffer.next(protocol.framing(), record)) == hub::RecordBuffer::Found::record) {
    const auto parsed = protocol.parse(record);
    fuzz::check(parsed.has_value(), "what is said are records of the protocol");
    fuzz::check(parsed->kind != hub::Kind::other, "of known types");
    fuzz::check(!closed, "nothing is said after a close");
    closed = parsed->kind == hub::Kind::close;
  }
  fuzz::check(found == hub::RecordBuffer::Found::nothing && buffer.size() == 0,
              "all of them are whole");
  fuzz::check(!closed || server.connection().ended(), "a close is the end");
}

void check_said(const fuzz::HubServer& server, std::size_t bytes) {
  const std::string& said = server.said();
  fuzz::check(said.size() <= 1024 + 64 * bytes,
              "an answer is not much longer than what it answers");
  fuzz::check(server.opened() <= 1, "a connection opens once");
  if (server.opened() == 1) {
    check_records(server);
  } else {
    fuzz::check(said.empty() || (said.starts_with("{\"error\":\"") && said.ends_with("\"}\x1e")),
                "a handshake that failed has an error");
  }
}

/// Cut as `seed` says; 0: byte by byte.
void feed(fuzz::HubServer& server, const Setup& setup, std::string_view bytes, unsigned seed) {
  std::minstd_rand random(seed + 1);
  for (std::size_t at = 0; at < bytes.size();) {
    const std::size_t piece = seed == 0 ? 1 : 1 + random() % (4 * seed);
    server.on_bytes(bytes.substr(at, piece));
    at += piece;
    if (!setup.reconnects) continue;
    server.on_second();
    if (random() % 4 == 0) server.reconnect();
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  if (size < 2) return 0;
  const Setup setup = setup_of(data[0]);
  const std::string bytes = std::string(setup.hello).append(fuzz::text_of(data + 2, size - 2));
  fuzz::HubServer cut(setup.hub, setup.peer);
  feed(cut, setup, bytes, data[1]);
  cut.finish();
  if (setup.reconnects) {
    // Time and the transport matter here, and only that nothing breaks.
    if (cut.opened() == 1) check_records(cut);
    return 0;
  }
  check_said(cut, bytes.size());
  fuzz::HubServer whole(setup.hub, setup.peer);
  whole.on_bytes(bytes);
  whole.finish();
  check_said(whole, bytes.size());
  fuzz::check(cut.said() == whole.said(), "cuts make no difference to what is said");
  fuzz::check(cut.connection().ended() == whole.connection().ended(), "nor to the end");
  if (whole.connection().ended()) {
    fuzz::check(cut.connection().ending() == whole.connection().ending(), "nor to its reason");
  }
  return 0;
}

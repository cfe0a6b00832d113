// permessage-deflate without a socket: what is agreed on, and what messages become.
#include "server/deflate.hpp"
#include "server/deflate_offer.hpp"
#include "server/message_reader.hpp"
#include "support/client_frames.hpp"

#include <catch2/catch.hpp>

#include <random>

using namespace spotter;
using namespace spotter::server;
using testing::client_frame;
using testing::deflated;

namespace {

constexpr unsigned kWhole = 0x80;
constexpr unsigned kMarked = 0x40;
constexpr std::string_view kAnswer =
    "permessage-deflate; server_no_context_takeover; client_no_context_takeover";

std::string answer_to(std::string_view offers) {
  const auto agreed = agree_on_deflate({offers});
  return agreed ? agreed->answer : "none";
}

/// What a reader made of a whole conversation.
struct Read {
  std::string bytes;
  std::vector<std::string> pings;
  std::optional<CloseCode> violation;
  std::optional<CloseCode> peer_close;
  std::size_t steps = 0;
};

/// Feeds `wire` in pieces of `piece` bytes and takes what comes in reads of `out_bytes`.
Read read_all(MessageReader& reader, std::string wire, std::size_t piece = 4096,
              std::size_t out_bytes = 1024) {
  Read read;
  for (std::size_t at = 0; at < wire.size(); at += piece) {
    std::string now = wire.substr(at, piece);
    std::span<char> rest(now);
    for (bool more = true; more;) {
      std::string out(out_bytes, '\0');
      const auto step = reader.next(rest, out);
      ++read.steps;
      if (const auto* bytes = std::get_if<MessageReader::Bytes>(&step)) {
        REQUIRE(bytes->count > 0);
        read.bytes.append(out, 0, bytes->count);
      } else if (const auto* ping = std::get_if<MessageReader::Ping>(&step)) {
        read.pings.push_back(ping->payload);
      } else if (const auto* close = std::get_if<MessageReader::PeerClose>(&step)) {
        read.peer_close = close->code;
        return read;
      } else if (const auto* violation = std::get_if<MessageReader::Violation>(&step)) {
        read.violation = violation->code;
        return read;
      } else {
        REQUIRE(rest.empty());
        more = false;
      }
    }
  }
  return read;
}

Read read_all(const std::string& wire, std::size_t piece = 4096, std::size_t out_bytes = 1024) {
  MessageReader reader(Extension::deflate);
  return read_all(reader, wire, piece, out_bytes);
}

std::string marked(std::string_view packed, unsigned opcode = 1) {
  return client_frame(packed, {.flags = kWhole | kMarked, .opcode = opcode});
}

std::string words(std::size_t bytes, unsigned seed) {
  std::mt19937 random(seed);
  std::string text;
  while (text.size() < bytes)
    text += "set " + std::to_string(random() % 1000) + " of squats, ";
  text.resize(bytes);
  return text;
}

}  // namespace

// ---- what is agreed on

TEST_CASE("offers that can be kept are answered without context takeover", "[server]") {
  for (const auto* offer :
       {"permessage-deflate", "Permessage-Deflate", "permessage-deflate; client_max_window_bits",
        "permessage-deflate; client_max_window_bits=8",
        "permessage-deflate;client_max_window_bits=15",
        "permessage-deflate; server_no_context_takeover", "x-other, permessage-deflate",
        "permessage-deflate; client_no_context_takeover; server_no_context_takeover"}) {
    CAPTURE(offer);
    REQUIRE(answer_to(offer) == kAnswer);
  }
}

TEST_CASE("a window that a client asks for is kept or narrowed", "[server]") {
  const std::string begin = std::string(kAnswer) + "; server_max_window_bits=";
  REQUIRE(answer_to("permessage-deflate; server_max_window_bits=9") == begin + "9");
  REQUIRE(answer_to("permessage-deflate; server_max_window_bits=\"10\"") == begin + "10");
  REQUIRE(answer_to("permessage-deflate; server_max_window_bits=15") ==
          begin + std::to_string(kDeflateWindowBits));
}

TEST_CASE("offers that cannot be kept are declined", "[server]") {
  for (const auto* offer :
       {"", "x-webkit-deflate-frame", "permessage-deflate; unknown",
        "permessage-deflate; server_max_window_bits", "permessage-deflate; client_max_window_bits=",
        "permessage-deflate; client_max_window_bits=\"", "permessage-deflate;;",
        "permessage-deflate; server_max_window_bits=8",
        "permessage-deflate; server_max_window_bits=16",
        "permessage-deflate; server_max_window_bits=09",
        "permessage-deflate; server_max_window_bits=1x",
        "permessage-deflate; client_max_window_bits=7",
        "permessage-deflate; client_max_window_bits=150",
        "permessage-deflate; server_no_context_takeover=1",
        "permessage-deflate; client_no_context_takeover; client_no_context_takeover",
        "permessage-deflate; client_max_window_bits; client_max_window_bits=10",
        "permessage-deflate; server_max_window_bits=10; server_max_window_bits=10"}) {
    CAPTURE(offer);
    REQUIRE(answer_to(offer) == "none");
  }
}

TEST_CASE("the first offer that can be kept counts, in whichever header", "[server]") {
  REQUIRE(answer_to("permessage-deflate; server_max_window_bits=8, permessage-deflate") == kAnswer);
  const auto agreed = agree_on_deflate(
      {"permessage-deflate; unknown", "permessage-deflate; server_max_window_bits=11"});
  REQUIRE(agreed);
  REQUIRE(agreed->window_bits == 11);
}

// ---- messages

TEST_CASE("messages are read however they are cut, compressed or not", "[server]") {
  const std::string text = words(5000, 1);
  const std::string packed = deflated(text);
  const std::string in_three = client_frame(packed.substr(0, 100), {.flags = kMarked}) +
                               client_frame("", {.flags = 0, .opcode = 0}) +
                               client_frame("ping", {.opcode = 9}) +
                               client_frame(packed.substr(100), {.flags = kWhole, .opcode = 0});
  const std::string wire = client_frame("plain") + marked(packed) + in_three + client_frame("");
  for (const std::size_t piece :
       {std::size_t{1}, std::size_t{2}, std::size_t{7}, std::size_t{1000}, std::size_t{100'000}}) {
    for (const std::size_t out :
         {std::size_t{1}, std::size_t{3}, std::size_t{1024}, std::size_t{16'384}}) {
      const auto read = read_all(wire, piece, out);
      REQUIRE_FALSE(read.violation);
      REQUIRE(read.bytes == "plain" + text + text);
      REQUIRE(read.pings == std::vector<std::string>{"ping"});
    }
  }
}

TEST_CASE("no message needs what an earlier one left behind, and nothing is kept", "[server]") {
  MessageReader reader(Extension::deflate);
  const std::string text = words(2000, 2);
  for (int i = 0; i < 3; ++i) {
    const std::string packed = deflated(text);
    const auto begun = read_all(reader, client_frame(packed.substr(0, 50), {.flags = kMarked}));
    REQUIRE(reader.inflating());
    const auto ended =
        read_all(reader, client_frame(packed.substr(50), {.flags = kWhole, .opcode = 0}));
    REQUIRE(begun.bytes + ended.bytes == text);
    REQUIRE_FALSE(reader.inflating());
  }
  // Refers to what came before the message.
  z_stream z{};
  REQUIRE(deflateInit2(&z, 9, Z_DEFLATED, -15, 8, Z_DEFAULT_STRATEGY) == Z_OK);
  deflateSetDictionary(&z, reinterpret_cast<const Bytef*>(text.data()),
                       static_cast<uInt>(text.size()));
  std::string packed(4096, '\0');
  z.next_in = const_cast<Bytef*>(reinterpret_cast<const Bytef*>(text.data()));
  z.avail_in = static_cast<uInt>(text.size());
  z.next_out = reinterpret_cast<Bytef*>(packed.data());
  z.avail_out = static_cast<uInt>(packed.size());
  deflate(&z, Z_SYNC_FLUSH);
  packed.resize(z.total_out - 4);
  deflateEnd(&z);
  REQUIRE(read_all(reader, marked(packed)).violation == CloseCode::bad_payload);
}

TEST_CASE("final blocks end a stream and not the message", "[server]") {
  const std::string text = words(3000, 3);
  const std::string final = deflated(text, Z_FINISH);
  const std::string room = std::string(1, '\0');
  const std::string none = marked("") + marked(room) + marked(deflated("", Z_FINISH));
  for (const std::size_t piece : {std::size_t{1}, std::size_t{5}, std::size_t{4096}}) {
    REQUIRE(read_all(marked(final + room) + marked("\x02" + room), piece).bytes == text);
    REQUIRE(read_all(marked(final) + client_frame("next"), piece).bytes == text + "next");
    REQUIRE(read_all(marked(final + deflated(text)), piece).bytes == text + text);
    const auto empty = read_all(none + client_frame("next"), piece);
    REQUIRE_FALSE(empty.violation);
    REQUIRE(empty.bytes == "next");
  }
}

TEST_CASE("what is not deflated, or cut short, is refused", "[server]") {
  const std::string packed = deflated(words(3000, 4));
  REQUIRE(read_all(marked("\x07")).violation == CloseCode::bad_payload);  // no such block
  REQUIRE(read_all(marked("plain text")).violation == CloseCode::bad_payload);
  std::size_t refused = 0;
  for (std::size_t size = 1; size + 4 < packed.size(); ++size) {
    const auto read = read_all(marked(packed.substr(0, size), 2));
    if (read.violation == CloseCode::bad_payload) ++refused;
  }
  REQUIRE(refused == packed.size() - 5);
}

TEST_CASE("bytes turned at random are read or refused, and never too many", "[server]") {
  std::mt19937 random(5);
  const std::string text = words(4000, 5);
  const std::string whole = marked(deflated(text), 2) + client_frame("next", {.opcode = 2});
  for (int round = 0; round < 2000; ++round) {
    std::string wire = whole;
    for (auto turns = random() % 4 + 1; turns > 0; --turns)
      wire[random() % wire.size()] ^= static_cast<char>(1U << random() % 8);
    const auto read = read_all(wire, 1 + random() % 500);
    REQUIRE(read.bytes.size() <= kInflatedSavedMax + wire.size() * kInflatedPerByte);
  }
}

TEST_CASE("text is UTF-8, also where it was cut and after it was inflated", "[server]") {
  const std::string text = "k\xC3\xA4se \xE2\x82\xAC \xF0\x9F\x92\xAA ok";
  for (const std::size_t out : {std::size_t{1}, std::size_t{2}, std::size_t{64}}) {
    REQUIRE(read_all(marked(deflated(text)), 1, out).bytes == text);
    for (const std::string bad :
         {"\xC0\x80", "\xED\xA0\x80", "\xF4\x90\x80\x80", "\x80", "\xE2\x82", "\xE2\x28\xA1",
          "\xFF", "\xE0\x80\x80", "\xF0\x80\x80\x80"}) {
      REQUIRE(read_all(marked(deflated(bad)), 4096, out).violation == CloseCode::bad_payload);
      REQUIRE(read_all(client_frame(bad), 1, out).violation == CloseCode::bad_payload);
      REQUIRE(read_all(marked(deflated(bad), 2), 1, out).bytes == bad);
    }
  }
}

TEST_CASE("a message may inflate to what was saved up, and not beyond", "[server]") {
  const std::string bomb = deflated(std::string(10 * 1024 * 1024, '\0'));
  REQUIRE(bomb.size() < 11'000);
  const auto read = read_all(marked(bomb), 2048, 16'384);
  REQUIRE(read.violation == CloseCode::too_big);
  REQUIRE(read.bytes.size() <= kInflatedSavedMax);
  REQUIRE(read.bytes.size() > kInflatedSavedMax - 32 * 1024);
}

TEST_CASE("many small bombs are worth no more than a large one", "[server]") {
  const std::string small = marked(deflated(std::string(64 * 1024, ' ')));
  std::string wire;
  for (int i = 0; i < 100; ++i)
    wire += small;
  const auto read = read_all(wire);
  REQUIRE(read.violation == CloseCode::too_big);
  REQUIRE(read.bytes.size() <= kInflatedSavedMax + wire.size() * kInflatedPerByte);
}

TEST_CASE("talk that compresses well is not taken for a bomb", "[server]") {
  MessageReader reader(Extension::deflate);
  const std::string text = words(60'000, 6);
  for (int i = 0; i < 100; ++i) {
    const auto read = read_all(reader, marked(deflated(text)));
    REQUIRE_FALSE(read.violation);
    REQUIRE(read.bytes == text);
  }
}

TEST_CASE("blocks that inflate to nothing end with the bytes that carry them", "[server]") {
  std::string nothing;  // empty stored, fixed and final blocks
  for (int i = 0; i < 20'000; ++i)
    nothing.append("\0\0\0\xff\xff\x02\0\0\0\xff\xff\x03\0", 13);
  const std::string wire = client_frame(nothing, {.flags = kMarked});
  const auto read = read_all(wire, 2048);
  REQUIRE_FALSE(read.violation);
  REQUIRE(read.bytes.empty());
  REQUIRE(read.steps == (wire.size() + 2047) / 2048);  // one a piece
}

TEST_CASE("frames that the protocol forbids end the connection", "[server]") {
  const std::string begun = client_frame("a", {.flags = 0});
  const std::vector<std::string> forbidden = {
      client_frame("a", {.flags = 0xA0}),
      client_frame("a", {.flags = 0x90}),
      client_frame("a", {.opcode = 3}),
      client_frame("a", {.opcode = 11}),
      client_frame("a", {.masked = false}),
      client_frame("a", {.opcode = 0}),  // continues nothing
      begun + client_frame("b"),         // begins within
      begun + client_frame("b", {.flags = kWhole | kMarked, .opcode = 0}),
      client_frame("", {.flags = kMarked, .opcode = 2}) +
          client_frame("", {.flags = kWhole | kMarked, .opcode = 0}),
      client_frame("a", {.flags = kWhole | kMarked, .opcode = 9}),
      client_frame("a", {.flags = kWhole | kMarked, .opcode = 10}),
      client_frame("", {.flags = kWhole | kMarked, .opcode = 8}),
      client_frame("a", {.flags = 0, .opcode = 9}),
      client_frame(std::string(126, 'a'), {.opcode = 9}),
      client_frame("a", {.opcode = 8}),         // half a code
      client_frame("\x03\xED", {.opcode = 8}),  // 1005 is never sent
      client_frame("\x03\xE7", {.opcode = 8}),  // 999
      std::string("\x81\xFE\x00\x01"
                  "keyyx",
                  9),  // a length that fits in fewer bytes
      std::string("\x81\xFF\0\0\0\0\0\0\x01\0keyyx", 15),
      std::string("\x81\xFF\x80\0\0\0\0\0\0\0keyyx", 15)};
  for (const auto& wire : forbidden) {
    CAPTURE(wire);
    for (const std::size_t piece : {std::size_t{1}, std::size_t{4096}})
      REQUIRE(read_all(wire, piece).violation == CloseCode::protocol_error);
  }
  const auto not_text = client_frame("\x03\xE8\xFF", {.opcode = 8});
  REQUIRE(read_all(not_text).violation == CloseCode::bad_payload);
}

TEST_CASE("close frames tell their code", "[server]") {
  REQUIRE(read_all(client_frame("", {.opcode = 8})).peer_close == CloseCode::none);
  REQUIRE(read_all(client_frame("\x03\xE8 bye", {.opcode = 8})).peer_close == CloseCode::normal);
  REQUIRE(read_all(client_frame("\x0F\xA0", {.opcode = 8}), 1).peer_close ==
          static_cast<CloseCode>(4000));
}

// ---- what the server sends

TEST_CASE("what is deflated is what was given, in whichever portions", "[server]") {
  for (const int bits : {9, 11, kDeflateWindowBits}) {
    for (const std::size_t size :
         {std::size_t{0}, std::size_t{1}, std::size_t{600}, std::size_t{100'000}}) {
      for (const std::size_t portion : {std::size_t{1000}, std::size_t{16'384}}) {
        const std::string text = words(size, 7);
        Deflater deflater(bits);
        std::string all;
        std::string packed;
        std::string_view rest = text;
        for (;;) {
          deflater.add(rest, packed, portion);
          if (rest.empty()) break;
          REQUIRE(packed.size() == portion);
          all += packed;
          packed.clear();
        }
        deflater.finish(packed);
        all += packed;
        REQUIRE(testing::inflated(all, bits) == text);
      }
    }
  }
}

TEST_CASE("a frame's head says how long its payload is", "[server]") {
  REQUIRE(write_frame_head({.payload_bytes = 125}) == "\x81\x7D");
  REQUIRE(write_frame_head({.kind = FrameKind::binary, .compressed = true, .payload_bytes = 126}) ==
          std::string("\xC2\x7E\x00\x7E", 4));
  REQUIRE(write_frame_head(
              {.kind = FrameKind::continuation, .final_frame = false, .payload_bytes = 65'536}) ==
          std::string("\0\x7F\0\0\0\0\0\x01\0\0", 10));
  REQUIRE(write_close_frame(CloseCode::too_big) == "\x88\x02\x03\xF1");
  REQUIRE(write_close_frame(CloseCode::none) == std::string("\x88\0", 2));
}

// permessage-deflate over real sockets on the loopback, with a client that may send anything.
#include "support/client_frames.hpp"
#include "support/server_world.hpp"

#include <spotter/shard/signal.hpp>

#include <optional>
#include <random>

using namespace spotter;
using namespace spotter::server;
using namespace std::chrono_literals;
using testing::client_frame;
using testing::deflated;
using testing::inflated;
using testing::ServerClient;
using testing::ServerWorld;

namespace {

constexpr unsigned kWhole = 0x80;
constexpr unsigned kMarked = 0x40;

struct ServerFrame {
  unsigned flags = 0;
  unsigned opcode = 0;
  std::string payload;
};

/// The whole frames after the upgrade.
std::vector<ServerFrame> frames_in(const std::string& text) {
  std::vector<ServerFrame> frames;
  const auto byte = [&text](std::size_t at) -> std::size_t {
    return static_cast<std::uint8_t>(text[at]);
  };
  std::size_t at = text.find("\r\n\r\n") + 4;
  while (text.size() >= at + 2) {
    ServerFrame frame{
        static_cast<unsigned>(byte(at) & 0xF0U), static_cast<unsigned>(byte(at) & 0x0FU), {}};
    std::size_t length = byte(at + 1);
    const std::size_t more = length == 127 ? 8 : length == 126 ? 2 : 0;
    if (text.size() < at + 2 + more) break;
    if (more > 0) length = 0;
    for (std::size_t i = 0; i < more; ++i)
      length = length << 8U | byte(at + 2 + i);
    if (text.size() < at + 2 + more + length) break;
    frame.payload = text.substr(at + 2 + more, length);
    frames.push_back(std::move(frame));
    at += 2 + more + length;
  }
  return frames;
}

/// The data frames of one message put together, and whether it was marked as compressed.
struct Message {
  std::string payload;
  bool marked = false;
  std::size_t frames = 0;
  bool whole = false;
};

Message first_message(const std::string& text) {
  Message message;
  for (const auto& frame : frames_in(text)) {
    if (frame.opcode >= 8) continue;
    REQUIRE((frame.opcode == 0) == (message.frames > 0));
    if (message.frames == 0) message.marked = (frame.flags & kMarked) != 0;
    if (message.frames > 0) REQUIRE((frame.flags & kMarked) == 0);
    ++message.frames;
    message.payload += frame.payload;
    message.whole = (frame.flags & kWhole) != 0;
    if (message.whole) break;
  }
  return message;
}

/// The server's side of a WebSocket: writes what it is told, then reads to the end.
struct Session {
  explicit Session(ShardExecutor executor) : go_on(executor) {}

  std::vector<std::string> to_write;
  bool close_after_writing = false;
  shard::Signal go_on;

  WebSocket* socket = nullptr;
  std::string received;
  std::size_t reads = 0;
  std::size_t largest_read = 0;
  std::optional<Errc> write_failure;
  std::optional<Errc> ending;
  bool closing = false;
  bool over = false;

  Task<void> serve(WebSocket& opened) {
    socket = &opened;
    for (const auto& message : to_write) {
      const auto written = co_await opened.write(message, Opcode::text);
      if (!written) write_failure = written.error().code;
    }
    if (close_after_writing) co_await opened.close();
    std::string bytes;
    while (!ending && !close_after_writing) {
      bytes.clear();
      const auto got = co_await opened.read(bytes);
      ++reads;
      largest_read = std::max(largest_read, bytes.size());
      received += bytes;
      if (!got) ending = got.error().code;
    }
    while (closing)
      co_await go_on.wait();
    over = true;
  }
  /// Beside whatever serve() is at.
  Task<void> close_beside() {
    closing = true;
    co_await socket->close();
    closing = false;
    go_on.notify();
  }
};

struct DeflateWorld {
  explicit DeflateWorld(Compression compression = Compression::on,
                        std::chrono::milliseconds close_timeout = 5s)
      : settings(make(compression, close_timeout)),
        world(settings),
        session(world.loop.executor()) {
    world.handler.script = [this](const Request&) { return answer(); };
  }
  /// The session is served until the server has ended.
  ~DeflateWorld() {
    world.server->abort();
    world.loop.run(world.server->join());
  }
  static Settings make(Compression compression, std::chrono::milliseconds close_timeout) {
    Settings made;
    made.websocket_compression = compression;
    made.close_timeout = close_timeout;
    return made;
  }
  Task<Answer> answer() {
    Upgrade upgrade{[this](WebSocket& socket) { return session.serve(socket); }};
    co_return Answer(std::move(upgrade));
  }
  std::unique_ptr<ServerClient> upgrade(std::string_view offers) {
    auto client = world.connect();
    client->send(
        "GET / HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
        "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n" +
        std::string(offers) + "\r\n");
    REQUIRE(world.comes(*client, "\r\n\r\n"));
    REQUIRE(client->text().starts_with("HTTP/1.1 101 "));
    return client;
  }
  std::unique_ptr<ServerClient> open() {
    return upgrade("Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits\r\n");
  }
  bool receives(const std::string& text) {
    return world.loop.turn_until([&] { return session.received == text; });
  }
  bool over() {
    return world.loop.turn_until([&] { return session.over; });
  }
  /// The code of the server's close frame (0: the connection ended without); then the client ends
  /// its half, too.
  unsigned close_code(ServerClient& client) {
    REQUIRE(world.ends(client));
    client.leave();
    REQUIRE(over());
    for (const auto& frame : frames_in(client.text())) {
      if (frame.opcode != 8) continue;
      REQUIRE(frame.payload.size() == 2);
      return static_cast<unsigned>(static_cast<std::uint8_t>(frame.payload[0])) << 8U |
             static_cast<std::uint8_t>(frame.payload[1]);
    }
    return 0;
  }

  Settings settings;
  ServerWorld world;
  Session session;
};

std::string marked(std::string_view packed) {
  return client_frame(packed, {.flags = kWhole | kMarked});
}

std::string words(std::size_t bytes) {
  std::mt19937 random(1);
  std::string text;
  while (text.size() < bytes)
    text += "set " + std::to_string(random() % 1'000'000) + " of squats, ";
  text.resize(bytes);
  return text;
}

/// ASCII that no compressor makes smaller by much.
std::string noise(std::size_t bytes) {
  std::mt19937 random(2);
  std::string text(bytes, '\0');
  for (char& c : text)
    c = static_cast<char>(random() % 128);
  return text;
}

}  // namespace

TEST_CASE("the extension is declined unless it is switched on", "[server]") {
  DeflateWorld world(Compression::off);
  const auto client = world.open();
  REQUIRE(client->text().find("Sec-WebSocket-Extensions") == std::string::npos);
  client->send(marked(deflated("hello")));
  REQUIRE(world.close_code(*client) == 1002);
  REQUIRE(world.session.ending == Errc::malformed);
}

TEST_CASE("a client that does not offer the extension, or not as needed, goes without",
          "[server]") {
  for (const auto* offers :
       {"", "Sec-WebSocket-Extensions: permessage-deflate; server_max_window_bits=8\r\n",
        "Sec-WebSocket-Extensions: x-webkit-deflate-frame\r\n"}) {
    DeflateWorld world;
    world.session.to_write = {words(5000)};
    const auto client = world.upgrade(offers);
    REQUIRE(client->text().find("Sec-WebSocket-Extensions") == std::string::npos);
    client->send(client_frame("hello"));
    REQUIRE(world.receives("hello"));
    REQUIRE(first_message(client->text()).payload == words(5000));
    client->send(marked(deflated("hello")));
    REQUIRE(world.close_code(*client) == 1002);
  }
}

TEST_CASE("the extension is answered, also when it is offered in a second header", "[server]") {
  DeflateWorld world;
  const auto client = world.upgrade(
      "Sec-WebSocket-Extensions: x-other\r\n"
      "Sec-WebSocket-Extensions: permessage-deflate; server_max_window_bits=10\r\n");
  REQUIRE(client->text().find(
              "\r\nSec-WebSocket-Extensions: permessage-deflate; server_no_context_takeover; "
              "client_no_context_takeover; server_max_window_bits=10\r\n") != std::string::npos);
}

TEST_CASE("compressed and plain messages come through, in any cut", "[server]") {
  DeflateWorld world;
  const auto client = world.open();
  const std::string text = words(50'000);
  const std::string packed = deflated(text);
  client->send(client_frame("plain ") + marked(packed));
  REQUIRE(world.receives("plain " + text));
  const std::string in_two = client_frame(packed.substr(0, 9), {.flags = kMarked}) +
                             client_frame("hi", {.opcode = 9}) +
                             client_frame(packed.substr(9), {.flags = kWhole, .opcode = 0});
  for (const char byte : in_two.substr(0, 40))
    client->send(std::string(1, byte));
  client->send(in_two.substr(40));
  REQUIRE(world.receives("plain " + text + text));
  REQUIRE(world.session.largest_read <= 16 * 1024);
  const auto frames = frames_in(client->text());
  REQUIRE(frames.size() == 1);
  REQUIRE(frames[0].opcode == 10);
  REQUIRE(frames[0].payload == "hi");
}

TEST_CASE("what is long enough goes out compressed, each message by itself", "[server]") {
  DeflateWorld world;
  const std::string text = words(2000);
  world.session.to_write = {"short", text, text};
  const auto client =
      world.upgrade("Sec-WebSocket-Extensions: permessage-deflate; server_max_window_bits=9\r\n");
  REQUIRE(world.world.loop.turn_until([&] { return frames_in(client->text()).size() == 3; }));
  const auto frames = frames_in(client->text());
  REQUIRE(frames[0].flags == kWhole);
  REQUIRE(frames[0].payload == "short");
  REQUIRE(frames[1].flags == (kWhole | kMarked));
  REQUIRE(inflated(frames[1].payload, 9) == text);
  REQUIRE(frames[1].payload.size() < text.size() / 2);
  REQUIRE(frames[2].payload == frames[1].payload);
}

TEST_CASE("what does not get smaller goes out as it is", "[server]") {
  DeflateWorld world;
  std::mt19937 random(3);
  std::string text(2000, '\0');
  for (char& c : text)
    c = static_cast<char>(random());
  world.session.to_write = {text};
  const auto client = world.open();
  REQUIRE(world.world.loop.turn_until([&] { return first_message(client->text()).whole; }));
  REQUIRE_FALSE(first_message(client->text()).marked);
  REQUIRE(first_message(client->text()).payload == text);
}

TEST_CASE("a long message goes out in frames, and pongs go between them", "[server]") {
  DeflateWorld world;
  const std::string text = noise(600'000);
  const auto client = world.open();
  REQUIRE(world.world.loop.turn_until([&] { return world.session.socket != nullptr; }));
  std::string pings;
  for (int i = 0; i < 20; ++i)
    pings += client_frame("now", {.opcode = 9});
  client->send(pings);
  bool written = false;
  asio::co_spawn(world.world.loop.executor(), world.session.socket->write(text, Opcode::text),
                 [&](std::exception_ptr, const Result<void>& done) { written = done.has_value(); });
  REQUIRE(world.world.loop.turn_until([&] {
    std::size_t pongs = 0;
    for (const auto& frame : frames_in(client->text()))
      pongs += frame.opcode == 10 && frame.payload == "now" ? 1 : 0;
    return written && pongs == 20 && first_message(client->text()).whole;
  }));
  const auto message = first_message(client->text());
  REQUIRE(message.marked);
  REQUIRE(message.frames > 10);
  REQUIRE(inflated(message.payload) == text);
}

TEST_CASE("a bomb ends the connection, and costs a bounded number of bytes", "[server]") {
  const std::string zeros(10 * 1024 * 1024, '\0');
  DeflateWorld world;
  const auto client = world.open();
  const std::string bomb = deflated(zeros);
  REQUIRE(bomb.size() < 11'000);
  client->send(marked(bomb));
  REQUIRE(world.close_code(*client) == 1009);
  REQUIRE(world.session.ending == Errc::malformed);
  REQUIRE(world.session.received.size() <= 512 * 1024);
  REQUIRE(world.session.largest_read <= 16 * 1024);
}

TEST_CASE("others are served while a few bytes inflate to many reads", "[server]") {
  DeflateWorld world;
  const auto client = world.open();
  std::size_t turns = 0;
  std::size_t most_at_once = 0;
  client->send(marked(deflated(std::string(400'000, ' '))));
  REQUIRE(world.world.loop.turn_until([&] {
    const std::size_t before = std::exchange(turns, world.session.received.size());
    most_at_once = std::max(most_at_once, turns - before);
    return turns == 400'000;
  }));
  REQUIRE(world.session.reads > 20);
}

TEST_CASE("what is not deflated, cut short or not UTF-8 ends with 1007", "[server]") {
  const std::string packed = deflated(words(3000));
  for (const std::string& bad : {std::string("\x07"), std::string("not deflated at all"),
                                 packed.substr(0, 500), deflated("\xC3("), deflated("\xE2\x82")}) {
    DeflateWorld world;
    const auto client = world.open();
    client->send(marked(bad));
    REQUIRE(world.close_code(*client) == 1007);
    REQUIRE(world.session.ending == Errc::malformed);
  }
}

TEST_CASE("a mark where none may be ends with 1002", "[server]") {
  const std::string packed = deflated("hello");
  for (const std::string& bad :
       {client_frame("hi", {.flags = kWhole | kMarked, .opcode = 9}),
        client_frame("", {.flags = kWhole | kMarked, .opcode = 8}),
        client_frame(packed.substr(0, 2), {.flags = kMarked}) +
            client_frame(packed.substr(2), {.flags = kWhole | kMarked, .opcode = 0})}) {
    DeflateWorld world;
    const auto client = world.open();
    client->send(bad);
    REQUIRE(world.close_code(*client) == 1002);
  }
}

TEST_CASE("a flood of blocks that inflate to nothing is no busy loop", "[server]") {
  DeflateWorld world;
  const auto client = world.open();
  std::string nothing;
  for (int i = 0; i < 4000; ++i)
    nothing.append("\0\0\0\xff\xff\x02\0\0\0\xff\xff\x03\0", 13);
  client->send(client_frame(nothing, {.flags = kMarked}));
  REQUIRE(world.world.loop.settle());
  REQUIRE(world.session.reads == 0);
  client->send(client_frame(deflated("after all"), {.flags = kWhole, .opcode = 0}));
  REQUIRE(world.receives("after all"));
}

TEST_CASE("a client's close is answered with its code", "[server]") {
  for (const auto& [payload, code] : {std::pair{"\x0F\xA0 bye", 4000}, {"\x03\xE8", 1000}}) {
    DeflateWorld world;
    const auto client = world.open();
    client->send(client_frame(payload, {.opcode = 8}));
    REQUIRE(world.close_code(*client) == static_cast<unsigned>(code));
    client->leave();
    REQUIRE(world.over());
    REQUIRE(world.session.ending == Errc::closed);
  }
}

TEST_CASE("the server's close waits for the client's, and not for ever", "[server]") {
  for (const bool answers : {true, false}) {
    DeflateWorld world(Compression::on, answers ? 20s : 30ms);
    world.session.close_after_writing = true;
    world.session.to_write = {words(1000)};
    const auto client = world.open();
    REQUIRE(world.world.loop.turn_until([&] { return frames_in(client->text()).size() == 2; }));
    REQUIRE(frames_in(client->text())[1].payload == "\x03\xE8");
    REQUIRE_FALSE(world.session.over);
    if (answers) {
      client->send(marked(deflated("late words")) + client_frame("\x03\xE8", {.opcode = 8}));
      REQUIRE(world.world.ends(*client));
      client->leave();
    }
    REQUIRE(world.over());
  }
}

TEST_CASE("closing beside a read ends the read", "[server]") {
  DeflateWorld world(Compression::on, 30ms);
  const auto client = world.open();
  REQUIRE(world.world.loop.turn_until([&] { return world.session.socket != nullptr; }));
  world.world.loop.settle();
  bool closed = false;
  asio::co_spawn(world.world.loop.executor(), world.session.close_beside(),
                 [&](std::exception_ptr bug) { closed = !bug; });
  REQUIRE(world.over());
  REQUIRE(world.session.ending == Errc::reset);
  REQUIRE(world.world.loop.turn_until([&] { return world.world.closed == 1; }));
  REQUIRE(closed);
  REQUIRE(world.close_code(*client) == 1000);
}

TEST_CASE("a client that reads nothing holds neither a write nor a close up", "[server]") {
  DeflateWorld stuck(Compression::on, 30ms);
  for (int i = 0; i < 200; ++i)
    stuck.session.to_write.push_back(noise(100'000));
  const auto idle = stuck.open();
  REQUIRE(stuck.world.loop.turn_until([&] { return stuck.session.socket != nullptr; }));
  stuck.world.loop.settle();
  REQUIRE_FALSE(stuck.session.over);
  bool closed = false;
  asio::co_spawn(stuck.world.loop.executor(), stuck.session.close_beside(),
                 [&](std::exception_ptr bug) { closed = !bug; });
  REQUIRE(stuck.over());
  REQUIRE(stuck.session.write_failure == Errc::reset);
  REQUIRE(stuck.world.loop.turn_until([&] { return closed; }));
}

TEST_CASE("a client that vanishes ends the session", "[server]") {
  DeflateWorld world;
  const auto client = world.open();
  client->send(client_frame(deflated(words(3000)).substr(0, 100), {.flags = kMarked}));
  world.world.loop.settle();
  client->reset();
  REQUIRE(world.over());
  REQUIRE(world.session.ending == Errc::reset);
}

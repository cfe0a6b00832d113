// Whether a WebSocket's peer is still there, over real sockets on the loopback: with and without
// permessage-deflate.
#include "support/client_frames.hpp"
#include "support/server_world.hpp"

#include <spotter/shard/signal.hpp>

#include <optional>

using namespace spotter;
using namespace spotter::server;
using namespace std::chrono_literals;
using testing::client_frame;
using testing::ServerClient;
using testing::ServerWorld;

namespace {

constexpr std::string_view kPing("\x89\0", 2);
constexpr std::chrono::milliseconds kShort{20};

std::string pong(std::string_view payload = {}) {
  return client_frame(payload, {.opcode = 10});
}

/// A server whose WebSocket reads to the end, if it is to read.
struct World {
  explicit World(Compression compression, bool reads = true)
      : reads_(reads), world(settings(compression)), may_end_(world.loop.executor()) {
    world.handler.script = [this](const Request&) { return answer(); };
    client = world.connect();
    client->send(
        "GET / HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
        "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n"
        "Sec-WebSocket-Extensions: permessage-deflate\r\n\r\n");
    REQUIRE(world.loop.turn_until([&] { return socket != nullptr; }));
    REQUIRE(world.comes(*client, "\r\n\r\n"));
    const bool deflates = client->text().find("permessage-deflate") != std::string::npos;
    REQUIRE(deflates == (compression == Compression::on));
    world.loop.settle();
  }
  ~World() {
    let_end();
    world.server->abort();
    world.loop.run(world.server->join());
  }
  static Settings settings(Compression compression) {
    Settings settings;
    settings.websocket_compression = compression;
    settings.close_timeout = 50ms;
    return settings;
  }
  void let_end() {
    ends_ = true;
    may_end_.notify();
  }
  std::optional<bool>& ask(Duration patience = testing::kPatience) {
    there.reset();
    asio::co_spawn(world.loop.executor(), socket->ping(patience),
                   [this](std::exception_ptr bug, bool is_there) {
                     if (!bug) there = is_there;
                   });
    return there;
  }
  bool pinged() { return world.comes(*client, kPing); }
  bool answers() {
    return world.loop.turn_until([&] { return there.has_value(); });
  }

 private:
  Task<Answer> answer() {
    Upgrade upgrade{[this](WebSocket& opened) { return serve(opened); }};
    co_return Answer(std::move(upgrade));
  }
  Task<void> serve(WebSocket& opened) {
    opened.on_close_frame([this] { close_frame = true; });
    socket = &opened;
    while (reads_) {
      std::string bytes;
      const auto got = co_await opened.read(bytes);
      received += bytes;
      if (!got) break;
    }
    while (!ends_)
      co_await may_end_.wait();
  }
  bool reads_;
  bool ends_ = false;

 public:
  ServerWorld world;
  std::unique_ptr<ServerClient> client;
  WebSocket* socket = nullptr;
  std::string received;
  bool close_frame = false;
  std::optional<bool> there;

 private:
  shard::Signal may_end_;
};

}  // namespace

TEST_CASE("a peer that answers a ping is there, again and again", "[server]") {
  for (const auto compression : {Compression::off, Compression::on}) {
    World world(compression);
    for (std::size_t pings = 1; pings <= 3; ++pings) {
      const auto& there = world.ask();
      REQUIRE(world.world.loop.turn_until([&] {
        const std::string& text = world.client->text();
        return text.size() >= text.find("\r\n\r\n") + 4 + pings * kPing.size();
      }));
      REQUIRE(world.client->text().ends_with(kPing));
      REQUIRE_FALSE(there);
      world.client->send(pong());
      REQUIRE(world.answers());
      REQUIRE(there == true);
    }
    REQUIRE(world.received.empty());
  }
}

TEST_CASE("whatever else the peer sends is a sign of life, too", "[server]") {
  for (const auto compression : {Compression::off, Compression::on}) {
    for (const auto& sign :
         {client_frame("words"), client_frame("", {.opcode = 9}), pong("unasked")}) {
      World world(compression);
      const auto& there = world.ask();
      REQUIRE(world.pinged());
      world.client->send(sign);
      REQUIRE(world.answers());
      REQUIRE(there == true);
    }
  }
}

TEST_CASE("a peer that stays silent is not there, whatever it said before", "[server]") {
  for (const auto compression : {Compression::off, Compression::on}) {
    World world(compression);
    world.client->send(client_frame("words") + pong());
    REQUIRE(world.world.loop.turn_until([&] { return world.received == "words"; }));
    world.world.loop.settle();
    const auto& there = world.ask(kShort);
    REQUIRE(world.answers());
    REQUIRE(there == false);
    REQUIRE(world.pinged());
    world.client->send(client_frame(" after all"));  // the connection goes on
    REQUIRE(world.world.loop.turn_until([&] { return world.received == "words after all"; }));
  }
}

TEST_CASE("a flood of pongs that nobody asked for changes nothing", "[server]") {
  for (const auto compression : {Compression::off, Compression::on}) {
    World world(compression);
    std::string flood;
    for (int i = 0; i < 2000; ++i)
      flood += pong("x");
    world.client->send(flood + client_frame("words"));
    REQUIRE(world.world.loop.turn_until([&] { return world.received == "words"; }));
    world.world.loop.settle();
    const auto& there = world.ask(kShort);
    REQUIRE(world.answers());
    REQUIRE(there == false);
  }
}

TEST_CASE("a peer that leaves meanwhile is not there", "[server]") {
  for (const auto compression : {Compression::off, Compression::on}) {
    for (const int how : {0, 1, 2, 3}) {
      World world(compression);
      const auto& there = world.ask();
      REQUIRE(world.pinged());
      if (how == 0) world.client->send(client_frame("\x03\xE8", {.opcode = 8}));
      if (how == 1) world.client->leave();
      if (how == 2) world.client->reset();
      if (how == 3) world.socket->abort();
      REQUIRE(world.answers());
      REQUIRE(there == false);
      REQUIRE(world.close_frame == (how == 0));
      REQUIRE(world.ask() == std::nullopt);
      REQUIRE(world.answers());
      REQUIRE(there == false);
    }
  }
}

TEST_CASE("who does not read cannot say that the peer is gone", "[server]") {
  for (const auto compression : {Compression::off, Compression::on}) {
    World world(compression, false);
    const auto& there = world.ask(kShort);
    REQUIRE(world.answers());
    REQUIRE(there == true);
  }
}

TEST_CASE("a peer that takes nothing is not there, and its ping ends with the socket", "[server]") {
  for (const auto compression : {Compression::off, Compression::on}) {
    for (const bool closes : {false, true}) {
      World world(compression);
      const std::string much(32 * 1024 * 1024, 'x');
      // Short enough to go out as it is, often enough to fill every buffer.
      bool written = false;
      bool failed = false;
      const auto write = [&]() -> Task<void> {
        for (std::size_t at = 0; at < much.size() && !failed; at += 500) {
          const auto done =
              co_await world.socket->write(std::string_view(much).substr(at, 500), Opcode::text);
          failed = !done;
        }
        written = true;
      };
      auto writing = write();
      asio::co_spawn(world.world.loop.executor(), std::move(writing), [](std::exception_ptr) {});
      world.world.loop.settle();
      REQUIRE_FALSE(written);
      for (int i = 0; i < 3; ++i) {
        const auto& there = world.ask(kShort);
        REQUIRE(world.answers());
        REQUIRE(there == false);
      }
      if (closes) world.client->leave();
      if (!closes) world.socket->abort();
      REQUIRE(world.world.loop.turn_until([&] { return written; }));
      world.let_end();
      REQUIRE(world.world.loop.turn_until([&] { return world.world.closed == 1; }));
    }
  }
}

TEST_CASE("a ping goes between the writes of a peer that reads", "[server]") {
  for (const auto compression : {Compression::off, Compression::on}) {
    World world(compression);
    const std::string message(3'000'000, 'x');
    bool written = false;
    auto writing = world.socket->write(message, Opcode::text);
    asio::co_spawn(world.world.loop.executor(), std::move(writing),
                   [&](std::exception_ptr, const Result<void>& done) { written = bool(done); });
    const auto& there = world.ask();
    REQUIRE(world.pinged());
    REQUIRE(written);
    world.client->send(pong());
    REQUIRE(world.answers());
    REQUIRE(there == true);
  }
}

TEST_CASE("closing beside a ping ends it", "[server]") {
  for (const auto compression : {Compression::off, Compression::on}) {
    World world(compression);
    const auto& there = world.ask();
    REQUIRE(world.pinged());
    bool closed = false;
    asio::co_spawn(world.world.loop.executor(), world.socket->close(),
                   [&](std::exception_ptr bug) { closed = !bug; });
    REQUIRE(world.answers());
    REQUIRE(there == false);
    REQUIRE(world.world.loop.turn_until([&] { return closed; }));
  }
}

#pragma once

#include "support/loop.hpp"
#include "support/signalr_world.hpp"
#include "support/wire_client.hpp"

#include <spotter/crypto/random.hpp>
#include <spotter/server/server.hpp>
#include <spotter/signalr/endpoint.hpp>

#include <boost/asio/use_future.hpp>
#include <catch2/catch.hpp>

#include <future>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <thread>

/// Hubs over real sockets on two shards: where a request lands is up to the test.
namespace spotter::testing::endpoint {

using namespace signalr;
using namespace std::chrono_literals;
using shard::ShardId;

inline constexpr std::size_t kShards = 2;
inline const std::string kSecret(32, 's');
inline constexpr std::string_view kEvents = "Accept: text/event-stream\r\n";
inline constexpr std::uint8_t kTextFrame = 1;
inline constexpr std::uint8_t kCloseFrame = 8;
inline constexpr std::uint8_t kPingFrame = 9;
inline constexpr std::uint8_t kPongFrame = 10;

class NoLog final : public telemetry::Log {
 public:
  [[nodiscard]] bool enabled(telemetry::Level) const noexcept override { return false; }
  void event(telemetry::Level, std::string_view, std::initializer_list<telemetry::Field>) override {
  }
};

inline void must_not_happen(std::exception_ptr bug) {
  std::rethrow_exception(bug);
}

/// What a shard has.
struct Part {
  Part(ShardId id, ShardExecutor executor, const Clock& clock, const Settings& settings,
       shard::Sharded<Connections>& connections)
      : ticker(executor, clock, must_not_happen, 5ms),
        tokens(Secret(kSecret), 1),
        router({}),
        endpoint({id, executor, clock, entropy, ticker, parser, spares, tokens, connections,
                  must_not_happen, [this] { return busy_for; }}),
        server(id, executor, server_settings, nullptr, router, log, [](const std::string&) {}),
        tasks(executor, must_not_happen) {
    signalr::Mount mount = testing::small_mount(events);
    mount.settings = settings;
    mount.admit = [this](const server::Request& request, Purpose) { return admit(request); };
    endpoint.mount(std::move(mount));
    endpoint.add_routes(router);
    tasks.spawn(ticker.run());
  }
  /// Lets everybody in who does not say that he is nobody.
  Task<Admission> admit(const server::Request& request) {
    std::string name(request.header("X-Guest"));
    if (name == "nobody") co_return server::Response{401, {}, {}};
    co_return std::make_unique<testing::NamedGuest>(std::move(name), events.guests);
  }
  Task<void> end() {
    endpoint.drain();
    endpoint.shutdown();
    server.abort();
    endpoint.abort();
    co_await endpoint.drained();
    co_await server.join();
    ticker.stop();
    co_await tasks.join();
  }

  testing::SmallHubEvents events;
  std::optional<Duration> busy_for;  ///< new connections are to come back after that
  crypto::SystemEntropy entropy;
  NoLog log;
  codec::JsonParser parser;
  hub::SpareBuffers spares;
  shard::Ticker ticker;
  ConnectionTokens tokens;
  server::Settings server_settings;
  server::Router router;
  Endpoint endpoint;
  server::ShardServer server;
  shard::TaskGroup tasks;
};

struct Negotiated {
  std::string id;
  std::string target;  ///< of the hub, with the token
};

struct World {
  explicit World(Settings settings = {}) : shards(kShards), connections(shards), parts(shards) {
    shards.start(must_not_happen);
    shards.run_everywhere([&](ShardId id) {
      connections.emplace_local(Connections::Services{shards.executor(id), clock, must_not_happen});
      parts.emplace_local(id, shards.executor(id), clock, settings, connections);
    });
  }
  ~World() {
    for (ShardId id = 0; id < kShards; ++id) {
      auto end = parts.call_on(id, [](Part& part) { return part.end(); });
      run(id, std::move(end));
    }
    shards.run_everywhere([](ShardId) {});
    shards.run_everywhere([&](ShardId) {
      parts.reset_local();
      connections.reset_local();
    });
    shards.stop();
  }
  void run(ShardId id, Task<void> task) {
    auto done = asio::co_spawn(shards.executor(id), std::move(task), asio::use_future);
    if (done.wait_for(testing::kPatience) == std::future_status::ready) done.get();
  }
  /// Every shard turns new connections away for so long; nothing: none.
  void set_busy(std::optional<Duration> wait) {
    shards.run_everywhere([&](ShardId) { parts.local().busy_for = wait; });
  }
  /// A value of a shard's part.
  template <class F>
  auto look(ShardId at, F f) {
    std::optional<decltype(f(std::declval<Part&>()))> value;
    shards.run_everywhere([&](ShardId id) {
      if (id == at) value = f(parts.local());
    });
    return *value;
  }
  /// Waits until so many polls wait at home, shard 0.
  bool polls(std::size_t count) {
    return eventually([&] {
      std::size_t waiting = 0;
      shards.run_everywhere([&](ShardId id) {
        if (id == 0) waiting = connections.local().polls();
      });
      return waiting == count;
    });
  }
  /// Asks the client of the connection that was opened last on that shard.
  std::future<bool> ask_if_there(ShardId at, Duration patience = testing::kPatience) {
    auto asking = parts.call_on(
        at, [patience](Part& part) { return part.events.client->is_there(patience); });
    return asio::co_spawn(shards.executor(at), std::move(asking), asio::use_future);
  }
  static bool answer(std::future<bool>& asked) {
    REQUIRE(asked.wait_for(testing::kPatience) == std::future_status::ready);
    return asked.get();
  }
  std::vector<std::string> finished(ShardId at) {
    return look(at, [](Part& part) { return part.events.finished; });
  }
  template <class F>
  bool eventually(F condition) {
    const auto until = std::chrono::steady_clock::now() + testing::kPatience;
    while (!condition()) {
      if (std::chrono::steady_clock::now() >= until) return false;
      std::this_thread::yield();
    }
    return true;
  }

  std::unique_ptr<WireClient> connect(ShardId at) {
    const auto [mine, theirs] = WireClient::connected_pair();
    shards.post(at, [this, theirs = theirs] {
      parts.local().server.adopt(theirs, false, "127.0.0.1", server::ShardServer::Admission::serve);
    });
    return std::make_unique<WireClient>(mine);
  }
  WireAnswer ask(ShardId at, std::string_view method, std::string_view target,
                 std::string_view headers = {}, std::string_view body = {}) {
    const auto client = connect(at);
    client->ask(method, target, headers, body);
    return client->answer();
  }
  Negotiated negotiate(ShardId at, std::string_view query = "negotiateVersion=1") {
    const auto answer = ask(at, "POST", "/hub/negotiate?" + std::string(query));
    REQUIRE(answer.status == 200);
    return {between(answer.body, R"("connectionId":")", "\""),
            "/hub?id=" + between(answer.body, R"("connectionToken":")", "\"")};
  }
  static std::string between(const std::string& text, std::string_view before,
                             std::string_view after) {
    const auto begin = text.find(before) + before.size();
    return text.substr(begin, text.find(after, begin) - begin);
  }
  /// A polling connection whose home is shard 0, after its handshake; its requests come at `at`.
  Negotiated start_polling(ShardId at) {
    auto connection = negotiate(0);
    REQUIRE(ask(at, "GET", connection.target).status == 200);
    REQUIRE(ask(at, "POST", connection.target, {}, testing::kHello).status == 200);
    REQUIRE(ask(at, "GET", connection.target).body == testing::kWelcome);
    return connection;
  }

  /// An event stream whose home is shard 0, with its first comment read; it comes at `at`.
  struct Events {
    Negotiated connection;
    std::unique_ptr<WireClient> stream;
  };
  Events start_events(ShardId at) {
    Events events{negotiate(0), connect(at)};
    events.stream->ask("GET", events.connection.target, kEvents);
    events.stream->answer();
    REQUIRE(events.stream->chunk() == ":\r\n");
    return events;
  }

  SystemClock clock;
  shard::ShardGroup shards;
  shard::Sharded<Connections> connections;
  shard::Sharded<Part> parts;
};

/// What a socket gets up to and with that record, without Acks.
inline std::string hear(WireClient& socket, std::string_view last) {
  std::string all;
  while (all.find(last) == std::string::npos) {
    std::string payload = socket.frame().payload;
    for (std::size_t end = 0; (end = payload.find('\x1e')) != std::string::npos;) {
      if (!payload.starts_with(R"({"type":8)")) all.append(payload, 0, end + 1);
      payload.erase(0, end + 1);
    }
  }
  return all;
}

}  // namespace spotter::testing::endpoint

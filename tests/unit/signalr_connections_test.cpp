#include "signalr/pipe.hpp"
#include "support/signalr_world.hpp"

#include <spotter/signalr/connections.hpp>

#include <catch2/catch.hpp>

#include <chrono>
#include <deque>
#include <optional>
#include <utility>

using namespace spotter;
using namespace spotter::signalr;
using namespace std::chrono_literals;
using Outcome = Connections::Outcome;
using State = Connections::State;

namespace {

using Names = std::vector<std::string>;

struct Ticks final : shard::TickListener {
  void on_tick(TimePoint /*now*/) override { ++count; }
  std::size_t count = 0;
};

/// One shard's connections; its clock and its seconds are moved by hand.
struct World {
  World()
      : ticker(loop.executor(), clock, on_bug(), 1ms),
        connections({loop.executor(), clock, on_bug()}),
        tasks(loop.executor(), on_bug()) {
    mounts.push_back(testing::small_mount(events));
    mounts.push_back(testing::small_mount(events));
    connections.host({mounts, {loop.executor(), clock, ticker, parser, spares, on_bug()}});
  }
  ~World() {
    ticker.stop();
    connections.drain();
    connections.abort();
    loop.run(connections.drained());
    loop.run(tasks.join());
  }
  static std::function<void(std::exception_ptr)> on_bug() {
    return [](std::exception_ptr bug) { std::rethrow_exception(bug); };
  }

  [[nodiscard]] Connections::Key key(std::string id, std::string guest = "ann",
                                     std::string alias = "") const {
    return {std::move(id), born + 15s, 0, std::move(guest), std::move(alias)};
  }
  Connections::Opened open(std::string id, TransportKind transport, bool stateful = false,
                           std::string guest = "ann") {
    auto opened = connections.open(key(std::move(id), guest), transport, stateful,
                                   std::make_unique<testing::NamedGuest>(guest, events.guests), {});
    loop.settle();
    return opened;
  }
  using Places = std::deque<std::optional<Connections::Polled>>;
  Places::value_type& poll(std::string id, Visit visit, std::string guest = "ann") {
    auto& place = polls.emplace_back();
    tasks.spawn(note(connections.poll(key(std::move(id), std::move(guest)), visit), &place));
    loop.settle();
    return place;
  }
  std::optional<Outcome>& post(std::string id, std::string bytes, std::string guest = "ann",
                               Visit visit = 1) {
    auto& place = posts.emplace_back();
    tasks.spawn(note(
        connections.post(key(std::move(id), std::move(guest)), std::move(bytes), visit), &place));
    loop.settle();
    return place;
  }
  std::optional<Taken>& take(std::string id, Connections::LineId line) {
    auto& place = takes.emplace_back();
    tasks.spawn(note(connections.take(std::move(id), line), &place));
    loop.settle();
    return place;
  }
  void pass(std::chrono::seconds time) {
    for (auto left = time; left > 0s; left -= 1s) {
      clock.advance(1s);
      connections.on_tick(clock.now());
      loop.settle();
    }
  }
  /// The same where the sessions look at the time, too: each second is a tick of the shard.
  void pass_in_sessions(std::chrono::seconds time) {
    if (!ticks.is_linked()) {
      ticker.add(ticks);
      tasks.spawn(ticker.run());
    }
    for (auto left = time; left > 0s; left -= 1s) {
      clock.advance(1s);
      const std::size_t before = ticks.count;
      REQUIRE(loop.turn_until([&] { return ticks.count > before; }));
      loop.settle();
    }
  }
  [[nodiscard]] State state(const std::string& id) const {
    return connections.state_of(id, born + 15s);
  }

  testing::Loop loop;
  testing::ManualClock clock;
  const WallTime born = clock.wall_now();
  shard::Ticker ticker;
  codec::JsonParser parser;
  hub::SpareBuffers spares;
  testing::SmallHubEvents events;
  std::deque<Mount> mounts;
  Connections connections;
  Places polls;
  std::deque<std::optional<Outcome>> posts;
  std::deque<std::optional<Taken>> takes;
  Ticks ticks;
  shard::TaskGroup tasks;

 private:
  template <class T>
  static Task<void> note(Task<T> task, std::optional<T>* place) {
    place->emplace(co_await std::move(task));
  }
};

}  // namespace

TEST_CASE("a token opens one connection, and is spent when that is over", "[signalr]") {
  World world;
  REQUIRE(world.state("a") == State::unopened);
  REQUIRE(world.connections.claim(world.key("a")).outcome == Outcome::done);
  REQUIRE(world.connections.claim(world.key("a")).outcome == Outcome::in_use);
  REQUIRE(world.state("a") == State::open);
  world.connections.release("a");
  REQUIRE(world.connections.claim(world.key("a")).outcome == Outcome::gone);
  world.pass(16s);
  REQUIRE(world.connections.entries() == 0);
  REQUIRE(world.state("a") == State::over);
}

TEST_CASE("a connection that outlives its token is still known", "[signalr]") {
  World world;
  world.connections.claim(world.key("a"));
  world.pass(3600s);
  REQUIRE(world.connections.claim(world.key("a")).outcome == Outcome::in_use);
  world.connections.release("a");
  world.pass(1s);
  REQUIRE(world.connections.entries() == 0);
}

TEST_CASE("what was sent by POST goes with the socket that opens", "[signalr]") {
  World world;
  REQUIRE(world.post("a", "hello") == Outcome::done);
  REQUIRE(world.state("a") == State::unopened);
  REQUIRE(world.connections.waiting() == 1);
  REQUIRE(world.connections.claim(world.key("a")).sent_before == "hello");
  REQUIRE(world.connections.waiting() == 0);
}

TEST_CASE("POSTs for a connection that is never opened end with its token", "[signalr]") {
  World world;
  const auto& waits = world.post("a", std::string(100'000, 'x'));
  REQUIRE_FALSE(waits);
  world.pass(16s);
  REQUIRE(waits == Outcome::cut_off);
  REQUIRE(world.post("a", "late") == Outcome::gone);
  REQUIRE(world.connections.entries() == 0);
  REQUIRE(world.connections.waiting() == 0);
}

TEST_CASE("POSTs that wait are bounded, and end with their client", "[signalr]") {
  World world;
  constexpr std::size_t kMany = 700'000;
  const auto& first = world.post("a", std::string(kMany, 'x'), "ann", 11);
  const auto& second = world.post("a", std::string(kMany, 'x'), "ann", 12);
  REQUIRE_FALSE(first);
  REQUIRE_FALSE(second);
  REQUIRE(world.post("a", std::string(kMany, 'x'), "ann", 13) == Outcome::full);
  world.connections.give_up("a", 12);
  world.connections.give_up("a", 11);
  world.connections.give_up("nobody", 11);
  world.loop.settle();
  REQUIRE(first == Outcome::cut_off);
  REQUIRE(second == Outcome::cut_off);
  REQUIRE_FALSE(world.post("a", std::string(kMany, 'x'), "ann", 14));
  world.connections.give_up("a", 14);
  world.loop.settle();
}

TEST_CASE("only so many connections wait for a transport", "[signalr]") {
  World world;
  for (std::size_t i = 0; i < Connections::kWaitingMax; ++i)
    REQUIRE(world.post("id" + std::to_string(i), "x") == Outcome::done);
  REQUIRE(world.post("one more", "x") == Outcome::full);
  REQUIRE(world.post("id0", "more") == Outcome::done);
  REQUIRE(world.open("another", TransportKind::long_polling).outcome == Outcome::done);
}

TEST_CASE("a polling connection says hello by POST and hears by polls", "[signalr]") {
  World world;
  REQUIRE(world.open("a", TransportKind::long_polling).outcome == Outcome::done);
  const auto& poll = world.poll("a", 1);
  REQUIRE_FALSE(poll);
  REQUIRE(world.post("a", testing::kHello) == Outcome::done);
  REQUIRE(poll->outcome == Outcome::done);
  REQUIRE(poll->bytes == testing::kWelcome);
  REQUIRE(world.events.opened == Names{"a"});
  const auto& next = world.poll("a", 2);
  world.post("a", testing::call("1", "Echo", "[42]"));
  REQUIRE(next->bytes == testing::record(R"({"type":3,"invocationId":"1","result":42})"));
}

TEST_CASE("what is said between two polls comes with the next", "[signalr]") {
  World world;
  world.post("a", testing::kHello + testing::call("1", "Echo", "[1]"));
  world.open("a", TransportKind::long_polling);
  world.post("a", testing::call("2", "Echo", "[2]"));
  REQUIRE(world.poll("a", 1)->bytes ==
          testing::kWelcome + testing::record(R"({"type":3,"invocationId":"1","result":1})") +
              testing::record(R"({"type":3,"invocationId":"2","result":2})"));
}

TEST_CASE("no Ping ever comes by a poll", "[signalr]") {
  World world;
  world.post("a", testing::kHello);
  world.open("a", TransportKind::long_polling);
  world.poll("a", 1);
  const auto& poll = world.poll("a", 2);
  world.pass(40s);
  REQUIRE_FALSE(poll);
  REQUIRE(world.state("a") == State::open);
}

TEST_CASE("a connection that nobody polls is disposed, and its guest leaves", "[signalr]") {
  World world;
  world.post("a", testing::kHello);
  world.open("a", TransportKind::long_polling);
  world.poll("a", 1);
  REQUIRE(world.events.guests == 1);
  world.pass(14s);
  REQUIRE(world.state("a") == State::open);
  world.pass(2s);
  REQUIRE(world.events.finished == Names{"a LongPolling connection_lost"});
  REQUIRE(world.events.guests == 0);
  REQUIRE(world.poll("a", 2)->outcome == Outcome::gone);
}

TEST_CASE("a poller that finds more than the buffer holds has all the time between two polls",
          "[signalr]") {
  World world;
  world.post("a", testing::kHello);
  world.open("a", TransportKind::long_polling);
  world.poll("a", 1);
  const std::string text(64 * 1024, 'x');
  const auto pushed =
      testing::record(R"({"type":1,"target":"Recv","arguments":[")" + text + "\"]}");
  world.post("a", testing::call("1", "Push", "[1,\"" + text + "\"]"));
  world.post("a", testing::call("2", "Push", "[1,\"" + text + "\"]"));
  world.pass_in_sessions(14s);
  REQUIRE(world.poll("a", 2)->bytes.starts_with(pushed));
  world.pass_in_sessions(14s);
  REQUIRE(world.poll("a", 3)->bytes.starts_with(pushed));
  world.post("a", testing::call("3", "Push", "[1,\"" + text + "\"]"));
  world.post("a", testing::call("4", "Push", "[1,\"" + text + "\"]"));
  world.pass_in_sessions(16s);
  REQUIRE(world.events.finished == Names{"a LongPolling connection_lost"});
}

TEST_CASE("a connection whose waiting poll's client is gone is disposed as well", "[signalr]") {
  World world;
  world.open("a", TransportKind::long_polling);
  const auto& poll = world.poll("a", 1);
  world.pass(30s);
  REQUIRE_FALSE(poll);
  world.connections.leave("a", 1);
  world.pass(16s);
  REQUIRE(poll);
  REQUIRE(world.state("a") == State::over);
}

TEST_CASE("a POST that waits when the connection is disposed is cut off", "[signalr]") {
  World world;
  world.open("a", TransportKind::long_polling);
  // Held behind a call that never ends.
  std::string calls = testing::kHello;
  for (int i = 0; i < 3; ++i)
    calls += testing::call(std::to_string(i), "Hold");
  world.post("a", calls);
  const auto& waits = world.post("a", std::string(900'000, ' '));
  REQUIRE_FALSE(waits);
  world.pass(16s);
  REQUIRE(waits == Outcome::cut_off);
}

TEST_CASE("DELETE ends the waiting poll and the connection", "[signalr]") {
  World world;
  world.post("a", testing::kHello);
  world.open("a", TransportKind::long_polling);
  world.poll("a", 1);
  const auto& poll = world.poll("a", 2);
  REQUIRE(world.connections.remove(world.key("a")) == Outcome::done);
  world.loop.settle();
  REQUIRE(poll->over);
  REQUIRE(poll->bytes.empty());
  REQUIRE(world.events.finished == Names{"a LongPolling client_closed"});
  REQUIRE(world.connections.remove(world.key("a")) == Outcome::gone);
  REQUIRE(world.post("a", testing::kClose) == Outcome::gone);
  REQUIRE(world.poll("a", 3)->outcome == Outcome::gone);
}

TEST_CASE("only a polling connection can be deleted", "[signalr]") {
  World world;
  REQUIRE(world.connections.remove(world.key("new")) == Outcome::not_polling);
  world.open("events", TransportKind::server_sent_events);
  REQUIRE(world.connections.remove(world.key("events")) == Outcome::not_polling);
  world.connections.claim(world.key("socket"));
  REQUIRE(world.connections.remove(world.key("socket")) == Outcome::not_polling);
}

TEST_CASE("the last words come with a poll, the end with the next", "[signalr]") {
  World world;
  world.open("a", TransportKind::long_polling);
  world.post("a", testing::record("nonsense"));
  const auto& last = world.poll("a", 1);
  REQUIRE(last->bytes.starts_with(R"({"error":)"));
  REQUIRE_FALSE(last->over);
  REQUIRE(world.events.guests == 0);
  const auto& end = world.poll("a", 2);
  REQUIRE(end->over);
  REQUIRE(world.poll("a", 3)->outcome == Outcome::gone);
}

TEST_CASE("a transport is for life", "[signalr]") {
  World world;
  world.open("a", TransportKind::long_polling);
  REQUIRE(world.open("a", TransportKind::server_sent_events).outcome == Outcome::other_transport);
  REQUIRE(world.open("a", TransportKind::long_polling).outcome == Outcome::in_use);
  REQUIRE(world.connections.claim(world.key("a")).outcome == Outcome::other_transport);
  world.connections.claim(world.key("socket"));
  REQUIRE(world.poll("socket", 1)->outcome == Outcome::other_transport);
  REQUIRE(world.post("socket", "x") == Outcome::sockets_only);
}

TEST_CASE("a connection is its opener's alone", "[signalr]") {
  World world;
  world.open("a", TransportKind::long_polling);
  REQUIRE(world.post("a", "x", "bob") == Outcome::gone);
  REQUIRE(world.poll("a", 1, "bob")->outcome == Outcome::gone);
  REQUIRE(world.connections.remove(world.key("a", "bob")) == Outcome::gone);
  world.post("b", "x");
  REQUIRE(world.open("b", TransportKind::long_polling, false, "bob").outcome == Outcome::gone);
  auto elsewhere = world.key("a");
  elsewhere.mount = 1;
  REQUIRE(world.connections.remove(elsewhere) == Outcome::gone);
}

TEST_CASE("one who is known by another name is the same, before it opens its connection and after",
          "[signalr]") {
  World world;
  // The credential alone, while nobody can say whose it is; then with the name of who pays.
  const auto ann = world.key("a", "ann", "her key");
  const auto unknown = world.key("a", "her key", "her key");
  const auto bob = world.key("a", "bob", "his key");
  const auto post = [&](const Connections::Key& key) {
    return world.loop.run(world.connections.post(key, testing::kPing, 1));
  };
  REQUIRE(world.loop.run(world.connections.post(unknown, testing::kHello, 1)) == Outcome::done);
  REQUIRE(post(ann) == Outcome::done);
  REQUIRE(post(bob) == Outcome::gone);
  REQUIRE(world.connections.check(bob, TransportKind::long_polling) == Outcome::gone);
  const auto opened =
      world.connections.open(ann, TransportKind::long_polling, false,
                             std::make_unique<testing::NamedGuest>("ann", world.events.guests), {});
  REQUIRE(opened.outcome == Outcome::done);
  for (const auto& key : {ann, unknown, world.key("a", "ann", "another key of hers")})
    REQUIRE(post(key) == Outcome::done);
  REQUIRE(post(bob) == Outcome::gone);
  REQUIRE(post(world.key("a", "", "")) == Outcome::gone);

  // Who has no name shares none with others.
  REQUIRE(world.open("c", TransportKind::long_polling, false, "").outcome == Outcome::done);
  REQUIRE(post(world.key("c", "", "")) == Outcome::done);
  REQUIRE(post(world.key("c", "bob", "")) == Outcome::gone);

  auto socket = ann;
  socket.id = "b";
  auto before = unknown;
  before.id = "b";
  REQUIRE(world.loop.run(world.connections.post(before, "hello", 1)) == Outcome::done);
  REQUIRE(world.connections.claim(socket).sent_before == "hello");
  REQUIRE(post(before) == Outcome::sockets_only);
}

TEST_CASE("an event stream's connection ends with its line", "[signalr]") {
  World world;
  const auto opened = world.open("a", TransportKind::server_sent_events);
  const auto& taken = world.take("a", opened.line);
  world.post("a", testing::kHello);
  REQUIRE(taken->bytes == testing::kWelcome);
  world.take("a", opened.line);
  world.connections.hang_up("a", opened.line, Errc::closed);
  world.loop.settle();
  REQUIRE(world.events.finished == Names{"a ServerSentEvents client_closed"});
  REQUIRE(world.post("a", "x") == Outcome::gone);
}

TEST_CASE("MessagePack is refused on an event stream", "[signalr]") {
  World world;
  const auto opened = world.open("a", TransportKind::server_sent_events);
  world.post("a", testing::record(R"({"protocol":"messagepack","version":1})"));
  const auto& taken = world.take("a", opened.line);
  REQUIRE(taken->bytes ==
          testing::record(R"({"error":"Cannot use the 'messagepack' protocol on the current )"
                          R"(transport. The transport does not support 'Binary' transfer )"
                          R"(format."})"));
  REQUIRE(world.take("a", opened.line)->what == Taken::What::over);
}

TEST_CASE("a lost socket's connection goes on over the next one", "[signalr]") {
  World world;
  const auto first = world.open("a", TransportKind::web_sockets, true);
  world.loop.run(world.connections.deliver("a", first.line,
                                           testing::record(R"({"protocol":"json","version":2})")));
  REQUIRE(world.take("a", first.line)->bytes == testing::kWelcome);
  world.connections.hang_up("a", first.line, Errc::reset);
  world.loop.settle();
  REQUIRE(world.state("a") == State::open);
  const auto second = world.connections.reopen(world.key("a"));
  REQUIRE(second.outcome == Outcome::done);
  world.loop.settle();
  REQUIRE(world.take("a", second.line)->bytes == testing::record(R"({"type":9,"sequenceId":1})"));
  REQUIRE(world.events.opened == Names{"a"});
  // The first line leads nowhere now.
  REQUIRE_FALSE(world.loop.run(world.connections.deliver("a", first.line, "x")));
  REQUIRE(world.take("a", first.line)->what == Taken::What::over);
  const auto& end = world.take("a", second.line);
  world.connections.end("a", second.line);
  world.loop.settle();
  REQUIRE(world.events.finished == Names{"a WebSockets client_closed"});
  REQUIRE(end->what == Taken::What::over);
  REQUIRE(world.connections.reopen(world.key("a")).outcome == Outcome::gone);
}

TEST_CASE("a socket takes the place of one that is still there", "[signalr]") {
  World world;
  const auto first = world.open("a", TransportKind::web_sockets, true);
  world.loop.run(world.connections.deliver("a", first.line,
                                           testing::record(R"({"protocol":"json","version":2})")));
  world.take("a", first.line);
  const auto& waits = world.take("a", first.line);
  REQUIRE_FALSE(waits);
  const auto second = world.connections.reopen(world.key("a"));
  world.loop.settle();
  REQUIRE(waits);
  REQUIRE(waits->what != Taken::What::bytes);
  REQUIRE(world.take("a", second.line)->bytes == testing::record(R"({"type":9,"sequenceId":1})"));
}

TEST_CASE("without stateful reconnect in the handshake a second socket is refused", "[signalr]") {
  World world;
  const auto first = world.open("a", TransportKind::web_sockets, true);
  world.loop.run(world.connections.deliver("a", first.line, testing::kHello));
  world.take("a", first.line);
  REQUIRE(world.connections.reopen(world.key("a")).outcome == Outcome::in_use);
}

TEST_CASE("draining ends idle connections and lets a busy one finish", "[signalr]") {
  World world;
  for (const auto* id : {"idle", "busy"}) {
    world.open(id, TransportKind::long_polling);
    world.post(id, testing::kHello);
    world.poll(id, 1);
  }
  world.post("busy", testing::call("1", "Hold"));
  world.post("waiting", "x");
  world.connections.drain();
  world.loop.settle();
  REQUIRE(world.connections.waiting() == 0);
  REQUIRE(world.poll("idle", 2)->bytes == testing::kCloseComeBack);
  REQUIRE(world.events.finished == Names{"idle LongPolling server_closed"});
  REQUIRE(world.open("new", TransportKind::long_polling).outcome == Outcome::draining);
  REQUIRE(world.post("new", "x") == Outcome::draining);
  REQUIRE(world.connections.sessions() == 1);
  world.post("busy", testing::call("2", "LetGo"));
  REQUIRE(world.poll("busy", 2)->bytes.ends_with(testing::kCloseComeBack));
  REQUIRE(world.connections.sessions() == 0);
}

TEST_CASE("dropped connections wait for nobody", "[signalr]") {
  World world;
  world.open("a", TransportKind::long_polling);
  world.post("a", testing::kHello);
  const auto events = world.open("b", TransportKind::server_sent_events);
  const auto& taken = world.take("b", events.line);
  world.connections.drain();
  world.connections.shutdown();
  world.connections.abort();
  world.loop.settle();
  REQUIRE(taken);
  REQUIRE(world.connections.sessions() == 0);
  REQUIRE(world.events.guests == 0);
}

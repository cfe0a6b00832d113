#include "support/hub_session.hpp"

#include <catch2/catch.hpp>

// Stateful reconnect: what was said while the connection was down is said again, once.
namespace spotter::hub {
namespace {

using namespace std::chrono_literals;
using namespace testing;

const std::string kHelloTwo = record(R"({"protocol":"json","version":2})");

std::string sequence(int number) {
  return record(R"({"type":9,"sequenceId":)" + std::to_string(number) + "}");
}
std::string ack(int number) {
  return record(R"({"type":8,"sequenceId":)" + std::to_string(number) + "}");
}

Peer stateful() {
  Peer peer;
  peer.stateful = true;
  return peer;
}

// ---- the machine

struct Machine : HubMachine {
  explicit Machine(Description hub = test_hub()) : HubMachine(std::move(hub), stateful()) {
    says(kHelloTwo + kPing);
  }
  std::string reconnect() {
    connection.come_back(now);
    return go_on();
  }
  std::string push(std::string_view text) {
    GrowingMessage message(Encoding::json, "R", {}, "m");
    message.append(text);
    connection.push(message);
    return go_on();
  }
};

TEST_CASE("what is not acknowledged is said again after its number", "[hub]") {
  Machine hub;
  REQUIRE(hub.connection.can_reconnect());
  hub.push("one");
  hub.push("two");
  hub.push("three");
  hub.says(ack(1));
  hub.connection.leave(hub.now);
  REQUIRE(hub.push("four").empty());
  REQUIRE(hub.reconnect() == sequence(2) + pushed("two") + pushed("three") + pushed("four"));
  REQUIRE(hub.push("five") == pushed("five"));
}

TEST_CASE("with everything acknowledged, or nothing ever said, there is only the number", "[hub]") {
  Machine hub;
  hub.connection.leave(hub.now);
  REQUIRE(hub.reconnect() == sequence(1));
  hub.push("one");
  hub.says(ack(1) + ack(1) + ack(77));
  hub.connection.leave(hub.now);
  REQUIRE(hub.reconnect() == sequence(2));
}

TEST_CASE("a transport that was not seen to be lost is left for the next", "[hub]") {
  Machine hub;
  hub.push("one");
  REQUIRE(hub.reconnect() == sequence(1) + pushed("one"));
}

TEST_CASE("pings are neither kept nor blocked", "[hub]") {
  Machine hub;
  REQUIRE(hub.wait(15s) == kPing);
  hub.connection.leave(hub.now);
  REQUIRE(hub.wait(14s).empty());
  REQUIRE(hub.reconnect() == sequence(1));
}

TEST_CASE("what the client says again is not done again", "[hub]") {
  Machine hub;
  REQUIRE(hub.says(call("1", "Void") + call("2", "Void")) == completion("1") + completion("2"));
  hub.connection.leave(hub.now);
  hub.reconnect();
  REQUIRE(hub.says(sequence(2) + call("2", "Void") + call("3", "Void")) == completion("3"));
  REQUIRE(hub.calls.size() == 3);
}

TEST_CASE("half a record that the lost transport brought is forgotten", "[hub]") {
  Machine hub;
  hub.says(call("1", "Void").substr(0, 20));
  hub.connection.leave(hub.now);
  hub.reconnect();
  REQUIRE(hub.says(sequence(1) + call("1", "Void")) == completion("1"));
}

TEST_CASE("the client's records are acknowledged at the next tick, once", "[hub]") {
  Machine hub;
  hub.says(call("", "Void") + call("", "Nope") + kPing + record(R"({"type":42})"));
  REQUIRE(hub.wait(1s) == ack(2));
  REQUIRE(hub.wait(5s).empty());
}

TEST_CASE("a number beyond what has come is an error, one before it is not", "[hub]") {
  Machine early;
  REQUIRE(early.says(sequence(1)).empty());
  REQUIRE(early.says(sequence(2)) == kCloseWithError);
  Machine never;
  REQUIRE(never.says(sequence(0)) == kCloseWithError);
}

TEST_CASE("a number may be further than what has been repeated, not than what has ever come",
          "[hub]") {
  Machine hub;
  hub.says(call("1", "Void") + call("2", "Void") + call("3", "Void"));
  hub.reconnect();
  hub.says(sequence(1) + call("1", "Void"));  // lost again, in the middle
  hub.reconnect();
  REQUIRE(hub.says(sequence(4) + call("4", "Void")) == completion("4"));
  hub.reconnect();
  REQUIRE(hub.says(sequence(6)) == kCloseWithError);
}

TEST_CASE("an ack is heard behind a call that is held", "[hub]") {
  Machine hub;
  const std::string large(110'000, 'x');
  hub.push(large);
  hub.push("waits");
  REQUIRE(hub.says(call("1", "Slow") + call("2", "Slow") + call("3", "Void")).empty());
  REQUIRE(hub.connection.held());
  REQUIRE(hub.says(kPing + ack(1).substr(0, 5)).empty());
  REQUIRE(hub.says(ack(1).substr(5)) == pushed("waits"));
  REQUIRE(hub.connection.held());
  hub.connection.complete(hub.key(0));
  REQUIRE(hub.go_on() == completion("1") + completion("3"));
}

TEST_CASE("a client that acknowledges nothing cannot hold a call for ever", "[hub]") {
  Machine hub;
  hub.push(std::string(110'000, 'x'));
  hub.says(call("1", "Slow") + call("2", "Slow") + call("3", "Void"));
  REQUIRE(hub.connection.held());
  hub.wait(120s);
  REQUIRE(hub.connection.ending() == Ending::client_silent);
}

TEST_CASE("nothing that counts is said before the client has spoken", "[hub]") {
  HubMachine hub(test_hub(), stateful());
  hub.says(kHelloTwo);
  hub.connection.push("R", R"({"m":"early"})");
  REQUIRE(hub.go_on().empty());
  REQUIRE(hub.says(kPing) == pushed("early"));
}

TEST_CASE("records wait while more than the limit is unacknowledged, and go out with an ack",
          "[hub]") {
  Machine hub;
  const std::string large(60'000, 'x');
  REQUIRE(hub.push(large) == pushed(large));
  REQUIRE(hub.push(large) == pushed(large));  // overshoots by this one
  REQUIRE(hub.connection.outbox().blocked());
  REQUIRE(hub.push("late").empty());
  REQUIRE(hub.says(call("1", "Void")).empty());  // its completion keeps the order
  REQUIRE(hub.says(ack(1)) == pushed("late") + completion("1"));
  REQUIRE_FALSE(hub.connection.outbox().blocked());
  hub.connection.leave(hub.now);
  REQUIRE(hub.reconnect() == sequence(2) + pushed(large) + pushed("late") + completion("1"));
}

TEST_CASE("what waits for acknowledgements is said before the server closes", "[hub]") {
  Machine hub;
  const std::string large(110'000, 'x');
  hub.push(large);
  REQUIRE(hub.push("last words").empty());
  hub.connection.close(Ending::server_closed, Close::come_back);
  REQUIRE(hub.go_on() == pushed("last words") + kCloseComeBack);
}

TEST_CASE("a client that stays away too long is lost", "[hub]") {
  Machine hub;
  hub.connection.leave(hub.now);
  hub.wait(14s);
  REQUIRE(hub.connection.open());
  hub.wait(1s);
  REQUIRE(hub.connection.ending() == Ending::connection_lost);
  REQUIRE_FALSE(hub.connection.can_reconnect());
}

TEST_CASE("without version 2, or where it was not negotiated, there is no coming back", "[hub]") {
  HubMachine old(test_hub(), stateful());
  old.says(kHello);
  REQUIRE_FALSE(old.connection.can_reconnect());
  HubMachine plain;
  REQUIRE(plain.says(kHelloTwo) == kWelcome);
  REQUIRE_FALSE(plain.connection.can_reconnect());
  REQUIRE(plain.says(ack(5) + sequence(9) + call("1", "Void")) == completion("1"));
  REQUIRE(plain.wait(2s).empty());
}

// ---- the session

struct Stateful : HubSession {
  explicit Stateful(Description hub = test_hub()) : HubSession(std::move(hub), stateful()) {
    object.on_call = [this](const Invocation& call) {
      if (!call.target.starts_with("Slow")) session->complete(call.key);
    };
    says(kHelloTwo + kPing);
    object.rooms = 0;
  }
  /// The client's next socket.
  MemoryTransport& connect() {
    sockets.push_back(std::make_unique<MemoryTransport>(loop.executor()));
    asio::co_spawn(loop.executor(), session->carry(*sockets.back()),
                   [this](std::exception_ptr bug) {
                     if (bug) bugs.push_back(bug);
                     ++carried;
                   });
    loop.settle();
    return *sockets.back();
  }
  std::vector<std::unique_ptr<MemoryTransport>> sockets;
  int carried = 0;
  ~Stateful() {
    for (auto& socket : sockets)
      socket->client_closes();
    session->lose();
    loop.settle();
  }
};

TEST_CASE("a session goes on over another socket with the same object", "[hub]") {
  Stateful hub;
  hub.says(call("1", "Slow"));
  hub.transport.client_vanishes();
  hub.loop.settle();
  REQUIRE(hub.transport.aborted());
  REQUIRE_FALSE(hub.ending);
  REQUIRE(hub.session->room() == Room::full);
  hub.push("while you were away");
  hub.session->complete(hub.object.calls.at(0).key);
  hub.loop.settle();
  MemoryTransport& next = hub.connect();
  REQUIRE(next.received() == sequence(1) + pushed("while you were away") + completion("1"));
  REQUIRE(hub.session->room() == Room::empty);
  REQUIRE(hub.object.rooms > 0);
  next.client_sends(sequence(2) + call("2", "Void"));
  hub.loop.settle();
  REQUIRE(hub.object.calls.size() == 2);
  REQUIRE(hub.objects_made == 1);
  next.client_sends(kClose);
  hub.loop.settle();
  REQUIRE(hub.ending == Ending::client_closed);
  REQUIRE(hub.carried == 1);
  REQUIRE(hub.bugs.empty());
}

TEST_CASE("a second socket takes the place of one that still seems whole", "[hub]") {
  Stateful hub;
  hub.push("one");
  hub.loop.settle();
  hub.transport.stop_reading();
  hub.push("stuck");
  hub.loop.settle();
  MemoryTransport& next = hub.connect();
  REQUIRE(hub.transport.aborted());
  REQUIRE(next.received() == sequence(1) + pushed("one") + pushed("stuck"));
}

TEST_CASE("of sockets that come at once the first is carried and the others are closed", "[hub]") {
  Stateful hub;
  hub.push("one");
  hub.loop.settle();
  MemoryTransport second(hub.loop.executor());
  MemoryTransport third(hub.loop.executor());
  REQUIRE(hub.session->can_reconnect());
  int done = 0;
  const auto count = [&](std::exception_ptr) { ++done; };
  asio::co_spawn(hub.loop.executor(), hub.session->carry(second), count);
  REQUIRE_FALSE(hub.session->can_reconnect());
  asio::co_spawn(hub.loop.executor(), hub.session->carry(third), count);
  hub.loop.settle();
  REQUIRE(second.received() == sequence(1) + pushed("one"));
  REQUIRE(third.closed());
  REQUIRE(third.received().empty());
  REQUIRE(hub.session->can_reconnect());
  second.client_sends(kClose);
  hub.loop.settle();
  REQUIRE(done == 2);
  REQUIRE(hub.ending == Ending::client_closed);
}

TEST_CASE("a close that is heard before it is read is the end", "[hub]") {
  Stateful hub;
  hub.session->client_closed();
  hub.loop.settle();
  REQUIRE(hub.ending == Ending::client_closed);
  REQUIRE(hub.transport.closed());
}

TEST_CASE("an orderly close is the end, and a later socket is closed at once", "[hub]") {
  Stateful hub;
  hub.transport.client_closes();
  hub.loop.settle();
  REQUIRE(hub.ending == Ending::client_closed);
  REQUIRE_FALSE(hub.session->can_reconnect());
  MemoryTransport& late = hub.connect();
  REQUIRE(late.closed());
  REQUIRE(late.received().empty());
}

TEST_CASE("a client that never comes back is given up", "[hub]") {
  Stateful hub;
  hub.transport.client_vanishes();
  hub.loop.settle();
  hub.wait(15s);
  hub.loop.settle();
  REQUIRE(hub.ending == Ending::connection_lost);
  REQUIRE(hub.object.disconnects == 1);
}

TEST_CASE("the object hears of room when an acknowledgement makes it", "[hub]") {
  Stateful hub;
  hub.push(std::string(110'000, 'x'));
  hub.loop.settle();
  REQUIRE(hub.session->room() == Room::full);
  REQUIRE(hub.object.rooms == 0);
  hub.says(ack(1));
  REQUIRE(hub.object.rooms == 1);
  REQUIRE(hub.session->room() == Room::empty);
}

TEST_CASE("a socket lost in the middle of a hundred words loses and doubles none", "[hub]") {
  Stateful hub;
  MemoryTransport* socket = &hub.transport;
  std::string heard;
  std::string expected;
  int received = 0;
  for (int word = 1; word <= 100; ++word) {
    hub.push(std::to_string(word));
    expected += pushed(std::to_string(word));
    hub.loop.settle();
    const std::string now = socket->received();
    socket->forget_messages();
    const auto first = now.find("\"type\":9");
    std::size_t skip = 0;
    if (first != std::string::npos) {
      const int from = std::stoi(now.substr(now.find("sequenceId") + 12));
      skip = static_cast<std::size_t>(received + 1 - from);
    }
    std::size_t at = first == std::string::npos ? 0 : now.find('\x1e') + 1;
    for (; at < now.size(); at = now.find('\x1e', at) + 1) {
      if (skip > 0) {
        --skip;
        continue;
      }
      heard += now.substr(at, now.find('\x1e', at) + 1 - at);
      ++received;
    }
    if (word % 3 == 0) socket->client_sends(ack(received));
    if (word % 5 == 0) {
      socket->client_vanishes();
      hub.loop.settle();
      socket = &hub.connect();
    }
  }
  hub.loop.settle();
  // What the last socket said again, if anything, has been heard before.
  REQUIRE(heard == expected);
}

}  // namespace
}  // namespace spotter::hub

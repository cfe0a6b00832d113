#include "support/hub_session.hpp"

#include <catch2/catch.hpp>

#include <stdexcept>

namespace spotter::hub {
namespace {

using namespace std::chrono_literals;
using namespace testing;

/// A session whose handshake is done and whose calls complete at once, but for "Slow…".
struct Open : HubSession {
  explicit Open(Description hub = test_hub()) : HubSession(std::move(hub)) {
    object.on_call = [this](const Invocation& call) {
      if (!call.target.starts_with("Slow")) session->complete(call.key);
    };
    shake_hands();
    object.rooms = 0;
  }
};

// ---- the ordinary course

TEST_CASE("a session shakes hands, answers, and ends as the client wishes", "[hub]") {
  HubSession hub;
  REQUIRE(hub.objects_made == 0);
  REQUIRE(hub.says(kHello) == kWelcome);
  REQUIRE(hub.objects_made == 1);
  hub.object.on_call = [&](const Invocation& call) { hub.session->complete(call.key); };
  REQUIRE(hub.says(call("0", "Echo", R"(["x"])")) == completion("0"));
  REQUIRE(hub.says(kClose) == kClose);
  REQUIRE(hub.transport.closed());
  REQUIRE(hub.ending == Ending::client_closed);
  REQUIRE(hub.object.disconnects == 1);
  REQUIRE_FALSE(hub.object.alive);
  REQUIRE(hub.transport.all_text());
  REQUIRE_FALSE(hub.transport.overlapped());
  REQUIRE(hub.bugs.empty());
}

TEST_CASE("records that become ready together share a message, whole records only", "[hub]") {
  Open hub;
  hub.transport.client_sends(call("0", "Void") + call("1", "Void") + call("2", "Nope"));
  hub.loop.settle();
  REQUIRE(hub.transport.messages().size() == 1);
  hub.push("a");
  hub.push("b");
  hub.loop.settle();
  REQUIRE(hub.transport.messages().size() == 2);
  REQUIRE(hub.transport.messages().back() == pushed("a") + pushed("b"));
}

TEST_CASE("a client that is refused at the handshake is told, closed, and never made an object",
          "[hub]") {
  HubSession hub;
  REQUIRE(hub.says(record("x")) ==
          record(R"({"error":"An unexpected error occurred during connection handshake."})"));
  REQUIRE(hub.transport.closed());
  REQUIRE(hub.ending == Ending::handshake_failed);
  REQUIRE(hub.objects_made == 0);
  REQUIRE(hub.object.disconnects == 0);
}

TEST_CASE("a client that never shakes hands is ended after the timeout", "[hub]") {
  HubSession hub;
  hub.wait(60s);
  REQUIRE(hub.hears() == record(R"({"error":"Handshake was canceled."})"));
  REQUIRE(hub.ending == Ending::handshake_timeout);
}

TEST_CASE("the session lives by the ticks of its shard", "[hub]") {
  Open hub;
  bool ticker_ended = false;
  asio::co_spawn(hub.loop.executor(), hub.ticker.run(),
                 [&](std::exception_ptr) { ticker_ended = true; });
  hub.clock.advance(15s);
  REQUIRE(hub.loop.turn_until([&] { return !hub.transport.messages().empty(); }));
  REQUIRE(hub.hears() == kPing);
  hub.says(kClose);
  REQUIRE(hub.ending.has_value());
  hub.clock.advance(15s);
  hub.ticker.stop();
  REQUIRE(hub.loop.turn_until([&] { return ticker_ended; }));
}

TEST_CASE("an idle client hears a ping every fifteen seconds", "[hub]") {
  Open hub;
  hub.wait(14s);
  REQUIRE(hub.hears().empty());
  hub.wait(1s);
  REQUIRE(hub.hears() == kPing);
  hub.wait(30s);
  REQUIRE(hub.hears() == kPing + kPing);
}

// ---- calls

TEST_CASE("completions may be said from within the call, before or after a push", "[hub]") {
  Open hub;
  hub.object.on_call = [&](const Invocation& call) {
    hub.push("first");
    hub.session->complete(call.key);
    hub.push("then");
  };
  REQUIRE(hub.says(call("0", "Void") + call("1", "Void")) == pushed("first") + completion("0") +
                                                                 pushed("then") + pushed("first") +
                                                                 completion("1") + pushed("then"));
}

TEST_CASE("a call of the client never calls back into the object", "[hub]") {
  Open hub;
  bool inside = false;
  hub.object.on_call = [&](const Invocation& call) {
    REQUIRE_FALSE(inside);
    if (call.target == "Slow") return;
    inside = true;
    hub.session->complete(call.key);
    for (const auto& earlier : hub.object.calls) {
      if (earlier.target == "Slow") hub.session->free_slot(earlier.key);
    }
    inside = false;
  };
  REQUIRE(hub.says(call("0", "Slow") + call("1", "Slow") + call("2", "Void")).empty());
  REQUIRE(hub.object.calls.size() == 2);
  inside = true;  // as if the object were in the middle of something
  hub.session->complete(hub.object.calls.at(0).key);
  REQUIRE(hub.object.calls.size() == 2);
  inside = false;
  REQUIRE(hub.hears() == completion("0") + completion("2"));
}

TEST_CASE("a held call goes on when a slot comes back, also while a write is stuck", "[hub]") {
  Open hub;
  REQUIRE(hub.says(call("0", "Slow") + call("1", "Slow") + call("2", "Void")).empty());
  hub.transport.stop_reading();
  hub.push("stuck");
  hub.loop.settle();
  hub.session->free_slot(hub.object.calls.at(0).key);
  hub.loop.settle();
  REQUIRE(hub.object.calls.size() == 3);
  hub.transport.resume_reading();
  REQUIRE(hub.hears() == pushed("stuck") + completion("2"));
}

TEST_CASE("a held loop stops reading and goes on where it was", "[hub]") {
  Open hub;
  std::string flood;
  std::string completions;
  for (int i = 0; i < 5000; ++i) {
    flood += call(std::to_string(i), "Echo", R"(["some words"])");
    completions += completion(std::to_string(i));
  }
  REQUIRE(flood.size() > 3 * Connection::kHeldBytesMax);
  hub.says(call("a", "Slow") + call("b", "Slow") + flood);
  REQUIRE(hub.transport.unread_bytes() > Connection::kHeldBytesMax);
  REQUIRE(hub.object.calls.size() == 2);
  hub.session->complete(hub.object.calls.at(1).key);
  REQUIRE(hub.hears() == completion("b") + completions);
  REQUIRE(hub.transport.unread_bytes() == 0);
}

// ---- room

TEST_CASE("room is empty, some or full by what waits and what is being written", "[hub]") {
  Description limits = test_hub();
  limits.settings.pending_bytes_soft_max = 100;
  Open hub(limits);
  REQUIRE(hub.session->room() == Room::empty);
  hub.transport.stop_reading();
  hub.push("a");
  REQUIRE(hub.session->room() == Room::some);
  hub.loop.settle();  // being written
  REQUIRE(hub.session->room() == Room::some);
  hub.push(std::string(80, 'b'));
  REQUIRE(hub.session->room() == Room::full);
  hub.loop.settle();
  REQUIRE(hub.object.rooms == 0);
  hub.transport.read_one();
  hub.loop.settle();
  REQUIRE(hub.object.rooms == 0);
  REQUIRE(hub.session->room() == Room::full);
  hub.transport.read_one();
  hub.loop.settle();
  REQUIRE(hub.object.rooms == 1);
  REQUIRE(hub.session->room() == Room::empty);
}

TEST_CASE("the object hears of room after a push that never had to wait", "[hub]") {
  Open hub;
  hub.push("a");
  hub.loop.settle();
  REQUIRE(hub.object.rooms == 1);
  hub.says(call("0", "Void"));
  REQUIRE(hub.object.rooms == 2);
  hub.push("b");
  hub.push("c");
  hub.loop.settle();
  REQUIRE(hub.object.rooms == 3);
}

TEST_CASE("pushes made when there is room follow each other without end or overlap", "[hub]") {
  Open hub;
  int left = 50;
  hub.object.on_room = [&] {
    REQUIRE(hub.session->room() == Room::empty);
    if (left-- > 0) hub.push("x");
  };
  hub.push("x");
  hub.loop.settle();
  REQUIRE(hub.transport.messages().size() == 51);
  REQUIRE_FALSE(hub.transport.overlapped());
}

TEST_CASE("a slow reader gets everything that waited in one message, in order", "[hub]") {
  Open hub;
  hub.transport.stop_reading();
  hub.push("1");
  hub.loop.settle();
  hub.push("2");
  hub.transport.client_sends(call("0", "Void"));
  hub.loop.settle();
  hub.push("3");
  hub.loop.settle();
  REQUIRE(hub.transport.writes_started() == 2);  // the welcome and the stuck one
  hub.transport.resume_reading();
  hub.loop.settle();
  REQUIRE(hub.transport.messages().size() == 2);
  REQUIRE(hub.transport.messages().back() == pushed("2") + completion("0") + pushed("3"));
}

// ---- clients that are too slow

TEST_CASE("a write that is stuck longer than the send timeout ends the session", "[hub]") {
  Open hub;
  hub.transport.stop_reading();
  hub.push("x");
  hub.loop.settle();
  hub.wait(9s);
  REQUIRE_FALSE(hub.ending.has_value());
  hub.wait(1s);
  REQUIRE(hub.transport.aborted());
  REQUIRE(hub.ending == Ending::too_slow);
  REQUIRE(hub.object.disconnects == 1);
}

TEST_CASE("a write waits as long as it has to where the transport looks after its client",
          "[hub]") {
  Peer polled;
  polled.pings = false;
  HubSession hub(test_hub(), polled);
  hub.shake_hands();
  hub.transport.stop_reading();
  hub.push("kept");
  hub.wait(60s);
  REQUIRE_FALSE(hub.ending);
  hub.transport.resume_reading();
  REQUIRE(hub.hears() == pushed("kept"));
}

TEST_CASE("a write that moves in time is never taken for a stuck one", "[hub]") {
  Open hub;
  hub.transport.stop_reading();
  for (int i = 0; i < 10; ++i) {
    hub.push("x");
    hub.loop.settle();
    hub.wait(9s);
    hub.transport.read_one();
    hub.loop.settle();
  }
  REQUIRE_FALSE(hub.ending.has_value());
}

TEST_CASE("a client for whom too much waits is dropped, at the limit it is not", "[hub]") {
  Description limits = test_hub();
  const std::size_t record_bytes = pushed(std::string(100, 'x')).size();
  limits.settings.pending_bytes_max = 10 * record_bytes;
  Open hub(limits);
  hub.transport.stop_reading();
  for (int i = 0; i < 10; ++i) {
    hub.push(std::string(100, 'x'));
    hub.loop.settle();
  }
  REQUIRE_FALSE(hub.ending.has_value());
  hub.push("y");
  hub.push("after the end");
  REQUIRE(hub.hears().empty());
  REQUIRE(hub.transport.aborted());
  REQUIRE(hub.ending == Ending::too_slow);
}

TEST_CASE("a client that asks without listening is dropped as well", "[hub]") {
  Description limits = test_hub();
  limits.settings.pending_bytes_max = 10'000;
  Open hub(limits);
  hub.transport.stop_reading();
  for (int i = 0; i < 1000 && !hub.ending; ++i)
    hub.says(call("1", "Nope"));
  REQUIRE(hub.ending == Ending::too_slow);
}

TEST_CASE("a close record that cannot be written does not keep the session", "[hub]") {
  Open hub;
  hub.transport.stop_reading();
  hub.push("x");
  hub.loop.settle();
  hub.session->shutdown();
  hub.loop.settle();
  REQUIRE_FALSE(hub.ending.has_value());
  hub.wait(10s);
  REQUIRE(hub.transport.aborted());
  REQUIRE(hub.ending == Ending::server_closed);
}

// ---- the end

TEST_CASE("each way in which a client goes away ends the session under its name", "[hub]") {
  Open closes;
  closes.transport.client_closes();
  closes.loop.settle();
  REQUIRE(closes.ending == Ending::client_closed);
  REQUIRE(closes.transport.closed());
  REQUIRE(closes.hears().empty());

  Open vanishes;
  vanishes.transport.client_vanishes();
  vanishes.loop.settle();
  REQUIRE(vanishes.ending == Ending::connection_lost);
  REQUIRE(vanishes.transport.aborted());

  Open babbles;
  babbles.transport.client_talks_nonsense();
  babbles.loop.settle();
  REQUIRE(babbles.ending == Ending::protocol_error);
  REQUIRE(babbles.object.disconnects == 1);
}

TEST_CASE("a client that goes away in mid-record or mid-handshake just ends", "[hub]") {
  Open hub;
  hub.says("{");
  hub.transport.client_closes();
  hub.loop.settle();
  REQUIRE(hub.ending == Ending::client_closed);
  HubSession early;
  early.says(R"({"protocol")");
  early.transport.client_vanishes();
  REQUIRE(early.hears().empty());
  REQUIRE(early.ending == Ending::connection_lost);
  REQUIRE(early.objects_made == 0);
}

TEST_CASE("a broken record is answered with a close record, and the transport closed", "[hub]") {
  Open hub;
  REQUIRE(hub.says(call("0", "Void") + record("{") + call("1", "Void")) ==
          completion("0") + kCloseWithError);
  REQUIRE(hub.transport.closed());
  REQUIRE(hub.ending == Ending::protocol_error);
}

TEST_CASE("the object is told of the end before the peer answers the close", "[hub]") {
  Open hub;
  hub.transport.leave_close_unanswered();
  REQUIRE(hub.says(kClose) == kClose);
  REQUIRE(hub.transport.closing());
  REQUIRE(hub.object.disconnects == 1);
  REQUIRE_FALSE(hub.ending.has_value());
  REQUIRE_FALSE(hub.transport.aborted());
  hub.transport.answer_close();
  hub.loop.settle();
  REQUIRE(hub.ending == Ending::client_closed);
}

TEST_CASE("a read that ends because the server closes does not cut the close short", "[hub]") {
  Open hub;
  hub.transport.leave_close_unanswered();
  hub.session->shutdown();
  REQUIRE(hub.hears() == kCloseComeBack);
  REQUIRE(hub.transport.closing());
  REQUIRE_FALSE(hub.transport.aborted());
  hub.transport.answer_close();
  hub.loop.settle();
  REQUIRE_FALSE(hub.transport.aborted());
  REQUIRE(hub.ending == Ending::server_closed);
}

TEST_CASE("a session that is dismissed ends for good, or is asked back", "[hub]") {
  Open ended;
  ended.session->dismiss(Close::for_good);
  REQUIRE(ended.hears() == kClose);
  REQUIRE(ended.ending == Ending::server_closed);
  ended.session->dismiss(Close::for_good);
  Open asked_back;
  asked_back.session->dismiss(Close::come_back);
  REQUIRE(asked_back.hears() == kCloseComeBack);
}

TEST_CASE("a session tells how it stands, and when a call last began or ended", "[hub]") {
  Open hub;
  const TimePoint opened = hub.session->standing().last_call;
  REQUIRE(hub.session->standing().version == 1);
  REQUIRE(hub.session->standing().encoding == Encoding::json);
  REQUIRE_FALSE(hub.session->standing().away);
  hub.clock.advance(3s);
  hub.says(call("0", "Slow"));
  REQUIRE(hub.session->standing().calls_running == 1);
  REQUIRE(hub.session->standing().last_call == opened + 3s);
  hub.clock.advance(4s);
  hub.session->complete(hub.object.calls.at(0).key);
  REQUIRE(hub.session->standing().calls_running == 0);
  REQUIRE(hub.session->standing().last_call == opened + 7s);
  REQUIRE(hub.session->standing().bytes_unsent > 0);
  hub.loop.settle();
  REQUIRE(hub.session->standing().bytes_unsent == 0);
}

TEST_CASE("a disconnect during a call is told at once, and the session waits for the object",
          "[hub]") {
  Open hub;
  shard::Signal may_end(hub.loop.executor());
  hub.object.on_disconnected = [&]() -> Task<void> { co_await may_end.wait(); };
  REQUIRE(hub.says(call("0", "Slow") + call("1", "Slow") + call("2", "Slow")).empty());
  hub.transport.client_vanishes();
  hub.loop.settle();
  REQUIRE(hub.object.disconnects == 1);
  REQUIRE(hub.object.alive);
  REQUIRE_FALSE(hub.ending.has_value());
  hub.push("too late");
  hub.session->complete(hub.object.calls.at(0).key);
  hub.session->free_slot(hub.object.calls.at(1).key);
  hub.session->shutdown();
  hub.session->drain();
  hub.wait(20s);
  REQUIRE(hub.object.calls.size() == 2);
  REQUIRE(hub.session->room() == Room::empty);
  may_end.notify();
  hub.loop.settle();
  REQUIRE(hub.ending == Ending::connection_lost);
  REQUIRE_FALSE(hub.object.alive);
  REQUIRE(hub.transport.received().empty());
  REQUIRE(hub.object.rooms == 0);
}

TEST_CASE("a client that vanishes while a write is stuck ends at once", "[hub]") {
  Open hub;
  hub.transport.stop_reading();
  hub.push("x");
  hub.loop.settle();
  hub.transport.client_vanishes();
  hub.loop.settle();
  REQUIRE(hub.ending == Ending::connection_lost);
}

TEST_CASE("a silent client that had pinged is told why and closed", "[hub]") {
  Open hub;
  hub.says(kPing);
  hub.wait(119s);
  hub.hears();
  REQUIRE_FALSE(hub.ending.has_value());
  hub.wait(1s);
  REQUIRE(hub.hears() == kCloseWithError);
  REQUIRE(hub.ending == Ending::client_silent);
}

TEST_CASE("shutdown says to come back, dismissal does not", "[hub]") {
  Open stopped;
  stopped.says(call("0", "Slow"));
  stopped.session->shutdown();
  REQUIRE(stopped.hears() == kCloseComeBack);
  REQUIRE(stopped.ending == Ending::server_closed);
  Open dismissed;
  dismissed.session->abort();
  REQUIRE(dismissed.hears() == kClose);
  REQUIRE(dismissed.ending == Ending::server_closed);
  HubSession early;
  early.session->shutdown();
  REQUIRE(early.hears() == record(R"({"error":"Handshake was canceled."})"));
  REQUIRE(early.ending == Ending::server_closed);
}

TEST_CASE("what waited is written before the close record", "[hub]") {
  Open hub;
  hub.transport.stop_reading();
  hub.push("1");
  hub.loop.settle();
  hub.push("2");
  hub.session->shutdown();
  hub.push("3");
  hub.transport.resume_reading();
  REQUIRE(hub.hears() == pushed("1") + pushed("2") + kCloseComeBack);
  REQUIRE(hub.ending == Ending::server_closed);
  REQUIRE(hub.object.rooms == 0);  // the object is on its way out and hears of nothing else
}

// ---- draining

TEST_CASE("a drained session that is idle ends at once, and may come back", "[hub]") {
  Open hub;
  hub.session->drain();
  REQUIRE(hub.hears() == kCloseComeBack);
  REQUIRE(hub.ending == Ending::server_closed);
  HubSession early;
  early.session->drain();
  early.loop.settle();
  REQUIRE(early.ending == Ending::server_closed);
}

TEST_CASE("a drained session finishes what runs and what arrives meanwhile, then ends", "[hub]") {
  Open hub;
  std::size_t done = 0;
  hub.object.busy = [&] { return done < hub.object.calls.size(); };
  hub.says(call("0", "Slow"));
  hub.session->drain();
  REQUIRE(hub.hears().empty());
  REQUIRE(hub.says(call("1", "Slow")).empty());
  hub.push("words");
  REQUIRE(hub.hears() == pushed("words"));
  hub.session->complete(hub.object.calls.at(0).key);
  ++done;
  REQUIRE(hub.hears() == completion("0"));
  hub.session->complete(hub.object.calls.at(1).key);
  ++done;
  REQUIRE(hub.hears() == completion("1") + kCloseComeBack);
  REQUIRE(hub.ending == Ending::server_closed);
}

TEST_CASE("a drained session notices also a call without id that is done", "[hub]") {
  Open hub;
  bool busy = true;
  hub.object.busy = [&] { return busy; };
  hub.says(call("", "Slow"));
  hub.session->drain();
  hub.session->complete(hub.object.calls.at(0).key);
  busy = false;
  REQUIRE(hub.hears() == kCloseComeBack);
}

TEST_CASE("a drained object that falls idle without a word is noticed at the next tick", "[hub]") {
  Open hub;
  bool busy = true;
  hub.object.busy = [&] { return busy; };
  hub.session->drain();
  hub.wait(1s);
  REQUIRE(hub.hears().empty());
  busy = false;
  hub.wait(1s);
  REQUIRE(hub.hears() == kCloseComeBack);
}

// ---- bugs of the application

TEST_CASE("an exception out of a call is reported and is the call's alone", "[hub]") {
  Open hub;
  hub.object.on_call = [&](const Invocation& call) {
    if (call.target == "Two") hub.session->complete(call.key);
    throw std::logic_error("a bug");
  };
  REQUIRE(hub.says(call("0", "Void")) ==
          completion_error("0", "An unexpected error occurred invoking 'Void' on the server."));
  REQUIRE(hub.bugs.size() == 1);
  REQUIRE(hub.says(call("1", "Two", R"([1,"x"])")) == completion("1"));
  REQUIRE(hub.bugs.size() == 2);
  REQUIRE_FALSE(hub.ending);
}

TEST_CASE("an exception out of a held call, out of on_room or out of the goodbye is reported too",
          "[hub]") {
  Open held;
  held.says(call("0", "Slow") + call("1", "Slow") + call("2", "Void"));
  held.object.on_call = [](const Invocation&) { throw std::logic_error("a bug"); };
  held.session->complete(held.object.calls.at(0).key);
  REQUIRE(held.hears() ==
          completion("0") +
              completion_error("2", "An unexpected error occurred invoking 'Void' on the server."));
  REQUIRE(held.bugs.size() == 1);

  Open room;
  room.object.on_room = [] { throw std::logic_error("a bug"); };
  room.push("x");
  room.loop.settle();
  REQUIRE(room.bugs.size() == 1);
  REQUIRE(room.ending == Ending::server_closed);
  REQUIRE(room.transport.aborted());

  Open goodbye;
  goodbye.object.on_disconnected = []() -> Task<void> {
    throw std::logic_error("a bug");
    co_return;
  };
  goodbye.says(kClose);
  REQUIRE(goodbye.bugs.size() == 1);
  REQUIRE(goodbye.ending == Ending::client_closed);
}

}  // namespace
}  // namespace spotter::hub

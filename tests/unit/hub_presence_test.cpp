#include "support/hub_session.hpp"

#include <catch2/catch.hpp>

#include <deque>

// Whether the client is still there.
namespace spotter::hub {
namespace {

using namespace std::chrono_literals;
using namespace testing;

Peer stateful() {
  Peer peer;
  peer.stateful = true;
  return peer;
}

struct Asked : HubSession {
  explicit Asked(Peer peer = {}) : HubSession(test_hub(), peer) {
    says(peer.stateful ? record(R"({"protocol":"json","version":2})") : kHello);
  }
  ~Asked() {
    session->lose();
    loop.settle();
  }
  using Place = std::optional<bool>;
  Place& ask(Duration patience = 2s) {
    Place& place = answers.emplace_back();
    asio::co_spawn(loop.executor(), session->is_there(patience),
                   [&](std::exception_ptr bug, bool there) {
                     if (bug) bugs.push_back(bug);
                     place = there;
                   });
    loop.settle();
    return place;
  }
  void answer(bool there) {
    transport.answer_ping(there);
    loop.settle();
  }
  std::deque<Place> answers;
};

}  // namespace

TEST_CASE("a client is asked by its transport whether it is there", "[hub]") {
  Asked hub;
  for (const bool there : {true, false}) {
    const auto& asked = hub.ask(there ? 2s : 3s);
    REQUIRE_FALSE(asked);
    hub.answer(there);
    REQUIRE(asked == there);
  }
  REQUIRE(hub.transport.pings() == std::vector<Duration>{2s, 3s});
  REQUIRE_FALSE(hub.ending);
  REQUIRE(hub.says(call("1", "Void")).empty());  // it goes on
  REQUIRE(hub.object.calls.size() == 1);
  REQUIRE(hub.bugs.empty());
}

TEST_CASE("who asks while somebody asks gets the same answer, from one ping", "[hub]") {
  Asked hub;
  const auto& first = hub.ask();
  const auto& second = hub.ask(5s);
  REQUIRE(hub.transport.pings().size() == 1);
  REQUIRE_FALSE(second);
  hub.answer(true);
  REQUIRE(first == true);
  REQUIRE(second == true);
  hub.ask();
  REQUIRE(hub.transport.pings().size() == 2);
  REQUIRE_FALSE(hub.transport.overlapped());
}

TEST_CASE("only so many wait for an answer, the others are told yes", "[hub]") {
  Asked hub;
  for (std::size_t i = 0; i < Client::kAskersMax; ++i)
    REQUIRE_FALSE(hub.ask());
  REQUIRE(hub.ask() == true);
  hub.answer(false);
  for (std::size_t i = 0; i < Client::kAskersMax; ++i)
    REQUIRE(hub.answers[i] == false);
  REQUIRE(hub.transport.pings().size() == 1);
}

TEST_CASE("a client is asked beside a write that is stuck", "[hub]") {
  Asked hub;
  hub.transport.stop_reading();
  hub.push("stuck");
  hub.loop.settle();
  const auto& asked = hub.ask();
  REQUIRE(hub.transport.pinging());
  hub.answer(true);
  REQUIRE(asked == true);
}

TEST_CASE("a connection that ends meanwhile answers no, and waits for who asked", "[hub]") {
  for (const int how : {0, 1, 2, 3, 4}) {
    Asked hub;
    hub.transport.leave_close_unanswered();
    const auto& first = hub.ask();
    const auto& second = hub.ask();
    if (how == 0) hub.transport.client_vanishes();
    if (how == 1) hub.transport.client_closes();
    if (how == 2) hub.session->abort();
    if (how == 3) hub.session->shutdown();
    if (how == 4) hub.says(kClose);
    hub.loop.settle();
    REQUIRE(first == false);
    REQUIRE(second == false);
    REQUIRE(hub.ask() == false);
    REQUIRE(hub.transport.pings().size() == 1);
    hub.transport.answer_close();
    hub.loop.settle();
    REQUIRE(hub.ending);
    REQUIRE_FALSE(hub.transport.pinging());
    REQUIRE(hub.ask() == false);
    REQUIRE(hub.bugs.empty());
    hub.session.reset();  // nothing of it is still wanted
    hub.loop.settle();
    hub.session = std::make_unique<Session>(
        hub.description, Peer{},
        Session::Services{hub.loop.executor(), hub.clock, hub.ticker, hub.parser, hub.spares, {}},
        [](Client&) { return nullptr; });
  }
}

TEST_CASE("a client that is away is not there, and one that comes back is", "[hub]") {
  Asked hub(stateful());
  const auto& lost = hub.ask();
  hub.transport.client_vanishes();
  hub.loop.settle();
  REQUIRE(lost == false);
  REQUIRE(hub.ask() == false);
  REQUIRE_FALSE(hub.ending);

  MemoryTransport next(hub.loop.executor());
  int carried = 0;
  const auto count = [&](std::exception_ptr) { ++carried; };
  asio::co_spawn(hub.loop.executor(), hub.session->carry(next), count);
  hub.loop.settle();
  const auto& again = hub.ask();
  REQUIRE(next.pinging());
  next.answer_ping();
  hub.loop.settle();
  REQUIRE(again == true);

  const auto& replaced = hub.ask();
  MemoryTransport third(hub.loop.executor());
  asio::co_spawn(hub.loop.executor(), hub.session->carry(third), count);
  REQUIRE(hub.ask() == true);
  REQUIRE(replaced == true);
  REQUIRE_FALSE(next.pinging());
  third.client_sends(kClose);
  hub.loop.settle();
  REQUIRE(carried == 2);
  REQUIRE(hub.bugs.empty());
}

}  // namespace spotter::hub

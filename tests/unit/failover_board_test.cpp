#include "support/failover_world.hpp"

#include <catch2/catch.hpp>

namespace spotter::llm::failover {
namespace {

using namespace std::chrono_literals;
using resilience::Breaker;
using testing::FailoverWorld;

Grant granted(const std::optional<Reply>& reply) {
  REQUIRE(reply);
  REQUIRE(std::holds_alternative<Grant>(*reply));
  return std::get<Grant>(*reply);
}

Settlement of(const Grant& grant) {
  Settlement settlement;
  settlement.seat = grant.seat;
  settlement.pass = grant.pass;
  return settlement;
}

TEST_CASE("a probe is asked for one call at a time, whoever asks", "[failover]") {
  FailoverWorld world;
  Board& board = *world.board;
  for (OrderId id = 1; id <= 5; ++id) {
    Order order;
    order.id = id;
    Settlement failed = of(granted(board.ask(order)));
    failed.verdict = resilience::Verdict::faulty;
    board.settle(failed);
  }
  world.clock.advance(30s);
  Order first;
  first.id = 10;
  Order second;
  second.id = 11;
  const Grant probe = granted(board.ask(first));
  CHECK(probe.seat == 0);
  CHECK(probe.pass.probe);
  CHECK(granted(board.ask(second)).seat == 1);
  CHECK(board.report().standings[0].state == Breaker::State::half_open);
}

TEST_CASE("an offline coach that is the first choice is asked first", "[failover]") {
  FailoverWorld world;
  testing::RecordingLog log;
  std::string why;
  Board board({{"offline", ""}, {"openai", "gpt"}}, world.policy,
              ledger::Ledger(*ledger::PriceList::parse(R"({"prices":[]})", why), {}), world.clock,
              log, [](OrderId, const Reply&) {});
  Order order;
  order.id = 1;
  const Grant grant = granted(board.ask(order));
  CHECK(grant.seat == 0);
  CHECK(grant.reason == Answering::Reason::first_choice);
  CHECK(board.report().answering == "offline");
}

TEST_CASE("what is left of a provider's limits is reported until it says something else",
          "[failover]") {
  FailoverWorld world;
  Order order;
  order.id = 1;
  Settlement settlement = of(granted(world.board->ask(order)));
  settlement.limits.tokens_left = 7;
  world.board->settle(settlement);
  CHECK(world.standing(0).limits.tokens_left == 7);
  order.id = 2;
  world.board->settle(of(granted(world.board->ask(order))));
  CHECK(world.standing(0).limits.tokens_left == 7);
}

TEST_CASE("changes of a provider's state are logged once, with what happened", "[failover]") {
  FailoverWorld world;
  for (OrderId id = 1; id <= 20; ++id) {
    Order order;
    order.id = id;
    order.not_these = {1};
    const auto reply = world.board->ask(order);
    if (!std::holds_alternative<Grant>(*reply)) continue;
    Settlement failed = of(std::get<Grant>(*reply));
    failed.verdict = resilience::Verdict::faulty;
    failed.failure = "server:502";
    world.board->settle(failed);
  }
  CHECK(world.log.count("provider_state") == 1);
  CHECK(world.log.contains("state=open"));
  CHECK(world.log.contains("last_failure=server:502"));
  CHECK(world.log.contains("next_probe_s=30"));
}

TEST_CASE("what a turn's call came to, and changed, is logged with the turn's id", "[failover]") {
  FailoverWorld world;
  for (OrderId id = 1; id <= 5; ++id) {
    Order order;
    order.id = id;
    order.turn = "p-" + std::to_string(id);
    Settlement failed = of(granted(world.board->ask(order)));
    failed.verdict = resilience::Verdict::faulty;
    failed.failed = true;
    failed.failure = "server:502";
    failed.cause = FailureClass::server;
    failed.lasted = 250ms;
    failed.turn = order.turn;
    world.board->settle(failed);
  }
  CHECK(world.log.count("info  call_finished turn=p-") == 5);
  CHECK(world.log.count("call_finished turn=p-2 ") == 1);
  CHECK(world.log.contains("failure=server:502 first_word_ms=-1 duration_ms=250"));
  CHECK(world.log.count("provider_state turn=p-5 ") == 1);
  Order order;
  order.id = 6;
  Settlement unmade = of(granted(world.board->ask(order)));
  unmade.turn = "p-6";
  world.board->settle(unmade);
  CHECK_FALSE(world.log.contains("turn=p-6"));
}

TEST_CASE("the accounts of a day are logged when it has ended", "[failover]") {
  FailoverWorld world;
  const auto spend = [&](OrderId id) {
    Order order;
    order.id = id;
    Settlement settlement = of(granted(world.board->ask(order)));
    settlement.verdict = resilience::Verdict::healthy;
    settlement.use = ledger::Use{ledger::Use::Source::told, {1000, 0, 0, 10, 0}};
    settlement.store = "Web";
    world.board->settle(settlement);
  };
  spend(1);
  CHECK(world.log.count("spent") == 0);
  world.clock.advance(24h);
  spend(2);
  CHECK(world.log.count("spent") == 1);
  CHECK(world.log.contains("provider=first model=test store=Web calls=1"));
  CHECK(world.log.contains("input_tokens=1000"));
}

TEST_CASE("a provider that is held open by hand is not asked, and the next one is", "[failover]") {
  FailoverWorld world;
  Board& board = *world.board;
  Order order;
  order.id = 1;
  CHECK(board.grip("first", {Hand::open}) == Board::Gripped::done);
  CHECK(granted(board.ask(order)).seat == 1);
  CHECK(board.report().answering == "second");
  CHECK(world.standing(0).held);
  CHECK(world.standing(0).state == Breaker::State::open);
  CHECK_FALSE(world.standing(0).held_until);
  CHECK(world.log.count("provider_state") == 1);
  CHECK(board.grip("first", {Hand::off}) == Board::Gripped::done);
  order.id = 2;
  CHECK(granted(board.ask(order)).seat == 0);
  CHECK_FALSE(world.standing(0).held);

  CHECK(board.grip("first", {Hand::open, Duration(10s)}) == Board::Gripped::done);
  CHECK(world.standing(0).held_until == world.clock.wall_now() + 10s);
  world.clock.advance(10s);
  order.id = 3;
  CHECK(granted(board.ask(order)).seat == 0);
  CHECK(board.grip("nobody", {Hand::open}) == Board::Gripped::unknown);
}

TEST_CASE("a provider that is closed by hand is asked again, and one by rules has no breaker",
          "[failover]") {
  testing::FailoverOptions options;
  options.offline = true;
  FailoverWorld world(options);
  Board& board = *world.board;
  for (OrderId id = 1; id <= 5; ++id) {
    Order order;
    order.id = id;
    order.not_these = {1};
    Settlement failed = of(granted(board.ask(order)));
    failed.verdict = resilience::Verdict::faulty;
    board.settle(failed);
  }
  REQUIRE(world.standing(0).state == Breaker::State::open);
  CHECK(board.grip("first", {Hand::close}) == Board::Gripped::done);
  CHECK(world.standing(0).state == Breaker::State::closed);
  CHECK(world.standing(0).failures == 0);
  CHECK(board.grip("offline", {Hand::open}) == Board::Gripped::by_rules);
}

TEST_CASE("a hold with an end is over for everyone who looks, though nobody asks", "[failover]") {
  FailoverWorld world;
  Board& board = *world.board;
  for (const auto* name : {"first", "second"})
    board.grip(name, {Hand::open, Duration(2s)});
  CHECK(world.log.count("nobody_can_answer") == 1);
  world.clock.advance(2s);
  board.look_at_holds();
  CHECK(world.log.count("somebody_can_answer") == 1);
  CHECK(world.log.count("provider_state") == 4);
  const auto free = board.report();
  CHECK(free.answering == "first");
  for (const auto& standing : free.standings) {
    CHECK(standing.state == Breaker::State::closed);
    CHECK_FALSE(standing.held);
    CHECK_FALSE(standing.held_until);
  }
  // Who looks in between the looks by the clock sees the same.
  board.grip("second", {Hand::open, Duration(2s)});
  world.clock.advance(3s);
  CHECK(board.report().standings[1].state == Breaker::State::closed);
  // The next hold is one of its own.
  board.grip("second", {Hand::open, Duration(2s)});
  world.clock.advance(3s);
  board.grip("second", {Hand::open});
  CHECK(world.standing(1).since == world.clock.wall_now());
}

TEST_CASE("what is closed by hand has forgotten why it failed", "[failover]") {
  FailoverWorld world;
  Order order;
  order.id = 1;
  Settlement failed = of(granted(world.board->ask(order)));
  failed.verdict = resilience::Verdict::faulty;
  failed.failure = "server:500";
  world.board->settle(failed);
  CHECK(world.standing(0).last_failure == "server:500");
  world.board->grip("first", {Hand::close});
  CHECK(world.standing(0).last_failure.empty());
}

TEST_CASE("who waits for a provider that is then held open is told to look elsewhere",
          "[failover]") {
  testing::RecordingLog log;
  testing::ManualClock clock;
  Policy policy;
  policy.bulkhead.running_max = 1;
  policy.bulkhead.running_min = 1;
  std::string why;
  std::vector<Reply> replies;
  Board board({{"only", "gpt"}}, policy,
              ledger::Ledger(*ledger::PriceList::parse(R"({"prices":[]})", why), {}), clock, log,
              [&](OrderId, Reply reply) { replies.push_back(std::move(reply)); });
  Order order;
  order.id = 1;
  granted(board.ask(order));
  order.id = 2;
  REQUIRE_FALSE(board.ask(order));
  board.grip("only", {Hand::open});
  REQUIRE(replies.size() == 1);
  CHECK(std::get<Denial>(replies[0]).worth_asking_again);
  CHECK(log.contains("nobody_can_answer"));
  board.grip("only", {Hand::off});
  CHECK(log.contains("somebody_can_answer"));
}

}  // namespace
}  // namespace spotter::llm::failover

#include "support/manual_clock.hpp"

#include <spotter/rate_limit/memory/sliding_log.hpp>

#include <catch2/catch.hpp>

using namespace std::chrono_literals;
using namespace spotter::rate_limit;
using spotter::Duration;
using spotter::rate_limit::memory::Settings;
using spotter::rate_limit::memory::SlidingLog;
using spotter::testing::ManualClock;

namespace {
const Budget kTwenty{"payer", 20};

void take_and_charge(SlidingLog& log, const Budget& budget, GenerationId id,
                     const ManualClock& clock) {
  REQUIRE(log.take(budget, id, clock.now()).allowed());
  log.settle(budget, id, Settlement::charged, clock.now());
}
}  // namespace

TEST_CASE("exactly the limit passes in any 24 hours, not one less and not one more",
          "[rate_limit]") {
  ManualClock clock;
  SlidingLog log{Settings{}};
  for (GenerationId id = 1; id <= 20; ++id) {
    const auto decision = log.take(kTwenty, id, clock.now());
    REQUIRE(decision.allowed());
    REQUIRE(decision.remaining == 20 - id);
    log.settle(kTwenty, id, Settlement::charged, clock.now());
    clock.advance(1min);
  }
  const auto refused = log.take(kTwenty, 21, clock.now());
  REQUIRE(refused.refusal == Refusal::used_up);
  REQUIRE(refused.retry_after == 24h - 20min);
}

TEST_CASE("waiting as long as the refusal says is enough, and a moment less is not",
          "[rate_limit]") {
  ManualClock clock;
  SlidingLog log{Settings{}};
  for (GenerationId id = 1; id <= 20; ++id)
    take_and_charge(log, kTwenty, id, clock);
  const auto wait = log.take(kTwenty, 21, clock.now()).retry_after;
  clock.advance(wait - 1ns);
  REQUIRE_FALSE(log.take(kTwenty, 22, clock.now()).allowed());
  clock.advance(1ns);
  REQUIRE(log.take(kTwenty, 23, clock.now()).allowed());
}

TEST_CASE("a refused generation is not counted", "[rate_limit]") {
  ManualClock clock;
  SlidingLog log{Settings{}};
  for (GenerationId id = 1; id <= 20; ++id)
    take_and_charge(log, kTwenty, id, clock);
  for (GenerationId id = 100; id < 200; ++id)
    REQUIRE_FALSE(log.take(kTwenty, id, clock.now()).allowed());
  clock.advance(24h);
  for (GenerationId id = 201; id <= 220; ++id)
    take_and_charge(log, kTwenty, id, clock);
}

TEST_CASE("what is given back may be taken again, once", "[rate_limit]") {
  ManualClock clock;
  SlidingLog log{Settings{}};
  const Budget one{"payer", 1};
  REQUIRE(log.take(one, 1, clock.now()).allowed());
  log.settle(one, 1, Settlement::given_back, clock.now());
  REQUIRE(log.subjects() == 0);
  REQUIRE(log.take(one, 2, clock.now()).allowed());
  log.settle(one, 2, Settlement::charged, clock.now());
  log.settle(one, 2, Settlement::given_back, clock.now());
  REQUIRE_FALSE(log.take(one, 3, clock.now()).allowed());
}

TEST_CASE("taking the same generation twice counts once", "[rate_limit]") {
  ManualClock clock;
  SlidingLog log{Settings{}};
  const Budget two{"payer", 2};
  REQUIRE(log.take(two, 7, clock.now()).remaining == 1);
  REQUIRE(log.take(two, 7, clock.now()).remaining == 1);
  REQUIRE(log.take(two, 8, clock.now()).allowed());
}

TEST_CASE("running generations of one payer are bounded, also beyond the window", "[rate_limit]") {
  ManualClock clock;
  SlidingLog log{Settings{24h, 2, 10}};
  const Budget unlimited{"payer", 0};
  REQUIRE(log.take(unlimited, 1, clock.now()).allowed());
  REQUIRE(log.take(unlimited, 2, clock.now()).allowed());
  clock.advance(48h);
  REQUIRE(log.take(unlimited, 3, clock.now()).refusal == Refusal::too_many_running);
  log.settle(unlimited, 1, Settlement::charged, clock.now());
  REQUIRE(log.take(unlimited, 3, clock.now()).allowed());
}

TEST_CASE("payers are counted apart, and only so many are remembered", "[rate_limit]") {
  ManualClock clock;
  SlidingLog log{Settings{24h, 256, 2}};
  take_and_charge(log, {"a", 1}, 1, clock);
  take_and_charge(log, {"b", 1}, 2, clock);
  REQUIRE_FALSE(log.take({"a", 1}, 3, clock.now()).allowed());
  take_and_charge(log, {"c", 1}, 4, clock);
  REQUIRE(log.subjects() == 2);
  REQUIRE_FALSE(log.take({"a", 1}, 5, clock.now()).allowed());
  REQUIRE(log.take({"b", 1}, 6, clock.now()).allowed());
}

TEST_CASE("a limit that was lowered is waited for until enough has left the window",
          "[rate_limit]") {
  ManualClock clock;
  SlidingLog log{Settings{}};
  for (GenerationId id = 1; id <= 3; ++id) {
    take_and_charge(log, {"payer", 3}, id, clock);
    clock.advance(1h);
  }
  const auto refused = log.take({"payer", 1}, 4, clock.now());
  REQUIRE(refused.retry_after == 24h - 1h);
}

TEST_CASE("what is counted of a payer can be looked at, and looking changes nothing",
          "[rate_limit]") {
  ManualClock clock;
  SlidingLog log{Settings{}};
  CHECK(log.look("payer", clock.now()).used == 0);
  CHECK_FALSE(log.look("payer", clock.now()).limit);
  const Budget two{"payer", 2};
  take_and_charge(log, two, 1, clock);
  clock.advance(1h);
  REQUIRE(log.take(two, 2, clock.now()).allowed());
  Tally tally = log.look("payer", clock.now());
  CHECK(tally.used == 2);
  CHECK(tally.running == 1);
  CHECK(tally.limit == 2U);
  CHECK(tally.oldest_leaves_in == Duration(23h));
  CHECK(tally.next_free_in == Duration(23h));
  CHECK_FALSE(tally.by_redis);
  clock.advance(23h);
  tally = log.look("payer", clock.now());
  CHECK(tally.used == 1);
  CHECK_FALSE(tally.next_free_in);
  CHECK(log.subjects() == 1);
}

TEST_CASE("a payer that is forgotten has all of the budget again, and what runs does not count",
          "[rate_limit]") {
  ManualClock clock;
  SlidingLog log{Settings{.running_max = 2}};
  const Budget three{"payer", 3};
  take_and_charge(log, three, 1, clock);
  REQUIRE(log.take(three, 2, clock.now()).allowed());
  log.forget("payer", clock.now());
  CHECK(log.look("payer", clock.now()).used == 0);
  // It runs all the same.
  CHECK(log.look("payer", clock.now()).running == 1);
  REQUIRE(log.take(three, 3, clock.now()).allowed());
  CHECK(log.take(three, 4, clock.now()).refusal == Refusal::too_many_running);
  log.settle(three, 2, Settlement::charged, clock.now());
  CHECK(log.look("payer", clock.now()).used == 1);
  log.settle(three, 3, Settlement::given_back, clock.now());
  CHECK(log.look("payer", clock.now()).used == 0);
  log.forget("payer", clock.now());
  log.forget("nobody", clock.now());
  CHECK(log.subjects() == 0);
}

TEST_CASE("payers are found by the beginning of their names, a few of them", "[rate_limit]") {
  ManualClock clock;
  SlidingLog log{Settings{}};
  for (const auto* subject : {"aa1", "aa2", "ab3"})
    REQUIRE(log.take({subject, 5}, 1, clock.now()).allowed());
  CHECK(log.find("ab", 8) == std::vector<std::string>{"ab3"});
  CHECK(log.find("aa", 8).size() == 2);
  CHECK(log.find("aa", 1).size() == 1);
  CHECK(log.find("b", 8).empty());
}

TEST_CASE("a payer of whom the counter has yet to be told is told apart", "[rate_limit]") {
  ManualClock clock;
  SlidingLog log{Settings{}};
  CHECK_FALSE(log.owes("payer"));
  REQUIRE(log.take_alone(kTwenty, 1, clock.now(), {}).allowed());
  CHECK(log.owes("payer"));
  log.told("payer", 1, true);
  CHECK_FALSE(log.owes("payer"));
}

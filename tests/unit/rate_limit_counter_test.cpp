#include "support/manual_clock.hpp"

#include <spotter/rate_limit/memory/sliding_log.hpp>

#include <catch2/catch.hpp>

using namespace std::chrono_literals;
using namespace spotter::rate_limit;
using spotter::rate_limit::memory::Alone;
using spotter::rate_limit::memory::Heard;
using spotter::rate_limit::memory::Settings;
using spotter::rate_limit::memory::SlidingLog;
using spotter::testing::ManualClock;

namespace {

const Budget kTwenty{"payer", 20};

Heard yes(std::size_t remaining, std::int64_t at_us) {
  return {Decision{Refusal::none, remaining, {}}, at_us};
}
Heard no(spotter::Duration retry_after, std::int64_t at_us) {
  return {Decision{Refusal::used_up, std::size_t{0}, retry_after}, at_us};
}

/// A log beside a counter whose answers the test makes.
struct Beside {
  ManualClock clock;
  SlidingLog log{Settings{}};

  /// Whether the counter is to be asked.
  bool asks(GenerationId id, const Budget& budget = kTwenty) {
    return !log.reserve(budget, id, clock.now(), 1).has_value();
  }
  void counted(GenerationId id, std::size_t remaining, const Budget& budget = kTwenty) {
    REQUIRE(asks(id, budget));
    log.hear(budget, id, yes(remaining, static_cast<std::int64_t>(id)), clock.now());
    log.settle(budget, id, Settlement::charged, clock.now());
  }
  Decision alone(GenerationId id, std::size_t parts = 1, const Budget& budget = kTwenty) {
    return log.take_alone(budget, id, clock.now(), Alone{parts});
  }
  std::size_t passes(GenerationId first, std::size_t tries, std::size_t parts = 1,
                     const Budget& budget = kTwenty) {
    std::size_t passed = 0;
    for (GenerationId id = first; id < first + tries; ++id)
      passed += alone(id, parts, budget).allowed() ? 1 : 0;
    return passed;
  }
};

}  // namespace

TEST_CASE("a place that is reserved counts until the counter refuses it", "[rate_limit]") {
  ManualClock clock;
  SlidingLog log{Settings{24h, 2}};
  const Budget two{"payer", 2};
  CHECK_FALSE(log.reserve(two, 1, clock.now(), 1).has_value());
  CHECK_FALSE(log.reserve(two, 1, clock.now(), 1).has_value());
  CHECK_FALSE(log.reserve(two, 2, clock.now(), 1).has_value());
  const auto third = log.reserve(two, 3, clock.now(), 1);
  REQUIRE(third.has_value());
  CHECK(third->refusal == Refusal::too_many_running);
  // Nobody here knows how many are left.
  CHECK_FALSE(third->remaining.has_value());
  log.hear(two, 1, yes(1, 1), clock.now());
  log.hear(two, 2, no(1h, 2), clock.now());
  CHECK_FALSE(log.reserve(two, 4, clock.now(), 1).has_value());
  CHECK(log.settle(two, 1, Settlement::charged, clock.now()));
  CHECK_FALSE(log.settle(two, 1, Settlement::given_back, clock.now()));
  CHECK_FALSE(log.settle(two, 2, Settlement::given_back, clock.now()));
}

TEST_CASE("a reserved place is decided anew when the counter does not decide", "[rate_limit]") {
  Beside at;
  const Budget one{"payer", 1};
  REQUIRE(at.asks(1, one));
  CHECK(at.alone(1, 1, one).allowed());
  at.log.told("payer", 1, true);
  REQUIRE(at.asks(2, one));
  CHECK(at.alone(2, 1, one).refusal == Refusal::used_up);
  // Nothing is left of it.
  CHECK_FALSE(at.log.settle(one, 2, Settlement::given_back, at.clock.now()));
  CHECK(at.log.settle(one, 1, Settlement::given_back, at.clock.now()));
  CHECK(at.log.subjects() == 0);
}

TEST_CASE("while the counter has yet to be told of a payer, this log decides", "[rate_limit]") {
  Beside at;
  at.counted(1, 19);
  CHECK(at.passes(11, 18) == 18);
  // Whoever comes from a shard that is connected again.
  const auto last = at.log.reserve(kTwenty, 30, at.clock.now(), 1);
  REQUIRE(last.has_value());
  CHECK(last->allowed());
  const auto refused = at.log.reserve(kTwenty, 31, at.clock.now(), 1);
  REQUIRE(refused.has_value());
  CHECK(refused->refusal == Refusal::used_up);
  CHECK(refused->retry_after == 24h);
  // Other payers do not wait.
  CHECK(at.asks(40, Budget{"other", 20}));
  for (GenerationId id = 11; id <= 28; ++id)
    at.log.told("payer", id, true);
  CHECK_FALSE(at.asks(32));
  at.log.told("payer", 30, true);
  CHECK(at.asks(33));
}

TEST_CASE("what was given back, or perhaps counted, is owed as well", "[rate_limit]") {
  Beside at;
  const Budget one{"payer", 1};
  at.counted(1, 0, one);
  CHECK_FALSE(at.log.take_alone(one, 2, at.clock.now(), Alone{1, true}).allowed());
  CHECK_FALSE(at.asks(3, one));
  // It is dropped, and never told.
  at.log.told("payer", 2, false);
  CHECK(at.asks(3, one));
  at.log.owe("other", 9);
  CHECK_FALSE(at.asks(4, Budget{"other", 1}));
  at.log.told("other", 9, true);
  at.log.told("other", 4, true);
  CHECK(at.asks(5, Budget{"other", 2}));
}

TEST_CASE("what the counter had left is divided, and not what it let through", "[rate_limit]") {
  Beside at;
  for (GenerationId id = 1; id <= 12; ++id)
    at.counted(id, 20 - id);
  // Half of eight.
  CHECK(at.alone(21, 2).remaining == std::size_t{3});
  CHECK(at.passes(22, 20, 2) == 3);
  // There may be more, at the counter: it is worth to come back soon.
  const auto refused = at.alone(50, 2);
  CHECK(refused.refusal == Refusal::used_up);
  CHECK(refused.remaining == std::size_t{0});
  CHECK(refused.retry_after == 60s);
  // Being told, the part does not grow.
  at.log.told("payer", 21, true);
  at.log.told("payer", 22, true);
  CHECK_FALSE(at.alone(51, 2).allowed());
}

TEST_CASE("the part is at least one while any is left, and none when nothing is", "[rate_limit]") {
  Beside at;
  for (GenerationId id = 1; id <= 19; ++id)
    at.counted(id, 20 - id);
  CHECK(at.passes(21, 5, 4) == 1);
  Beside full;
  full.counted(1, 5);
  REQUIRE(full.asks(2));
  full.log.hear(kTwenty, 2, no(3h, 2), full.clock.now());
  CHECK(full.passes(22, 5, 4) == 0);
  CHECK(full.alone(30, 4).retry_after == 3h);
  // The counter said when one is free: there is one for sure.
  full.clock.advance(3h);
  CHECK(full.passes(31, 5, 1) == 1);
  CHECK(full.alone(40, 1).retry_after <= 60s);
}

TEST_CASE("what other processes took counts too, as last heard", "[rate_limit]") {
  Beside at;
  at.counted(1, 4);
  CHECK(at.passes(11, 20) == 4);
  CHECK(at.alone(40).retry_after == 60s);
  // A day later none of it is in the window.
  at.clock.advance(24h);
  CHECK(at.passes(41, 30) == 20);
}

TEST_CASE("answers of the counter that overtake each other are put in order", "[rate_limit]") {
  Beside at;
  for (GenerationId id = 1; id <= 3; ++id)
    REQUIRE(at.asks(id));
  // Five of others and these three.
  at.log.hear(kTwenty, 3, yes(12, 1'003), at.clock.now());
  at.log.hear(kTwenty, 1, yes(14, 1'001), at.clock.now());
  at.log.hear(kTwenty, 2, yes(13, 1'002), at.clock.now());
  CHECK(at.alone(10).remaining == std::size_t{11});
  // A clock that was set back by far is believed.
  at.log.told("payer", 10, true);
  REQUIRE(at.asks(11));
  at.log.hear(kTwenty, 11, yes(2, 1'004 - 3'600'000'000), at.clock.now());
  CHECK(at.alone(12).remaining == std::size_t{1});
}

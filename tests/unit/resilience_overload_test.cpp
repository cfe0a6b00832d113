#include "support/manual_clock.hpp"

#include <spotter/resilience/overload.hpp>

#include <catch2/catch.hpp>

#include <set>

using namespace spotter;
using namespace std::chrono_literals;
using resilience::Load;
using resilience::Overload;

namespace {

/// A shard whose loop is looked at ten times a second.
struct Shard {
  explicit Shard(Overload::Settings settings = {}) : overload(settings) {}
  /// A second in which the loop is so late each time.
  Load second(Duration late) {
    for (int i = 0; i < 10; ++i)
      sample(late);
    return sample(late);
  }
  Load sample(Duration late) {
    clock.advance(100ms);
    overload.on_lag(late, clock.now());
    return overload.load();
  }
  testing::ManualClock clock;
  Overload overload;
};

}  // namespace

TEST_CASE("load is shed in an order: new sessions, then new turns", "[resilience][overload]") {
  Shard shard;
  CHECK(shard.second(199ms) == Load::normal);
  CHECK_FALSE(shard.overload.turn_away_session());
  CHECK_FALSE(shard.overload.turn_away_turn());

  CHECK(shard.second(200ms) == Load::high);
  CHECK(shard.overload.standing_lag() == 200ms);
  CHECK(shard.overload.turn_away_session());
  CHECK_FALSE(shard.overload.turn_away_turn());

  CHECK(shard.second(500ms) == Load::critical);
  CHECK(shard.overload.turn_away_session());
  CHECK(shard.overload.turn_away_turn());
  CHECK(shard.overload.sessions_turned_away() == 2);
  CHECK(shard.overload.turns_turned_away() == 1);
}

TEST_CASE("a burst is no load: one sample in time says that nothing stands",
          "[resilience][overload]") {
  Shard shard;
  for (int i = 0; i < 40; ++i)
    CHECK(shard.sample(i % 8 == 0 ? 1ms : 2s) == Load::normal);
}

TEST_CASE("a loop that is so late that it is seldom looked at is looked at three times",
          "[resilience][overload]") {
  Overload overload{{}};
  testing::ManualClock clock;
  std::vector<Load> loads;
  for (int i = 0; i < 3; ++i) {
    clock.advance(5s);
    overload.on_lag(5s, clock.now());
    loads.push_back(overload.load());
  }
  CHECK(loads == std::vector{Load::normal, Load::normal, Load::critical});
}

TEST_CASE("a level is left one at a time, well below what led to it", "[resilience][overload]") {
  Shard shard;
  REQUIRE(shard.second(600ms) == Load::critical);
  CHECK(shard.second(250ms) == Load::critical);
  CHECK(shard.second(249ms) == Load::high);
  CHECK(shard.second(100ms) == Load::high);
  CHECK(shard.second(99ms) == Load::normal);
  REQUIRE(shard.second(600ms) == Load::critical);
  CHECK(shard.second(0ms) == Load::high);
  CHECK(shard.second(0ms) == Load::normal);
}

TEST_CASE("a step of 0 is none", "[resilience][overload]") {
  Shard neither({0ms, 0ms});
  CHECK(neither.second(10s) == Load::normal);
  Shard sessions_only({200ms, 0ms});
  CHECK(sessions_only.second(10s) == Load::high);
  Shard turns_only({0ms, 500ms});
  CHECK(turns_only.second(400ms) == Load::normal);
  CHECK(turns_only.second(500ms) == Load::critical);
  turns_only.overload.change({0ms, 0ms});
  CHECK(turns_only.second(10s) == Load::high);
  CHECK(turns_only.second(10s) == Load::normal);
}

TEST_CASE("memory sheds in the same order", "[resilience][overload]") {
  Overload overload{{}};
  const auto load_at = [&](double used) {
    overload.on_memory(used);
    return overload.load();
  };
  CHECK(load_at(0) == Load::normal);
  CHECK(load_at(0.79) == Load::normal);
  CHECK(load_at(0.80) == Load::high);
  CHECK(load_at(0.76) == Load::high);
  CHECK(load_at(0.90) == Load::critical);
  CHECK(load_at(0.86) == Load::critical);
  CHECK(load_at(0.84) == Load::high);
  CHECK(load_at(0.74) == Load::normal);
  CHECK(load_at(1.2) == Load::critical);
  CHECK(load_at(0) == Load::high);
  CHECK(load_at(0) == Load::normal);
  CHECK(overload.memory_used() == 0);
}

TEST_CASE("the worse of the two signs counts", "[resilience][overload]") {
  Shard shard;
  shard.overload.on_memory(0.85);
  CHECK(shard.second(0ms) == Load::high);
  CHECK(shard.second(600ms) == Load::critical);
  shard.overload.on_memory(0.1);
  CHECK(shard.overload.load() == Load::critical);
}

TEST_CASE("those who are turned away together do not come back together",
          "[resilience][overload]") {
  Overload overload{{}};
  overload.on_memory(1);
  std::set<Duration> waits;
  for (int i = 0; i < 22; ++i)
    waits.insert(*overload.turn_away_session());
  CHECK(waits.size() == 11);
  CHECK(*waits.begin() == 5s);
  CHECK(*waits.rbegin() == 15s);
}

#include "support/manual_clock.hpp"
#include "telemetry/repeats.hpp"

#include <catch2/catch.hpp>

#include <deque>
#include <string>

using namespace spotter;
using namespace spotter::telemetry;
using namespace std::chrono_literals;

namespace {

constexpr std::string_view kName = "redis_away";

std::uint64_t admitted(Repeats& repeats, std::uint64_t times, TimePoint now) {
  std::uint64_t count = 0;
  for (std::uint64_t i = 0; i < times; ++i)
    count += repeats.ask(kName, now).admitted ? 1 : 0;
  return count;
}

}  // namespace

TEST_CASE("an event is admitted so often in a window, and again in the next", "[telemetry]") {
  testing::ManualClock clock;
  Repeats repeats;
  CHECK(admitted(repeats, Repeats::kRepeatsMax, clock.now()) == Repeats::kRepeatsMax);
  CHECK(admitted(repeats, 5, clock.now()) == 0);
  CHECK(repeats.ask("another", clock.now()).admitted);
  clock.advance(Repeats::kWindow);
  const auto first = repeats.ask(kName, clock.now());
  CHECK(first.admitted);
  CHECK(first.withheld_before == 5);
  CHECK(repeats.ask(kName, clock.now()).withheld_before == 0);
  CHECK(repeats.take(clock.now()).empty());
}

TEST_CASE("what was withheld is said once its window is over, also if nothing more comes",
          "[telemetry]") {
  testing::ManualClock clock;
  Repeats repeats;
  admitted(repeats, Repeats::kRepeatsMax + 3, clock.now());
  CHECK(repeats.take(clock.now()).empty());
  clock.advance(Repeats::kWindow - 1ms);
  CHECK(repeats.take(clock.now()).empty());
  clock.advance(1ms);
  const auto withheld = repeats.take(clock.now());
  REQUIRE(withheld.size() == 1);
  CHECK(withheld[0].name == kName);
  CHECK(withheld[0].count == 3);
  CHECK(repeats.take(clock.now()).empty());
  CHECK(repeats.ask(kName, clock.now()).withheld_before == 0);
}

TEST_CASE("at the end everything that was withheld is said", "[telemetry]") {
  testing::ManualClock clock;
  Repeats repeats;
  admitted(repeats, Repeats::kRepeatsMax + 1, clock.now());
  const auto withheld = repeats.take(TimePoint::max());
  REQUIRE(withheld.size() == 1);
  CHECK(withheld[0].count == 1);
}

TEST_CASE("no more than so many events are told apart; the others are admitted", "[telemetry]") {
  testing::ManualClock clock;
  Repeats repeats;
  std::deque<std::string> names;
  for (std::size_t i = 0; i < Repeats::kEventsMax; ++i) {
    names.push_back("event_" + std::to_string(i));
    CHECK(repeats.ask(names.back(), clock.now()).admitted);
  }
  CHECK(admitted(repeats, 100, clock.now()) == 100);
  CHECK(repeats.take(TimePoint::max()).empty());
}

TEST_CASE("a clock that was read a little earlier counts in the window that has begun",
          "[telemetry]") {
  testing::ManualClock clock;
  Repeats repeats;
  const TimePoint before = clock.now() - 1ms;
  CHECK(admitted(repeats, Repeats::kRepeatsMax, clock.now()) == Repeats::kRepeatsMax);
  CHECK(admitted(repeats, 2, before) == 0);
}

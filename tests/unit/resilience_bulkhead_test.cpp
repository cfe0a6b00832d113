#include "support/manual_clock.hpp"

#include <spotter/resilience/bulkhead.hpp>

#include <catch2/catch.hpp>

#include <string>
#include <vector>

namespace spotter::resilience {
namespace {

using namespace std::chrono_literals;
using Entry = Bulkhead::Entry;
using Load = Bulkhead::Load;

Bulkhead::Settings small() {
  Bulkhead::Settings settings;
  settings.running_max = 2;
  settings.running_min = 1;
  settings.waiting_max = 4;
  settings.waiting_per_payer_max = 3;
  return settings;
}

std::vector<Bulkhead::CallId> served(Bulkhead& bulkhead, TimePoint now) {
  std::vector<Bulkhead::CallId> order;
  for (;;) {
    while (const auto call = bulkhead.next())
      order.push_back(*call);
    if (bulkhead.waiting() == 0) return order;
    bulkhead.leave(Load::unknown, now);
  }
}

TEST_CASE("calls above the limit wait, and one past the line is refused", "[resilience]") {
  Bulkhead bulkhead(small());
  CHECK(bulkhead.enter(1, "a") == Entry::running);
  CHECK(bulkhead.enter(2, "a") == Entry::running);
  CHECK_FALSE(bulkhead.has_room());
  for (Bulkhead::CallId call = 3; call <= 5; ++call)
    CHECK(bulkhead.enter(call, "a") == Entry::waiting);
  CHECK(bulkhead.enter(6, "a") == Entry::full);  // three of one payer
  CHECK(bulkhead.enter(7, "b") == Entry::waiting);
  CHECK(bulkhead.enter(8, "c") == Entry::full);  // four in all
  CHECK(bulkhead.running() == 2);
  CHECK(bulkhead.waiting() == 4);
}

TEST_CASE("a payer with many waiting calls does not keep the others waiting", "[resilience]") {
  testing::ManualClock clock;
  Bulkhead bulkhead(small());
  bulkhead.enter(1, "x");
  bulkhead.enter(2, "x");
  bulkhead.enter(3, "a");
  bulkhead.enter(4, "a");
  bulkhead.enter(5, "a");
  bulkhead.enter(6, "b");
  CHECK(served(bulkhead, clock.now()) == std::vector<Bulkhead::CallId>{3, 6, 4, 5});
}

TEST_CASE("nobody overtakes those who wait", "[resilience]") {
  testing::ManualClock clock;
  Bulkhead bulkhead(small());
  bulkhead.enter(1, "a");
  bulkhead.enter(2, "a");
  bulkhead.enter(3, "a");
  bulkhead.leave(Load::borne, clock.now());
  CHECK_FALSE(bulkhead.has_room());
  CHECK(bulkhead.enter(4, "b") == Entry::waiting);
  CHECK(bulkhead.next() == Bulkhead::CallId{3});
  CHECK_FALSE(bulkhead.next());
}

TEST_CASE("who goes away leaves the line", "[resilience]") {
  testing::ManualClock clock;
  Bulkhead bulkhead(small());
  bulkhead.enter(1, "a");
  bulkhead.enter(2, "a");
  bulkhead.enter(3, "a");
  bulkhead.enter(4, "b");
  CHECK(bulkhead.withdraw(3));
  CHECK_FALSE(bulkhead.withdraw(3));
  CHECK_FALSE(bulkhead.withdraw(1));
  bulkhead.leave(Load::borne, clock.now());
  CHECK(bulkhead.next() == Bulkhead::CallId{4});
  CHECK(bulkhead.waiting() == 0);
}

TEST_CASE("the limit shrinks when the other side groans, once a second, and grows again",
          "[resilience]") {
  testing::ManualClock clock;
  Bulkhead::Settings settings;
  settings.running_max = 100;
  Bulkhead bulkhead(settings);
  for (Bulkhead::CallId call = 0; call < 40; ++call)
    bulkhead.enter(call, "a");
  bulkhead.leave(Load::too_much, clock.now());
  CHECK(bulkhead.limit() == 30);  // three quarters of the forty that ran
  bulkhead.leave(Load::too_much, clock.now() + 999ms);
  CHECK(bulkhead.limit() == 30);
  bulkhead.leave(Load::too_much, clock.now() + 1s);
  CHECK(bulkhead.limit() == 22);
  const auto before = bulkhead.limit();
  for (int i = 0; i < 30; ++i) {
    bulkhead.leave(Load::borne, clock.now());
    if (bulkhead.has_room()) bulkhead.enter(1000 + static_cast<Bulkhead::CallId>(i), "a");
  }
  CHECK(bulkhead.limit() > before);
  CHECK(bulkhead.limit() <= before + 2);
}

TEST_CASE("where nobody may wait, nobody does, and nothing is left of who tried", "[resilience]") {
  testing::ManualClock clock;
  Bulkhead::Settings settings = small();
  settings.waiting_per_payer_max = 0;
  Bulkhead bulkhead(settings);
  bulkhead.enter(1, "a");
  bulkhead.enter(2, "a");
  CHECK(bulkhead.enter(3, "b") == Entry::full);
  bulkhead.leave(Load::borne, clock.now());
  CHECK_FALSE(bulkhead.next());
  CHECK(bulkhead.has_room());
}

TEST_CASE("a call may wait though there is room, and nobody overtakes it", "[resilience]") {
  Bulkhead bulkhead(small());
  CHECK(bulkhead.wait(1, "a"));
  CHECK(bulkhead.enter(2, "b") == Entry::waiting);
  CHECK(bulkhead.next() == Bulkhead::CallId{1});
}

TEST_CASE("a limit below the usual least holds also when the other side groans", "[resilience]") {
  testing::ManualClock clock;
  Bulkhead::Settings settings;
  settings.running_max = 1;
  Bulkhead bulkhead(settings);
  bulkhead.enter(1, "a");
  bulkhead.leave(Load::too_much, clock.now());
  CHECK(bulkhead.limit() == 1);
}

TEST_CASE("the limit never falls below its least", "[resilience]") {
  testing::ManualClock clock;
  Bulkhead bulkhead(Bulkhead::Settings{});
  for (int i = 0; i < 20; ++i) {
    bulkhead.enter(static_cast<Bulkhead::CallId>(i), "a");
    bulkhead.leave(Load::too_much, clock.now());
    clock.advance(1s);
  }
  CHECK(bulkhead.limit() == 4);
  CHECK(bulkhead.has_room());
}

}  // namespace
}  // namespace spotter::resilience

#include "support/manual_clock.hpp"

#include <spotter/resilience/breaker.hpp>

#include <catch2/catch.hpp>

#include <vector>

namespace spotter::resilience {
namespace {

using namespace std::chrono_literals;
using State = Breaker::State;

/// A breaker and the time; each call of calls() passes or not.
struct World {
  testing::ManualClock clock;
  Breaker breaker{Breaker::Settings{}, clock.now()};

  bool call(Verdict verdict, std::optional<Duration> rest = {}) {
    const auto pass = breaker.admit(clock.now());
    if (!pass) return false;
    breaker.settle(*pass, verdict, clock.now(), rest);
    return true;
  }
  void calls(int count, Verdict verdict) {
    for (int i = 0; i < count; ++i)
      call(verdict);
  }
  void open() { calls(5, Verdict::faulty); }
};

TEST_CASE("a breaker opens after five failures in a row, and not after four", "[resilience]") {
  World world;
  world.calls(4, Verdict::faulty);
  CHECK(world.breaker.state() == State::closed);
  CHECK(world.breaker.failures() == 4);
  world.calls(1, Verdict::faulty);
  CHECK(world.breaker.state() == State::open);
  CHECK_FALSE(world.breaker.admit(world.clock.now()));
  CHECK(world.breaker.next_probe() == world.clock.now() + 30s);
}

TEST_CASE("one good call between failures keeps a breaker closed", "[resilience]") {
  World world;
  for (int i = 0; i < 4; ++i) {
    world.calls(4, Verdict::faulty);
    world.calls(1, Verdict::healthy);
    world.clock.advance(61s);
  }
  CHECK(world.breaker.state() == State::closed);
}

/// So many calls that have begun.
std::vector<Breaker::Pass> begun(World& world, int count) {
  std::vector<Breaker::Pass> passes;
  for (int i = 0; i < count; ++i)
    passes.push_back(*world.breaker.admit(world.clock.now()));
  return passes;
}

TEST_CASE("failures that overtake good calls are not in a row", "[resilience]") {
  World world;
  const auto passes = begun(world, 40);
  const auto end = [&](std::size_t call, Verdict verdict) {
    world.breaker.settle(passes[call], verdict, world.clock.now());
  };
  // Every fifth fails, and all of those before the first of the others is over.
  for (std::size_t call = 0; call < 40; call += 5)
    end(call, Verdict::faulty);
  CHECK(world.breaker.state() == State::closed);
  CHECK(world.breaker.failures() == 1);
  // Those that began one after the other count, in whatever order they end.
  for (const std::size_t call : {9U, 6U, 8U})
    end(call, Verdict::faulty);
  CHECK(world.breaker.state() == State::closed);
  end(7, Verdict::faulty);
  CHECK(world.breaker.state() == State::open);
}

TEST_CASE("failures of calls that began before one that did well open nothing", "[resilience]") {
  World world;
  const auto passes = begun(world, 10);
  world.breaker.settle(passes[9], Verdict::healthy, world.clock.now());
  for (std::size_t call = 0; call < 9; ++call)
    world.breaker.settle(passes[call], Verdict::faulty, world.clock.now());
  CHECK(world.breaker.state() == State::closed);
}

TEST_CASE("many calls that go on keep nothing closed", "[resilience]") {
  World world;
  begun(world, 200);
  world.open();
  CHECK(world.breaker.state() == State::open);
}

TEST_CASE("a call that was stopped between failures does not part them", "[resilience]") {
  World world;
  const auto passes = begun(world, 6);
  for (const std::size_t call : {0U, 1U, 3U, 4U})
    world.breaker.settle(passes[call], Verdict::faulty, world.clock.now());
  world.breaker.settle(passes[2], Verdict::unknown, world.clock.now());
  CHECK(world.breaker.state() == State::closed);
  world.breaker.settle(passes[5], Verdict::faulty, world.clock.now());
  CHECK(world.breaker.state() == State::open);
}

TEST_CASE("what a breaker remembers of calls has a limit", "[resilience]") {
  Breaker::Settings settings;
  settings.failures_in_a_row = 1'000'000;
  settings.window_calls_min = 1'000'000;
  testing::ManualClock clock;
  Breaker breaker(settings, clock.now());
  for (int i = 0; i < 3000; ++i)
    breaker.settle(*breaker.admit(clock.now()), Verdict::faulty, clock.now());
  CHECK(breaker.failures() == 1024);
}

TEST_CASE("calls that the user stopped never open a breaker", "[resilience]") {
  World world;
  world.calls(4, Verdict::faulty);
  world.calls(50, Verdict::unknown);
  CHECK(world.breaker.state() == State::closed);
  CHECK(world.breaker.failures() == 4);
}

TEST_CASE("half of the calls of a minute failing opens a breaker, once there were enough",
          "[resilience]") {
  World world;
  const auto pair = [&] {
    world.calls(1, Verdict::healthy);
    world.calls(1, Verdict::faulty);
  };
  for (int i = 0; i < 9; ++i)
    pair();
  CHECK(world.breaker.state() == State::closed);
  pair();
  CHECK(world.breaker.state() == State::open);
}

TEST_CASE("failures of more than a minute ago are forgotten", "[resilience]") {
  World world;
  for (int i = 0; i < 9; ++i) {
    world.calls(1, Verdict::healthy);
    world.calls(1, Verdict::faulty);
  }
  world.clock.advance(61s);
  for (int i = 0; i < 9; ++i) {
    world.calls(1, Verdict::healthy);
    world.calls(1, Verdict::faulty);
  }
  CHECK(world.breaker.state() == State::closed);
}

TEST_CASE("after the cool-down one probe passes at a time", "[resilience]") {
  World world;
  world.open();
  world.clock.advance(30s - 1ms);
  CHECK_FALSE(world.breaker.admits(world.clock.now()));
  world.clock.advance(1ms);
  const auto probe = world.breaker.admit(world.clock.now());
  REQUIRE(probe);
  CHECK(world.breaker.state() == State::half_open);
  CHECK_FALSE(world.breaker.admit(world.clock.now()));
  world.breaker.settle(*probe, Verdict::healthy, world.clock.now());
  CHECK(world.breaker.state() == State::half_open);
  CHECK(world.call(Verdict::healthy));
  CHECK(world.breaker.state() == State::closed);
  CHECK(world.breaker.failures() == 0);
}

TEST_CASE("a probe that the user stopped lets another one pass", "[resilience]") {
  World world;
  world.open();
  world.clock.advance(30s);
  CHECK(world.call(Verdict::unknown));
  CHECK(world.breaker.state() == State::half_open);
  CHECK(world.call(Verdict::healthy));
}

TEST_CASE("each bad probe doubles the cool-down, up to five minutes", "[resilience]") {
  World world;
  world.open();
  for (const auto expected : {60s, 120s, 240s, 300s, 300s}) {
    world.clock.advance(*world.breaker.next_probe() - world.clock.now());
    REQUIRE(world.call(Verdict::faulty));
    CHECK(world.breaker.state() == State::open);
    CHECK(*world.breaker.next_probe() - world.clock.now() == expected);
  }
  world.clock.advance(300s);
  world.calls(2, Verdict::healthy);
  REQUIRE(world.breaker.state() == State::closed);
  world.open();
  CHECK(*world.breaker.next_probe() - world.clock.now() == 30s);
}

TEST_CASE("a bad key keeps calls away for five minutes, then one probe asks", "[resilience]") {
  World world;
  world.calls(1, Verdict::misconfigured);
  CHECK(world.breaker.state() == State::misconfigured);
  world.clock.advance(5min - 1ms);
  CHECK_FALSE(world.breaker.admit(world.clock.now()));
  world.clock.advance(1ms);
  CHECK(world.call(Verdict::misconfigured));
  CHECK(world.breaker.state() == State::misconfigured);
  CHECK(*world.breaker.next_probe() - world.clock.now() == 5min);
}

TEST_CASE("word of a call that began before the breaker changed comes too late", "[resilience]") {
  World world;
  const auto early = world.breaker.admit(world.clock.now());
  world.open();
  world.breaker.settle(*early, Verdict::healthy, world.clock.now());
  CHECK(world.breaker.state() == State::open);
  world.clock.advance(30s);
  const auto probe = world.breaker.admit(world.clock.now());
  world.breaker.settle(*early, Verdict::faulty, world.clock.now());
  CHECK(world.breaker.state() == State::half_open);
  world.breaker.settle(*probe, Verdict::healthy, world.clock.now());
  CHECK(world.breaker.state() == State::half_open);
}

TEST_CASE("whoever asks to be left alone for a while is, five minutes at most", "[resilience]") {
  World world;
  world.call(Verdict::faulty, 42s);
  CHECK(world.breaker.state() == State::open);
  CHECK(*world.breaker.next_probe() - world.clock.now() == 42s);
  world.clock.advance(42s);
  world.call(Verdict::faulty, 3600s);
  CHECK(*world.breaker.next_probe() - world.clock.now() == 300s);
  // Advice is no illness: the next cool-down is not longer for it.
  world.clock.advance(300s);
  world.calls(2, Verdict::healthy);
  world.open();
  CHECK(*world.breaker.next_probe() - world.clock.now() == 30s);
}

TEST_CASE("a breaker that is held open lets nothing pass until a hand lets go", "[resilience]") {
  World world;
  const auto before = world.breaker.admit(world.clock.now());
  world.clock.advance(1s);
  world.breaker.hold(world.clock.now(), std::nullopt);
  CHECK(world.breaker.held());
  CHECK(world.breaker.state() == State::open);
  CHECK(world.breaker.since() == world.clock.now());
  CHECK_FALSE(world.breaker.next_probe());
  world.clock.advance(24h);
  CHECK_FALSE(world.breaker.admits(world.clock.now()));
  CHECK_FALSE(world.breaker.admit(world.clock.now()));
  // What ran before is still heard.
  world.breaker.settle(*before, Verdict::faulty, world.clock.now());
  world.breaker.let_go();
  CHECK_FALSE(world.breaker.held());
  CHECK(world.breaker.state() == State::closed);
  CHECK(world.breaker.failures() == 1);
  CHECK(world.breaker.admit(world.clock.now()));
}

TEST_CASE("a hold with an end is over by itself, and the breaker is what it would have been",
          "[resilience]") {
  World world;
  world.breaker.hold(world.clock.now(), world.clock.now() + 10s);
  CHECK(world.breaker.next_probe() == world.clock.now() + 10s);
  CHECK(world.breaker.held_until() == world.clock.now() + 10s);
  CHECK_FALSE(world.breaker.end_hold(world.clock.now() + 9s));
  world.clock.advance(10s);
  CHECK(world.breaker.end_hold(world.clock.now()));
  CHECK_FALSE(world.breaker.end_hold(world.clock.now()));
  CHECK_FALSE(world.breaker.held());
  CHECK_FALSE(world.breaker.held_until());
  CHECK(world.breaker.state() == State::closed);
  world.breaker.hold(world.clock.now(), world.clock.now() + 10s);
  world.clock.advance(11s);
  world.breaker.hold(world.clock.now(), world.clock.now() + 10s);
  CHECK(world.breaker.since() == world.clock.now());
  world.clock.advance(10s);
  CHECK(world.breaker.state() == State::open);
  CHECK(world.breaker.admit(world.clock.now()));
  CHECK(world.breaker.state() == State::closed);
  CHECK_FALSE(world.breaker.held());

  world.open();
  const auto probe = *world.breaker.next_probe();
  world.breaker.hold(world.clock.now(), world.clock.now() + 1s);
  CHECK(world.breaker.next_probe() == probe);
  world.clock.advance(1s);
  CHECK_FALSE(world.breaker.admit(world.clock.now()));
  world.clock.advance(29s);
  CHECK(world.breaker.admit(world.clock.now())->probe);
}

TEST_CASE("a breaker that is reset has forgotten its failures, and can open again",
          "[resilience]") {
  World world;
  world.open();
  world.breaker.hold(world.clock.now(), std::nullopt);
  world.breaker.reset(world.clock.now());
  CHECK_FALSE(world.breaker.held());
  CHECK(world.breaker.state() == State::closed);
  CHECK(world.breaker.failures() == 0);
  world.open();
  CHECK(*world.breaker.next_probe() - world.clock.now() == 30s);
}

}  // namespace
}  // namespace spotter::resilience

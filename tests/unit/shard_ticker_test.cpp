#include "support/loop.hpp"
#include "support/manual_clock.hpp"

#include <spotter/shard/ticker.hpp>

#include <catch2/catch.hpp>

#include <functional>
#include <memory>
#include <stdexcept>
#include <vector>

namespace spotter::shard {
namespace {

using namespace std::chrono_literals;

struct Listener final : TickListener {
  void on_tick(TimePoint now) override {
    times.push_back(now);
    if (then) then();
  }
  std::vector<TimePoint> times;
  std::function<void()> then;
};

/// A ticker whose clock and ticks are moved by hand, a tick a second.
struct ByHand {
  ByHand()
      : ticker(
            loop.executor(), clock, [this](std::exception_ptr) { ++bugs; }, 1s) {}
  void pass(std::chrono::seconds time) {
    for (; time > 0s; time -= 1s) {
      clock.advance(1s);
      ticker.tick();
    }
  }
  [[nodiscard]] TimePoint now() const { return clock.now(); }

  testing::Loop loop;
  testing::ManualClock clock;
  int bugs = 0;
  Ticker ticker;
};

}  // namespace

TEST_CASE("who waits for a moment is called once, with the first tick that is not before it",
          "[shard]") {
  ByHand t;
  const TimePoint begin = t.now();
  for (const auto wait : {1s, 2s, 14s, 15s, 63s, 64s, 65s, 200s}) {
    Listener listener;
    const TimePoint from = t.now();
    t.ticker.call_by(listener, from + wait);
    t.pass(wait - 1s);
    REQUIRE(listener.times.empty());
    t.pass(1s);
    REQUIRE(listener.times == std::vector{from + wait});
    t.pass(130s);
    REQUIRE(listener.times.size() == 1);
  }
  CHECK(t.now() > begin);
}

TEST_CASE("a moment between two ticks counts from the later one", "[shard]") {
  ByHand t;
  Listener listener;
  t.clock.advance(300ms);
  t.ticker.call_by(listener, t.now() + 1500ms);
  t.pass(1s);
  CHECK(listener.times.empty());
  t.pass(1s);
  CHECK(listener.times.size() == 1);
}

TEST_CASE("who is to be called earlier already stays so, and moves when it is earlier still",
          "[shard]") {
  ByHand t;
  const TimePoint from = t.now();
  Listener listener;
  t.ticker.call_by(listener, from + 5s);
  t.ticker.call_by(listener, from + 60s);
  t.ticker.call_by(listener, TimePoint::max());
  t.ticker.call_by(listener, from + 3s);
  t.pass(10s);
  CHECK(listener.times == std::vector{from + 3s});
}

TEST_CASE("nobody is called at no time", "[shard]") {
  ByHand t;
  Listener listener;
  t.ticker.call_by(listener, TimePoint::max());
  t.pass(200s);
  CHECK(listener.times.empty());
  CHECK_FALSE(listener.is_linked());
}

TEST_CASE("a clock that jumps calls all whose moment has come, and nobody else", "[shard]") {
  ByHand t;
  std::vector<std::unique_ptr<Listener>> listeners;
  for (int i = 0; i < 500; ++i) {
    listeners.push_back(std::make_unique<Listener>());
    t.ticker.call_by(*listeners.back(), t.now() + i * 1s);
  }
  t.clock.advance(300s);
  t.ticker.tick();
  for (int i = 0; i < 500; ++i)
    REQUIRE(listeners[static_cast<std::size_t>(i)]->times.size() == (i <= 300 ? 1 : 0));
  t.pass(200s);
  for (const auto& listener : listeners)
    REQUIRE(listener->times.size() == 1);
}

TEST_CASE("what is asked for in a call comes with a later tick, also when it is due already",
          "[shard]") {
  ByHand t;
  Listener eager;
  Listener lazy;
  eager.then = [&] { t.ticker.call_by(eager, TimePoint::min()); };
  lazy.then = [&] { t.ticker.call_by(lazy, t.now() + 10s); };
  t.ticker.call_by(eager, t.now() + 1s);
  t.ticker.call_by(lazy, t.now() + 1s);
  t.pass(41s);
  CHECK(eager.times.size() == 41);
  CHECK(lazy.times.size() == 5);
  t.clock.advance(100s);
  t.ticker.tick();
  CHECK(eager.times.size() == 42);
  CHECK(lazy.times.size() == 6);
}

TEST_CASE("who ends is not called, also when another one ends it in the same tick", "[shard]") {
  ByHand t;
  auto before = std::make_unique<Listener>();
  Listener ender;
  auto after = std::make_unique<Listener>();
  auto elsewhere = std::make_unique<Listener>();
  t.ticker.call_by(*before, t.now() + 1s);
  t.ticker.call_by(ender, t.now() + 1s);
  t.ticker.call_by(*after, t.now() + 1s);
  t.ticker.call_by(*elsewhere, t.now() + 30s);
  ender.then = [&] {
    before.reset();
    after.reset();
    elsewhere.reset();
  };
  t.pass(60s);
  CHECK(ender.times.size() == 1);
}

TEST_CASE("who asked for every tick is called with every tick, beside those with a moment",
          "[shard]") {
  ByHand t;
  Listener always;
  Listener once;
  t.ticker.add(always);
  t.ticker.call_by(once, t.now() + 7s);
  t.pass(20s);
  CHECK(always.times.size() == 20);
  CHECK(once.times.size() == 1);
}

TEST_CASE("an exception that leaves one whose moment has come is told, the others are called",
          "[shard]") {
  ByHand t;
  Listener thrower;
  Listener other;
  thrower.then = [] { throw std::runtime_error("a bug"); };
  t.ticker.call_by(thrower, t.now() + 1s);
  t.ticker.call_by(other, t.now() + 1s);
  t.pass(1s);
  CHECK(other.times.size() == 1);
  CHECK(t.bugs == 1);
}

}  // namespace spotter::shard

#include "support/loop.hpp"
#include "support/manual_clock.hpp"

#include <spotter/shard/signal.hpp>
#include <spotter/shard/task_group.hpp>
#include <spotter/shard/ticker.hpp>

#include <boost/asio/post.hpp>
#include <catch2/catch.hpp>

#include <memory>
#include <stdexcept>

using namespace spotter;
using namespace spotter::shard;
using namespace std::chrono_literals;
using testing::Loop;

namespace {

TimePoint soon(Duration wait) {
  return std::chrono::steady_clock::now() + wait;
}

Task<void> wait_and_count(Signal* signal, int* count) {
  co_await signal->wait();
  ++*count;
}

}  // namespace

TEST_CASE("a signal raised before the wait is not lost", "[shard]") {
  Loop loop;
  Signal signal(loop.executor());
  signal.notify();
  signal.notify();  // once more is the same
  CHECK(loop.run(signal.wait_until(soon(10s))));
  CHECK_FALSE(loop.run(signal.wait_until(soon(1ms))));
}

TEST_CASE("a signal wakes its waiter, each time it is raised", "[shard]") {
  Loop loop;
  Signal signal(loop.executor());
  TaskGroup tasks(loop.executor(), [](std::exception_ptr bug) { std::rethrow_exception(bug); });
  for (int i = 1; i <= 100; ++i) {
    int count = 0;
    tasks.spawn(wait_and_count(&signal, &count));
    loop.settle();
    CHECK(count == 0);
    signal.notify();
    loop.run(tasks.join());
    CHECK(count == 1);
  }
}

TEST_CASE("a signal raised while its deadline passes is still seen", "[shard]") {
  Loop loop;
  Signal signal(loop.executor());
  TaskGroup tasks(loop.executor(), [](std::exception_ptr bug) { std::rethrow_exception(bug); });
  bool seen = false;
  auto wait = [](Signal* s, TimePoint until, bool* was) -> Task<void> {
    *was = co_await s->wait_until(until);
  };
  const TimePoint until = soon(20ms);
  tasks.spawn(wait(&signal, until, &seen));
  loop.settle();
  while (std::chrono::steady_clock::now() < until)
    continue;  // over, but the loop did not turn
  signal.notify();
  loop.run(tasks.join());
  CHECK(seen);
}

TEST_CASE("a wait that the flag ended has no part in the next one's deadline", "[shard]") {
  Loop loop;
  Signal signal(loop.executor());
  TaskGroup tasks(loop.executor(), [](std::exception_ptr bug) { std::rethrow_exception(bug); });
  bool seen = false;
  auto wait = [](Signal* s, TimePoint until, bool* was) -> Task<void> {
    *was = co_await s->wait_until(until);
  };
  const auto first = GENERATE(1ms, 10000ms);
  tasks.spawn(wait(&signal, soon(first), &seen));
  signal.notify();
  loop.run(tasks.join());
  CHECK(seen);
  const TimePoint until = soon(20ms);
  CHECK_FALSE(loop.run(signal.wait_until(until)));
  CHECK(std::chrono::steady_clock::now() >= until);
}

TEST_CASE("a signal may go while its time is on the way", "[shard]") {
  Loop loop;
  auto signal = std::make_unique<Signal>(loop.executor());
  TaskGroup tasks(loop.executor(), [](std::exception_ptr bug) { std::rethrow_exception(bug); });
  bool seen = false;
  auto wait = [](Signal* s, TimePoint until, bool* was) -> Task<void> {
    *was = co_await s->wait_until(until);
  };
  const TimePoint until = soon(20ms);
  tasks.spawn(wait(signal.get(), until, &seen));
  loop.settle();
  signal->notify();
  loop.run(tasks.join());
  CHECK(seen);
  while (std::chrono::steady_clock::now() < until)
    continue;
  int others = 0;
  asio::post(loop.executor(), [&] {
    signal.reset();  // its timer is over by now, and may be in the same round
    ++others;
  });
  loop.settle();
  CHECK(others == 1);
}

TEST_CASE("whoever waits for a signal can be cancelled", "[shard]") {
  Loop loop;
  Signal signal(loop.executor());
  const bool timed = GENERATE(false, true);
  auto wait = [](Signal* s, bool with_time) -> Task<void> {
    if (with_time) co_await s->wait_until(soon(1h));
    if (!with_time) co_await s->wait();
    co_await s->wait();
  };
  CHECK_THROWS_AS(loop.run(wait(&signal, timed), 1ms), std::runtime_error);
  CHECK_FALSE(loop.run(signal.wait_until(soon(1ms))));
}

TEST_CASE("a group joins whatever was started, also what starts meanwhile", "[shard]") {
  Loop loop;
  TaskGroup tasks(loop.executor(), [](std::exception_ptr bug) { std::rethrow_exception(bug); });
  int ended = 0;
  struct Starter {
    static Task<void> run(TaskGroup* group, int more, int* count) {
      if (more > 0) group->spawn(run(group, more - 1, count));
      ++*count;
      co_return;
    }
  };
  for (int i = 0; i < 5; ++i)
    tasks.spawn(Starter::run(&tasks, 20, &ended));
  CHECK(ended == 0);  // nothing runs inside spawn
  CHECK(tasks.running() == 5);
  loop.run(tasks.join());
  CHECK(ended == 5 * 21);
  CHECK(tasks.running() == 0);
  loop.run(tasks.join());  // nothing to wait for
}

TEST_CASE("an exception that leaves a task is told, the others go on", "[shard]") {
  Loop loop;
  int bugs = 0;
  int count = 0;
  TaskGroup tasks(loop.executor(), [&](std::exception_ptr) { ++bugs; });
  Signal signal(loop.executor());
  auto fail = []() -> Task<void> {
    throw std::runtime_error("a bug");
    co_return;
  };
  tasks.spawn(wait_and_count(&signal, &count));
  tasks.spawn(fail());
  loop.settle();
  CHECK(bugs == 1);
  CHECK(tasks.running() == 1);
  signal.notify();
  loop.run(tasks.join());
  CHECK(count == 1);
}

namespace {

/// A listener that does something on a tick, once.
class Listener final : public TickListener {
 public:
  void on_tick(TimePoint now) override {
    ++ticks;
    last = now;
    if (first) std::exchange(first, nullptr)();
  }
  int ticks = 0;
  TimePoint last;
  std::function<void()> first;
};

struct Ticking {
  Ticking()
      : ticker(
            loop.executor(), clock, [this](std::exception_ptr) { ++bugs; }, 1ms),
        tasks(loop.executor(), [](std::exception_ptr bug) { std::rethrow_exception(bug); }) {
    tasks.spawn(ticker.run());
  }
  ~Ticking() {
    ticker.stop();
    loop.run(tasks.join());
  }
  Loop loop;
  testing::ManualClock clock;
  int bugs = 0;
  Ticker ticker;
  TaskGroup tasks;
};

}  // namespace

TEST_CASE("a ticker calls everybody, with the time of its clock", "[shard]") {
  Ticking t;
  Listener one;
  Listener two;
  t.ticker.add(one);
  t.ticker.add(two);
  REQUIRE(t.loop.turn_until([&] { return one.ticks >= 3 && two.ticks >= 3; }));
  CHECK(std::abs(one.ticks - two.ticks) <= 1);
  CHECK(one.last == t.clock.now());
}

TEST_CASE("a listener may leave during its own tick", "[shard]") {
  Ticking t;
  auto leaver = std::make_unique<Listener>();
  Listener stayer;
  t.ticker.add(*leaver);
  t.ticker.add(stayer);
  SECTION("by unregistering") {
    leaver->first = [&] { leaver->unlink(); };
    REQUIRE(t.loop.turn_until([&] { return stayer.ticks >= 3; }));
    CHECK(leaver->ticks == 1);
  }
  SECTION("by ending") {
    // Its own function lies elsewhere, so it may end the object that it was called from.
    struct Ender final : TickListener {
      std::unique_ptr<Ender>* self = nullptr;
      int* ticks = nullptr;
      void on_tick(TimePoint) override {
        ++*ticks;
        self->reset();
      }
    };
    int ticks = 0;
    auto ender = std::make_unique<Ender>();
    ender->self = &ender;
    ender->ticks = &ticks;
    t.ticker.add(*ender);
    REQUIRE(t.loop.turn_until([&] { return stayer.ticks >= 3; }));
    CHECK(ticks == 1);
    CHECK(ender == nullptr);
  }
}

TEST_CASE("a listener may end others, called already or not yet, and add new ones", "[shard]") {
  Ticking t;
  auto before = std::make_unique<Listener>();
  Listener killer;
  auto after = std::make_unique<Listener>();
  Listener newcomer;
  t.ticker.add(*before);
  t.ticker.add(killer);
  t.ticker.add(*after);
  killer.first = [&] {
    before.reset();
    after.reset();
    t.ticker.add(newcomer);
  };
  REQUIRE(t.loop.turn_until([&] { return killer.ticks >= 3 && newcomer.ticks >= 2; }));
}

TEST_CASE("an exception that leaves a listener is told, the others are still called", "[shard]") {
  Ticking t;
  Listener thrower;
  Listener other;
  thrower.first = [] { throw std::runtime_error("a bug"); };
  t.ticker.add(thrower);
  t.ticker.add(other);
  REQUIRE(t.loop.turn_until([&] { return other.ticks >= 2 && thrower.ticks >= 2; }));
  CHECK(t.bugs == 1);
}

TEST_CASE("nobody is called twice in one tick", "[shard]") {
  Ticking t;
  std::vector<std::unique_ptr<Listener>> listeners;
  for (int i = 0; i < 50; ++i) {
    listeners.push_back(std::make_unique<Listener>());
    t.ticker.add(*listeners.back());
  }
  // Each second one goes in the first tick, some before and some after their own turn.
  listeners[25]->first = [&] {
    for (std::size_t i = 0; i < 50; i += 2)
      listeners[i].reset();
  };
  REQUIRE(t.loop.turn_until([&] { return listeners[49]->ticks >= 5; }));
  for (std::size_t i = 1; i < 50; i += 2)
    CHECK(listeners[i]->ticks == listeners[49]->ticks);
}

TEST_CASE("a stopped ticker ends, also when it was stopped before it ran", "[shard]") {
  Loop loop;
  testing::ManualClock clock;
  Ticker ticker(loop.executor(), clock, nullptr, 1h);
  ticker.stop();
  loop.run(ticker.run());
}

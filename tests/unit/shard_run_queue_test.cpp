#include "support/loop.hpp"

#include <spotter/shard/run_queue.hpp>
#include <spotter/shard/signal.hpp>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <catch2/catch.hpp>

#include <functional>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>

namespace spotter::shard {
namespace {

struct Noted final : Runnable {
  Noted(std::string& log, char what) : said(log), name(what) {}
  void run() override {
    said += name;
    if (then) then();
  }
  std::string& said;
  char name;
  std::function<void()> then;
};

struct Queued {
  asio::io_context context;
  RunQueue& queue = RunQueue::of(context.get_executor());
  std::string said;

  /// So many handlers of the loop.
  std::size_t turn() {
    context.restart();
    return context.poll();
  }
};

/// Tells when the coroutine that owns it is gone.
struct Trace {
  explicit Trace(bool& told) : gone(told) {}
  Trace(const Trace&) = delete;
  Trace& operator=(const Trace&) = delete;
  ~Trace() { gone = true; }
  bool& gone;
};

}  // namespace

TEST_CASE("what is queued runs later, in order, once each, in one handler of the loop", "[shard]") {
  Queued t;
  Noted a(t.said, 'a');
  Noted b(t.said, 'b');
  t.queue.post(a);
  t.queue.post(b);
  t.queue.post(a);
  CHECK(t.said.empty());
  CHECK(t.turn() == 1);
  CHECK(t.said == "ab");
  t.queue.post(b);
  t.queue.post(a);
  t.turn();
  CHECK(t.said == "abba");
  CHECK(t.turn() == 0);
}

TEST_CASE("what is queued by what runs is for the next round", "[shard]") {
  Queued t;
  Noted a(t.said, 'a');
  Noted b(t.said, 'b');
  a.then = [&] {
    if (t.said.size() < 3) t.queue.post(a);
  };
  t.queue.post(a);
  t.queue.post(b);
  t.context.restart();
  CHECK(t.context.poll_one() == 1);
  CHECK(t.said == "ab");
  CHECK(t.context.poll_one() == 1);
  CHECK(t.said == "aba");
}

TEST_CASE("what is gone does not run, also when it goes during the round", "[shard]") {
  Queued t;
  auto a = std::make_unique<Noted>(t.said, 'a');
  auto b = std::make_unique<Noted>(t.said, 'b');
  Noted c(t.said, 'c');
  t.queue.post(*a);
  t.queue.post(*b);
  t.queue.post(c);
  a->then = [&] { b.reset(); };
  c.then = [&] { a.reset(); };
  t.turn();
  CHECK(t.said == "ac");
  CHECK(a == nullptr);
}

TEST_CASE("an exception of one leaves the others their turn", "[shard]") {
  Queued t;
  Noted a(t.said, 'a');
  Noted b(t.said, 'b');
  a.then = [] { throw std::runtime_error("a bug"); };
  t.queue.post(a);
  t.queue.post(b);
  CHECK_THROWS_AS(t.turn(), std::runtime_error);
  CHECK(t.said == "a");
  t.turn();
  CHECK(t.said == "ab");
}

TEST_CASE("a task that was woken goes with its loop, if that ends first", "[shard]") {
  bool gone = false;
  bool went_on = false;
  {
    std::optional<Signal> signal;
    asio::io_context context;
    signal.emplace(context.get_executor());
    const auto wait = [&]() -> Task<void> {
      const Trace trace(gone);
      co_await signal->wait();
      went_on = true;
    };
    asio::co_spawn(context, wait(), asio::detached);
    context.poll();
    signal->notify();
    CHECK_FALSE(gone);
  }
  CHECK(gone);
  CHECK_FALSE(went_on);
}

TEST_CASE("a signal that is raised while its task wakes is not lost", "[shard]") {
  testing::Loop loop;
  Signal signal(loop.executor());
  int woken = 0;
  const auto wait = [&]() -> Task<void> {
    for (;;) {
      co_await signal.wait();
      if (++woken == 3) co_return;
    }
  };
  asio::co_spawn(loop.executor(), wait(), asio::detached);
  loop.settle();
  signal.notify();
  signal.notify();
  loop.settle();
  CHECK(woken == 1);
  signal.notify();
  loop.settle();
  CHECK(woken == 2);
  signal.notify();
  loop.settle();
  CHECK(woken == 3);
}

}  // namespace spotter::shard

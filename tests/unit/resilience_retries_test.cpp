#include "support/manual_clock.hpp"

#include <spotter/resilience/recent_calls.hpp>
#include <spotter/resilience/retries.hpp>

#include <catch2/catch.hpp>

#include <algorithm>

namespace spotter::resilience {
namespace {

using namespace std::chrono_literals;

/// The same byte over and over.
class Bytes final : public Entropy {
 public:
  explicit Bytes(unsigned char byte) : byte_(byte) {}
  void fill(std::span<std::byte> bytes) override {
    std::fill(bytes.begin(), bytes.end(), std::byte{byte_});
  }

 private:
  unsigned char byte_;
};

TEST_CASE("when everything fails, second calls stay a part of the first ones", "[resilience]") {
  RetryBudget budget({.earned_per_call = 0.25, .saved_max = 10});
  int second = 0;
  for (int call = 0; call < 1000; ++call) {
    budget.earn();
    if (budget.spend()) ++second;
  }
  CHECK(second == 10 + 249);
}

TEST_CASE("a retry budget saves no more than its most", "[resilience]") {
  RetryBudget budget({.earned_per_call = 1, .saved_max = 3});
  for (int i = 0; i < 100; ++i)
    budget.earn();
  for (int i = 0; i < 3; ++i)
    CHECK(budget.spend());
  CHECK_FALSE(budget.spend());
}

TEST_CASE("a retry budget that earns nothing has nothing to begin with", "[resilience]") {
  RetryBudget budget({.earned_per_call = 0, .saved_max = 50});
  budget.earn();
  CHECK_FALSE(budget.spend());
}

TEST_CASE("pauses are spread from nothing to twice the one before, up to the most",
          "[resilience]") {
  const Backoff backoff;
  Bytes least(0x00);
  Bytes most(0xff);
  for (int failed = 1; failed <= 10; ++failed) {
    CHECK(backoff.before_attempt(failed, least) < 5us);
    const auto doubled = std::min<Duration>(500ms * (1 << (failed - 1)), 8s);
    CHECK(backoff.before_attempt(failed, most) == doubled);
  }
}

TEST_CASE("recent calls are summed up over five minutes", "[resilience]") {
  testing::ManualClock clock;
  RecentCalls recent;
  CHECK(recent.summary(clock.now()).success_rate == 1.0);
  for (int i = 1; i <= 99; ++i)
    recent.good(100ms, clock.now());
  recent.good(10s, clock.now());
  for (int i = 0; i < 25; ++i)
    recent.bad(clock.now());
  auto summary = recent.summary(clock.now());
  CHECK(summary.calls == 125);
  CHECK(summary.success_rate == Approx(0.8));
  CHECK(summary.latency_p50 >= 100ms);
  CHECK(summary.latency_p50 < 126ms);
  CHECK(summary.latency_p99 < 126ms);
  for (int i = 0; i < 3; ++i)
    recent.good(10s, clock.now());
  CHECK(recent.summary(clock.now()).latency_p99 >= 10s);

  clock.advance(4min);
  CHECK(recent.summary(clock.now()).calls == 128);
  clock.advance(61s);
  CHECK(recent.summary(clock.now()).calls == 0);
}

}  // namespace
}  // namespace spotter::resilience

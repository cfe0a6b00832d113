#include "support/loop.hpp"
#include "support/manual_clock.hpp"

#include <spotter/shard/ticker.hpp>

#include <catch2/catch.hpp>

#include <vector>

using namespace spotter;
using namespace std::chrono_literals;

TEST_CASE("a ticker tells how late the loop came to it", "[shard][metrics]") {
  testing::Loop loop;
  testing::ManualClock clock;
  shard::Ticker ticker(
      loop.executor(), clock, [](std::exception_ptr bug) { std::rethrow_exception(bug); }, 1ms);
  shard::TaskGroup tasks(loop.executor(),
                         [](std::exception_ptr bug) { std::rethrow_exception(bug); });
  std::vector<Duration> lags;
  ticker.watch_lag([&](Duration late) { lags.push_back(late); });
  tasks.spawn(ticker.run());
  REQUIRE(loop.turn_until([&] { return lags.size() >= 2; }));
  for (const Duration late : lags)
    CHECK(late >= 0ns);
  // Something keeps the loop from its work.
  const auto until = std::chrono::steady_clock::now() + 30ms;
  const std::size_t before = lags.size();
  while (std::chrono::steady_clock::now() < until) {
  }
  REQUIRE(loop.turn_until([&] { return lags.size() > before; }));
  CHECK(lags[before] >= 20ms);
  ticker.stop();
  loop.run(tasks.join());
}

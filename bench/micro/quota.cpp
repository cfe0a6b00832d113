// A generation taken from a budget and settled, in this process's memory.
#include <spotter/rate_limit/memory/sliding_log.hpp>

#include <benchmark/benchmark.h>
#include <chrono>
#include <string>
#include <vector>

using namespace spotter;

namespace {

/// Of so many payers, one after the other, each with 20 a day: the log is as full as it gets.
void take_and_settle(benchmark::State& state) {
  rate_limit::memory::SlidingLog log({});
  std::vector<rate_limit::Budget> budgets;
  for (std::int64_t i = 0; i < state.range(0); ++i) {
    auto subject = std::to_string(i);
    subject.insert(0, 64 - subject.size(), '0');
    budgets.push_back({std::move(subject), 20});
  }
  TimePoint now{};
  const auto step =
      std::chrono::duration_cast<Duration>(std::chrono::hours(24)) / (20 * state.range(0));
  rate_limit::GenerationId id = 0;
  for (auto _ : state) {
    const auto& budget = budgets[id % budgets.size()];
    benchmark::DoNotOptimize(log.take(budget, ++id, now));
    log.settle(budget, id, rate_limit::Settlement::charged, now);
    now += step;
  }
}
BENCHMARK(take_and_settle)->Arg(1)->Arg(1000)->Arg(100000);

}  // namespace

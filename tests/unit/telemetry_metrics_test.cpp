#include <spotter/telemetry/metrics.hpp>

#include <catch2/catch.hpp>

#include <string>
#include <vector>

namespace spotter::telemetry {
namespace {

using namespace std::chrono_literals;

enum class Colour { red, green };
std::string_view name_of(Colour colour) noexcept {
  return colour == Colour::red ? "red" : "green";
}
enum class Size { small, middle, large };
std::string_view name_of(Size size) noexcept {
  constexpr std::array kNames = {"small", "middle", "large"};
  return kNames[static_cast<std::size_t>(size)];
}

constexpr std::array kBounds = {0.1, 1.0, 10.0};

struct Metrics {
  Counter counter;
  Gauge gauge;
  By<Counter, Colour::green, Size::large> table;
  Histogram<kBounds> histogram;
};
template <class M>
requires std::is_same_v<std::remove_const_t<M>, Metrics>
auto fields(M& metrics) {
  return std::tie(metrics.counter, metrics.gauge, metrics.table, metrics.histogram);
}

std::vector<std::uint64_t> counts_of(const Histogram<kBounds>& histogram) {
  return {histogram.counts().begin(), histogram.counts().end()};
}

TEST_CASE("a histogram counts what lies on a bound below it", "[telemetry][metrics]") {
  Histogram<kBounds> histogram;
  for (const double value : {0.0, 0.1, 0.11, 1.0, 9.9, 10.0, 10.1, 500.0})
    histogram.observe(value);
  CHECK(counts_of(histogram) == std::vector<std::uint64_t>{2, 2, 2, 2});
  CHECK(histogram.count() == 8);
  CHECK(histogram.sum() == Approx(531.21));
}

TEST_CASE("a histogram takes durations in seconds, and none below nothing",
          "[telemetry][metrics]") {
  Histogram<kBounds> histogram;
  histogram.observe(250ms);
  histogram.observe(-3s);
  CHECK(counts_of(histogram) == std::vector<std::uint64_t>{1, 1, 0, 0});
  CHECK(histogram.sum() == Approx(0.25));
}

TEST_CASE("answers of 100 seconds are told apart from those that take longer",
          "[telemetry][metrics]") {
  Histogram<kAnswerSeconds> histogram;
  histogram.observe(99s);
  histogram.observe(101s);
  histogram.observe(299s);
  const auto counts = histogram.counts();
  CHECK(counts[counts.size() - 1] == 0);
  CHECK(counts[counts.size() - 2] == 1);
  CHECK(counts[counts.size() - 3] == 1);
  CHECK(counts[counts.size() - 4] == 1);
}

TEST_CASE("buckets rise", "[telemetry][metrics]") {
  const auto rises = [](const auto& bounds) {
    return std::adjacent_find(bounds.begin(), bounds.end(), std::greater_equal<>()) == bounds.end();
  };
  CHECK(rises(kAnswerSeconds));
  CHECK(rises(kAddedSeconds));
  CHECK(rises(kRequestSeconds));
  CHECK(rises(kModelSeconds));
  CHECK(rises(kModelTokens));
}

TEST_CASE("a table has a cell for each pair, and no other", "[telemetry][metrics]") {
  By<Counter, Colour::green, Size::large> table;
  table(Colour::green, Size::middle).add(3);
  std::vector<std::string> seen;
  table.for_each([&](const auto& values, const Counter& cell) {
    seen.push_back(std::string(values[0]) + " " + std::string(values[1]) + " " +
                   std::to_string(cell.value()));
  });
  CHECK(seen == std::vector<std::string>{"red small 0", "red middle 0", "red large 0",
                                         "green small 0", "green middle 3", "green large 0"});
}

TEST_CASE("copies of shards add up cell by cell", "[telemetry][metrics]") {
  Metrics one;
  one.counter.add(2);
  one.gauge.set(5);
  one.table(Colour::red, Size::large).add();
  one.histogram.observe(0.5);
  Metrics other = one;
  other.gauge.set(-1);
  other.histogram.observe(100.0);
  merge(one, other);
  CHECK(one.counter.value() == 4);
  CHECK(one.gauge.value() == 4);
  CHECK(one.table(Colour::red, Size::large).value() == 2);
  CHECK(counts_of(one.histogram) == std::vector<std::uint64_t>{0, 2, 0, 1});
}

TEST_CASE("the lag of a loop is remembered for ten ticks", "[telemetry][metrics]") {
  LoopLag lag;
  CHECK(lag.recent_max() == 0ns);
  lag.add(300ms);
  for (std::size_t i = 1; i < LoopLag::kRecent; ++i)
    lag.add(1ms);
  CHECK(lag.recent_max() == 300ms);
  lag.add(2ms);
  CHECK(lag.recent_max() == 2ms);
  CHECK(lag.histogram().count() == LoopLag::kRecent + 1);
}

}  // namespace
}  // namespace spotter::telemetry

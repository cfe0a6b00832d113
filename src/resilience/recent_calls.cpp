#include <spotter/resilience/recent_calls.hpp>

#include <algorithm>
#include <cmath>

namespace spotter::resilience {
namespace {

constexpr double kGrowth = 1.25;

std::chrono::milliseconds upper_end(std::size_t bucket) {
  return std::chrono::milliseconds(std::llround(std::pow(kGrowth, static_cast<double>(bucket))));
}

}  // namespace

RecentCalls::Slice& RecentCalls::slice_at(TimePoint now) {
  const auto number = now.time_since_epoch() / kSlice;
  Slice& slice = slices_[static_cast<std::size_t>(number) % kSlices];
  if (slice.number != number) {
    slice = {};
    slice.number = number;
  }
  return slice;
}

void RecentCalls::good(Duration latency, TimePoint now) {
  const double millis = std::chrono::duration<double, std::milli>(latency).count();
  const double step = millis <= 1 ? 0 : std::ceil(std::log(millis) / std::log(kGrowth));
  const auto bucket = std::min(static_cast<std::size_t>(step), kBuckets - 1);
  Slice& slice = slice_at(now);
  ++slice.good;
  ++slice.latencies[bucket];
}

void RecentCalls::bad(TimePoint now) {
  ++slice_at(now).bad;
}

RecentCalls::Summary RecentCalls::summary(TimePoint now) const {
  const auto newest = now.time_since_epoch() / kSlice;
  std::array<std::uint64_t, kBuckets> latencies{};
  std::uint64_t good = 0;
  Summary summary;
  for (const Slice& slice : slices_) {
    if (slice.number < 0 || slice.number <= newest - static_cast<std::int64_t>(kSlices)) continue;
    good += slice.good;
    summary.calls += slice.good + slice.bad;
    for (std::size_t i = 0; i < kBuckets; ++i)
      latencies[i] += slice.latencies[i];
  }
  if (summary.calls == 0) return summary;
  summary.success_rate = static_cast<double>(good) / static_cast<double>(summary.calls);
  const auto quantile = [&](double share) {
    const auto wanted = static_cast<std::uint64_t>(std::ceil(share * static_cast<double>(good)));
    std::uint64_t seen = 0;
    for (std::size_t i = 0; i < kBuckets; ++i) {
      seen += latencies[i];
      if (seen >= wanted) return upper_end(i);
    }
    return upper_end(kBuckets - 1);
  };
  if (good == 0) return summary;
  summary.latency_p50 = quantile(0.5);
  summary.latency_p99 = quantile(0.99);
  return summary;
}

}  // namespace spotter::resilience

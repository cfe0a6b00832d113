#pragma once

#include <spotter/base/clock.hpp>

#include <array>
#include <cstdint>

namespace spotter::resilience {

/// How the calls of the last five minutes went. A machine without a clock; 10 KiB.
class RecentCalls {
 public:
  struct Summary {
    std::uint64_t calls = 0;
    double success_rate = 1.0;                ///< 1 without calls
    std::chrono::milliseconds latency_p50{};  ///< of the good ones; 0 without any
    std::chrono::milliseconds latency_p99{};
  };

  /// `latency`: until the first word.
  void good(Duration latency, TimePoint now);
  void bad(TimePoint now);
  [[nodiscard]] Summary summary(TimePoint now) const;

 private:
  static constexpr std::size_t kSlices = 10;
  static constexpr auto kSlice = std::chrono::seconds(30);
  /// Each is a quarter longer than the one before, from 1 ms to an hour: quantiles are as exact.
  static constexpr std::size_t kBuckets = 69;
  struct Slice {
    std::int64_t number = -1;
    std::uint64_t good = 0;
    std::uint64_t bad = 0;
    std::array<std::uint32_t, kBuckets> latencies{};
  };

  Slice& slice_at(TimePoint now);

  std::array<Slice, kSlices> slices_;
};

}  // namespace spotter::resilience

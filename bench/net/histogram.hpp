// Durations in buckets that are 1.6 % wide, so that quantiles cost no memory per value.
#pragma once

#include <array>
#include <bit>
#include <cstdint>

namespace bench {

/// Of nanoseconds, 0 to 2^47; what is longer counts as the longest.
class Histogram {
 public:
  void add(std::int64_t ns) {
    const auto value = static_cast<std::uint64_t>(ns < 0 ? 0 : ns);
    ++counts_[index(value)];
    ++count_;
    if (value > max_) max_ = value;
  }

  [[nodiscard]] std::uint64_t count() const { return count_; }

  /// The upper end of the bucket that holds this share of the values; 0 without any.
  [[nodiscard]] double quantile_us(double share) const {
    const auto wanted = static_cast<std::uint64_t>(share * static_cast<double>(count_));
    std::uint64_t seen = 0;
    for (std::size_t i = 0; i < counts_.size(); ++i) {
      seen += counts_[i];
      if (seen > wanted) return static_cast<double>(upper(i)) / 1000;
    }
    return max_us();
  }
  [[nodiscard]] double max_us() const { return static_cast<double>(max_) / 1000; }

 private:
  static constexpr unsigned kBits = 6;  // 64 buckets between two powers of two

  static std::size_t index(std::uint64_t value) {
    if (value < (1U << kBits)) return static_cast<std::size_t>(value);
    const auto shift = static_cast<unsigned>(std::bit_width(value)) - kBits - 1;
    const auto at = (std::size_t{shift} << kBits) + static_cast<std::size_t>(value >> shift);
    return at < kBuckets ? at : kBuckets - 1;
  }
  static std::uint64_t upper(std::size_t at) {
    if (at < (2U << kBits)) return at;
    const auto shift = (at >> kBits) - 1;
    return (((at & ((1U << kBits) - 1)) | (1U << kBits)) + 1) << shift;
  }

  static constexpr std::size_t kBuckets = 42U << kBits;
  std::array<std::uint32_t, kBuckets> counts_{};
  std::uint64_t count_ = 0;
  std::uint64_t max_ = 0;
};

}  // namespace bench

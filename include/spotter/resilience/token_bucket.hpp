#pragma once

#include <spotter/base/clock.hpp>

#include <optional>

namespace spotter::resilience {

/// So many calls a second, and so many at once after a quiet time. Whoever comes too early is told
/// how long to wait, and its turn is kept: first come, first served. A machine without a clock.
class TokenBucket {
 public:
  struct Settings {
    double per_second = 20;  ///< above zero
    double at_once = 60;     ///< 1 or more
  };
  TokenBucket(const Settings& settings, TimePoint now)
      : settings_(settings), saved_(settings.at_once), at_(now) {}

  /// How long to wait before the call; zero: none. Nothing: longer than `longest`, and no turn is
  /// kept.
  std::optional<Duration> reserve(TimePoint now, Duration longest);
  /// How long until a call need not wait. Keeps no turn.
  [[nodiscard]] Duration wait(TimePoint now) const;
  /// Half the speed until then.
  void slow_down(TimePoint until) noexcept { slow_until_ = until; }

 private:
  [[nodiscard]] double rate(TimePoint now) const noexcept;
  [[nodiscard]] double saved(TimePoint now) const noexcept;

  Settings settings_;
  double saved_;  ///< below zero: turns that are kept
  TimePoint at_;
  TimePoint slow_until_ = TimePoint::min();
};

}  // namespace spotter::resilience

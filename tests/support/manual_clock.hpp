#pragma once

#include <spotter/base/clock.hpp>

namespace spotter::testing {

/// A clock that stands still until a test moves it.
class ManualClock final : public Clock {
 public:
  [[nodiscard]] TimePoint now() const noexcept override { return now_; }
  [[nodiscard]] WallTime wall_now() const noexcept override {
    return WallTime{std::chrono::duration_cast<WallTime::duration>(now_.time_since_epoch())} +
           std::chrono::hours(24 * 365 * 50);
  }
  void advance(Duration by) noexcept { now_ += by; }

 private:
  TimePoint now_{std::chrono::hours(1000)};
};

}  // namespace spotter::testing

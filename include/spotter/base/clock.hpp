#pragma once

#include <chrono>

namespace spotter {

using Duration = std::chrono::steady_clock::duration;
using TimePoint = std::chrono::steady_clock::time_point;  ///< monotonic: deadlines, windows
using WallTime = std::chrono::system_clock::time_point;   ///< dates that people or peers see

/// The time, injected so that tests move it by hand. Any shard; calls are cheap and never fail.
class Clock {
 public:
  virtual ~Clock() = default;
  [[nodiscard]] virtual TimePoint now() const noexcept = 0;
  [[nodiscard]] virtual WallTime wall_now() const noexcept = 0;
};

/// The machine's clocks.
class SystemClock final : public Clock {
 public:
  [[nodiscard]] TimePoint now() const noexcept override { return std::chrono::steady_clock::now(); }
  [[nodiscard]] WallTime wall_now() const noexcept override {
    return std::chrono::system_clock::now();
  }
};

}  // namespace spotter

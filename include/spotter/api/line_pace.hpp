#pragma once

#include <spotter/base/clock.hpp>

#include <cstddef>
#include <optional>

namespace spotter::api {

/// For a line of the log that strangers cause as often as they like: it is written once a minute,
/// and says how many were left out since the one before. One per line and shard. Pure.
class LinePace {
 public:
  /// How many were left out since the last line; nothing: this one is left out, too.
  std::optional<std::size_t> next(TimePoint now) {
    if (next_at_ && now < *next_at_) {
      ++left_out_;
      return std::nullopt;
    }
    next_at_ = now + kPause;
    const std::size_t before = left_out_;
    left_out_ = 0;
    return before;
  }

 private:
  static constexpr std::chrono::minutes kPause{1};
  std::optional<TimePoint> next_at_;  ///< nothing: none was written yet
  std::size_t left_out_ = 0;
};

}  // namespace spotter::api

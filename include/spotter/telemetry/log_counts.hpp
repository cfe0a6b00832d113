#pragma once

#include <spotter/telemetry/log.hpp>

#include <array>
#include <cstdint>

namespace spotter::telemetry {

/// What became of lines since the start. A value.
struct LogCounts {
  std::array<std::uint64_t, 5> lines{};  ///< that were handed in and not held back, by Level
  std::uint64_t audits = 0;
  std::uint64_t withheld = 0;  ///< repeats, which a line "repeats_withheld" counted
  /// Because too many waited already to be written, by Level; audits behind them.
  std::array<std::uint64_t, 6> dropped{};
  std::uint64_t misplaced = 0;  ///< that a file did not take; they went to standard error
};

}  // namespace spotter::telemetry

#pragma once

#include <spotter/base/clock.hpp>
#include <spotter/shard/shared_number.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace spotter::telemetry {

/// Counts how often an event is logged, and says when it is enough: the first kRepeatsMax of each
/// window are. One per room and level. Any thread; nobody waits.
class Repeats {
 public:
  static constexpr std::uint64_t kRepeatsMax = 20;
  static constexpr Duration kWindow = std::chrono::seconds(10);
  /// Events that are told apart; further ones are never too many.
  static constexpr std::size_t kEventsMax = 32;

  Repeats() = default;
  Repeats(const Repeats&) = delete;
  Repeats& operator=(const Repeats&) = delete;

  struct Answer {
    bool admitted = true;
    std::uint64_t withheld_before = 0;  ///< in an earlier window, and nobody has said so yet
  };
  /// `name` lives as long as the process.
  Answer ask(std::string_view name, TimePoint now) noexcept;

  struct Withheld {
    std::string_view name;
    std::uint64_t count = 0;
  };
  /// Of windows that are over; of all if `now` is TimePoint::max(). Each is said once.
  std::vector<Withheld> take(TimePoint now);

 private:
  struct Cell {
    shard::SharedNumber<std::uintptr_t> text;  ///< where the name is; 0: a free cell
    shard::SharedNumber<std::size_t> size;     ///< of the name; 0: about to be written
    shard::SharedNumber<std::uint64_t> state;  ///< the window's number and what it counted
  };
  Cell* cell_of(std::string_view name) noexcept;

  std::array<Cell, kEventsMax> cells_;
};

}  // namespace spotter::telemetry

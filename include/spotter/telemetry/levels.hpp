#pragma once

#include <spotter/shard/shared_number.hpp>
#include <spotter/telemetry/log.hpp>

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace spotter::telemetry {

/// What is logged, as settings say it: one level for all rooms, and others for some. A room's name
/// stands also for the rooms below it ("purchase" for "purchase/apple"); the longest name that fits
/// counts.
struct LevelSettings {
  Level all = Level::info;
  std::vector<std::pair<std::string, Level>> rooms;

  friend bool operator==(const LevelSettings&, const LevelSettings&) = default;
};

/// "trace" to "error", in any ASCII case; nothing for anything else.
std::optional<Level> parse_level(std::string_view text) noexcept;

/// Reads `info`, or `info,chat=trace,purchase=debug`: at most one level for all (without one it is
/// info), and rooms, each once; spaces around pieces do not count. Nothing, and `why` is a sentence
/// for people, for anything else and for a name that is none of `rooms` and no room above one.
std::optional<LevelSettings> parse_levels(std::string_view text,
                                          std::span<const std::string_view> rooms,
                                          std::string& why);

/// The least level that is logged, room by room, while the process runs. Any thread; nobody waits.
/// Whoever reads while another one writes sees some rooms before the change and some after it.
class Levels {
 public:
  /// `rooms` (all that log, each once) outlives this.
  Levels(std::span<const std::string_view> rooms, const LevelSettings& settings);
  Levels(const Levels&) = delete;
  Levels& operator=(const Levels&) = delete;

  struct Room {
    std::string_view name;
    Level level = Level::info;
    Level by_settings = Level::info;  ///< what reset() would make it
  };
  /// All rooms, in the order they were given in.
  [[nodiscard]] std::vector<Room> levels() const;
  /// From the next line on: of this room and those below it, or of all if `room` is empty. Lasts
  /// until it is set again, reset, or settings are read again. False: there is no such room, and
  /// nothing changes.
  bool set(std::string_view room, Level level) noexcept;
  /// All rooms as the settings say.
  void reset() noexcept;
  /// Settings were read again: as reset(), to these.
  void configure(const LevelSettings& settings) noexcept;
  /// Of the known names the one that is spelled most alike.
  [[nodiscard]] std::string_view nearest(std::string_view room) const;

  /// Costs one load. `index`: of the room in `rooms`.
  [[nodiscard]] bool enabled(std::size_t index, Level level) const noexcept {
    return static_cast<int>(level) >= cells_[index].now.get();
  }
  /// Nothing: there is no such room.
  [[nodiscard]] std::optional<std::size_t> index_of(std::string_view room) const noexcept;

 private:
  struct Cell {
    shard::SharedNumber<int> now;
    shard::SharedNumber<int> by_settings;
  };
  std::span<const std::string_view> rooms_;
  std::unique_ptr<Cell[]> cells_;
};

}  // namespace spotter::telemetry

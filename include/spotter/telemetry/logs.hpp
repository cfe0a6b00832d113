#pragma once

#include <spotter/base/clock.hpp>
#include <spotter/telemetry/audit.hpp>
#include <spotter/telemetry/levels.hpp>
#include <spotter/telemetry/log.hpp>

#include <array>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace spotter::telemetry {

struct LogSettings {
  Format format = Format::json;
  LevelSettings levels;
  std::string file;        ///< all lines, in place of standard error; empty: standard error
  std::string error_file;  ///< warnings and errors once more; empty: nowhere
};

/// What became of lines since the start. A value.
struct LogCounts {
  std::array<std::uint64_t, 5> lines{};  ///< that were handed in and not held back, by Level
  std::uint64_t audits = 0;
  std::uint64_t withheld = 0;   ///< repeats, which a line "repeats_withheld" counted
  std::uint64_t dropped = 0;    ///< because 8,192 waited already to be written
  std::uint64_t misplaced = 0;  ///< that a file did not take; they went to standard error
};

/// All logs of the process, one a room. Lines are rendered where they are logged and written on a
/// thread of their own; if that falls behind by 8,192 lines the oldest are dropped and counted.
///
/// Repeats: of a warning or an error with the same room and event, the first 20 of a window of 10 s
/// are written; when the window is over, one line `repeats_withheld` of the same level says how
/// many were not. Trace, debug and info are never held back: they are the record of what was
/// served. A room has 32 warnings and 32 errors that are told apart; further
/// ones are written.
///
/// Files are opened to append, with mode 0640. What a file does not take (a disk that is full) goes
/// to standard error, which is told why once a minute.
class Logs {
 public:
  /// `rooms` (all that will log, each once) and `clock` outlive this. Null, and `why` names the
  /// file: it cannot be opened.
  static std::unique_ptr<Logs> open(const LogSettings& settings,
                                    std::span<const std::string_view> rooms, const Clock& clock,
                                    std::string& why);
  Logs(const Logs&) = delete;
  Logs& operator=(const Logs&) = delete;
  /// Says what it still withheld, and waits until all lines are written. Nobody logs any more.
  ~Logs();

  /// The log of a room: its lines have the field `room`, and its level decides. The same object
  /// for each call, alive as long as this. Any thread. The name is one of `rooms`; for any other an
  /// exception: a bug.
  [[nodiscard]] Log& room(std::string_view name);
  [[nodiscard]] Levels& levels() noexcept;
  [[nodiscard]] Audit& audit() noexcept;

  /// Opens the files anew before the next line: after somebody renamed them. A file that cannot be
  /// opened is told on standard error, and lines go on into the one that was open. Any thread;
  /// nobody waits.
  void reopen() noexcept;
  /// Says what was withheld in windows that are over, and how many lines were dropped. To be called
  /// about once a second, on any one thread.
  void tick();
  [[nodiscard]] LogCounts counts() const;

 private:
  struct Impl;
  explicit Logs(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace spotter::telemetry

#pragma once

#include <spotter/base/clock.hpp>
#include <spotter/telemetry/audit.hpp>
#include <spotter/telemetry/levels.hpp>
#include <spotter/telemetry/log.hpp>
#include <spotter/telemetry/log_counts.hpp>

#include <chrono>
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

/// What the process calls things in its log. All of it outlives the log.
struct LogNames {
  std::span<const std::string_view> rooms;  ///< that will log, each once
  /// Events that are the record of what was served, whatever their level: never too many.
  std::span<const std::string_view> records;
  /// Events of the level info that anybody can cause as often as they like: limited as warnings.
  std::span<const std::string_view> paced;
};

/// All logs of the process, one a room. Lines are rendered where they are logged and written on a
/// thread of their own; if that falls behind by 8,192 lines the oldest are dropped and counted by
/// level. Audits wait in a line of their own, 1,024 of them: nothing else drives one out.
///
/// Repeats: of a warning, an error or a paced event with the same room and event, the first 20 of a
/// window of 10 s are written; when the window is over, one line `repeats_withheld` of the same
/// level says how many were not. Trace, debug and other info are never held back, nor are records.
/// A room has 32 events of each of these levels that are told apart; further ones are written.
///
/// Files are opened to append, with mode 0640. What a file does not take (a disk that is full) goes
/// to standard error, which is told why once a minute; so does what goes into a file that could not
/// be opened anew, which is tried again with the next line, once a second.
class Logs {
 public:
  /// `clock` outlives this. Null, and `why` names the file: it cannot be opened.
  static std::unique_ptr<Logs> open(const LogSettings& settings, const LogNames& names,
                                    const Clock& clock, std::string& why);
  Logs(const Logs&) = delete;
  Logs& operator=(const Logs&) = delete;
  /// As close(), however long it takes. Nobody logs any more.
  ~Logs();

  /// The log of a room: its lines have the field `room`, and its level decides. The same object
  /// for each call, alive as long as this. Any thread. The name is one of LogNames::rooms; for any
  /// other an exception: a bug.
  [[nodiscard]] Log& room(std::string_view name);
  [[nodiscard]] Levels& levels() noexcept;
  [[nodiscard]] Audit& audit() noexcept;

  /// Opens the files anew before the next line: after somebody renamed them. A file that cannot be
  /// opened is told on standard error, where lines go as well as into the one that was open. Any
  /// thread; nobody waits.
  void reopen() noexcept;
  /// The end: says what it still withheld, takes no more lines, and waits so long until all are
  /// written. False: a reader of standard error or a disk stands still; whoever destroys this waits
  /// for it.
  [[nodiscard]] bool close(std::chrono::milliseconds patience);
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

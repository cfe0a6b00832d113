#pragma once

#include <spotter/base/clock.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace spotter::resilience {

/// How much of what comes is turned away. Whatever runs goes on at every level.
enum class Load {
  normal,
  high,     ///< no new sessions
  critical  ///< and no new turns
};
/// The enumerator's own name.
std::string_view name_of(Load load) noexcept;

/// Says when one shard has too much to do, by two signs: how late its loop comes to what is due,
/// and how much of its memory the process has taken. A machine without a clock.
///
/// A burst makes a loop late once; what counts is lateness that stays: the least of the samples of
/// a second (Nichols and Jacobson, "Controlling Queue Delay", ACM Queue 2012: a standing queue
/// shows in the minimum). A level is left one at a time, and only when the sign is well below what
/// led to it.
class Overload {
 public:
  struct Settings {
    /// Lateness that stays; 0: that sign is not looked at.
    std::chrono::milliseconds session_lag{200};  ///< from here on no new sessions
    std::chrono::milliseconds turn_lag{500};     ///< and no new turns
  };
  /// Parts of the memory that the process may take.
  static constexpr double kHighMemory = 0.80;
  static constexpr double kCriticalMemory = 0.90;
  /// So much below them a level is left.
  static constexpr double kMemoryMargin = 0.05;
  /// Over which the least lateness is taken, in which there must be so many samples.
  static constexpr std::chrono::milliseconds kWindow{1000};
  static constexpr std::size_t kSamplesMin = 3;

  explicit Overload(const Settings& settings) : settings_(settings) {}

  /// From the next sample on; the level stays until then.
  void change(const Settings& settings) noexcept { settings_ = settings; }

  /// A sample of the loop: `late` behind what was due, looked at `now`.
  void on_lag(Duration late, TimePoint now) noexcept;
  /// The part of its memory that the process has taken: 1 is all. 0: nobody knows, or there is no
  /// limit.
  void on_memory(double used) noexcept;

  [[nodiscard]] Load load() const noexcept;
  /// What the levels come from, for the log.
  [[nodiscard]] Duration standing_lag() const noexcept { return standing_; }
  [[nodiscard]] double memory_used() const noexcept { return memory_used_; }

  /// After how long a new session, or a turn, shall be tried again; nothing: it is let in. Counts
  /// who is turned away, and spreads them: the waits differ, from 5 to 15 seconds.
  std::optional<Duration> turn_away_session() noexcept;
  std::optional<Duration> turn_away_turn() noexcept;
  [[nodiscard]] std::uint64_t sessions_turned_away() const noexcept { return sessions_; }
  [[nodiscard]] std::uint64_t turns_turned_away() const noexcept { return turns_; }

 private:
  void close_window() noexcept;
  Duration next_wait() noexcept;

  Settings settings_;
  Load by_lag_ = Load::normal;
  Load by_memory_ = Load::normal;
  std::optional<TimePoint> window_began_;
  std::size_t samples_ = 0;
  Duration least_{};
  Duration standing_{};
  double memory_used_ = 0;
  std::uint64_t sessions_ = 0;
  std::uint64_t turns_ = 0;
  std::uint64_t waits_ = 0;
};

}  // namespace spotter::resilience

#pragma once

#include <spotter/base/clock.hpp>

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string_view>

namespace spotter::resilience {

/// What one call tells of whom it asked.
enum class Verdict {
  healthy,        ///< it does its work (also when it says that the question was wrong)
  faulty,         ///< it failed in a way that may heal: silence, a broken connection, its own error
  misconfigured,  ///< it will say the same until somebody changes a key, an account or a name
  unknown         ///< the call says nothing, for example because the user stopped it
};

/// Keeps calls away from somebody who does not answer. A machine without clock, thread and socket.
///
/// Closed: calls pass. Open: none does, until the cool-down is over. Half open: one call at a time
/// passes, as a probe; so many good ones in a row close it, one bad one opens it for twice as long.
///
/// A person may hold it open: then no call passes, whatever calls that run still tell, until the
/// time is over or a hand lets go; from then on it is again what it would have been.
class Breaker {
 public:
  struct Settings {
    /// Calls that began one after the other. Those that fail are over sooner than those that do
    /// not, so the order in which calls end says nothing when many run at once.
    int failures_in_a_row = 5;
    /// Or so large a part of the calls of this window, if there were enough of them.
    Duration window = std::chrono::seconds(60);
    int window_calls_min = 20;
    double window_failure_rate = 0.5;
    Duration cool_down = std::chrono::seconds(30);
    Duration cool_down_max = std::chrono::minutes(5);
    Duration misconfigured_for = std::chrono::minutes(5);
    int good_probes = 2;
  };
  enum class State { closed, open, half_open, misconfigured };

  /// The right to one call; goes back with settle() or with no word at all only if the breaker goes
  /// with it.
  struct Pass {
    std::uint64_t epoch = 0;
    std::uint64_t number = 0;  ///< in the order of beginning
    bool probe = false;
  };

  explicit Breaker(const Settings& settings, TimePoint now) : settings_(settings), since_(now) {}

  /// Whether admit() would let a call pass now.
  [[nodiscard]] bool admits(TimePoint now) const noexcept;
  /// Nothing: not now.
  [[nodiscard]] std::optional<Pass> admit(TimePoint now);
  /// The call is over. Word of calls that began before the breaker last changed comes too late and
  /// changes nothing. `rest`: for so long the other side wants no more calls, whatever the verdict.
  void settle(Pass pass, Verdict verdict, TimePoint now, std::optional<Duration> rest = {});

  // By hand.

  /// Holds it open; `until`: nothing: until somebody lets go.
  void hold(TimePoint now, std::optional<TimePoint> until);
  void let_go() noexcept { held_.reset(); }
  /// Lets go, and closes it as if nothing had ever failed.
  void reset(TimePoint now);
  /// Lets go of a hold whose time is over; true: there was one. What is shown below looks at no
  /// clock: whoever shows it calls this before.
  bool end_hold(TimePoint now) noexcept;
  [[nodiscard]] bool held() const noexcept { return held_.has_value(); }
  /// Nothing: not held, or without an end.
  [[nodiscard]] std::optional<TimePoint> held_until() const noexcept;

  /// Open turns half open with the first admit() after the cool-down.
  [[nodiscard]] State state() const noexcept { return held_ ? State::open : state_; }
  /// When the state began.
  [[nodiscard]] TimePoint since() const noexcept { return held_ ? held_->since : since_; }
  /// When the next call may pass; nothing unless open or misconfigured, and while it is held
  /// without an end.
  [[nodiscard]] std::optional<TimePoint> next_probe() const noexcept;
  /// In a row, as of the last call that ended.
  [[nodiscard]] int failures() const noexcept { return failures_; }

 private:
  void on_failure(Pass pass, TimePoint now);
  void on_success(Pass pass, TimePoint now);
  void end_without_verdict(Pass pass);
  [[nodiscard]] int failures_around(std::uint64_t number) const;
  void enter(State state, TimePoint now);
  void open(State state, Duration cool_down, TimePoint now);
  void count(bool good, TimePoint now);
  [[nodiscard]] bool rate_too_high() const noexcept;

  /// The window, in slices that are forgotten one by one.
  static constexpr int kSlices = 6;
  struct Slice {
    std::int64_t number = -1;  ///< of the slice since the clock began
    int good = 0;
    int bad = 0;
  };

  struct Hold {
    TimePoint since;
    std::optional<TimePoint> until;
  };
  [[nodiscard]] bool is_held_at(TimePoint now) const noexcept {
    return held_ && (!held_->until || now < *held_->until);
  }

  Settings settings_;
  std::optional<Hold> held_;
  State state_ = State::closed;
  TimePoint since_;
  TimePoint until_;   ///< of an open one
  int openings_ = 0;  ///< in a row, without having closed between
  int failures_ = 0;
  int good_probes_ = 0;
  bool probing_ = false;
  std::uint64_t epoch_ = 0;
  std::uint64_t last_number_ = 0;
  std::uint64_t last_good_ = 0;  ///< the newest call that did well
  /// Calls after that one which are over, and whether they failed; the newest kEndedMax.
  std::map<std::uint64_t, bool> ended_;
  static constexpr std::size_t kEndedMax = 1024;
  Slice slices_[kSlices];
};

/// "closed", "open", "half_open", "misconfigured".
std::string_view name_of(Breaker::State state) noexcept;

}  // namespace spotter::resilience

#pragma once

#include <spotter/shard/task_group.hpp>

#include <boost/intrusive/list.hpp>

#include <array>
#include <cstdint>
#include <functional>
#include <utility>

namespace spotter::shard {

class Ticker;

/// Something that looks at the time: timeouts of sessions need no timer each. Register with a
/// Ticker of the same shard; destruction unregisters.
class TickListener : public boost::intrusive::list_base_hook<
                         boost::intrusive::link_mode<boost::intrusive::auto_unlink>> {
 public:
  virtual ~TickListener() = default;
  virtual void on_tick(TimePoint now) = 0;

 private:
  friend Ticker;
  TimePoint due_ = TimePoint::min();  ///< of the call that call_by() promised
};

/// Ticks about once a second and calls who wants to look then: those that asked for every tick, and
/// of the others those whose moment has come, so that who waits for long costs nothing meanwhile.
/// One per shard. A listener may unregister itself or any other during the call.
class Ticker {
 public:
  /// `on_bug` is told of an exception that left a listener; the others are still called.
  Ticker(ShardExecutor executor, const Clock& clock, TaskGroup::OnBug on_bug,
         Duration period = std::chrono::seconds(1));
  Ticker(const Ticker&) = delete;
  Ticker& operator=(const Ticker&) = delete;

  /// Calls it with every tick.
  void add(TickListener& listener);
  /// Calls it once, with the first tick that is not before `when` by the clock; but with the next
  /// one if that was asked for during a tick. Who is to be called earlier already stays so, and
  /// asks again then: a moment that moves away all the while costs next to nothing.
  /// TimePoint::max(): nothing is asked for. Not for who was added.
  void call_by(TickListener& listener, TimePoint when);
  /// `told` hears with each tick how late the loop came to it: what a busy loop makes others wait.
  void watch_lag(std::function<void(Duration late)> told) { on_lag_ = std::move(told); }
  /// Ticks once a period until stop().
  Task<void> run();
  /// One tick, at the clock's time.
  void tick();
  void stop() noexcept;

 private:
  using Listeners =
      boost::intrusive::list<TickListener, boost::intrusive::constant_time_size<false>>;
  /// More ticks than sessions wait for: who is due later is looked at once in so many ticks.
  static constexpr std::int64_t kSlots = 64;

  [[nodiscard]] std::int64_t tick_of(TimePoint when) const noexcept;
  Listeners& slot_of(TimePoint when) noexcept;
  void call_due(TimePoint now);
  void call(TickListener& listener);

  const Clock& clock_;
  TaskGroup::OnBug on_bug_;
  Duration period_;
  Signal stopped_;
  std::function<void(Duration)> on_lag_;
  bool stopping_ = false;
  Listeners listeners_;  ///< of every tick
  /// Who is due, by the tick of that moment, and those of kSlots ticks later with them.
  std::array<Listeners, kSlots> slots_;
  std::int64_t
      reached_;  ///< the clock's last tick; its slot may hold some that are due later in it
};

}  // namespace spotter::shard

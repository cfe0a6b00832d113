#pragma once

#include <spotter/base/clock.hpp>
#include <spotter/shard/signal.hpp>

#include <list>

namespace spotter::purchase::google {

/// Tasks that wait for the same thing. Lives on one shard; those who wait end before it does.
class Waiters {
 public:
  Waiters(ShardExecutor executor, const Clock& clock) : executor_(executor), clock_(clock) {}
  Waiters(const Waiters&) = delete;
  Waiters& operator=(const Waiters&) = delete;

  /// Until wake_all(), or `when` on the clock, which need not be the one that timers follow: then
  /// false.
  Task<bool> wait_until(TimePoint when) {
    shard::Signal signal(executor_);
    const Place place(signals_, signal);
    const TimePoint there = std::chrono::steady_clock::now() + (when - clock_.now());
    co_return co_await signal.wait_until(there);
  }
  void wake_all() noexcept {
    for (shard::Signal* const signal : signals_)
      signal->notify();
  }

 private:
  using Signals = std::list<shard::Signal*>;
  class Place {
   public:
    Place(Signals& signals, shard::Signal& signal)
        : signals_(signals), at_(signals.insert(signals.end(), &signal)) {}
    Place(const Place&) = delete;
    Place& operator=(const Place&) = delete;
    ~Place() { signals_.erase(at_); }

   private:
    Signals& signals_;
    Signals::iterator at_;
  };

  ShardExecutor executor_;
  const Clock& clock_;
  Signals signals_;
};

}  // namespace spotter::purchase::google

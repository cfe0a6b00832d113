#pragma once

#include <spotter/shard/signal.hpp>

#include <memory>

namespace spotter::shard {

/// Raises a signal at a time that moves all the while. Moving it away costs nothing: a timer that
/// is set too early is left as it is, and set again when it goes off. Lives on one shard.
class Alarm {
 public:
  /// `signal` and `clock` outlive this. The clock is the machine's steady one, or a test's, whose
  /// time stands still for the timer.
  Alarm(ShardExecutor executor, const Clock& clock, Signal& signal);
  Alarm(const Alarm&) = delete;
  Alarm& operator=(const Alarm&) = delete;
  ~Alarm();

  /// TimePoint::max(): never.
  void set(TimePoint due);

 private:
  struct State;
  /// Shared with nobody; its weak side tells a timer handler, which cannot be called back once it
  /// is queued, whether the alarm is still there.
  std::shared_ptr<State> state_;
};

}  // namespace spotter::shard

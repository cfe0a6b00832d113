#pragma once

#include <spotter/shard/task.hpp>

namespace spotter::shard {

/// A flag that one task sleeps on: "something that you wait for may have happened, look again".
/// Lives on one shard; every call comes from that shard. At most one waiter at a time. Whoever
/// waits must end before this does.
class Signal {
 public:
  explicit Signal(ShardExecutor executor) : timer_(executor) {}
  Signal(const Signal&) = delete;
  Signal& operator=(const Signal&) = delete;

  /// Raises the flag and wakes the waiter. Cheap when it is up already.
  void notify() noexcept;

  /// Waits for the flag and takes it down.
  Task<void> wait();

  /// Waits for the flag, until `when` at most (TimePoint::max(): for ever). True: the flag was up
  /// and is down now. False: the time came first.
  Task<bool> wait_until(TimePoint when);

 private:
  Timer timer_;
  bool raised_ = false;
  bool waiting_ = false;
};

}  // namespace spotter::shard

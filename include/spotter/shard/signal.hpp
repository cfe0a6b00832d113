#pragma once

#include <spotter/shard/run_queue.hpp>
#include <spotter/shard/task.hpp>

#include <boost/asio/use_awaitable.hpp>

#include <memory>
#include <optional>

namespace spotter::shard {

/// A flag that one task sleeps on: "something that you wait for may have happened, look again".
/// Lives on one shard; every call comes from that shard. At most one waiter at a time. Whoever
/// waits must end before this does.
class Signal final : private Runnable {
 public:
  explicit Signal(ShardExecutor executor) : queue_(RunQueue::of(executor)) {}
  ~Signal() override;

  /// Raises the flag and wakes the waiter, which goes on in a later round of the loop. Cheap when
  /// it is up already.
  void notify() noexcept;

  /// Waits for the flag and takes it down.
  Task<void> wait();

  /// Waits for the flag, until `when` at most (TimePoint::max(): for ever). True: the flag was up
  /// and is down now. False: the time came first.
  Task<bool> wait_until(TimePoint when);

 private:
  /// The rest of the task that waits.
  using Waiter = asio::async_result<asio::use_awaitable_t<ShardExecutor>, void()>::handler_type;
  struct Bell;

  Task<void> sleep(bool takes_down);
  Task<void> take_down();
  void run() override;
  void drop() noexcept override;
  void wake() noexcept;
  void wind(TimePoint when);
  void rung();

  RunQueue& queue_;
  std::optional<Waiter> waiter_;
  std::shared_ptr<Bell> bell_;  ///< once there was a wait with an end
  bool raised_ = false;
  bool takes_down_ = false;  ///< the waiter goes on with the flag down
};

}  // namespace spotter::shard

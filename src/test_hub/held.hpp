#pragma once

#include <spotter/hub/hub.hpp>
#include <spotter/shard/signal.hpp>

namespace spotter::test_hub {

/// A call that waits for something. Lives in its task's frame, on its shard.
class Held {
 public:
  Held(ShardExecutor executor, hub::InvocationKey of) : key(of), woken_(executor) {}

  enum class Why { released, cancelled };
  void let_go(Why why) noexcept {
    released_ = true;
    cancelled_ |= why == Why::cancelled;
    woken_.notify();
  }
  /// Wakes look_again().
  void look() noexcept { woken_.notify(); }

  /// Until it is let go.
  Task<void> wait() {
    while (!released_)
      co_await woken_.wait();
  }
  Task<void> look_again() { return woken_.wait(); }
  /// Nobody waits for the call's words any more.
  [[nodiscard]] bool gone() const noexcept { return cancelled_; }

  const hub::InvocationKey key;

 private:
  shard::Signal woken_;
  bool released_ = false;
  bool cancelled_ = false;
};

}  // namespace spotter::test_hub

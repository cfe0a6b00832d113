#pragma once

#include <spotter/base/clock.hpp>
#include <spotter/server/http.hpp>
#include <spotter/shard/task_group.hpp>

#include <exception>
#include <functional>
#include <memory>

namespace spotter::server {

/// Whether a WebSocket's peer shows signs of life. Lives with its socket, which says what it sees.
class Presence {
 public:
  /// `on_bug` outlives it.
  Presence(ShardExecutor executor, const std::function<void(std::exception_ptr)>& on_bug)
      : executor_(executor), on_bug_(on_bug) {}

  /// A read waits for the peer, from here on.
  void read_begins() noexcept { reading_ = true; }
  void read_ends() noexcept { reading_ = false; }
  /// Something came.
  void heard() noexcept {
    heard_ = true;
    if (asking_) asking_->sign.notify();
  }
  /// The connection ends: nothing more will come that counts.
  void end() noexcept {
    over_ = true;
    if (asking_) asking_->sign.notify();
  }

  /// WebSocket::ping. `ping` writes the frame and says whether it could; it may take longer than
  /// this, and is not begun while an earlier one is still being written.
  Task<bool> ask(Duration patience, Task<bool> ping);
  /// Waits until no ping is being written. After the socket was aborted.
  Task<void> join();

 private:
  Task<void> write(Task<bool> ping);

  struct Asking {
    Asking(ShardExecutor executor, const std::function<void(std::exception_ptr)>& on_bug)
        : sign(executor), writing(executor, on_bug) {}
    shard::Signal sign;
    shard::TaskGroup writing;
  };

  ShardExecutor executor_;
  const std::function<void(std::exception_ptr)>& on_bug_;
  bool reading_ = false;
  bool heard_ = false;
  bool over_ = false;
  std::unique_ptr<Asking> asking_;  ///< null: nobody has asked yet, as most never do
};

/// A WebSocket as the connection has it that owns it.
class OwnedWebSocket : public WebSocket {
 public:
  /// After abort(), when nobody uses it any more: waits until nothing of it is under way.
  virtual Task<void> join() = 0;
};

}  // namespace spotter::server

#pragma once

#include <spotter/base/clock.hpp>
#include <spotter/server/http.hpp>
#include <spotter/shard/task_group.hpp>

#include <exception>
#include <functional>

namespace spotter::server {

/// Whether a WebSocket's peer shows signs of life. Lives with its socket, which says what it sees.
class Presence {
 public:
  Presence(ShardExecutor executor, std::function<void(std::exception_ptr)> on_bug)
      : sign_(executor), writing_(executor, std::move(on_bug)) {}

  /// A read waits for the peer, from here on.
  void read_begins() noexcept { reading_ = true; }
  void read_ends() noexcept { reading_ = false; }
  /// Something came.
  void heard() noexcept {
    heard_ = true;
    sign_.notify();
  }
  /// The connection ends: nothing more will come that counts.
  void end() noexcept {
    over_ = true;
    sign_.notify();
  }

  /// WebSocket::ping. `ping` writes the frame and says whether it could; it may take longer than
  /// this, and is not begun while an earlier one is still being written.
  Task<bool> ask(Duration patience, Task<bool> ping);
  /// Waits until no ping is being written. After the socket was aborted.
  Task<void> join() { return writing_.join(); }

 private:
  Task<void> write(Task<bool> ping);

  shard::Signal sign_;
  bool reading_ = false;
  bool heard_ = false;
  bool over_ = false;
  shard::TaskGroup writing_;
};

/// A WebSocket as the connection has it that owns it.
class OwnedWebSocket : public WebSocket {
 public:
  /// After abort(), when nobody uses it any more: waits until nothing of it is under way.
  virtual Task<void> join() = 0;
};

}  // namespace spotter::server

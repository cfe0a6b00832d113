#pragma once

#include <spotter/chat/ending.hpp>
#include <spotter/chat/reply.hpp>
#include <spotter/shard/task.hpp>

#include <functional>
#include <memory>

namespace spotter::chat {

/// The answer to one call while it is being given: by a turn here, or by one that began on another
/// connection. Lives on the session's shard, owned by the coach until run() has returned.
class Answering {
 public:
  /// Told once, when the answer is complete or has been ended: time to finish the reply.
  using OnOver = std::function<void(Answering&)>;

  virtual ~Answering() = default;
  /// Does it all. Returns when nothing of it runs any more.
  virtual Task<void> run() = 0;
  /// Ends it from outside. Synchronous: nothing more will be shown when it returns. Repeated calls
  /// do nothing.
  virtual void end(Outcome outcome) = 0;
  /// run() should look again: the client has room.
  virtual void wake() noexcept = 0;
  /// From now on the answer goes there, beginning with all that was shown so far. Returns where it
  /// went. Not once it is over.
  virtual std::unique_ptr<Reply> redirect(std::unique_ptr<Reply> reply) = 0;
  /// Once it is over.
  virtual std::unique_ptr<Reply> take_reply() noexcept = 0;
  /// Once it is over.
  [[nodiscard]] virtual Ending ending() const = 0;
};

}  // namespace spotter::chat

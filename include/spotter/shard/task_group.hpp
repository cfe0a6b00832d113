#pragma once

#include <spotter/shard/signal.hpp>

#include <cstddef>
#include <exception>
#include <functional>

namespace spotter::shard {

/// Owns running tasks: nothing runs detached. Lives on one shard. The owner makes its tasks end (it
/// closes their sockets, raises their signals) and joins them before this ends; destroying a group
/// whose tasks still run stops the process, because they would use freed memory.
class TaskGroup {
 public:
  /// Is told of an exception that left a task: a bug. The task is over, the others go on.
  using OnBug = std::function<void(std::exception_ptr)>;

  TaskGroup(ShardExecutor executor, OnBug on_bug);
  TaskGroup(const TaskGroup&) = delete;
  TaskGroup& operator=(const TaskGroup&) = delete;
  ~TaskGroup();

  /// Starts a task; on its own loop it runs at once, up to where it first waits.
  void spawn(Task<void> task);

  /// Waits until no task runs. One joiner at a time.
  Task<void> join();

  [[nodiscard]] std::size_t running() const noexcept { return running_; }

 private:
  ShardExecutor executor_;
  OnBug on_bug_;
  Signal idle_;
  std::size_t running_ = 0;
};

}  // namespace spotter::shard

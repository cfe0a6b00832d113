#pragma once

#include <spotter/shard/task.hpp>

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <optional>

namespace spotter::shard {

/// Threads for work that would block a loop: files, host names, slow crypto. Used from any shard
/// through offload.
class WorkerPool {
 public:
  /// `threads` of them; at most `queue_max` pieces of work wait, one more is refused.
  WorkerPool(std::size_t threads, std::size_t queue_max);
  WorkerPool(const WorkerPool&) = delete;
  WorkerPool& operator=(const WorkerPool&) = delete;
  /// Drops what waits and joins the threads.
  ~WorkerPool();

  /// Queues work; false when the queue is full. `work` runs on a worker thread and must not throw.
  bool post(std::function<void()> work);

  /// Refuses and drops whatever has not begun, and waits so long for what has. False: something
  /// hangs; the destructor would wait for it, so the process leaves without taking this apart.
  bool end(std::chrono::milliseconds patience);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

/// Runs `work` on a worker and resumes here with what it returned. Errors: Errc::overloaded when
/// the queue is full. The caller must stay alive until it is resumed; the work itself cannot be
/// stopped.
template <class F>
Task<Result<std::invoke_result_t<F&>>> offload(WorkerPool& pool, ShardExecutor home, F work);

namespace detail {
/// Sleeps until the work, posted to the pool, has run. False: the queue was full, it never ran.
Task<bool> run_on_worker(WorkerPool& pool, ShardExecutor home, std::function<void()> work);
}  // namespace detail

template <class F>
Task<Result<std::invoke_result_t<F&>>> offload(WorkerPool& pool, ShardExecutor home, F work) {
  using Value = std::invoke_result_t<F&>;
  auto value = std::make_shared<std::optional<Value>>();
  std::function<void()> run = [value, work = std::move(work)]() mutable { value->emplace(work()); };
  const bool ran = co_await detail::run_on_worker(pool, home, std::move(run));
  if (!ran) co_return Error{Errc::overloaded, "the worker queue is full"};
  co_return std::move(**value);
}

}  // namespace spotter::shard

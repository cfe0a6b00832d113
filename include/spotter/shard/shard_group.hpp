#pragma once

#include <spotter/shard/task.hpp>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <cstddef>
#include <functional>
#include <memory>
#include <type_traits>
#include <vector>

namespace spotter::shard {

using ShardId = std::size_t;

/// Cores of the machine, at least one.
std::size_t core_count() noexcept;

/// The shards of the process: one thread and one event loop each. Made and destroyed by the main
/// thread.
class ShardGroup {
 public:
  /// `count` loops, at least one; they start to turn in start().
  explicit ShardGroup(std::size_t count);
  ShardGroup(const ShardGroup&) = delete;
  ShardGroup& operator=(const ShardGroup&) = delete;
  ~ShardGroup();

  [[nodiscard]] std::size_t size() const noexcept;
  [[nodiscard]] ShardExecutor executor(ShardId shard) noexcept;

  /// Starts a thread a shard. An exception that leaves a loop is a bug: `on_bug` is told, the loop
  /// goes on.
  void start(std::function<void(std::exception_ptr)> on_bug);

  /// Runs `work` on the shard, soon. From any thread.
  void post(ShardId shard, std::function<void()> work);

  /// Runs `work` on each shard and waits for all of them; rethrows the first exception here. Not
  /// from a shard.
  void run_everywhere(const std::function<void(ShardId)>& work);

  /// Stops all loops as they are and joins the threads. Not from a shard.
  void stop();

  /// The shard that the calling thread turns; npos on other threads.
  static ShardId current() noexcept;
  static constexpr ShardId npos = static_cast<ShardId>(-1);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

/// One T a shard. Each is made, used and destroyed on its own shard; the only way to another
/// shard's T is invoke_on.
template <class T>
class Sharded {
 public:
  explicit Sharded(ShardGroup& shards) : shards_(&shards), parts_(shards.size()) {}

  /// Makes the part of the calling shard.
  template <class... Args>
  T& emplace_local(Args&&... args) {
    auto& part = parts_[ShardGroup::current()];
    part = std::make_unique<T>(std::forward<Args>(args)...);
    return *part;
  }
  /// Destroys the part of the calling shard.
  void reset_local() { parts_[ShardGroup::current()].reset(); }

  /// The part of the calling shard.
  [[nodiscard]] T& local() noexcept { return *parts_[ShardGroup::current()]; }

  [[nodiscard]] std::size_t size() const noexcept { return parts_.size(); }

  /// Runs `work(part)` on the shard, soon, if its part is still there; nothing comes back.
  template <class F>
  void post_to(ShardId shard, F work) {
    shards_->post(shard, [this, shard, work = std::move(work)]() mutable {
      if (parts_[shard]) work(*parts_[shard]);
    });
  }

  /// Runs `work(part)` on the shard and brings its value back. On the caller's own shard it is a
  /// plain call. Whatever `work` holds travels with it: values, not references to things of this
  /// shard.
  template <class F>
  Task<std::invoke_result_t<F&, T&>> invoke_on(ShardId shard, F work) {
    using Value = std::invoke_result_t<F&, T&>;
    if (shard == ShardGroup::current()) co_return work(*parts_[shard]);
    auto there = run<F, Value>(parts_[shard].get(), std::move(work));
    co_return co_await asio::co_spawn(shards_->executor(shard), std::move(there),
                                      asio::use_awaitable_t<ShardExecutor>{});
  }

  /// The same for work that takes its time: `work(part)` is a Task.
  template <class F>
  Task<typename std::invoke_result_t<F&, T&>::value_type> call_on(ShardId shard, F work) {
    if (shard == ShardGroup::current()) {
      auto here = work(*parts_[shard]);
      co_return co_await std::move(here);
    }
    auto there = run_task(parts_[shard].get(), std::move(work));
    co_return co_await asio::co_spawn(shards_->executor(shard), std::move(there),
                                      asio::use_awaitable_t<ShardExecutor>{});
  }

 private:
  template <class F, class Value>
  static Task<Value> run(T* part, F work) {
    co_return work(*part);
  }

  template <class F>
  static std::invoke_result_t<F&, T&> run_task(T* part, F work) {
    auto task = work(*part);
    co_return co_await std::move(task);
  }

  ShardGroup* shards_;
  std::vector<std::unique_ptr<T>> parts_;
};

}  // namespace spotter::shard

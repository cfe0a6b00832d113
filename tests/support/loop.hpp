#pragma once

#include <spotter/shard/task.hpp>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/executor_work_guard.hpp>

#include <chrono>
#include <exception>
#include <functional>
#include <memory>
#include <optional>
#include <stdexcept>
#include <type_traits>

namespace spotter::testing {

/// How long a test waits for something that must happen. Generous: sanitizers on a busy machine.
inline constexpr std::chrono::seconds kPatience{20};

/// The event loop of one test, turned by the test itself: nothing happens between two calls.
/// Declare it before everything that lives on it.
class Loop {
 public:
  Loop() = default;
  Loop(const Loop&) = delete;
  Loop& operator=(const Loop&) = delete;

  [[nodiscard]] ShardExecutor executor() noexcept { return context_.get_executor(); }

  /// Turns the loop until the task ended; its value, or the exception that left it. Takes longer
  /// than `limit`: the task is cancelled and std::runtime_error is thrown.
  template <class T>
  T run(Task<T> task, Duration limit = kPatience);

  /// Turns the loop until the condition holds; false when it does not within `limit`.
  bool turn_until(const std::function<bool()>& condition, Duration limit = kPatience);

  /// Runs whatever is ready now, and what becomes ready by that; does not wait. Gives up after
  /// `limit` if something is ready all the time (a busy loop): false.
  bool settle(Duration limit = kPatience);

 private:
  asio::io_context context_{1};
  asio::executor_work_guard<ShardExecutor> work_{context_.get_executor()};
};

/// Inside a task: waits until the condition holds, looking again every millisecond; false after
/// `limit`.
Task<bool> eventually(ShardExecutor executor, std::function<bool()> condition,
                      Duration limit = kPatience);

namespace detail {
/// Starts the task with a way to cancel it, turns the loop until `ended()`; throws after `limit`.
struct Run {
  std::exception_ptr failure;
  bool ended = false;
};
void spawn_and_turn(Loop& loop, Task<void> task, const std::shared_ptr<Run>& run, Duration limit);

template <class T>
Task<void> keep_value(Task<T> task, std::shared_ptr<std::optional<T>> value) {
  value->emplace(co_await std::move(task));
}
}  // namespace detail

template <class T>
T Loop::run(Task<T> task, Duration limit) {
  auto state = std::make_shared<detail::Run>();
  if constexpr (std::is_void_v<T>) {
    detail::spawn_and_turn(*this, std::move(task), state, limit);
    if (state->failure) std::rethrow_exception(state->failure);
  } else {
    auto value = std::make_shared<std::optional<T>>();
    detail::spawn_and_turn(*this, detail::keep_value<T>(std::move(task), value), state, limit);
    if (state->failure) std::rethrow_exception(state->failure);
    return std::move(**value);
  }
}

}  // namespace spotter::testing

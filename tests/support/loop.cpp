#include "support/loop.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace spotter::testing {

bool Loop::turn_until(const std::function<bool()>& condition, Duration limit) {
  const TimePoint until = std::chrono::steady_clock::now() + limit;
  while (!condition()) {
    if (std::chrono::steady_clock::now() >= until) return false;
    // In short waits, because the condition may hang on something outside of the loop.
    context_.run_one_for(std::chrono::milliseconds(5));
  }
  return true;
}

bool Loop::settle(Duration limit) {
  const TimePoint until = std::chrono::steady_clock::now() + limit;
  while (context_.poll() > 0) {
    if (std::chrono::steady_clock::now() >= until) return false;
  }
  return true;
}

Task<bool> eventually(ShardExecutor executor, std::function<bool()> condition, Duration limit) {
  const TimePoint until = std::chrono::steady_clock::now() + limit;
  Timer timer(executor);
  while (!condition()) {
    if (std::chrono::steady_clock::now() >= until) co_return false;
    timer.expires_after(std::chrono::milliseconds(1));
    co_await timer.async_wait(asio::as_tuple(asio::use_awaitable_t<ShardExecutor>{}));
  }
  co_return true;
}

namespace detail {

void spawn_and_turn(Loop& loop, Task<void> task, const std::shared_ptr<Run>& run, Duration limit) {
  asio::cancellation_signal stop;
  auto ended = [run](std::exception_ptr failure) {
    run->failure = failure;
    run->ended = true;
  };
  asio::co_spawn(loop.executor(), std::move(task),
                 asio::bind_cancellation_slot(stop.slot(), std::move(ended)));
  if (loop.turn_until([&] { return run->ended; }, limit)) return;
  // Let it unwind while what it refers to is still there.
  stop.emit(asio::cancellation_type::terminal);
  loop.turn_until([&] { return run->ended; }, kPatience);
  throw std::runtime_error("the task did not end in time");
}

}  // namespace detail
}  // namespace spotter::testing

#include "simulation/schedule.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace spotter::simulation {

Schedule::Schedule(ShardExecutor executor) : timer_(executor) {}

Schedule::~Schedule() {
  stop();
}

void Schedule::at(TimePoint when, std::function<void()> work) {
  waiting_.emplace(Key{when, ++count_}, std::move(work));
  arm();
}

void Schedule::stop() {
  waiting_.clear();
  armed_for_ = TimePoint::max();
  timer_.cancel();
}

void Schedule::arm() {
  if (running_ || waiting_.empty()) return;
  const TimePoint first = waiting_.begin()->first.first;
  if (first >= armed_for_) return;
  armed_for_ = first;
  timer_.expires_at(first);
  timer_.async_wait([this](const boost::system::error_code& error) {
    if (error) return;  // set anew, or over: then this may be gone
    run();
  });
}

void Schedule::run() {
  armed_for_ = TimePoint::max();
  running_ = true;
  const TimePoint now = std::chrono::steady_clock::now();
  while (!waiting_.empty() && waiting_.begin()->first.first <= now) {
    const auto work = std::move(waiting_.begin()->second);
    waiting_.erase(waiting_.begin());
    work();
  }
  running_ = false;
  arm();
}

Task<void> pause(ShardExecutor executor, Duration span) {
  Timer timer(executor);
  timer.expires_after(span);
  co_await timer.async_wait(asio::as_tuple(asio::use_awaitable_t<ShardExecutor>{}));
}

}  // namespace spotter::simulation

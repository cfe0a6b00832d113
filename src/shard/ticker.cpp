#include <spotter/shard/ticker.hpp>

namespace spotter::shard {

Ticker::Ticker(ShardExecutor executor, const Clock& clock, TaskGroup::OnBug on_bug, Duration period)
    : clock_(clock), on_bug_(std::move(on_bug)), period_(period), stopped_(executor) {}

void Ticker::add(TickListener& listener) {
  listeners_.push_back(listener);
}

Task<void> Ticker::run() {
  while (!stopping_) {
    const TimePoint due = std::chrono::steady_clock::now() + period_;
    co_await stopped_.wait_until(due);
    if (stopping_) break;
    if (on_lag_) on_lag_(std::chrono::steady_clock::now() - due);
    // Each listener moves to the other list before it is called: whoever unregisters, now or later,
    // leaves whichever list it is in, and nobody is called twice.
    Listeners called;
    while (!listeners_.empty()) {
      TickListener& listener = listeners_.front();
      listeners_.pop_front();
      called.push_back(listener);
      try {
        listener.on_tick(clock_.now());
      } catch (...) {
        on_bug_(std::current_exception());
      }
    }
    listeners_.splice(listeners_.end(), called);
  }
}

void Ticker::stop() noexcept {
  stopping_ = true;
  stopped_.notify();
}

}  // namespace spotter::shard

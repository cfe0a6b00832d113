#include <spotter/shard/ticker.hpp>

#include <algorithm>

namespace spotter::shard {

Ticker::Ticker(ShardExecutor executor, const Clock& clock, TaskGroup::OnBug on_bug, Duration period)
    : clock_(clock),
      on_bug_(std::move(on_bug)),
      period_(period),
      stopped_(executor),
      reached_(tick_of(clock.now())) {}

void Ticker::add(TickListener& listener) {
  listeners_.push_back(listener);
}

std::int64_t Ticker::tick_of(TimePoint when) const noexcept {
  return when.time_since_epoch() / period_;
}

/// What is due already comes with the next tick.
Ticker::Listeners& Ticker::slot_of(TimePoint when) noexcept {
  const std::int64_t tick = std::max(tick_of(when), reached_);
  return slots_[static_cast<std::size_t>(tick % kSlots)];
}

void Ticker::call_by(TickListener& listener, TimePoint when) {
  if (when == TimePoint::max()) return;
  if (listener.is_linked()) {
    if (listener.due_ <= when) return;
    listener.unlink();
  }
  listener.due_ = when;
  slot_of(when).push_back(listener);
}

Task<void> Ticker::run() {
  while (!stopping_) {
    const TimePoint due = std::chrono::steady_clock::now() + period_;
    co_await stopped_.wait_until(due);
    if (stopping_) break;
    if (on_lag_) on_lag_(std::chrono::steady_clock::now() - due);
    tick();
  }
}

void Ticker::tick() {
  call_due(clock_.now());
  // Each listener moves to the other list before it is called: whoever unregisters, now or later,
  // leaves whichever list it is in, and nobody is called twice.
  Listeners called;
  while (!listeners_.empty()) {
    TickListener& listener = listeners_.front();
    listeners_.pop_front();
    called.push_back(listener);
    call(listener);
  }
  listeners_.splice(listeners_.end(), called);
}

void Ticker::call_due(TimePoint now) {
  // Those that are due are taken out first: who asks for another call meanwhile is not called
  // twice.
  Listeners in_time;
  const std::int64_t first = reached_;
  reached_ = std::max(reached_, tick_of(now));
  for (std::int64_t tick = std::max(first, reached_ - kSlots + 1); tick <= reached_; ++tick)
    in_time.splice(in_time.end(), slots_[static_cast<std::size_t>(tick % kSlots)]);
  while (!in_time.empty()) {
    TickListener& listener = in_time.front();
    in_time.pop_front();
    if (listener.due_ > now) {
      slot_of(listener.due_).push_back(listener);
    } else {
      call(listener);
    }
  }
}

void Ticker::call(TickListener& listener) {
  try {
    listener.on_tick(clock_.now());
  } catch (...) {
    on_bug_(std::current_exception());
  }
}

void Ticker::stop() noexcept {
  stopping_ = true;
  stopped_.notify();
}

}  // namespace spotter::shard

#include <spotter/shard/signal.hpp>

#include <boost/asio/associated_cancellation_slot.hpp>

#include <utility>

namespace spotter::shard {

/// The timer of waits with an end. It stays wound when a wait ends early, and whoever waits next
/// until later leaves it so: a wait that is nearly always ended by the flag costs no timer at all.
struct Signal::Bell {
  Bell(ShardExecutor executor, Signal& whose) : timer(executor), signal(&whose) {}

  Timer timer;
  Signal* signal;                         ///< null once that is gone
  TimePoint rings_at = TimePoint::max();  ///< max(): it is not wound
  TimePoint due = TimePoint::max();       ///< when the waiter goes on at the latest
};

Signal::~Signal() {
  // What has rung already may still be on its way.
  if (bell_) bell_->signal = nullptr;
  if (bell_) bell_->timer.cancel();
}

void Signal::notify() noexcept {
  if (raised_) return;
  raised_ = true;
  wake();
}

void Signal::wake() noexcept {
  if (waiter_) queue_.post(*this);
}

void Signal::run() {
  if (takes_down_) raised_ = false;
  Waiter waiter = std::move(*waiter_);
  waiter_.reset();
  waiter();
}

void Signal::drop() noexcept {
  const std::optional<Waiter> waiter = std::exchange(waiter_, std::nullopt);
}

Task<void> Signal::sleep(bool takes_down) {
  asio::use_awaitable_t<ShardExecutor> token;
  return asio::async_initiate<asio::use_awaitable_t<ShardExecutor>, void()>(
      [this, takes_down](Waiter&& waiter) {
        auto slot = asio::get_associated_cancellation_slot(waiter);
        // Who is cancelled goes on, and is told of it where it awaits next.
        if (slot.is_connected()) slot.assign([this](asio::cancellation_type) { wake(); });
        waiter_.emplace(std::move(waiter));
        takes_down_ = takes_down;
        if (raised_) wake();  // since the wait was begun, before it was awaited
      },
      token);
}

Task<void> Signal::take_down() {
  raised_ = false;
  co_return;
}

/// No coroutine of its own: most of what waits for long waits here.
Task<void> Signal::wait() {
  return raised_ ? take_down() : sleep(true);
}

Task<bool> Signal::wait_until(TimePoint when) {
  if (!raised_) {
    if (when != TimePoint::max()) wind(when);
    auto sleeping = sleep(false);
    co_await std::move(sleeping);
    if (bell_) bell_->due = TimePoint::max();
  }
  co_return std::exchange(raised_, false);
}

/// Makes the bell ring at that time or before.
void Signal::wind(TimePoint when) {
  if (!bell_) bell_ = std::make_shared<Bell>(queue_.executor(), *this);
  bell_->due = when;
  if (bell_->rings_at <= when) return;
  bell_->rings_at = when;
  bell_->timer.expires_at(when);
  bell_->timer.async_wait([bell = bell_](const boost::system::error_code& error) {
    if (!error && bell->signal != nullptr) bell->signal->rung();
  });
}

void Signal::rung() {
  bell_->rings_at = TimePoint::max();
  if (!waiter_) return;
  if (bell_->due == TimePoint::max()) return;
  if (Timer::clock_type::now() >= bell_->due) {
    wake();
  } else {
    wind(bell_->due);
  }
}

}  // namespace spotter::shard

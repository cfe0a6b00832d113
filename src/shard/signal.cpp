#include <spotter/shard/signal.hpp>

#include <boost/asio/associated_cancellation_slot.hpp>
#include <boost/asio/execution.hpp>

#include <utility>

namespace spotter::shard {

/// The timer of waits with an end. It stays wound when a wait ends early, and whoever waits next
/// until later leaves it so: a wait that is nearly always ended by the flag costs no timer at all.
struct Signal::Bell {
  Bell(ShardExecutor executor, Signal& whose) : timer(executor), signal(&whose) {}

  Timer timer;
  Signal* signal;                         ///< null once that is gone
  TimePoint rings_at = TimePoint::max();  ///< max(): it is not wound
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
  if (!waiter_) return;
  Waiter waiter = std::move(*waiter_);
  waiter_.reset();
  asio::require(executor_, asio::execution::blocking.never).execute(std::move(waiter));
}

Task<void> Signal::sleep() {
  asio::use_awaitable_t<ShardExecutor> token;
  return asio::async_initiate<asio::use_awaitable_t<ShardExecutor>, void()>(
      [this](Waiter&& waiter) {
        auto slot = asio::get_associated_cancellation_slot(waiter);
        // Who is cancelled goes on, and is told of it where it awaits next.
        if (slot.is_connected()) slot.assign([this](asio::cancellation_type) { wake(); });
        waiter_.emplace(std::move(waiter));
      },
      token);
}

Task<void> Signal::wait() {
  if (!raised_) {
    auto sleeping = sleep();
    co_await std::move(sleeping);
  }
  raised_ = false;
}

Task<bool> Signal::wait_until(TimePoint when) {
  if (!raised_) {
    due_ = when;
    wind(when);
    auto sleeping = sleep();
    co_await std::move(sleeping);
    due_ = TimePoint::max();
  }
  co_return std::exchange(raised_, false);
}

/// Makes the bell ring at that time or before.
void Signal::wind(TimePoint when) {
  if (when == TimePoint::max()) return;
  if (!bell_) bell_ = std::make_shared<Bell>(executor_, *this);
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
  if (Timer::clock_type::now() >= due_) {
    wake();
  } else {
    wind(due_);
  }
}

}  // namespace spotter::shard

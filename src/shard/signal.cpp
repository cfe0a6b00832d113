#include <spotter/shard/signal.hpp>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace spotter::shard {

void Signal::notify() noexcept {
  if (raised_) return;
  raised_ = true;
  if (waiting_) timer_.cancel();
}

Task<void> Signal::wait() {
  co_await wait_until(TimePoint::max());
}

Task<bool> Signal::wait_until(TimePoint when) {
  if (!raised_) {
    waiting_ = true;
    timer_.expires_at(when);
    co_await timer_.async_wait(asio::as_tuple(asio::use_awaitable_t<ShardExecutor>{}));
    waiting_ = false;
  }
  co_return std::exchange(raised_, false);
}

}  // namespace spotter::shard

#include "app/watchdog.hpp"

#include <boost/asio/post.hpp>

#include <utility>

namespace spotter::app {

Watchdog::Watchdog(asio::io_context& main, shard::ShardGroup& shards, Duration period,
                   std::function<void()> alive)
    : main_(main), shards_(shards), period_(period), alive_(std::move(alive)), timer_(main) {}

void Watchdog::start() {
  if (silent_ == 0) {
    silent_ = shards_.size();
    for (shard::ShardId id = 0; id < shards_.size(); ++id) {
      shards_.post(id, [this] { asio::post(main_, [this] { on_answer(); }); });
    }
  }
  timer_.expires_after(period_);
  timer_.async_wait([this](const boost::system::error_code& error) {
    if (!error) start();
  });
}

void Watchdog::on_answer() {
  if (--silent_ == 0) alive_();
}

}  // namespace spotter::app

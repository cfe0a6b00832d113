#pragma once

#include <spotter/base/clock.hpp>
#include <spotter/shard/shard_group.hpp>

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>

#include <cstddef>
#include <functional>

namespace spotter::app {

/// Asks all loops, again and again, whether they still turn. Lives on the main thread; ends before
/// the shards' loops are destroyed.
class Watchdog {
 public:
  /// `alive` is called on the main thread each time that all have answered; when a loop hangs it is
  /// not called any more. A round begins every `period`, if the one before has ended.
  Watchdog(asio::io_context& main, shard::ShardGroup& shards, Duration period,
           std::function<void()> alive);
  Watchdog(const Watchdog&) = delete;
  Watchdog& operator=(const Watchdog&) = delete;

  void start();
  void stop() { timer_.cancel(); }

 private:
  void on_answer();

  asio::io_context& main_;
  shard::ShardGroup& shards_;
  Duration period_;
  std::function<void()> alive_;
  asio::steady_timer timer_;
  std::size_t silent_ = 0;  ///< shards that have not answered in this round
};

}  // namespace spotter::app

#pragma once

#include "app/service_manager.hpp"
#include "app/shard_services.hpp"

#include <spotter/admin/admin.hpp>

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>

#include <chrono>
#include <cstddef>
#include <functional>

namespace spotter::app {

/// How the process ends (docs/draining.md): load balancers hear of it first, then all are served
/// to the end of their answers and told to come back, then whoever is left hears a goodbye, then
/// what still hangs is dropped. Lives on the main thread.
class Leaving {
 public:
  struct Times {
    std::chrono::seconds timeout;  ///< for running answers, from the first signal on
    std::chrono::seconds delay;    ///< of that: how long new sessions are still taken
  };
  /// Everything outlives this.
  struct Services {
    asio::io_context& main;
    shard::ShardGroup& shards;
    shard::Sharded<ShardServices>& parts;
    const Clock& clock;
    telemetry::Log& log;
    ServiceManager& manager;
    std::function<void()> stop_listening;  ///< runs on shard 0, once
    std::function<void()> on_begun;        ///< runs once
    std::function<void()> on_over;         ///< runs once: nothing runs on any shard
    std::function<void()> leave_behind;    ///< ends the process with what does not end
  };

  Leaving(Services services, Times times);
  Leaving(const Leaving&) = delete;
  Leaving& operator=(const Leaving&) = delete;

  /// Others from now on; what has begun keeps its own.
  void set_times(Times times) noexcept { times_ = times; }

  /// Begins; called once more, it does not wait for answers; and then, for nothing.
  void go_on();
  /// How things stand, after doing what is wished.
  admin::Drain answer(admin::Wish wish);
  [[nodiscard]] bool over() const noexcept { return over_; }

 private:
  enum class Stage {
    serving,
    announced,  ///< not ready any more, but all are served
    draining,
    saying_goodbye,
    dropping
  };

  void begin();
  void drain();
  void tell_to_leave(signalr::Departure departure);
  void on_sessions_done();
  void say_goodbye();
  void drop();
  void on_shard_closed();
  void after(Duration wait, void (Leaving::*next)());
  template <class F>
  void on_every_shard(F what);
  [[nodiscard]] admin::Phase phase() const noexcept;

  Services services_;
  Times times_;
  asio::steady_timer timer_;
  Stage stage_ = Stage::serving;
  TimePoint drain_ends_;
  std::size_t shards_left_ = 0;
  int drops_ = 0;
  bool over_ = false;
};

}  // namespace spotter::app

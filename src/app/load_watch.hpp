#pragma once

#include "app/memory_watch.hpp"

#include <spotter/app/settings.hpp>
#include <spotter/base/clock.hpp>
#include <spotter/resilience/overload.hpp>
#include <spotter/shard/shard_group.hpp>
#include <spotter/shard/task_group.hpp>
#include <spotter/shard/ticker.hpp>
#include <spotter/telemetry/log.hpp>
#include <spotter/telemetry/metrics.hpp>

#include <functional>
#include <optional>

namespace spotter::app {

/// The load of one shard: takes the samples, and says in the log when a level is reached or left
/// (docs/overload.md). Lives on its shard. The first one looks at the memory for all.
class LoadWatch {
 public:
  struct Place {
    shard::ShardId id;
    ShardExecutor executor;
    const Clock& clock;
    telemetry::Log& log;
    shard::WorkerPool& workers;
    shard::TaskGroup::OnBug on_bug;
    /// Tells every shard of the memory; called on the first one.
    std::function<void(double used)> tell_all;
  };
  LoadWatch(Place place, const Settings& settings);

  void change(const Settings& settings);
  void on_memory(double used);
  /// Spawns what samples. Until stop().
  void start(shard::TaskGroup& tasks);
  void stop() noexcept;

  [[nodiscard]] resilience::Overload& overload() noexcept { return overload_; }
  [[nodiscard]] const resilience::Overload& overload() const noexcept { return overload_; }
  [[nodiscard]] const telemetry::LoopLag& lag() const noexcept { return lag_; }

 private:
  void on_lag(Duration late);
  void note(resilience::Load before);

  shard::ShardId id_;
  const Clock& clock_;
  telemetry::Log& log_;
  resilience::Overload overload_;
  telemetry::LoopLag lag_;
  shard::Ticker pulse_;
  std::optional<MemoryWatch> memory_;  ///< of the first shard
};

}  // namespace spotter::app

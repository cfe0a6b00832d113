#pragma once

#include "app/collector_names.hpp"

#include <spotter/app/settings.hpp>
#include <spotter/crypto/random.hpp>
#include <spotter/http_client/http_client.hpp>
#include <spotter/shard/task_group.hpp>
#include <spotter/shard/worker_pool.hpp>
#include <spotter/telemetry/log.hpp>
#include <spotter/telemetry/otlp/exporter.hpp>
#include <spotter/telemetry/trace.hpp>

#include <memory>
#include <optional>

namespace spotter::app {

/// What tracing is made with; references outlive it.
struct TracingPlace {
  const Settings& settings;
  ShardExecutor executor;
  shard::WorkerPool& workers;  ///< one thread that only exporters of traces use
  CollectorNames& names;       ///< lives on that
  const Clock& clock;
  telemetry::Log& log;
  shard::TaskGroup::OnBug on_bug;
};

/// The spans of one shard, if settings name a collector: made before all that traces, ended after
/// it. One per shard.
class Tracing {
 public:
  explicit Tracing(const TracingPlace& at);
  Tracing(const Tracing&) = delete;
  Tracing& operator=(const Tracing&) = delete;
  /// stop() was joined.
  ~Tracing();

  /// Null: nobody traces.
  [[nodiscard]] telemetry::Tracer* tracer() noexcept;
  /// Nothing: nobody traces.
  [[nodiscard]] std::optional<telemetry::otlp::Metrics> metrics() const;

  void begin();
  /// Sends what waits; a collector that does not take it in time does not hold the end up.
  Task<void> stop();

 private:
  struct Works;
  std::unique_ptr<Works> works_;  ///< null: nobody traces
};

}  // namespace spotter::app

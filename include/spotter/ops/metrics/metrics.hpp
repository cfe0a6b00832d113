#pragma once

#include <spotter/api/metrics.hpp>
#include <spotter/chat/metrics.hpp>
#include <spotter/conversation/metrics.hpp>
#include <spotter/llm/failover/metrics.hpp>
#include <spotter/ops/health.hpp>
#include <spotter/ops/metrics/access.hpp>
#include <spotter/ops/metrics/process.hpp>
#include <spotter/ops/resilience.hpp>
#include <spotter/purchase/entitlements/metrics.hpp>
#include <spotter/redis/metrics.hpp>
#include <spotter/resilience/overload.hpp>
#include <spotter/server/metrics.hpp>
#include <spotter/server/router.hpp>
#include <spotter/shard/worker_pool.hpp>
#include <spotter/telemetry/log_counts.hpp>
#include <spotter/telemetry/metrics.hpp>
#include <spotter/telemetry/otlp/metrics.hpp>

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace spotter::ops::metrics {

/// A copy of what one shard has counted.
struct ShardCells {
  chat::Metrics turns;
  conversation::Metrics conversations;
  api::SessionMetrics sessions;
  server::ConnectionMetrics connections;
  std::vector<server::RouteMetrics> routes;
  std::optional<redis::Metrics> redis;  ///< nothing: there is none
  telemetry::LoopLag lag;
  resilience::Overload overload{resilience::Overload::Settings()};
  std::optional<telemetry::otlp::Metrics> traces{};  ///< nothing: nobody traces
};

/// All that the page shows but what is read while it is written (Process). A value.
struct Cells {
  std::vector<ShardCells> shards;  ///< in the order of their ids
  llm::failover::Metrics upstreams;
  purchase::entitlements::Metrics purchases;
  Report report;
  Phase phase = Phase::starting;
  std::size_t connections_max = 0;
  std::string version;
  telemetry::LogCounts log;
};

/// Takes the copies, from the router's shard.
using AskCells = std::function<Task<Cells>()>;

/// Adds GET /metrics. The text is written on a worker, as are the files of /proc read: 503 when
/// their queue is full. `workers` and `ask` outlive the router.
void add_metrics_route(server::Router& router, Access access, const AskCells& ask,
                       shard::WorkerPool& workers, ShardExecutor executor);

/// The page, in Prometheus' text format 0.0.4.
std::string metrics_page(const Cells& cells, const Process& process);

}  // namespace spotter::ops::metrics

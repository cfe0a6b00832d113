#pragma once

#include <spotter/base/clock.hpp>
#include <spotter/base/entropy.hpp>
#include <spotter/http_client/http_client.hpp>
#include <spotter/shard/task_group.hpp>
#include <spotter/shard/worker_pool.hpp>
#include <spotter/telemetry/log.hpp>

namespace spotter::purchase::google {

/// What this store needs of the process. All of it outlives those who get it; `executor` is the
/// shard of the stores.
struct Services {
  http_client::HttpClient& client;
  ShardExecutor executor;
  shard::WorkerPool& workers;
  const Clock& clock;
  Entropy& entropy;
  telemetry::Log& log;
  shard::TaskGroup::OnBug on_bug;
};

}  // namespace spotter::purchase::google

#pragma once

#include <spotter/ops/resilience.hpp>
#include <spotter/resilience/overload.hpp>
#include <spotter/server/router.hpp>

namespace spotter::ops {

enum class Phase { starting, serving, draining };

/// How one shard stands; set by app on that shard.
struct Condition {
  Phase phase = Phase::starting;
  const resilience::Overload* overload = nullptr;  ///< of the shard
};

/// Adds /health (text, for as long as the process serves), /health/live and /health/ready (JSON;
/// ready is 503 while starting, draining, or when nothing can answer a chat). `condition` and `ask`
/// outlive the router.
void add_health_routes(server::Router& router, const Condition& condition, const AskReport& ask);

}  // namespace spotter::ops

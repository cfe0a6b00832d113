#pragma once

#include <spotter/server/router.hpp>

#include <string>

namespace spotter::ops {

enum class Phase { starting, serving, draining };

/// How one shard stands; set by app on that shard.
struct Condition {
  Phase phase = Phase::starting;
  std::string answering;  ///< the provider that would answer now; empty: none
  [[nodiscard]] bool ready() const noexcept {
    return phase == Phase::serving && !answering.empty();
  }
};

/// Adds /health (text, for as long as the process serves), /health/live and /health/ready (JSON;
/// ready is 503 while starting, draining, or when nothing can answer a chat). `condition` outlives
/// the router.
void add_health_routes(server::Router& router, const Condition& condition);

}  // namespace spotter::ops

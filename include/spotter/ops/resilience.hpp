#pragma once

#include <spotter/llm/failover/board.hpp>
#include <spotter/server/router.hpp>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace spotter::ops {

/// Somebody we depend on who is no provider: a store of purchases, Redis.
struct Upstream {
  std::string name;
  std::string_view kind;  ///< "store" or "redis"
  std::string_view state;
  int failures = 0;
  std::string_view last_failure;  ///< empty: none
  WallTime since;
  std::optional<WallTime> next_probe;
  std::size_t running = 0;
  std::size_t waiting = 0;
  resilience::RecentCalls::Summary recent;
};

/// How everybody we depend on stands.
struct Report {
  llm::failover::Report providers;
  std::vector<Upstream> others;
  std::size_t entitlements_kept = 0;  ///< answers of stores that hold
  /// Payers let in since the start while their store was away.
  std::uint64_t entitlements_in_grace = 0;
};

/// Asked on the router's shard.
using AskReport = std::function<Task<Report>()>;

/// Adds GET /resilience: each upstream's state, failures, next probe, calls and latencies, and who
/// would answer now. `ask` outlives the router. Nothing secret: no money, no keys, no payers.
void add_resilience_route(server::Router& router, const AskReport& ask);

/// The page, in JSON. Times are RFC 3339 in UTC.
std::string resilience_page(const Report& report);

}  // namespace spotter::ops

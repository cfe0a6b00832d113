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
  std::string_view kind;   ///< "store" or "redis"
  std::string_view state;  ///< a constant word, such as "closed"; of redis also "refusing"
  int failures = 0;
  std::string_view last_failure;  ///< empty: none
  WallTime since;
  std::optional<WallTime> next_probe;
  std::size_t running = 0;
  std::size_t waiting = 0;
  resilience::RecentCalls::Summary recent;
};

/// Who counts generations.
struct QuotaCount {
  bool by_redis = false;         ///< for all processes; else this process for itself
  std::uint64_t by_process = 0;  ///< decisions since the start that Redis should have made
  std::size_t owed = 0;          ///< generations that Redis has yet to be told of
  std::uint64_t dropped = 0;     ///< and those that were too many to remember
};

/// What the stores said.
struct EntitlementCount {
  std::size_t kept = 0;          ///< answers that hold
  std::uint64_t in_grace = 0;    ///< payers let in since the start while their store was away
  bool shared = false;           ///< with other processes, through Redis
  std::uint64_t taken_over = 0;  ///< answers that another process had got
  std::size_t forget_owed = 0;   ///< purchases that others have yet to be told to forget
};

/// How everybody we depend on stands.
struct Report {
  llm::failover::Report providers;
  std::vector<Upstream> others;
  EntitlementCount entitlements;
  QuotaCount quotas;
};

/// Asked on the router's shard.
using AskReport = std::function<Task<Report>()>;

/// Adds GET /resilience: each upstream's state, failures, next probe, calls and latencies, and who
/// would answer now. `ask` outlives the router. Nothing secret: no money, no keys, no payers.
void add_resilience_route(server::Router& router, const AskReport& ask);

/// One provider as the page shows it: a JSON object.
std::string provider_object(const llm::failover::Standing& standing);

/// The page, in JSON. Times are RFC 3339 in UTC.
std::string resilience_page(const Report& report);

}  // namespace spotter::ops

#pragma once

#include <spotter/llm/failover/board.hpp>
#include <spotter/server/router.hpp>

#include <functional>
#include <string>

namespace spotter::ops {

/// How all providers stand now; asked on the router's shard.
using AskReport = std::function<Task<llm::failover::Report>()>;

/// Adds GET /resilience: each upstream's state, failures, next probe, calls and latencies, and who
/// would answer now. `ask` outlives the router. Nothing secret: no money, no keys.
void add_resilience_route(server::Router& router, const AskReport& ask);

/// The page, in JSON. Times are RFC 3339 in UTC.
std::string resilience_page(const llm::failover::Report& report);

}  // namespace spotter::ops

#pragma once

#include <array>
#include <string_view>

namespace spotter::app {

/// Rooms that are handed a log; settings and administrators call them so. Whoever gets its log from
/// one of these writes in its name: purchase/http in that of the store.
inline constexpr std::array<std::string_view, 13> kLogRooms = {
    "app",
    "server",
    "api",
    "conversation",
    "chat",
    "llm/failover",
    "purchase/entitlements",
    "purchase/google",
    "purchase/apple",
    "purchase/revenue_cat",
    "purchase/redis",
    "rate_limit/redis",
    "redis",
};

}  // namespace spotter::app

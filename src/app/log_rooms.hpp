#pragma once

#include <array>
#include <string_view>

namespace spotter::app {

/// Rooms that are handed a log; settings and administrators call them so. Whoever gets its log from
/// one of these writes in its name: purchase/http in that of the store.
inline constexpr std::array<std::string_view, 14> kLogRooms = {
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
    "telemetry/otlp",
};

/// Events that say what was served: one a turn, request, session or message of a store.
inline constexpr std::array<std::string_view, 4> kLogRecords = {
    "turn_finished",
    "plan_request_finished",
    "session_finished",
    "store_notification",
};

/// Of the level info: who is refused, and what a store says of what was shown.
inline constexpr std::array<std::string_view, 3> kLogPaced = {
    "credential_refused",
    "apple_refusal",
    "apple_receipt_refusal",
};

}  // namespace spotter::app

#pragma once

#include <spotter/hub/ending.hpp>
#include <spotter/signalr/settings.hpp>
#include <spotter/telemetry/metrics.hpp>

namespace spotter::api {

/// The hub of a session.
enum class ChatHubName { ai_chat, ai_chat_v2 };
/// "ai-chat", "ai-chat-v2".
std::string_view name_of(ChatHubName hub) noexcept;

/// As the log and metrics have a transport.
enum class SessionTransport { websocket, server_sent_events, long_polling };
std::string_view name_of(SessionTransport transport) noexcept;
SessionTransport session_transport_of(signalr::TransportKind kind) noexcept;

/// From a page that was opened by mistake to an app that stays open for a day, in seconds.
inline constexpr std::array kSessionSeconds = {1.0,    5.0,    15.0,    60.0,    300.0,
                                               1800.0, 3600.0, 14400.0, 43200.0, 86400.0};

/// The chat sessions of a shard. Lives there; copies are values.
struct SessionMetrics {
  template <class Cell>
  using ByKind = telemetry::By<Cell, ChatHubName::ai_chat_v2, SessionTransport::long_polling>;

  ByKind<telemetry::Counter> opened;
  ByKind<telemetry::Gauge> open;
  telemetry::By<telemetry::Counter, ChatHubName::ai_chat_v2, hub::Ending::server_closed> ended;
  telemetry::Histogram<kSessionSeconds> duration;
};
template <class M>
requires std::is_same_v<std::remove_const_t<M>, SessionMetrics>
auto fields(M& metrics) {
  return std::tie(metrics.opened, metrics.open, metrics.ended, metrics.duration);
}
void describe(const SessionMetrics& metrics, telemetry::MetricPage& page);

}  // namespace spotter::api

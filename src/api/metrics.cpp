#include <spotter/api/metrics.hpp>

namespace spotter::api {

using telemetry::show_family;

std::string_view name_of(ChatHubName hub) noexcept {
  return hub == ChatHubName::ai_chat ? "ai-chat" : "ai-chat-v2";
}

std::string_view name_of(SessionTransport transport) noexcept {
  switch (transport) {
    case SessionTransport::websocket:
      return "websocket";
    case SessionTransport::server_sent_events:
      return "server_sent_events";
    case SessionTransport::long_polling:
      return "long_polling";
  }
  return "unknown";
}

SessionTransport session_transport_of(signalr::TransportKind kind) noexcept {
  switch (kind) {
    case signalr::TransportKind::web_sockets:
      return SessionTransport::websocket;
    case signalr::TransportKind::server_sent_events:
      return SessionTransport::server_sent_events;
    case signalr::TransportKind::long_polling:
      return SessionTransport::long_polling;
  }
  return SessionTransport::websocket;
}

void describe(const SessionMetrics& metrics, telemetry::MetricPage& page) {
  show_family(page, "spotter_hub_sessions_opened_total", "Chat sessions whose handshake succeeded.",
              {"hub", "transport"}, metrics.opened);
  show_family(page, "spotter_hub_sessions", "Chat sessions that are open now.",
              {"hub", "transport"}, metrics.open);
  show_family(page, "spotter_hub_sessions_ended_total",
              "Connections to a chat hub that ended, by why; too_slow: a client that did not take "
              "what was sent.",
              {"hub", "ending"}, metrics.ended);
  show_family(page, "spotter_hub_session_duration_seconds", "How long chat sessions lasted.",
              metrics.duration);
}

}  // namespace spotter::api

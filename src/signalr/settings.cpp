#include <spotter/signalr/settings.hpp>

namespace spotter::signalr {

std::string_view name_of(TransportKind kind) noexcept {
  switch (kind) {
    case TransportKind::web_sockets:
      return "WebSockets";
    case TransportKind::server_sent_events:
      return "ServerSentEvents";
    case TransportKind::long_polling:
      return "LongPolling";
  }
  return {};
}

bool Settings::offers(TransportKind kind) const noexcept {
  switch (kind) {
    case TransportKind::web_sockets:
      return web_sockets;
    case TransportKind::server_sent_events:
      return server_sent_events;
    case TransportKind::long_polling:
      return long_polling;
  }
  return false;
}

}  // namespace spotter::signalr

#pragma once

#include <chrono>
#include <cstddef>
#include <string_view>

namespace spotter::signalr {

enum class TransportKind { web_sockets, server_sent_events, long_polling };
/// "WebSockets", "ServerSentEvents", "LongPolling": as negotiation and the error texts spell them.
std::string_view name_of(TransportKind kind) noexcept;

/// How a hub is offered. Defaults are those of the reference server.
struct Settings {
  bool web_sockets = true;
  bool server_sent_events = true;
  bool long_polling = true;
  bool stateful_reconnect = false;  ///< granted to who asks
  int negotiate_version_min = 0;
  /// How long a connection may be without a transport: after its negotiation, and between polls.
  std::chrono::milliseconds disconnect_timeout{15'000};
  /// A poll with nothing to say ends after so long. Clients give up after 100 s.
  std::chrono::milliseconds poll_timeout{90'000};
  std::size_t inbound_bytes_max = 64 * 1024;   ///< sent and not read yet: the sender waits
  std::size_t outbound_bytes_max = 64 * 1024;  ///< written between two polls: the hub waits

  [[nodiscard]] bool offers(TransportKind kind) const noexcept;
};

}  // namespace spotter::signalr

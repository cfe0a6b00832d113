#pragma once

#include "server/framed_web_socket.hpp"
#include "server/presence.hpp"
#include "server/streams.hpp"

#include <spotter/server/http.hpp>
#include <spotter/server/settings.hpp>

#include <memory>
#include <optional>
#include <string>

namespace spotter::server {

/// How a WebSocket is opened.
struct Handshake {
  std::string answer;              ///< the whole 101
  std::optional<int> window_bits;  ///< of what the server compresses; nothing: nothing
};

/// The answer to a valid upgrade (Request::wants_websocket).
Handshake shake_hands(const Request& request, const Settings& settings);

/// Answers the upgrade on `stream` and gives the socket, or nothing when the peer went away.
/// `stream` moves into it.
template <class Stream>
Task<std::unique_ptr<OwnedWebSocket>> accept_web_socket(Stream stream, Handshake handshake,
                                                        const Settings& settings,
                                                        const WebSocketServices& services);

extern template Task<std::unique_ptr<OwnedWebSocket>> accept_web_socket(PlainStream, Handshake,
                                                                        const Settings&,
                                                                        const WebSocketServices&);
extern template Task<std::unique_ptr<OwnedWebSocket>> accept_web_socket(TlsStream, Handshake,
                                                                        const Settings&,
                                                                        const WebSocketServices&);

}  // namespace spotter::server

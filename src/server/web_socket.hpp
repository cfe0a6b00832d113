#pragma once

#include "server/framed_web_socket.hpp"
#include "server/presence.hpp"
#include "server/streams.hpp"

#include <spotter/server/http.hpp>
#include <spotter/server/settings.hpp>

#include <boost/beast/http/message.hpp>
#include <boost/beast/http/string_body.hpp>

#include <memory>

namespace spotter::server {

using UpgradeRequest = boost::beast::http::request<boost::beast::http::string_body>;

/// Answers the upgrade on `stream` with 101 and gives the socket, or nothing when the peer went
/// away. `stream` moves into it.
template <class Stream>
Task<std::unique_ptr<OwnedWebSocket>> accept_web_socket(Stream stream, UpgradeRequest request,
                                                        const Settings& settings,
                                                        const WebSocketServices& services);

extern template Task<std::unique_ptr<OwnedWebSocket>> accept_web_socket(PlainStream, UpgradeRequest,
                                                                        const Settings&,
                                                                        const WebSocketServices&);
extern template Task<std::unique_ptr<OwnedWebSocket>> accept_web_socket(TlsStream, UpgradeRequest,
                                                                        const Settings&,
                                                                        const WebSocketServices&);

}  // namespace spotter::server

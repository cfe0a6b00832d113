#pragma once

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
/// away. `stream` moves into it. `on_bug` is told of an exception that left a task of the socket.
template <class Stream>
Task<std::unique_ptr<OwnedWebSocket>> accept_web_socket(
    Stream stream, UpgradeRequest request, const Settings& settings,
    std::function<void(std::exception_ptr)> on_bug);

extern template Task<std::unique_ptr<OwnedWebSocket>> accept_web_socket(
    PlainStream, UpgradeRequest, const Settings&, std::function<void(std::exception_ptr)>);
extern template Task<std::unique_ptr<OwnedWebSocket>> accept_web_socket(
    TlsStream, UpgradeRequest, const Settings&, std::function<void(std::exception_ptr)>);

}  // namespace spotter::server

#pragma once

#include "server/presence.hpp"
#include "server/streams.hpp"

#include <spotter/server/settings.hpp>

#include <memory>

namespace spotter::server {

/// A WebSocket with permessage-deflate, on a stream that carries nothing but frames from here on.
/// `window_bits`: of what the server sends. `on_bug` is told of an exception that left a task.
///
/// Beast has the extension too, and it is not used: it keeps a compressor and an inflater for each
/// connection although no context is taken over, refuses final blocks, takes truncated messages for
/// whole ones, and drops the connection without a close code when a message is not deflated.
template <class Stream>
std::unique_ptr<OwnedWebSocket> make_deflate_web_socket(
    Stream stream, int window_bits, const Settings& settings,
    std::function<void(std::exception_ptr)> on_bug);

extern template std::unique_ptr<OwnedWebSocket> make_deflate_web_socket(
    PlainStream, int, const Settings&, std::function<void(std::exception_ptr)>);
extern template std::unique_ptr<OwnedWebSocket> make_deflate_web_socket(
    TlsStream, int, const Settings&, std::function<void(std::exception_ptr)>);

}  // namespace spotter::server

#pragma once

#include "server/presence.hpp"
#include "server/streams.hpp"

#include <spotter/server/settings.hpp>

#include <functional>
#include <memory>
#include <optional>
#include <span>

namespace spotter::server {

/// What the WebSockets of a shard share. Outlives them.
struct WebSocketServices {
  /// Is told of an exception that left a task.
  std::function<void(std::exception_ptr)> on_bug;
  /// Bytes are read into it, and used up before anybody else reads: a socket that waits has no
  /// buffer of its own.
  std::span<char> read_buffer;
};

/// A WebSocket (RFC 6455) on a stream that carries nothing but frames from here on. `window_bits`:
/// of what the server compresses, if permessage-deflate was agreed on.
///
/// Beast speaks WebSocket too, and is not used: it keeps 5 KB for each connection, needs a buffer
/// while it waits, and with permessage-deflate it also keeps a compressor and an inflater
/// although no context is taken over, refuses final blocks, takes truncated messages for whole
/// ones, and drops the connection without a close code when a message is not deflated.
template <class Stream>
std::unique_ptr<OwnedWebSocket> make_framed_web_socket(Stream stream,
                                                       std::optional<int> window_bits,
                                                       const Settings& settings,
                                                       const WebSocketServices& services);

extern template std::unique_ptr<OwnedWebSocket> make_framed_web_socket(TcpSocket,
                                                                       std::optional<int>,
                                                                       const Settings&,
                                                                       const WebSocketServices&);
extern template std::unique_ptr<OwnedWebSocket> make_framed_web_socket(TlsStream,
                                                                       std::optional<int>,
                                                                       const Settings&,
                                                                       const WebSocketServices&);

}  // namespace spotter::server

#pragma once

#include <spotter/shard/task.hpp>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/basic_stream.hpp>

namespace spotter::server {

class TlsContext {
 public:
  TlsContext() : context(asio::ssl::context::tls_server) {}
  asio::ssl::context context;
};

using TcpSocket = asio::basic_stream_socket<asio::ip::tcp, ShardExecutor>;
using PlainStream = boost::beast::basic_stream<asio::ip::tcp, ShardExecutor>;
using TlsStream = asio::ssl::stream<PlainStream>;

/// Completes with a tuple that begins with the error code: sockets do not throw.
inline constexpr auto as_result = asio::as_tuple(asio::use_awaitable_t<ShardExecutor>{});

inline PlainStream& lowest(PlainStream& stream) noexcept {
  return stream;
}
inline PlainStream& lowest(TlsStream& stream) noexcept {
  return stream.next_layer();
}

}  // namespace spotter::server

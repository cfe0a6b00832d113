#pragma once

#include "server/framed_web_socket.hpp"
#include "server/networks.hpp"
#include "server/streams.hpp"

#include <spotter/server/http.hpp>
#include <spotter/server/settings.hpp>

#include <exception>
#include <functional>
#include <memory>
#include <string>
#include <utility>

namespace spotter::server {

/// What the connections of a shard share. Outlives them.
struct ConnectionServices {
  const Settings& settings;
  const Networks& trusted_proxies;
  Handler& handler;
  std::function<std::string()> next_request_id;
  /// With the id of the request in whose answer it happened.
  std::function<void(std::exception_ptr, const std::string& request)> on_bug;
  WebSocketServices web_sockets;  ///< its on_bug is for what happens between requests, too
};

/// A WebSocket that a connection has become, and who serves it.
struct Upgraded {
  std::unique_ptr<OwnedWebSocket> socket;  ///< null: it did not become one
  ServeWebSocket serve;
};

/// One accepted connection: HTTP/1.1 requests one after the other, until it is over or has become a
/// WebSocket. Lives on its shard.
class HttpConnection {
 public:
  virtual ~HttpConnection() = default;
  virtual Task<void> run() = 0;
  /// After run(). It needs nothing of the connection any more.
  virtual Upgraded take_upgraded() noexcept = 0;
  /// Answers 503 and closes.
  virtual Task<void> refuse() = 0;
  /// Closes now if idle, else after the answer under way.
  virtual void drain() noexcept = 0;
  virtual void abort() noexcept = 0;
};

std::unique_ptr<HttpConnection> make_http_connection(PlainStream stream, std::string peer,
                                                     const ConnectionServices& services);
std::unique_ptr<HttpConnection> make_https_connection(PlainStream stream, TlsContext& tls,
                                                      std::string peer,
                                                      const ConnectionServices& services);

}  // namespace spotter::server

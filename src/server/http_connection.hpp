#pragma once

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

  /// For what happens between requests.
  [[nodiscard]] std::function<void(std::exception_ptr)> on_bug_of_none() const {
    return [report = on_bug](std::exception_ptr bug) { report(std::move(bug), {}); };
  }
};

/// One accepted connection: HTTP/1.1 requests one after the other, perhaps a WebSocket at the end.
/// Lives on its shard.
class HttpConnection {
 public:
  virtual ~HttpConnection() = default;
  /// Until the connection is over.
  virtual Task<void> run() = 0;
  /// Answers 503 and closes.
  virtual Task<void> refuse() = 0;
  /// Closes now if idle, else after the answer under way.
  virtual void drain() noexcept = 0;
  virtual void abort() noexcept = 0;
};

std::unique_ptr<HttpConnection> make_http_connection(PlainStream stream, std::string peer,
                                                     ConnectionServices services);
std::unique_ptr<HttpConnection> make_https_connection(PlainStream stream, TlsContext& tls,
                                                      std::string peer,
                                                      ConnectionServices services);

}  // namespace spotter::server

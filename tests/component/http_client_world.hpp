#pragma once

#include "support/loop.hpp"
#include "support/scripted_upstream.hpp"

#include <spotter/http_client/http_client.hpp>

#include <memory>
#include <string>

namespace spotter::testing {

/// With a time-out for connecting that nobody waits for in a test: it would wake a call that was
/// forgotten.
inline http_client::Settings patient_settings() {
  http_client::Settings settings;
  settings.connect_timeout = 5 * kPatience;
  return settings;
}

/// A client on a loop of its own, and what its exchanges did.
struct HttpWorld {
  explicit HttpWorld(http_client::Settings settings = patient_settings())
      : client(loop.executor(), workers, std::move(settings)), progress(loop.executor()) {}
  ~HttpWorld() { loop.run(client.stop()); }

  Loop loop;
  shard::WorkerPool workers{1, 64};
  http_client::HttpClient client;
  shard::Signal progress;

  std::unique_ptr<http_client::Exchange> get(const std::string& url) {
    http_client::Request request;
    request.method = "GET";
    request.url = url;
    return client.start(std::move(request), progress);
  }
  std::unique_ptr<http_client::Exchange> post(const std::string& url, std::string body) {
    http_client::Request request;
    request.url = url;
    request.body = std::move(body);
    return client.start(std::move(request), progress);
  }

  bool until_headers(const http_client::Exchange& exchange) {
    return loop.turn_until([&] { return exchange.has_headers() || exchange.done(); }) &&
           exchange.has_headers();
  }
  bool until_done(const http_client::Exchange& exchange) {
    return loop.turn_until([&] { return exchange.done(); });
  }
  /// Everything until the end.
  std::string whole_body(http_client::Exchange& exchange) {
    std::string body;
    loop.turn_until([&] {
      body += exchange.take_body();
      return exchange.done();
    });
    return body + exchange.take_body();
  }
};

/// The code of an exchange that ended with an error.
inline Errc errc_of(const http_client::Exchange& exchange) {
  if (!exchange.done()) throw std::logic_error("the exchange still runs");
  if (exchange.error() == nullptr) throw std::logic_error("the exchange ended well");
  return exchange.error()->code;
}

}  // namespace spotter::testing

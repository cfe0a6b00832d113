#pragma once

#include "http_client/clear_http2.hpp"
#include "http_client/connections.hpp"
#include "http_client/curl_handle.hpp"
#include "http_client/multi_loop.hpp"
#include "http_client/proxy.hpp"
#include "http_client/recorder.hpp"
#include "http_client/resolver.hpp"

#include <spotter/http_client/http_client.hpp>

#include <boost/asio/post.hpp>

#include <cstddef>

namespace spotter::http_client {

/// What the calls of one client share.
struct Core {
  Core(ShardExecutor e, shard::WorkerPool& workers, Settings s, LookUp look_up)
      : settings(std::move(s)),
        executor(e),
        proxies(settings.proxies),
        multi(e, settings.connections_max),
        resolver(e, workers, std::move(look_up)),
        recorder(e, workers, settings.recording) {}

  /// Nudges a connection (see MultiLoop) when curl's function that runs now is over, and again as
  /// long as that brings something: the transfer that is nudged may be busy with what it has of its
  /// own.
  void nudge_soon(int local_port) {
    if (!connections.mark(local_port)) return;
    asio::post(executor, [this, local_port, there = std::weak_ptr<const bool>(alive)] {
      if (there.expired()) return;
      connections.unmark(local_port);
      CURL* easy = connections.any(local_port);
      if (easy == nullptr) return;
      const std::uint64_t before = connections.arrivals(local_port);
      multi.nudge(easy);
      multi.run_what_is_due();
      if (connections.arrivals(local_port) != before) nudge_soon(local_port);
    });
  }

  Settings settings;
  ShardExecutor executor;
  CurlLibrary library;
  ProxyChoice proxies;
  MultiLoop multi;
  EasyPool easies;
  Connections connections;
  ClearHttp2 clear_http2;
  Resolver resolver;
  Recorder recorder;
  /// Whether this is there, for work that waits in the loop's queue.
  std::shared_ptr<const bool> alive = std::make_shared<const bool>(true);
  std::size_t calls = 0;  ///< exchanges that exist
};

}  // namespace spotter::http_client

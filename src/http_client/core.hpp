#pragma once

#include "http_client/connection_pool.hpp"
#include "http_client/curl_handle.hpp"
#include "http_client/multi_loop.hpp"
#include "http_client/proxy.hpp"
#include "http_client/recorder.hpp"
#include "http_client/resolver.hpp"

#include <spotter/http_client/http_client.hpp>

#include <cstddef>

namespace spotter::http_client {

/// What the calls of one client share.
struct Core {
  Core(ShardExecutor e, shard::WorkerPool& workers, Settings s, LookUp look_up)
      : settings(std::move(s)),
        executor(e),
        proxies(settings.proxies),
        multi(e),
        pool(e, multi, settings),
        resolver(e, workers, std::move(look_up)),
        recorder(e, workers, settings.recording) {}

  Settings settings;
  ShardExecutor executor;
  CurlLibrary library;
  ProxyChoice proxies;
  MultiLoop multi;
  ConnectionPool pool;
  Resolver resolver;
  Recorder recorder;
  std::size_t calls = 0;  ///< exchanges that exist
};

}  // namespace spotter::http_client

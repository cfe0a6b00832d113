#pragma once

#include <spotter/codec/json.hpp>
#include <spotter/server/router.hpp>
#include <spotter/shard/task_group.hpp>
#include <spotter/signalr/endpoint.hpp>
#include <spotter/test_hub/test_hub.hpp>

#include <functional>

namespace spotter::app {

/// The test hub on one shard: an endpoint of its own, with a ticker that keeps its scaled time.
class TestHubs {
 public:
  struct Place {
    shard::ShardId id;
    ShardExecutor executor;
    const Clock& clock;
    Entropy& entropy;
    codec::JsonParser& parser;
    hub::SpareBuffers& spares;
    const signalr::ConnectionTokens& tokens;
    shard::Sharded<signalr::Connections>& connections;  ///< the test hub's own
    shard::Sharded<test_hub::Hall>& halls;
    std::function<Task<bool>(const server::Request&)> authenticate;
    std::function<void(std::exception_ptr)> on_bug;
  };
  TestHubs(Place place, double time_scale, server::Router& router);

  /// As of signalr::Endpoint.
  void drain() { endpoint_.drain(); }
  Task<void> drained() { return endpoint_.drained(); }
  void shutdown() { endpoint_.shutdown(); }
  void abort() { endpoint_.abort(); }
  /// Nothing lives here any more: ends what runs.
  Task<void> stop();

 private:
  shard::Ticker ticker_;
  signalr::Endpoint endpoint_;
  shard::TaskGroup tasks_;
};

}  // namespace spotter::app

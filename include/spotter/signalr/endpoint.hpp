#pragma once

#include <spotter/base/clock.hpp>
#include <spotter/base/entropy.hpp>
#include <spotter/hub/session.hpp>
#include <spotter/server/router.hpp>
#include <spotter/shard/shard_group.hpp>
#include <spotter/signalr/connection_token.hpp>
#include <spotter/signalr/connections.hpp>
#include <spotter/signalr/mount.hpp>

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>

namespace spotter::signalr {

/// How the sessions of a server that ends are told to come back elsewhere: in random order and at
/// random moments, so that not all of them connect anew at once.
struct Departure {
  Duration at_most{};      ///< until the last one is told
  Duration per_session{};  ///< or so much for each, if that is less
};

/// The hubs of one shard on its HTTP server: negotiation, the three transports, and who may
/// connect. Every shard mounts the same, in the same order.
class Endpoint {
 public:
  struct Services {
    shard::ShardId id;
    ShardExecutor executor;
    const Clock& clock;
    Entropy& entropy;
    shard::Ticker& ticker;
    codec::JsonParser& parser;
    hub::SpareBuffers& spares;
    const ConnectionTokens& tokens;
    /// Where connections are found from other shards. Its local part is there already, and is told
    /// whom it works for.
    shard::Sharded<Connections>& connections;
    /// Told of an exception that left a task of a connection: a bug.
    std::function<void(std::exception_ptr)> on_bug;
    /// Asked before anything is done for a new connection: after how long it shall try again;
    /// nothing: it is let in. Empty: all are.
    std::function<std::optional<Duration>()> turn_away{};
  };
  explicit Endpoint(Services services);
  ~Endpoint();

  /// Before add_routes().
  void mount(Mount mount);
  void add_routes(server::Router& router);

  /// New sessions are answered with 503. Those that are there end when their moment has come and
  /// they are not busy; until then, and while they are, they are served.
  void drain(Departure departure = {});
  /// Waits until no session is left. After drain(); one waiter.
  Task<void> drained();
  /// Sessions are told to come back, and end now.
  void shutdown();
  /// Those that have no socket here, which could be dropped, end silently.
  void abort();
  [[nodiscard]] std::size_t sessions() const noexcept;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace spotter::signalr

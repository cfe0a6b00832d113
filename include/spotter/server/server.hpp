#pragma once

#include <spotter/server/http.hpp>
#include <spotter/server/metrics.hpp>
#include <spotter/server/settings.hpp>
#include <spotter/shard/shard_group.hpp>
#include <spotter/telemetry/log.hpp>

#include <functional>
#include <memory>
#include <string>

namespace spotter::server {

/// The server's certificate and key, loaded. Shared by all shards, read-only.
class TlsContext;
/// Reads PEM files (blocks). TLS 1.2 and later. Errors: invalid_argument with the
/// file and OpenSSL's words in `why`.
Result<std::shared_ptr<TlsContext>> load_tls(const Settings& settings, std::string& why);

/// What is wrong with the settings, beginning with the setting's name; empty: nothing. Reads the
/// TLS files (blocks).
std::string fault_in(const Settings& settings);

/// The connections of one shard. Lives there.
class ShardServer {
 public:
  /// Told when a connection is over, so that the listener can count.
  using OnClosed = std::function<void(const std::string& address)>;

  ShardServer(shard::ShardId id, ShardExecutor executor, const Settings& settings,
              std::shared_ptr<TlsContext> tls, Handler& handler, telemetry::Log& log,
              OnClosed on_closed);
  ~ShardServer();

  /// Takes over a socket that a Listener accepted. `refuse`: answer 503 with Retry-After and close.
  enum class Admission { serve, refuse };
  void adopt(int socket, bool ipv6, std::string address, Admission admission);

  /// Connections that come from now on speak TLS by this one. Only where there was one before.
  void replace_tls(std::shared_ptr<TlsContext> tls);

  /// Idle connections close now, the others after the answer that they are at; WebSockets go on.
  void drain();
  /// Drops all connections.
  void abort();
  /// Waits until none is left.
  Task<void> join();

  [[nodiscard]] std::size_t connections() const noexcept;
  [[nodiscard]] ConnectionMetrics metrics() const noexcept;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

/// How many connections are served at once, as far as settings and the descriptor limit say.
std::size_t connections_max(const Settings& settings);

/// Accepts connections on shard 0 and deals each to the shard that has the fewest, so that
/// long-lived sessions stay spread. (Listeners with SO_REUSEPORT are not used: the kernel spreads
/// by hash, and two shards were seen with 222 and 178 of 400.)
class Listener {
 public:
  /// Hands a socket to a shard; called on shard 0.
  using Deliver = std::function<void(shard::ShardId, int socket, bool ipv6, std::string address,
                                     ShardServer::Admission)>;

  /// Binds and listens at once. Throws std::runtime_error with a sentence when it cannot.
  Listener(ShardExecutor executor, std::size_t shards, const Settings& settings,
           telemetry::Log& log, Deliver deliver);
  ~Listener();

  [[nodiscard]] std::uint16_t port() const noexcept;
  /// Accepts until stop(). On shard 0.
  Task<void> run();
  void stop();
  /// As in Settings; who is connected already stays. On shard 0.
  void set_limits(std::size_t connections_max, std::size_t connections_per_address_max);
  /// A connection of that shard and address is over. On shard 0.
  void on_closed(shard::ShardId id, const std::string& address);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace spotter::server

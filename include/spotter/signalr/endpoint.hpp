#pragma once

#include <spotter/base/clock.hpp>
#include <spotter/base/entropy.hpp>
#include <spotter/codec/query.hpp>
#include <spotter/hub/session.hpp>
#include <spotter/server/router.hpp>
#include <spotter/shard/shard_group.hpp>
#include <spotter/signalr/connection_token.hpp>
#include <spotter/signalr/connections.hpp>

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <variant>

// Hubs on the HTTP server: negotiation, the three transports, and who may connect.
namespace spotter::signalr {

enum class TransportKind { web_sockets, server_sent_events, long_polling };
/// "WebSockets", "ServerSentEvents", "LongPolling": as negotiation and the error texts spell them.
std::string_view name_of(TransportKind kind) noexcept;

/// How a hub is offered. Defaults are those of the reference server.
struct Settings {
  bool web_sockets = true;
  bool server_sent_events = true;
  bool long_polling = true;
  bool stateful_reconnect = false;
  int negotiate_version_min = 0;
  std::chrono::milliseconds disconnect_timeout{15'000};  ///< without a transport, or between polls
  std::chrono::milliseconds poll_timeout{90'000};
  std::size_t inbound_bytes_max = 64 * 1024;   ///< sent by POST and not taken yet: the POST waits
  std::size_t outbound_bytes_max = 64 * 1024;  ///< not taken by the transport yet
};

/// Who stands behind a connection. Made on the shard of the request, lives on that of the
/// connection, ends with it: safe to move between threads.
class Guest {
 public:
  virtual ~Guest() = default;
  /// Who it is: later requests of the connection must come from the same.
  [[nodiscard]] virtual std::string_view name() const noexcept = 0;
  /// May call methods of Callers::authorised.
  [[nodiscard]] virtual bool authorised() const noexcept = 0;
};

/// What a request is for.
enum class Purpose {
  negotiate,
  open,      ///< the first request of a connection: it counts as one from now on
  continue_  ///< of a connection that is there: a poll, a POST, a DELETE, a second socket
};

/// Lets a request in, or answers it.
using Admission = std::variant<server::Response, std::unique_ptr<Guest>>;

/// What its hub object knows of a connection.
struct Connection {
  std::string id;
  TransportKind transport;
  codec::Query query;  ///< of the request that opened it
  Guest& guest;
};

/// A hub and where it is.
struct Mount {
  std::string path;  ///< "/ai-chat"
  hub::Description hub;
  Settings settings;
  std::function<Task<Admission>(const server::Request&, Purpose)> admit;
  /// Makes the object of a connection after its handshake; null: refused, see hub::Session. On the
  /// connection's shard, which may be another than that of the request.
  std::function<std::unique_ptr<hub::HubObject>(const Connection&, hub::Client&)> make_object;
  /// Told when a connection that had opened is over.
  std::function<void(const Connection&, hub::Ending, Duration lasted)> on_finished;
};

/// The hubs of one shard: every shard mounts the same.
class Endpoint {
 public:
  struct Services {
    shard::ShardId id;
    ShardExecutor executor;
    const Clock& clock;
    Entropy& entropy;
    shard::Ticker& ticker;
    codec::JsonParser& parser;
    const ConnectionTokens& tokens;
    /// Where connections are found from other shards; its local part is this shard's.
    shard::Sharded<Connections>& connections;
    std::function<void(std::exception_ptr)> on_bug;
  };
  explicit Endpoint(Services services);
  ~Endpoint();

  void mount(Mount mount);
  void add_routes(server::Router& router);

  /// Sessions end as soon as they are not busy; running answers go on. New ones are answered with
  /// 503.
  void drain();
  /// Waits until no session is left. After drain(); one waiter.
  Task<void> drained();
  /// Sessions are told to come back, and end.
  void shutdown();
  [[nodiscard]] std::size_t sessions() const noexcept;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace spotter::signalr

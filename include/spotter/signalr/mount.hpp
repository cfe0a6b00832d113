#pragma once

#include <spotter/base/clock.hpp>
#include <spotter/codec/query.hpp>
#include <spotter/hub/ending.hpp>
#include <spotter/hub/hub.hpp>
#include <spotter/server/http.hpp>
#include <spotter/signalr/settings.hpp>

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <variant>

namespace spotter::signalr {

/// Who stands behind a connection. Made on the shard of the request, lives on that of the
/// connection, ends with it: safe to move between threads.
class Guest {
 public:
  virtual ~Guest() = default;
  /// Who it is.
  [[nodiscard]] virtual std::string_view name() const noexcept = 0;
  /// Another name of the same one, or empty. Only who opened a connection may use it: what comes
  /// for it has a name in common with what came before.
  [[nodiscard]] virtual std::string_view alias() const noexcept { return {}; }
  /// May call methods of Callers::authorised.
  [[nodiscard]] virtual bool authorised() const noexcept = 0;
};

/// What a request is for.
enum class Purpose {
  negotiate,
  open,      ///< the first request of a connection: it counts as one from now on
  continue_  ///< of a connection that is there, or about to be: a poll, a POST, a DELETE, a second
             ///< socket
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

/// A hub and where it is. Each shard has its own; the calls come from that shard.
struct Mount {
  std::string path;  ///< "/ai-chat": lower case, without trailing slash
  hub::Description hub;
  Settings settings;
  std::function<Task<Admission>(const server::Request&, Purpose)> admit;
  /// Makes the object of a connection after its handshake; null: refused, see hub::Session. On the
  /// connection's shard, which may be another than that of the request. The connection outlives
  /// the object.
  std::function<std::unique_ptr<hub::HubObject>(const Connection&, hub::Client&)> make_object;
  /// Told when a connection that had opened is over. On the connection's shard.
  std::function<void(const Connection&, hub::Ending, Duration lasted)> on_finished;
};

}  // namespace spotter::signalr

#include "server/http_connection.hpp"

#include <spotter/base/text.hpp>
#include <spotter/crypto/random.hpp>
#include <spotter/server/server.hpp>
#include <spotter/shard/task_group.hpp>

#include <boost/asio/ip/tcp.hpp>

#include <array>
#include <list>
#include <unistd.h>
#include <vector>

namespace spotter::server {
namespace {

/// Refusals under way at the same time; beyond it a surplus connection is just closed.
constexpr std::size_t kRefusalsMax = 64;

/// What one read of a WebSocket takes, at most.
constexpr std::size_t kReadBufferBytes = 16 * 1024;

std::string make_prefix() {
  std::array<std::byte, 5> bytes{};
  crypto::SystemEntropy().fill(bytes);
  return to_hex(bytes).append(1, '-');
}

}  // namespace

/// A connection: one of these at a time.
struct Place {
  std::unique_ptr<HttpConnection> http;
  std::unique_ptr<OwnedWebSocket> socket;
};

struct ShardServer::Impl {
  shard::ShardId id;
  ShardExecutor executor;
  const Settings& settings;
  std::shared_ptr<TlsContext> tls;
  Handler& handler;
  telemetry::Log& log;
  OnClosed on_closed;
  Networks trusted_proxies;
  shard::TaskGroup tasks;
  std::list<Place> connections;
  std::vector<char> read_buffer = std::vector<char>(kReadBufferBytes);
  std::size_t refusals = 0;
  std::string request_prefix = make_prefix();  ///< no other shard or process has it
  std::uint64_t requests = 0;
  bool draining = false;
  ConnectionMetrics metrics;
  ConnectionServices services;

  Impl(shard::ShardId shard, ShardExecutor ex, const Settings& given,
       std::shared_ptr<TlsContext> context, Handler& owner, telemetry::Log& logger, OnClosed closed)
      : id(shard),
        executor(ex),
        settings(given),
        tls(std::move(context)),
        handler(owner),
        log(logger),
        on_closed(std::move(closed)),
        trusted_proxies(given.trusted_proxies),
        tasks(ex, [this](std::exception_ptr bug) { report(bug); }),
        services{
            settings,
            trusted_proxies,
            handler,
            [this] { return next_request_id(); },
            [this](std::exception_ptr bug, const std::string& request) { report(bug, request); },
            {[this](std::exception_ptr bug) { report(bug); }, read_buffer}} {}

  /// `request`: in whose answer it happened; empty: in none's.
  void report(std::exception_ptr bug, const std::string& request = {}) {
    std::string what = "not a std::exception";
    try {
      std::rethrow_exception(bug);
    } catch (const std::exception& exception) {
      what = exception.what();
    } catch (...) {
      // It has no words.
    }
    log.event(telemetry::Level::error, "bug",
              {{"request", request}, {"shard", id}, {"what", what}});
  }

  std::string next_request_id() { return request_prefix + std::to_string(++requests); }

  Task<void> serve(std::list<Place>::iterator place, std::string address, Admission admission) {
    try {
      if (admission == Admission::refuse) {
        co_await place->http->refuse();
        --refusals;
      } else {
        co_await place->http->run();
        Upgraded upgraded = place->http->take_upgraded();
        place->http.reset();  // it has buffers, and the session may be long
        place->socket = std::move(upgraded.socket);
        if (place->socket) {
          try {
            co_await upgraded.serve(*place->socket);
          } catch (...) {
            report(std::current_exception());
          }
          place->socket->abort();
          co_await place->socket->join();
        }
      }
    } catch (...) {
      report(std::current_exception());
    }
    connections.erase(place);
    if (admission == Admission::serve) on_closed(address);
  }
};

ShardServer::ShardServer(shard::ShardId id, ShardExecutor executor, const Settings& settings,
                         std::shared_ptr<TlsContext> tls, Handler& handler, telemetry::Log& log,
                         OnClosed on_closed)
    : impl_(std::make_unique<Impl>(id, executor, settings, std::move(tls), handler, log,
                                   std::move(on_closed))) {}

ShardServer::~ShardServer() = default;

void ShardServer::adopt(int socket, bool ipv6, std::string address, Admission admission) {
  Impl& self = *impl_;
  self.metrics.accepted(admission == Admission::serve ? Admitted::served : Admitted::refused).add();
  if (self.draining || (admission == Admission::refuse && self.refusals >= kRefusalsMax)) {
    ::close(socket);
    if (admission == Admission::serve) self.on_closed(address);
    return;
  }
  asio::basic_stream_socket<asio::ip::tcp, ShardExecutor> accepted(self.executor);
  boost::system::error_code error;
  accepted.assign(ipv6 ? asio::ip::tcp::v6() : asio::ip::tcp::v4(), socket, error);
  if (error) {
    ::close(socket);
    if (admission == Admission::serve) self.on_closed(address);
    return;
  }
  PlainStream stream(std::move(accepted));
  auto connection =
      self.tls ? make_https_connection(std::move(stream), *self.tls, address, self.services)
               : make_http_connection(std::move(stream), address, self.services);
  if (admission == Admission::refuse) ++self.refusals;
  self.connections.push_back({std::move(connection), nullptr});
  self.tasks.spawn(self.serve(std::prev(self.connections.end()), std::move(address), admission));
}

void ShardServer::replace_tls(std::shared_ptr<TlsContext> tls) {
  // Open connections hold what they need of the one before.
  impl_->tls = std::move(tls);
}

void ShardServer::drain() {
  impl_->draining = true;
  for (Place& place : impl_->connections)
    if (place.http) place.http->drain();
}

void ShardServer::abort() {
  impl_->draining = true;
  for (Place& place : impl_->connections) {
    if (place.http) place.http->abort();
    if (place.socket) place.socket->abort();
  }
}

Task<void> ShardServer::join() {
  co_await impl_->tasks.join();
}

std::size_t ShardServer::connections() const noexcept {
  return impl_->connections.size();
}

ConnectionMetrics ShardServer::metrics() const noexcept {
  ConnectionMetrics metrics = impl_->metrics;
  metrics.open.set(static_cast<std::int64_t>(impl_->connections.size()));
  return metrics;
}

}  // namespace spotter::server

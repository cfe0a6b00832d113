#include "server/networks.hpp"
#include "server/socket_options.hpp"
#include "server/streams.hpp"

#include <spotter/server/address.hpp>
#include <spotter/server/server.hpp>

#include <algorithm>
#include <cerrno>
#include <stdexcept>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>
#include <unordered_map>

namespace spotter::server {
namespace {

using Acceptor = asio::basic_socket_acceptor<asio::ip::tcp, ShardExecutor>;

/// So many connections are taken before others have their turn.
constexpr int kAcceptedMax = 16;

/// Of one that waited, and was lost meanwhile (accept(2) says which).
bool ends_connection(int error) noexcept {
  switch (error) {
    case ECONNABORTED:
    case EINTR:
    case ENETDOWN:
    case EPROTO:
    case ENOPROTOOPT:
    case EHOSTDOWN:
    case ENONET:
    case EHOSTUNREACH:
    case EOPNOTSUPP:
    case ENETUNREACH:
      return true;
    default:
      return false;
  }
}

/// 90 % of the descriptors that the process may open.
std::size_t default_connections_max() {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return 900;
  return static_cast<std::size_t>(limit.rlim_cur) / 10 * 9;
}

}  // namespace

struct Listener::Impl {
  const Settings& settings;
  telemetry::Log& log;
  Deliver deliver;
  Networks trusted_proxies;
  Acceptor acceptor;
  Timer pause;
  std::vector<std::size_t> per_shard;
  std::unordered_map<std::string, std::size_t> per_address;
  std::size_t total = 0;
  std::size_t refused = 0;  ///< since reported_at
  std::chrono::steady_clock::time_point reported_at{};
  std::size_t connections_max = 0;
  std::size_t connections_per_address_max = 0;
  bool stopping = false;

  Impl(ShardExecutor executor, std::size_t shards, const Settings& given, telemetry::Log& logger,
       Deliver to)
      : settings(given),
        log(logger),
        deliver(std::move(to)),
        trusted_proxies(given.trusted_proxies),
        acceptor(executor),
        pause(executor),
        per_shard(shards, 0) {
    set_limits(given.connections_max, given.connections_per_address_max);
  }

  void set_limits(std::size_t all, std::size_t of_an_address) {
    connections_max = all > 0 ? all : default_connections_max();
    connections_per_address_max = of_an_address;
  }

  void listen() {
    boost::system::error_code error;
    const auto address = asio::ip::make_address(settings.address, error);
    const asio::ip::tcp::endpoint endpoint(address, settings.port);
    if (!error) acceptor.open(endpoint.protocol(), error);
    if (!error) acceptor.set_option(asio::socket_base::reuse_address(true), error);
    if (!error) acceptor.bind(endpoint, error);
    if (!error && !set_connection_options(acceptor.native_handle()))
      error.assign(errno, boost::system::system_category());
    if (!error) acceptor.non_blocking(true, error);
    if (!error) acceptor.listen(asio::socket_base::max_listen_connections, error);
    if (error) {
      throw std::runtime_error("cannot listen on " + settings.address + " port " +
                               std::to_string(settings.port) + ": " + error.message());
    }
  }

  /// Counts the connection in, or says that there are too many.
  ShardServer::Admission admit(const std::string& address) {
    if (total >= connections_max) return ShardServer::Admission::refuse;
    const std::string counted = counted_address(address);
    if (!trusted_proxies.contains(address)) {
      const auto found = per_address.find(counted);
      if (found != per_address.end() && found->second >= connections_per_address_max) {
        return ShardServer::Admission::refuse;
      }
    }
    ++total;
    ++per_address[counted];
    return ShardServer::Admission::serve;
  }

  void count_out(shard::ShardId id, const std::string& address) {
    --per_shard[id];
    --total;
    const auto found = per_address.find(counted_address(address));
    if (found != per_address.end() && --found->second == 0) per_address.erase(found);
  }

  /// One line a second at most, however many are turned away.
  void report_refusals() {
    const auto now = std::chrono::steady_clock::now();
    if (refused == 0 || now - reported_at < std::chrono::seconds(1)) return;
    log.event(telemetry::Level::warn, "connections_refused",
              {{"count", refused}, {"connections", total}, {"connections_max", connections_max}});
    reported_at = now;
    refused = 0;
  }

  void take_over(int socket, const asio::ip::tcp::endpoint& peer) {
    const bool ipv6 = peer.protocol() == asio::ip::tcp::v6();
    const std::string given = peer.address().to_string();
    const std::string address = plain_address(given).value_or(given);
    const auto admission = admit(address);
    const auto fewest = std::min_element(per_shard.begin(), per_shard.end());
    const auto id = static_cast<shard::ShardId>(fewest - per_shard.begin());
    if (admission == ShardServer::Admission::serve) {
      ++*fewest;
    } else {
      ++refused;
    }
    try {
      deliver(id, socket, ipv6, address, admission);
    } catch (...) {
      if (admission == ShardServer::Admission::serve) count_out(id, address);
      throw;
    }
  }

  /// What goes wrong with one connection must not keep all others out.
  void try_take_over(int socket, const asio::ip::tcp::endpoint& peer) noexcept {
    bool taken = false;
    try {
      take_over(socket, peer);
      taken = true;
      report_refusals();
    } catch (const std::exception& exception) {
      if (!taken) ::close(socket);
      log.event(telemetry::Level::error, "accept_failed", {{"why", exception.what()}});
    }
  }

  /// Those who wait, some at a time. The system's error, or 0.
  int accept_some() noexcept {
    for (int count = 0; count < kAcceptedMax; ++count) {
      asio::ip::tcp::endpoint peer;
      auto size = static_cast<socklen_t>(peer.capacity());
      const int socket =
          ::accept4(acceptor.native_handle(), peer.data(), &size, SOCK_NONBLOCK | SOCK_CLOEXEC);
      if (socket >= 0) {
        peer.resize(size);
        try_take_over(socket, peer);
      } else if (errno == EAGAIN || errno == EWOULDBLOCK) {
        return 0;
      } else if (!ends_connection(errno)) {
        return errno;
      }
    }
    return 0;
  }
};

std::size_t connections_max(const Settings& settings) {
  return settings.connections_max > 0 ? settings.connections_max : default_connections_max();
}

Listener::Listener(ShardExecutor executor, std::size_t shards, const Settings& settings,
                   telemetry::Log& log, Deliver deliver)
    : impl_(std::make_unique<Impl>(executor, shards, settings, log, std::move(deliver))) {
  impl_->listen();
}

Listener::~Listener() = default;

std::uint16_t Listener::port() const noexcept {
  boost::system::error_code error;
  return impl_->acceptor.local_endpoint(error).port();
}

Task<void> Listener::run() {
  Impl& self = *impl_;
  while (!self.stopping) {
    auto [error] = co_await self.acceptor.async_wait(Acceptor::wait_read, as_result);
    if (self.stopping) break;
    if (!error) error.assign(self.accept_some(), boost::system::system_category());
    if (!error) continue;
    // Out of descriptors or memory: pausing beats spinning; connections that end make room.
    self.log.event(telemetry::Level::error, "accept_failed", {{"why", error.message()}});
    self.pause.expires_after(std::chrono::milliseconds(100));
    co_await self.pause.async_wait(as_result);
  }
}

void Listener::stop() {
  impl_->stopping = true;
  boost::system::error_code ignored;
  impl_->acceptor.close(ignored);
  impl_->pause.cancel();
}

void Listener::set_limits(std::size_t connections_max, std::size_t connections_per_address_max) {
  impl_->set_limits(connections_max, connections_per_address_max);
}

void Listener::on_closed(shard::ShardId id, const std::string& address) {
  impl_->count_out(id, address);
}

}  // namespace spotter::server

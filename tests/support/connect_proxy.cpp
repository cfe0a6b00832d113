#include "support/connect_proxy.hpp"

#include <spotter/shard/task_group.hpp>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/basic_socket_acceptor.hpp>
#include <boost/asio/basic_stream_socket.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <list>
#include <string_view>
#include <utility>

namespace spotter::testing {
namespace {

using Tcp = asio::ip::tcp;
using Socket = asio::basic_stream_socket<Tcp, ShardExecutor>;
using Acceptor = asio::basic_socket_acceptor<Tcp, ShardExecutor>;

constexpr std::string_view kTunnel = "HTTP/1.1 200 Connection established\r\nX-Proxy: yes\r\n\r\n";

auto as_result() {
  return asio::as_tuple(asio::use_awaitable_t<ShardExecutor>{});
}

void close(Socket& socket) {
  boost::system::error_code ignored;  // it may be closed already
  socket.close(ignored);
}

struct Connection {
  explicit Connection(Socket from) : client(std::move(from)), upstream(client.get_executor()) {}
  Socket client;
  Socket upstream;
};

}  // namespace

struct ConnectProxy::Impl {
  Impl(Loop& of, std::uint16_t to)
      : loop(of),
        upstream_port(to),
        acceptor(of.executor(), Tcp::endpoint(asio::ip::address_v4::loopback(), 0)),
        tasks(of.executor(), [](std::exception_ptr) {
          std::fputs("connect proxy: a bug\n", stderr);
          std::abort();
        }) {
    tasks.spawn(accept());
  }

  Task<void> accept() {
    for (;;) {
      auto [error, socket] = co_await acceptor.async_accept(as_result());
      if (error) co_return;
      tasks.spawn(serve(connections.emplace_back(std::move(socket))));
    }
  }

  Task<void> serve(Connection& connection) {
    std::string received;
    std::array<char, 4096> space;
    while (received.find("\r\n\r\n") == std::string::npos) {
      auto [error, size] =
          co_await connection.client.async_read_some(asio::buffer(space), as_result());
      if (error) co_return close(connection.client);
      received.append(space.data(), size);
    }
    heads.push_back(received.substr(0, received.find("\r\n\r\n")));
    if (!refusal.empty()) {
      co_await asio::async_write(connection.client, asio::buffer(refusal), as_result());
      co_return close(connection.client);
    }
    const Tcp::endpoint upstream(asio::ip::address_v4::loopback(), upstream_port);
    auto [error] = co_await connection.upstream.async_connect(upstream, as_result());
    if (error) co_return close(connection.client);
    const bool tunnel = received.starts_with("CONNECT ");
    // A CONNECT is for the proxy; anything else is for the upstream.
    Socket& to = tunnel ? connection.client : connection.upstream;
    const std::string first = tunnel ? std::string(kTunnel) : received;
    co_await asio::async_write(to, asio::buffer(first), as_result());
    tasks.spawn(pass(connection.client, connection.upstream));
    tasks.spawn(pass(connection.upstream, connection.client));
  }

  Task<void> pass(Socket& from, Socket& to) {
    std::array<char, 16 * 1024> space;
    for (;;) {
      auto [read_error, size] = co_await from.async_read_some(asio::buffer(space), as_result());
      if (read_error) break;
      const auto bytes = asio::buffer(space.data(), size);
      auto [write_error, written] = co_await asio::async_write(to, bytes, as_result());
      if (write_error || written < size) break;
    }
    close(from);
    close(to);
  }

  void end() {
    boost::system::error_code ignored;  // it may be closed already
    acceptor.close(ignored);
    for (Connection& connection : connections) {
      close(connection.client);
      close(connection.upstream);
    }
    if (loop.turn_until([this] { return tasks.running() == 0; })) return;
    std::fputs("connect proxy: its tasks do not end\n", stderr);
    std::abort();
  }

  Loop& loop;
  std::uint16_t upstream_port;
  std::string refusal;
  std::deque<std::string> heads;
  std::list<Connection> connections;
  Acceptor acceptor;
  shard::TaskGroup tasks;
};

ConnectProxy::ConnectProxy(Loop& loop, std::uint16_t upstream_port)
    : impl_(std::make_unique<Impl>(loop, upstream_port)) {}

ConnectProxy::~ConnectProxy() {
  impl_->end();
}

std::uint16_t ConnectProxy::port() const noexcept {
  return impl_->acceptor.local_endpoint().port();
}

void ConnectProxy::refuse_with(std::string response) {
  impl_->refusal = std::move(response);
}

const std::deque<std::string>& ConnectProxy::heads() const noexcept {
  return impl_->heads;
}

}  // namespace spotter::testing

#pragma once

#include "server/socket_options.hpp"
#include "support/loop.hpp"

#include <spotter/server/server.hpp>

#include <catch2/catch.hpp>

#include <arpa/inet.h>
#include <array>
#include <functional>
#include <memory>
#include <netinet/in.h>
#include <string>
#include <sys/socket.h>
#include <unistd.h>
#include <vector>

namespace spotter::testing {

class EventNames final : public telemetry::Log {
 public:
  [[nodiscard]] bool enabled(telemetry::Level) const noexcept override { return true; }
  void event(telemetry::Level, std::string_view name,
             std::initializer_list<telemetry::Field>) override {
    names.emplace_back(name);
  }
  std::vector<std::string> names;
};

class ScriptedHandler final : public server::Handler {
 public:
  [[nodiscard]] std::size_t body_bytes_max(const server::Request&) const noexcept override {
    return 1024;
  }
  Task<server::Answer> handle(const server::Request& request) override {
    targets.push_back(request.target);
    return script(request);
  }
  server::Response refuse(const server::Request&, int status, std::string_view) override {
    return server::Response{status, {}, {}};
  }
  std::function<Task<server::Answer>(const server::Request&)> script;
  std::vector<std::string> targets;
};

/// The client's end of a connection.
class ServerClient {
 public:
  explicit ServerClient(int socket) : socket_(socket) {}
  ServerClient(const ServerClient&) = delete;
  ServerClient& operator=(const ServerClient&) = delete;
  ~ServerClient() { leave(); }

  void send(std::string_view bytes) const {
    REQUIRE(::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL) ==
            static_cast<ssize_t>(bytes.size()));
  }
  /// Takes what has come.
  const std::string& text() {
    std::array<char, 65536> buffer{};
    for (;;) {
      const auto bytes = ::recv(socket_, buffer.data(), buffer.size(), MSG_DONTWAIT);
      if (bytes == 0) ended = true;
      if (bytes <= 0) return text_;
      text_.append(buffer.data(), static_cast<std::size_t>(bytes));
    }
  }
  void leave() {
    if (socket_ >= 0) ::close(std::exchange(socket_, -1));
  }
  /// Breaks the connection instead of closing it.
  void reset() {
    const linger hard{1, 0};
    ::setsockopt(socket_, SOL_SOCKET, SO_LINGER, &hard, sizeof hard);
    leave();
  }
  bool ended = false;

 private:
  int socket_;
  std::string text_;
};

/// A shard's server on the loopback, whose handler does what the test says.
struct ServerWorld {
  Loop loop;
  EventNames log;
  server::Settings settings;
  ScriptedHandler handler;
  std::unique_ptr<server::ShardServer> server;
  std::size_t closed = 0;

  explicit ServerWorld(server::Settings given = {}) : settings(std::move(given)) {
    server = std::make_unique<server::ShardServer>(0, loop.executor(), settings, nullptr, handler,
                                                   log, [this](const std::string&) { ++closed; });
  }
  ~ServerWorld() {
    server->abort();
    loop.run(server->join());
  }

  std::unique_ptr<ServerClient> connect() {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    auto* where = reinterpret_cast<sockaddr*>(&address);
    const int listener = ::socket(AF_INET, SOCK_STREAM, 0);
    REQUIRE(server::set_connection_options(listener));
    REQUIRE(::bind(listener, where, size) == 0);
    REQUIRE(::listen(listener, 1) == 0);
    REQUIRE(::getsockname(listener, where, &size) == 0);
    const int mine = ::socket(AF_INET, SOCK_STREAM, 0);
    REQUIRE(::connect(mine, where, size) == 0);
    const int theirs = ::accept(listener, nullptr, nullptr);
    REQUIRE(theirs >= 0);
    ::close(listener);
    server->adopt(theirs, false, "127.0.0.1", server::ShardServer::Admission::serve);
    return std::make_unique<ServerClient>(mine);
  }
  bool comes(ServerClient& client, std::string_view text) {
    return loop.turn_until([&] { return client.text().find(text) != std::string::npos; });
  }
  bool ends(ServerClient& client) {
    return loop.turn_until([&] {
      client.text();
      return client.ended;
    });
  }
};

}  // namespace spotter::testing

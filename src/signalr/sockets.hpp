#pragma once

#include "signalr/line.hpp"

#include <spotter/hub/transport.hpp>
#include <spotter/server/http.hpp>
#include <spotter/shard/task_group.hpp>
#include <spotter/shard/ticker.hpp>

#include <algorithm>
#include <functional>
#include <optional>
#include <string>
#include <utility>

namespace spotter::signalr {

inline server::Opcode opcode_of(hub::Format format) noexcept {
  return format == hub::Format::text ? server::Opcode::text : server::Opcode::binary;
}

/// The server's WebSocket as the hub's transport, on the same shard.
class SocketTransport final : public hub::Transport {
 public:
  /// `sent_before`: what came by POST, which is read first.
  SocketTransport(server::WebSocket& socket, std::string sent_before)
      : socket_(socket), sent_before_(std::move(sent_before)) {}

  Task<Result<std::size_t>> read(std::string& into) override {
    return sent_before_.empty() ? socket_.read(into) : read_sent_before(into);
  }
  Task<Result<void>> write(std::string_view bytes, hub::Format format) override {
    return socket_.write(bytes, opcode_of(format));
  }
  hub::BegunWrite begin_write(std::string_view bytes, hub::Format format) override {
    return socket_.begin_write(bytes, opcode_of(format));
  }
  Task<bool> ping(Duration patience) override { return socket_.ping(patience); }
  Task<void> close() override { return socket_.close(); }
  void abort() noexcept override { socket_.abort(); }

 private:
  Task<Result<std::size_t>> read_sent_before(std::string& into);

  server::WebSocket& socket_;
  std::string sent_before_;
};

/// Moves bytes between a WebSocket of this shard and a connection that lives elsewhere and may
/// outlive it.
class SocketPump final : public shard::TickListener {
 public:
  struct Services {
    ShardExecutor executor;
    const Clock& clock;
    shard::Ticker& ticker;
    std::function<void(std::exception_ptr)> on_bug;
  };
  /// `send_timeout`: a write stuck for longer drops the socket.
  SocketPump(Services services, Line& line, server::WebSocket& socket, Duration send_timeout);

  /// Until the socket is over.
  Task<void> run();
  void on_tick(TimePoint now) override;

 private:
  Task<void> read();
  Task<void> write();
  void ask(Duration patience);
  Task<void> asking();

  Services services_;
  Line& line_;
  server::WebSocket& socket_;
  Duration send_timeout_;
  std::optional<TimePoint> write_began_;
  bool write_failed_ = false;
  TimePoint give_up_at_{};
  /// Pings of the socket, one at a time: the next one's patience, if it is to be asked (again).
  std::optional<Duration> ping_;
  bool asking_ = false;
  shard::TaskGroup tasks_;  ///< that read and ask
};

}  // namespace spotter::signalr

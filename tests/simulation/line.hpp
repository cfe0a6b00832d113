#pragma once

#include "simulation/judge.hpp"
#include "simulation/random.hpp"
#include "simulation/schedule.hpp"

#include <spotter/hub/transport.hpp>
#include <spotter/shard/signal.hpp>

#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace spotter::simulation {

/// A connection over a network that takes its time. The server's end is a hub::Transport, the
/// client's end is a device. What was sent in one direction arrives in order. Both ends keep it.
class Line final : public hub::Transport, public std::enable_shared_from_this<Line> {
 public:
  /// Where the client hears of it.
  class Listener {
   public:
    virtual ~Listener() = default;
    virtual void on_message(std::string_view bytes) = 0;
    virtual void on_end() = 0;
  };

  /// `listener` outlives the line, or leaves it.
  Line(ConnectionId id, ShardExecutor executor, Schedule& schedule, Random random, Judge& judge,
       Listener& listener);
  ~Line() override;

  // The client's end.

  void send(std::string bytes);
  /// Orderly: what was sent arrives before.
  void close_by_client();
  /// The connection breaks, and both ends notice.
  void reset();
  /// Nothing arrives any more in either direction, and nobody notices.
  void fall_silent();
  /// The client takes nothing: beyond what fits in between writes get stuck.
  void stop_reading() { reading_ = false; }
  void resume_reading();
  /// The client is gone.
  void leave() { listener_ = nullptr; }
  [[nodiscard]] ConnectionId id() const noexcept { return id_; }
  [[nodiscard]] bool reading() const noexcept { return reading_; }
  static std::int64_t alive() noexcept { return alive_; }

  // The server's end.

  Task<Result<std::size_t>> read(std::string& into) override;
  Task<Result<void>> write(std::string_view bytes, hub::Format format) override;
  Task<bool> ping(Duration patience) override;
  Task<void> close() override;
  void abort() noexcept override;

 private:
  [[nodiscard]] std::optional<Errc> read_end() const noexcept;
  [[nodiscard]] std::optional<Errc> write_end() const noexcept;
  [[nodiscard]] TimePoint arrival(TimePoint& last);
  void deliver(std::string bytes);
  void end_at_client();
  void end_for_server(Errc how) noexcept;

  /// What sockets and the network hold of a client that does not read.
  static constexpr std::size_t kBetweenBytesMax = 64 * 1024;
  /// Then the kernel gives up a peer that acknowledges nothing (tcp_retries2).
  static constexpr std::chrono::minutes kGivenUpAfter{15};

  ConnectionId id_;
  ShardExecutor executor_;
  Schedule& schedule_;
  Random random_;
  Judge& judge_;
  Listener* listener_;
  Duration latency_;
  TimePoint last_up_{};
  TimePoint last_down_{};
  std::string arrived_;  ///< at the server, and not read
  std::string untaken_;  ///< written, and not taken by the client
  std::size_t under_way_ = 0;
  std::optional<Errc> client_end_;
  bool reading_ = true;
  bool silent_ = false;
  bool closing_ = false;
  bool aborted_ = false;
  bool ended_at_client_ = false;
  bool writing_ = false;
  shard::Signal readable_, writable_, closable_, answered_;
  static inline std::int64_t alive_ = 0;
};

}  // namespace spotter::simulation

#pragma once

#include "http_client/connection.hpp"
#include "http_client/multi_loop.hpp"
#include "http_client/wire.hpp"

#include <spotter/base/clock.hpp>
#include <spotter/shard/task.hpp>

#include <boost/intrusive/list.hpp>

#include <cstddef>
#include <list>
#include <map>
#include <memory>
#include <span>
#include <string>

namespace spotter::http_client {

/// The connections of a client, for each origin (RFC 6454), and who waits for one. A request goes
/// out on one that has room. Otherwise it waits, for room or for a connection that is being made:
/// as many are as those who wait will need. One that nobody uses is kept for a while.
class ConnectionPool {
 public:
  ConnectionPool(ShardExecutor executor, MultiLoop& multi, const Settings& settings);
  ConnectionPool(const ConnectionPool&) = delete;
  ConnectionPool& operator=(const ConnectionPool&) = delete;
  /// Nobody may wait or have a connection any more.
  ~ConnectionPool();

  /// Sends the request, now (on_sent comes from inside this call) or later.
  void come(Requester& requester);
  /// Forgets a requester, wherever it is.
  void leave(Requester& requester) noexcept;
  /// One that waited for too long. Nobody waits any more for what connections that it may have
  /// waited for are yet to say.
  void give_up(Requester& requester) noexcept;
  /// Whether it waits for a connection.
  [[nodiscard]] static bool waits(const Requester& requester) noexcept {
    return requester.waiting_;
  }
  /// Where it has one: it took bytes of the body.
  static void took(Requester& requester, std::size_t bytes) {
    if (requester.connection_ != nullptr) requester.connection_->on_taken(requester, bytes);
  }

 private:
  struct Origin;
  struct Entry;
  struct Attempt;
  using Entries = std::list<Entry>;
  using Attempts = std::list<Attempt>;

  Origin& origin_of(const Target& target);
  static std::string key_of(const Target& target);
  /// How many of those who wait will find room without another attempt.
  [[nodiscard]] static std::size_t expected(const Origin& origin) noexcept;
  void send_waiting(Origin& origin);
  void make_connections(Origin& origin);
  static void drop_needless_attempts(Origin& origin) noexcept;
  void on_attempt_open(Attempt& attempt, Wire::Protocol protocol);
  void on_attempt_failed(Attempt& attempt, const Error& why);
  void end_attempt(Attempt& attempt);
  void on_room(Entry& entry);
  static void place(Entry& entry);
  void keep_for_a_while(Entry& entry);
  void set_sweep(TimePoint when);
  void sweep();
  void forget(Entry& entry);
  void clear_later();
  [[nodiscard]] std::span<char> buffer() const noexcept { return {buffer_.get(), kBufferBytes}; }

  static constexpr std::size_t kBufferBytes = std::size_t{64} * 1024;
  ShardExecutor executor_;
  MultiLoop& multi_;
  const Settings& settings_;
  std::unique_ptr<char[]> buffer_;  ///< what connections read into, kBufferBytes
  std::map<std::string, Origin> origins_;
  std::size_t connections_ = 0;
  /// What is over, until nothing of it can be running.
  Entries closed_;
  Attempts ended_;
  bool clearing_ = false;
  Timer sweep_timer_;
  TimePoint sweep_at_ = TimePoint::max();
  std::shared_ptr<const bool> alive_ = std::make_shared<const bool>(true);
};

}  // namespace spotter::http_client

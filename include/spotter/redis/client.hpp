#pragma once

#include <spotter/base/entropy.hpp>
#include <spotter/redis/metrics.hpp>
#include <spotter/redis/reply.hpp>
#include <spotter/redis/settings.hpp>
#include <spotter/resilience/recent_calls.hpp>
#include <spotter/shard/task.hpp>
#include <spotter/shard/worker_pool.hpp>
#include <spotter/telemetry/log.hpp>
#include <spotter/telemetry/trace.hpp>

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace spotter::redis {

/// A Lua script, sent by its name: SHA-1, as EVALSHA has it. A value; made once.
class Script {
 public:
  explicit Script(std::string source);
  [[nodiscard]] const std::string& source() const noexcept { return source_; }
  [[nodiscard]] const std::string& sha1() const noexcept { return sha1_; }

 private:
  std::string source_;
  std::string sha1_;
};

enum class State {
  connecting,  ///< for the first time
  connected,   ///< and PING was answered
  away         ///< trying again, in growing intervals
};

struct Standing {
  State state = State::connecting;
  TimePoint since;
  /// Why it is away, a constant word such as "unreachable", "silent", "wrong_password"; else empty.
  std::string_view reason;
  int failures = 0;  ///< attempts in a row, while it is away
  std::size_t in_flight = 0;
  resilience::RecentCalls::Summary calls;
};

/// One connection to a Redis server: one per shard, on hiredis' asynchronous interface driven by
/// the shard's loop. Commands are pipelined. No command ever waits for a connection, and none
/// waits longer than its time-out. The process must ignore SIGPIPE.
class Client {
 public:
  /// `workers`, `clock`, `entropy` and `log` outlive this and all that it runs.
  Client(ShardExecutor executor, shard::WorkerPool& workers, const Clock& clock, Entropy& entropy,
         telemetry::Log& log, Settings settings);
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;
  /// As stop(). Who still waits for an answer gets cancelled and touches nothing of this.
  ~Client();

  /// Keeps it connected, until stop(). Once.
  Task<void> run();
  /// Ends the connection; all that is in flight is cancelled. run() ends soon after (a look-up of
  /// a name, which cannot be stopped, first).
  void stop();

  /// Sends a command, and brings its answer. Errors: unavailable: there is no connection (said at
  /// once; nothing was sent), or it broke before the answer (it may have happened); timed_out: no
  /// answer in time (it may have happened); refused: an error reply, whose first word, if it is a
  /// known one, is the note; overloaded: too many in flight; too_large; cancelled: by stop().
  /// `trace`: what it belongs to. Its span has the command's name, and none of its arguments.
  Task<Result<Reply>> command(std::vector<std::string> args, telemetry::SpanParent trace);
  Task<Result<Reply>> command(std::vector<std::string> args) {
    return command(std::move(args), telemetry::SpanParent());
  }
  /// Several in one go; as many answers as commands, in their order.
  Task<std::vector<Result<Reply>>> pipeline(std::vector<std::vector<std::string>> commands);
  /// Runs a script on one key, by its name, and with its text if the server does not know it.
  Task<Result<Reply>> eval(const Script& script, std::string key, std::vector<std::string> args,
                           telemetry::SpanParent trace);
  Task<Result<Reply>> eval(const Script& script, std::string key, std::vector<std::string> args) {
    return eval(script, std::move(key), std::move(args), telemetry::SpanParent());
  }

  /// The name with this server's prefix.
  [[nodiscard]] std::string key(std::string_view name) const;
  [[nodiscard]] bool is_connected() const noexcept;
  [[nodiscard]] Standing standing() const;
  [[nodiscard]] const Metrics& metrics() const noexcept;

 private:
  class Core;
  /// Shared with tasks that wait for an answer: they may be resumed after this is gone.
  std::shared_ptr<Core> core_;
};

/// "connecting", "connected", "away".
std::string_view name_of(State state) noexcept;

}  // namespace spotter::redis

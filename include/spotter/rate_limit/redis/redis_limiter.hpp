#pragma once

#include <spotter/base/entropy.hpp>
#include <spotter/rate_limit/memory/memory_limiter.hpp>
#include <spotter/redis/client.hpp>
#include <spotter/telemetry/log.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>

namespace spotter::rate_limit::redis {

struct Settings {
  Duration window = std::chrono::hours(24);  ///< the one of the process's logs
  /// Processes that share the budgets: without Redis each lets its part of what was left through,
  /// at least one.
  std::size_t instances = 1;
  /// What is remembered for Redis while it is away; beyond it the oldest is dropped.
  std::size_t owed_max = 10'000;
  std::size_t batch_max = 64;  ///< of those, told in one go
  /// For tests: its wall_now() instead of the server's TIME. Outlives the limiter.
  const Clock* script_clock = nullptr;
};

/// Who would decide now, and what Redis has not been told. Of this shard.
struct Standing {
  bool by_process = false;  ///< Redis is away, or refuses
  bool refusing = false;    ///< it is there, and does not count: full, or without permission
  TimePoint since;          ///< of what takes noticed of that
  std::string_view reason;  ///< a constant word, such as "away", "silent", "OOM"; else empty
  std::uint64_t takes = 0;  ///< of limited budgets
  std::uint64_t takes_by_process = 0;
  std::size_t owed = 0;       ///< changes that Redis has yet to be told
  std::uint64_t told = 0;     ///< and those that it was told since
  std::uint64_t dropped = 0;  ///< because there were too many, or Redis refused these alone
};

/// Counts in Redis: one exact window for all processes, by the server's clock; one command to take,
/// one more to give back. When Redis does not decide, for whatever reason, this process's own log
/// does, with this process's part of the budget; Redis is told later. One per shard.
///
/// The same generation may be asked for twice, but not twice at the same time.
class RedisLimiter : public Limiter {
 public:
  /// Tells Redis what it missed; until stop(). Once.
  virtual Task<void> run() = 0;
  /// run() ends soon; it tells what it can before that, if the client is still connected.
  virtual void stop() = 0;
  [[nodiscard]] virtual Standing standing() const = 0;
};

/// All of the process's limiters share `logs`, which know what this process let through. Everything
/// outlives the limiter.
std::unique_ptr<RedisLimiter> make_limiter(ShardExecutor executor, spotter::redis::Client& client,
                                           memory::Logs& logs, const Clock& clock, Entropy& entropy,
                                           telemetry::Log& log, Settings settings);

}  // namespace spotter::rate_limit::redis

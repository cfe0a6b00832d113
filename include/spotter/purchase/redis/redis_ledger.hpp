#pragma once

#include <spotter/purchase/apple/ledger.hpp>
#include <spotter/redis/client.hpp>
#include <spotter/telemetry/log.hpp>

#include <cstddef>
#include <memory>

namespace spotter::purchase::redis {

struct LedgerSettings {
  Duration look_every = std::chrono::seconds(1);  ///< whether there is a new connection
  Duration after_refusal = std::chrono::seconds(10);
  std::size_t batch_max = 256;  ///< entries told in one go
};

/// Revocations in Redis, where all processes find them, beside this process's own ledger: what it
/// learns is written down in both. While Redis is away the own one answers; each new connection is
/// told all of it, so neither a server that was away nor one that has lost its data stays ignorant.
/// The keys have no end of life.
class RedisLedger : public apple::Ledger {
 public:
  /// Tells; until stop(). Once.
  virtual Task<void> run() = 0;
  virtual void stop() = 0;
  /// Whether Redis has all that this process knows.
  [[nodiscard]] virtual bool is_told() const = 0;
};

/// All of it outlives the ledger, and is of its shard.
std::unique_ptr<RedisLedger> make_ledger(ShardExecutor executor, spotter::redis::Client& client,
                                         const Clock& clock, telemetry::Log& log,
                                         apple::LocalLedger& own, LedgerSettings settings);

}  // namespace spotter::purchase::redis

#pragma once

#include <spotter/base/entropy.hpp>
#include <spotter/base/secret.hpp>
#include <spotter/purchase/entitlements/shared_cache.hpp>
#include <spotter/redis/client.hpp>
#include <spotter/telemetry/log.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>

namespace spotter::purchase::redis {

struct CacheSettings {
  /// No answer is of use for longer after it was asked for: the grace.
  Duration yes_max = std::chrono::hours(24);
  /// How often it is asked what others have forgotten.
  Duration listen_every = std::chrono::seconds(1);
  /// Names that Redis has not been told to forget yet, while it is away; more, and it is told to
  /// forget all.
  std::size_t owed_max = 10'000;
  /// Messages of others that Redis keeps for who comes late, about.
  std::size_t messages_max = 2'000;
};

/// Answers of stores in Redis: under the HMAC of their name, sealed, with the time by Redis' clock
/// at which they were asked for. A purchase that is to be forgotten leaves a mark with the time, by
/// which older answers are void, and a message in a stream, which each process reads. Nothing waits
/// for Redis while it is away.
class RedisCache : public entitlements::SharedCache {
 public:
  /// Tells and listens; until stop(). Once, after listen().
  virtual Task<void> run() = 0;
  /// run() ends soon; it tells what it can before that.
  virtual void stop() = 0;

  struct Standing {
    std::size_t owed = 0;         ///< names that Redis has yet to be told to forget
    std::uint64_t found = 0;      ///< answers that were there
    std::uint64_t kept = 0;       ///< answers that Redis took
    std::uint64_t forgotten = 0;  ///< names that others had us forget
    std::uint64_t missed = 0;     ///< times that messages of others were lost
  };
  [[nodiscard]] virtual Standing standing() const = 0;
};

/// `secret` seals; the same for all processes. All of it outlives the cache, and is of its shard.
std::unique_ptr<RedisCache> make_cache(ShardExecutor executor, spotter::redis::Client& client,
                                       const Clock& clock, Entropy& entropy, telemetry::Log& log,
                                       const Secret& secret, CacheSettings settings);

/// What purchases are named with, made of the secret: for Entitlements::Services::name_key.
std::string name_key_of(const Secret& secret);

}  // namespace spotter::purchase::redis

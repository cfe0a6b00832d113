#pragma once

#include <spotter/api/request_memory.hpp>
#include <spotter/base/entropy.hpp>
#include <spotter/base/secret.hpp>
#include <spotter/crypto/sealer.hpp>
#include <spotter/redis/client.hpp>

#include <memory>
#include <string>
#include <string_view>

namespace spotter::app {

/// Requests with a key, shared by all processes of one Redis and one secret: sealed, each under the
/// HMAC of its name. While Redis is away the process knows its own. One per shard.
class RedisRequestMemory final : public api::RequestMemory {
 public:
  /// How long a request that runs is known to: a process that died in it frees the key.
  static constexpr std::chrono::minutes kRunningMax{10};

  /// `client` and `entropy` outlive this. `own`: what this process knows by itself.
  RedisRequestMemory(redis::Client& client, const Secret& secret, Entropy& entropy,
                     std::unique_ptr<api::RequestMemory> own,
                     api::IdempotencyStore::Settings settings = {});

  Task<Begun> begin(api::IdempotencyKey key) override;
  Task<void> end(api::IdempotencyKey key, std::string mark, api::RequestEnding ending) override;

 private:
  struct Shared;
  Task<Begun> begin_shared(api::IdempotencyKey key);
  /// Puts `next` (empty: nothing) where `before` or nothing is. What else is there; empty: done.
  Task<Result<std::string>> swap(const api::IdempotencyKey& key, std::string before,
                                 std::string next, Duration life);
  [[nodiscard]] std::string name_of(const api::IdempotencyKey& key) const;
  [[nodiscard]] std::string seal(const api::IdempotencyKey& key, char kind,
                                 std::string_view answer = {}) const;
  [[nodiscard]] Shared open(const api::IdempotencyKey& key, std::string_view sealed) const;

  redis::Client& client_;
  crypto::Sealer sealer_;
  Secret name_key_;
  Entropy& entropy_;
  std::unique_ptr<api::RequestMemory> own_;
  api::IdempotencyStore::Settings settings_;
  redis::Script swap_;
};

}  // namespace spotter::app

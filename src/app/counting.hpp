#pragma once

#include <spotter/app/settings.hpp>
#include <spotter/base/clock.hpp>
#include <spotter/crypto/random.hpp>
#include <spotter/ops/resilience.hpp>
#include <spotter/rate_limit/memory/memory_limiter.hpp>
#include <spotter/rate_limit/redis/redis_limiter.hpp>
#include <spotter/rate_limit/tallies.hpp>
#include <spotter/redis/client.hpp>
#include <spotter/shard/task_group.hpp>
#include <spotter/shard/worker_pool.hpp>
#include <spotter/telemetry/logs.hpp>

#include <memory>
#include <optional>

namespace spotter::app {

/// What counting is made with; references outlive it.
struct CountingPlace {
  const Settings& settings;
  ShardExecutor executor;
  shard::WorkerPool& workers;
  rate_limit::memory::Logs& logs;
  const Clock& clock;
  telemetry::Logs& log;
  shard::TaskGroup::OnBug on_bug;
};

/// Who counts this shard's generations: Redis for all processes, if settings name one, else this
/// process alone. One per shard.
class Counting {
 public:
  explicit Counting(const CountingPlace& at);
  Counting(const Counting&) = delete;
  Counting& operator=(const Counting&) = delete;
  /// stop() was joined.
  ~Counting();

  [[nodiscard]] rate_limit::Limiter& limiter() noexcept;
  /// What is counted of payers.
  [[nodiscard]] rate_limit::Tallies& tallies() noexcept { return *tallies_; }
  /// This shard's connection; null: there is no Redis.
  [[nodiscard]] redis::Client* client() noexcept { return client_.get(); }
  struct View {
    std::optional<ops::Upstream> redis;  ///< nothing: there is none
    ops::QuotaCount count;

    /// Of both shards: the worse connection, the sum of all counts.
    void add(View other);
  };
  /// How it stands, seen from this shard.
  [[nodiscard]] View view() const;
  /// Of this shard's connection; nothing: there is no Redis.
  [[nodiscard]] std::optional<redis::Metrics> redis_metrics() const;

  /// Connects, and stays connected.
  void begin();
  /// No generation is taken or settled any more.
  Task<void> stop();

 private:
  [[nodiscard]] std::optional<ops::Upstream> redis() const;
  [[nodiscard]] ops::QuotaCount count() const;
  [[nodiscard]] WallTime wall_time_of(TimePoint at) const;

  const Clock& clock_;
  crypto::SystemEntropy entropy_;
  std::unique_ptr<redis::Client> client_;                           ///< null: no Redis
  std::unique_ptr<rate_limit::redis::RedisLimiter> redis_limiter_;  ///< null: no Redis
  std::unique_ptr<rate_limit::Limiter> memory_limiter_;             ///< null: Redis
  std::unique_ptr<rate_limit::Tallies> tallies_;
  shard::TaskGroup connecting_;
  shard::TaskGroup telling_;
};

}  // namespace spotter::app

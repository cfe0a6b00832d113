#pragma once

#include <spotter/app/settings.hpp>
#include <spotter/base/clock.hpp>
#include <spotter/ops/resilience.hpp>
#include <spotter/purchase/entitlements/entitlements.hpp>
#include <spotter/redis/client.hpp>
#include <spotter/shard/task_group.hpp>
#include <spotter/shard/worker_pool.hpp>
#include <spotter/telemetry/logs.hpp>

#include <memory>
#include <vector>

namespace spotter::app {

/// What the stores are made with; references outlive them.
struct StoresPlace {
  const Settings& settings;
  ShardExecutor executor;
  const Clock& clock;
  telemetry::Logs& log;
  shard::WorkerPool& workers;
  shard::TaskGroup::OnBug on_bug;
  redis::Client* redis;  ///< null: what the stores say is of this process alone
};

/// All stores that purchases are made in: one, on the shard of the stores, for the whole process.
/// Made, used and destroyed there.
class Stores {
 public:
  /// Throws std::runtime_error when something that the settings name cannot be used. Blocks.
  explicit Stores(const StoresPlace& at);
  Stores(const Stores&) = delete;
  Stores& operator=(const Stores&) = delete;
  /// stop() was joined.
  ~Stores();

  [[nodiscard]] purchase::entitlements::Entitlements& entitlements() noexcept;

  struct Report {
    std::vector<ops::Upstream> upstreams;
    purchase::entitlements::Entitlements::Report entitlements;
    bool shared = false;          ///< answers, with other processes
    std::size_t forget_owed = 0;  ///< purchases that they have yet to be told to forget
  };
  [[nodiscard]] Report report() const;

  /// Takes over the key of the Web store, and how many credentials may be tried.
  void change(const Settings& fresh);

  /// What runs by itself begins: the process serves.
  void begin();
  /// Questions that are under way end now; waits for them.
  Task<void> stop();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace spotter::app

#pragma once

#include <spotter/app/settings.hpp>
#include <spotter/base/clock.hpp>
#include <spotter/crypto/random.hpp>
#include <spotter/http_client/http_client.hpp>
#include <spotter/ops/resilience.hpp>
#include <spotter/purchase/entitlements/entitlements.hpp>
#include <spotter/purchase/http/store_api.hpp>
#include <spotter/shard/task_group.hpp>
#include <spotter/shard/worker_pool.hpp>
#include <spotter/telemetry/log.hpp>

#include <list>
#include <vector>

namespace spotter::app {

/// All stores that purchases are made in: one, on the shard of the stores, for the whole process.
/// Made, used and destroyed there.
class Stores {
 public:
  /// References outlive this.
  Stores(const Settings& settings, ShardExecutor executor, const Clock& clock, telemetry::Log& log,
         shard::WorkerPool& workers, shard::TaskGroup::OnBug on_bug);
  Stores(const Stores&) = delete;
  Stores& operator=(const Stores&) = delete;
  /// stop() was joined.
  ~Stores();

  [[nodiscard]] purchase::entitlements::Entitlements& entitlements() noexcept {
    return entitlements_;
  }

  struct Report {
    std::vector<ops::Upstream> upstreams;
    purchase::entitlements::Entitlements::Report entitlements;
  };
  [[nodiscard]] Report report() const;

  /// Questions that are under way end now; waits for them.
  Task<void> stop();

 private:
  crypto::SystemEntropy entropy_;
  const Clock& clock_;
  http_client::HttpClient http_client_;
  std::list<purchase::http::StoreApi> apis_;
  purchase::entitlements::Entitlements entitlements_;
};

}  // namespace spotter::app

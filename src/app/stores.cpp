#include "app/stores.hpp"

#include <spotter/purchase/web/web_verifier.hpp>

#include <utility>

namespace spotter::app {
namespace {

std::vector<std::unique_ptr<purchase::Verifier>> make_verifiers(const Settings& settings) {
  std::vector<std::unique_ptr<purchase::Verifier>> verifiers;
  if (!settings.web_key.empty())
    verifiers.push_back(purchase::web::make_verifier(settings.web_key));
  return verifiers;
}

}  // namespace

Stores::Stores(const Settings& settings, ShardExecutor executor, const Clock& clock,
               telemetry::Log& log, shard::WorkerPool& workers, shard::TaskGroup::OnBug on_bug)
    : clock_(clock),
      http_client_(executor, workers, settings.upstream),
      entitlements_({executor, clock, entropy_, log, std::move(on_bug)}, settings.entitlements,
                    make_verifiers(settings), {}) {}

Stores::~Stores() = default;

Stores::Report Stores::report() const {
  Report report;
  report.entitlements = entitlements_.report();
  const auto on_the_wall = [&](TimePoint time) {
    return clock_.wall_now() + std::chrono::duration_cast<WallTime::duration>(time - clock_.now());
  };
  for (const auto& api : apis_) {
    const auto standing = api.standing();
    ops::Upstream& upstream = report.upstreams.emplace_back();
    upstream.name = standing.name;
    upstream.kind = "store";
    upstream.state = name_of(standing.state);
    upstream.failures = standing.failures;
    upstream.since = on_the_wall(standing.since);
    if (standing.next_probe) upstream.next_probe = on_the_wall(*standing.next_probe);
    upstream.running = standing.running;
    upstream.waiting = standing.waiting;
    upstream.recent = standing.recent;
  }
  return report;
}

Task<void> Stores::stop() {
  for (auto& api : apis_)
    api.stop();
  co_await entitlements_.stop();
  co_await http_client_.stop();
}

}  // namespace spotter::app

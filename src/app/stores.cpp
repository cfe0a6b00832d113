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
    : http_client_(executor, workers, settings.upstream),
      entitlements_({executor, clock, entropy_, log, std::move(on_bug)}, settings.entitlements,
                    make_verifiers(settings), {}) {}

Stores::~Stores() = default;

Task<void> Stores::stop() {
  co_await entitlements_.stop();
  co_await http_client_.stop();
}

}  // namespace spotter::app

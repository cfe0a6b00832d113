#include "app/stores.hpp"

#include <spotter/crypto/random.hpp>
#include <spotter/http_client/http_client.hpp>
#include <spotter/purchase/apple/apple_store.hpp>
#include <spotter/purchase/google/notifications.hpp>
#include <spotter/purchase/google/verifier.hpp>
#include <spotter/purchase/redis/redis_cache.hpp>
#include <spotter/purchase/redis/redis_ledger.hpp>
#include <spotter/purchase/revenue_cat/verifier.hpp>
#include <spotter/purchase/web/web_verifier.hpp>

#include <algorithm>
#include <stdexcept>
#include <string>
#include <utility>

namespace spotter::app {

using purchase::http::StoreApi;

struct Stores::Impl {
  const Clock& clock;
  crypto::SystemEntropy entropy;
  http_client::HttpClient client;
  std::unique_ptr<purchase::apple::LocalLedger> ledger;
  std::unique_ptr<purchase::redis::RedisLedger> redis_ledger;  ///< null: no Redis
  std::unique_ptr<purchase::redis::RedisCache> shared;         ///< null: nobody to share with
  shard::TaskGroup sharing;
  // Owned by `entitlements`.
  purchase::web::WebVerifier* web = nullptr;
  purchase::google::GoogleVerifier* google = nullptr;
  purchase::google::GoogleNotifications* google_notifications = nullptr;
  purchase::apple::AppleVerifier* apple = nullptr;
  purchase::revenue_cat::RevenueCatVerifier* revenue_cat = nullptr;
  std::unique_ptr<purchase::entitlements::Entitlements> entitlements;
  Duration kept_for;  ///< answers, at most

  explicit Impl(const StoresPlace& at)
      : clock(at.clock),
        client(at.executor, at.workers, at.settings.upstream),
        sharing(at.executor, at.on_bug),
        kept_for(std::max(at.settings.entitlements.cache.grace,
                          at.settings.entitlements.cache.keep_max)) {
    std::vector<std::unique_ptr<purchase::Verifier>> verifiers;
    std::vector<std::unique_ptr<purchase::Notifications>> notifications;
    const Settings& settings = at.settings;
    auto of_web = purchase::web::make_verifier(settings.web_key);
    web = of_web.get();
    verifiers.push_back(std::move(of_web));
    add_google(at, verifiers, notifications);
    add_apple(at, verifiers, notifications);
    add_revenue_cat(at, verifiers, notifications);
    if (at.redis != nullptr && !settings.secret_is_random && has_store(settings)) share(at);
    entitlements = std::make_unique<purchase::entitlements::Entitlements>(
        purchase::entitlements::Entitlements::Services{
            at.executor, at.clock, entropy, at.log.room("purchase/entitlements"), at.on_bug,
            shared.get(), purchase::redis::name_key_of(settings.secret)},
        settings.entitlements, std::move(verifiers), std::move(notifications));
  }

  void share(const StoresPlace& at) {
    const auto& cache = at.settings.entitlements.cache;
    purchase::redis::CacheSettings settings;
    settings.yes_max = std::max(cache.grace, cache.keep_max);
    shared =
        purchase::redis::make_cache(at.executor, *at.redis, at.clock, entropy,
                                    at.log.room("purchase/redis"), at.settings.secret, settings);
  }

  using Verifiers = std::vector<std::unique_ptr<purchase::Verifier>>;
  using AllNotifications = std::vector<std::unique_ptr<purchase::Notifications>>;

  void add_google(const StoresPlace& at, Verifiers& verifiers, AllNotifications& notifications) {
    const auto& settings = at.settings.google_play;
    const purchase::google::Services services{client,   at.executor, at.workers,
                                              at.clock, entropy,     at.log.room("purchase/google"),
                                              at.on_bug};
    if (purchase::google::is_configured(settings)) {
      auto verifier = purchase::google::make_verifier(services, settings);
      google = verifier.get();
      verifiers.push_back(std::move(verifier));
    }
    if (purchase::google::has_push(settings)) {
      auto heard = purchase::google::make_notifications(services, settings);
      google_notifications = heard.get();
      notifications.push_back(std::move(heard));
    }
  }

  void add_apple(const StoresPlace& at, Verifiers& verifiers, AllNotifications& notifications) {
    const auto& settings = at.settings.apple;
    if (!purchase::apple::is_configured(settings)) return;
    purchase::apple::Ledger& revocations = open_ledger(at);
    const purchase::apple::Services services{client,     at.workers, at.executor,
                                             at.clock,   entropy,    at.log.room("purchase/apple"),
                                             revocations};
    auto verifier = purchase::apple::make_verifier(services, settings);
    apple = verifier.get();
    verifiers.push_back(std::move(verifier));
    notifications.push_back(purchase::apple::make_notifications(services, settings));
  }

  purchase::apple::Ledger& open_ledger(const StoresPlace& at) {
    const std::string path = at.settings.state_dir + "/apple-revocations.txt";
    auto opened = purchase::apple::open_file_ledger(path, at.workers, at.executor);
    if (opened) {
      ledger = std::move(*opened);
    } else if (at.redis != nullptr) {
      at.log.room("app").event(
          telemetry::Level::warn, "apple_ledger_in_redis_only",
          {{"setting", "SPOTTER_STATE_DIR"}, {"why", sentence_of(opened.error().code)}});
      ledger = purchase::apple::make_memory_ledger();
    } else {
      throw std::runtime_error("stores.state_dir (SPOTTER_STATE_DIR): '" + path +
                               "' cannot be read and written");
    }
    if (at.redis == nullptr) return *ledger;
    redis_ledger = purchase::redis::make_ledger(at.executor, *at.redis, at.clock,
                                                at.log.room("purchase/redis"), *ledger, {});
    return *redis_ledger;
  }

  void add_revenue_cat(const StoresPlace& at, Verifiers& verifiers,
                       AllNotifications& notifications) {
    const auto& settings = at.settings.revenuecat;
    const purchase::revenue_cat::Services services{client, at.executor, at.clock, entropy,
                                                   at.log.room("purchase/revenue_cat")};
    if (purchase::revenue_cat::is_configured(settings)) {
      auto verifier = purchase::revenue_cat::make_verifier(services, settings);
      revenue_cat = verifier.get();
      verifiers.push_back(std::move(verifier));
    }
    if (purchase::revenue_cat::has_webhook(settings))
      notifications.push_back(purchase::revenue_cat::make_notifications(at.clock, settings));
  }

  [[nodiscard]] std::vector<StoreApi::Standing> standings() const {
    std::vector<StoreApi::Standing> all;
    if (google != nullptr) all = google->standings();
    if (apple != nullptr) {
      for (const auto& standing : apple->standings())
        all.push_back(standing);
    }
    if (revenue_cat != nullptr) all.push_back(revenue_cat->standing());
    return all;
  }

  [[nodiscard]] WallTime on_the_wall(TimePoint time) const {
    return clock.wall_now() + std::chrono::duration_cast<WallTime::duration>(time - clock.now());
  }

  void begin() {
    if (shared) sharing.spawn(shared->run());
    if (redis_ledger) sharing.spawn(redis_ledger->run());
    if (google == nullptr) return;
    google->watch_voided(kept_for, [this](const std::vector<std::string>& names) {
      entitlements->forget(purchase::Store::google, names);
    });
  }

  Task<void> stop() {
    if (google != nullptr) google->cancel();
    if (apple != nullptr) apple->stop();
    if (revenue_cat != nullptr) revenue_cat->stop();
    co_await entitlements->stop();
    if (google_notifications != nullptr) co_await google_notifications->stop();
    if (google != nullptr) co_await google->stop();
    // After the last question, whose answer others may want.
    if (shared) shared->stop();
    if (redis_ledger) redis_ledger->stop();
    co_await sharing.join();
    co_await client.stop();
  }
};

Stores::Stores(const StoresPlace& at) : impl_(std::make_unique<Impl>(at)) {}

Stores::~Stores() = default;

purchase::entitlements::Entitlements& Stores::entitlements() noexcept {
  return *impl_->entitlements;
}

Stores::Report Stores::report() const {
  Report report;
  report.entitlements = impl_->entitlements->report();
  report.shared = impl_->shared != nullptr;
  if (impl_->shared) report.forget_owed = impl_->shared->standing().owed;
  for (const auto& standing : impl_->standings()) {
    ops::Upstream& upstream = report.upstreams.emplace_back();
    upstream.name = standing.name;
    upstream.kind = "store";
    upstream.state = name_of(standing.state);
    upstream.failures = standing.failures;
    upstream.since = impl_->on_the_wall(standing.since);
    if (standing.next_probe) upstream.next_probe = impl_->on_the_wall(*standing.next_probe);
    upstream.running = standing.running;
    upstream.waiting = standing.waiting;
    upstream.recent = standing.recent;
  }
  return report;
}

void Stores::change(const Settings& fresh) {
  impl_->web->set_key(fresh.web_key);
  impl_->entitlements->set_failed_attempts_max(fresh.entitlements.failed_attempts.attempts_max);
}

void Stores::begin() {
  impl_->begin();
}

Task<void> Stores::stop() {
  return impl_->stop();
}

}  // namespace spotter::app

#pragma once

#include <spotter/base/clock.hpp>
#include <spotter/base/entropy.hpp>
#include <spotter/http_client/http_client.hpp>
#include <spotter/purchase/http/store_api.hpp>
#include <spotter/purchase/notifications.hpp>
#include <spotter/purchase/revenue_cat/settings.hpp>
#include <spotter/purchase/verifier.hpp>
#include <spotter/telemetry/log.hpp>

#include <memory>

namespace spotter::purchase::revenue_cat {

/// What this store needs of the process. All of it outlives those who get it; `executor` is the
/// shard of the stores.
struct Services {
  http_client::HttpClient& client;
  ShardExecutor executor;
  const Clock& clock;
  Entropy& entropy;
  telemetry::Log& log;
};

/// Asks RevenueCat whether a customer has the entitlement. Tokens are app user ids, and questions
/// are named after them; Entitlement::names has the customer's other id, where one was told.
class RevenueCatVerifier : public Verifier {
 public:
  [[nodiscard]] virtual http::StoreApi::Standing standing() const = 0;
  /// Calls that run end now.
  virtual void stop() noexcept = 0;
};

/// Throws std::runtime_error for settings with a fault.
std::unique_ptr<RevenueCatVerifier> make_verifier(const Services& services,
                                                  const Settings& settings);

/// Reads RevenueCat's webhooks: authenticated by their header, their signature, or both, as
/// configured. Names every app user id in them. Answers 200, 401, or 400 for what is authentic and
/// cannot be read.
std::unique_ptr<Notifications> make_notifications(const Clock& clock, const Settings& settings);

}  // namespace spotter::purchase::revenue_cat

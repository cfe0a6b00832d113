#pragma once

#include <spotter/base/entropy.hpp>
#include <spotter/http_client/http_client.hpp>
#include <spotter/purchase/apple/ledger.hpp>
#include <spotter/purchase/apple/settings.hpp>
#include <spotter/purchase/http/store_api.hpp>
#include <spotter/purchase/notifications.hpp>
#include <spotter/purchase/verifier.hpp>
#include <spotter/shard/worker_pool.hpp>
#include <spotter/telemetry/log.hpp>

#include <memory>
#include <vector>

namespace spotter::purchase::apple {

/// What the store works with. All of it outlives what is made of it, and is of the shard of the
/// stores.
struct Services {
  http_client::HttpClient& client;
  shard::WorkerPool& workers;
  ShardExecutor executor;
  const Clock& clock;
  Entropy& entropy;
  telemetry::Log& log;
  Ledger& ledger;
};

/// Judges the three forms of Apple's tokens: StoreKit 2's signed transactions (verified here by the
/// certificates in them, then looked up at the App Store Server API if there is a key), legacy
/// receipts (verifyReceipt) and, if allowed, bare transaction ids.
///
/// A signed transaction that is authentic and shows itself that it was revoked or replaced comes
/// out of examine() as a final no with `names`: nothing that is kept of these purchases holds any
/// more.
class AppleVerifier : public Verifier {
 public:
  /// How the upstreams stand: API, receipts, and both of the sandbox.
  [[nodiscard]] virtual std::vector<http::StoreApi::Standing> standings() const = 0;
  /// Calls that run end now.
  virtual void stop() noexcept = 0;
};

/// `settings` must be without fault_in(), else std::runtime_error is thrown. Blocks.
std::unique_ptr<AppleVerifier> make_verifier(Services services, Settings settings);

/// App Store Server Notifications, version 2. The same.
std::unique_ptr<Notifications> make_notifications(Services services, Settings settings);

}  // namespace spotter::purchase::apple

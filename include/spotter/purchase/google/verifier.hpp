#pragma once

#include <spotter/purchase/google/services.hpp>
#include <spotter/purchase/google/settings.hpp>
#include <spotter/purchase/http/store_api.hpp>
#include <spotter/purchase/verifier.hpp>

#include <memory>
#include <vector>

namespace spotter::purchase::google {

/// Asks Google Play about a purchase token: one-time products, then subscriptions where some are
/// sold. Questions are named after their token; Entitlement::replaced is the token that a new
/// subscription replaced. Purchases that nobody acknowledged to Google, which would refund them
/// after three days, are acknowledged in the background.
class GoogleVerifier : public Verifier {
 public:
  /// How Google's services stand: the API, the tokens, the acknowledgements.
  [[nodiscard]] virtual std::vector<http::StoreApi::Standing> standings() const = 0;
  /// Ends what runs in the background and waits for it. No ask() runs any more.
  virtual Task<void> stop() = 0;
};

/// Throws std::runtime_error for settings with a fault. Blocks (a key file).
std::unique_ptr<GoogleVerifier> make_verifier(const Services& services, const Settings& settings);

}  // namespace spotter::purchase::google

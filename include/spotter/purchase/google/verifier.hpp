#pragma once

#include <spotter/purchase/google/services.hpp>
#include <spotter/purchase/google/settings.hpp>
#include <spotter/purchase/http/store_api.hpp>
#include <spotter/purchase/verifier.hpp>

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace spotter::purchase::google {

/// Is told of purchases that were voided, by Question::name. Purchases may come more than once.
using OnVoided = std::function<void(std::vector<std::string> names)>;

/// Asks Google Play about a purchase token: one-time products, then subscriptions where some are
/// sold. Questions are named after their token; Entitlement::replaced is the token that a new
/// subscription replaced. Purchases that nobody acknowledged to Google, which would refund them
/// after three days, are acknowledged in the background.
class GoogleVerifier : public Verifier {
 public:
  /// How Google's services stand: the API, the tokens, and the acknowledgements and the list of
  /// voided purchases where they are used.
  [[nodiscard]] virtual std::vector<http::StoreApi::Standing> standings() const = 0;
  /// From now on until cancel() looks at the list of voided purchases from time to time, if
  /// polls_voided(settings); otherwise nothing comes of it. Once. `kept_for`: answers are kept for
  /// so long, older refunds need not be named.
  virtual void watch_voided(Duration kept_for, OnVoided on_voided) = 0;
  /// What is under way ends soon: questions, and what runs in the background.
  virtual void cancel() noexcept = 0;
  /// cancel(), and waits for what runs in the background. No ask() runs any more.
  virtual Task<void> stop() = 0;
};

/// Throws std::runtime_error for settings with a fault. Blocks (a key file).
std::unique_ptr<GoogleVerifier> make_verifier(const Services& services, const Settings& settings);

}  // namespace spotter::purchase::google

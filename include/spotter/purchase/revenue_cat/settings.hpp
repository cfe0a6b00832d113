#pragma once

#include <spotter/base/secret.hpp>

#include <string>

namespace spotter::purchase::revenue_cat {

/// Which of RevenueCat's resources is asked: the customer's active entitlements, the customer with
/// the first page of these in it, or version 1's subscriber (which creates a customer for every
/// unknown id).
enum class Api { v2_active_entitlements, v2_customer, v1 };

/// RevenueCat: one project, and the entitlement that lets people in.
struct Settings {
  Secret api_key;  ///< a secret one; public ones cannot look at customers
  std::string project_id;
  std::string entitlement_id;  ///< the object's id (`entl...`), not the lookup key
  std::string base_url = "https://api.revenuecat.com";  ///< without a version
  Api api = Api::v2_active_entitlements;
  std::string v1_entitlement_key = "pro";  ///< version 1 knows entitlements by their lookup keys
  bool allows_sandbox = true;
  /// What an app user id must match as a whole (ECMAScript); empty: anything. For apps whose ids
  /// are all random.
  std::string user_id_pattern;

  Secret webhook_secret;         ///< signs webhooks; empty: they are not signed
  Secret webhook_authorization;  ///< the value of their Authorization header; empty: any
};

/// Whether anything of the project is set: otherwise the store is off.
bool is_configured(const Settings& settings) noexcept;
/// Whether webhooks are wanted: otherwise their route is not there.
bool has_webhook(const Settings& settings) noexcept;

/// One line about what cannot be used; empty: all well.
std::string fault_in(const Settings& settings);

}  // namespace spotter::purchase::revenue_cat

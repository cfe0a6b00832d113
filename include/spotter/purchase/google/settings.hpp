#pragma once

#include <spotter/base/clock.hpp>
#include <spotter/base/secret.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace spotter::purchase::google {

/// Which resource tells about one-time products: the one that was always there, or the newer one
/// with line items.
enum class ProductApi { products, products_v2 };

/// Real-time developer notifications, as Pub/Sub pushes them.
struct PushSettings {
  std::string audience;         ///< `aud` of the push subscription's tokens
  std::string service_account;  ///< e-mail of the account that the subscription signs with
  std::string subscription;     ///< `projects/P/subscriptions/S`; empty: any
  std::string keys_url = "https://www.googleapis.com/oauth2/v3/certs";
};

/// Google Play: what is sold, and the service account that may look at its sales. The account is a
/// JSON key (as a file or as text), or an e-mail with a PKCS#12 file in base64.
struct Settings {
  std::string service_account_file;
  Secret service_account_json;
  std::string service_account_email;
  Secret service_account_key_base64;

  std::string package_name = "com.limajuice.liftlog";
  std::vector<std::string> product_ids{"pro"};
  std::vector<std::string> subscription_ids;  ///< empty: subscriptions are not looked at
  ProductApi product_api = ProductApi::products;
  bool acknowledges = true;      ///< purchases that the app has not
  bool denies_refunded = false;  ///< also refunds that the seller made without revoking
  bool allows_test_purchases = true;
  /// Where nothing is pushed, the list of voided purchases is looked at so often; zero: never.
  Duration voided_poll_every = std::chrono::hours(6);

  std::string base_url = "https://androidpublisher.googleapis.com";
  std::string token_url = "https://oauth2.googleapis.com/token";
  std::string audience = "https://oauth2.googleapis.com/token";  ///< `aud` of our assertion
  PushSettings push;
};

/// Whether anything of the account is set: otherwise the store is off.
bool is_configured(const Settings& settings) noexcept;
/// Whether notifications are wanted: otherwise their route is not there.
bool has_push(const Settings& settings) noexcept;
/// Whether the list of voided purchases is looked at.
bool polls_voided(const Settings& settings) noexcept;

/// One line about what cannot be used; empty: all well. Reads the key file: blocks, for the start.
std::string fault_in(const Settings& settings);

}  // namespace spotter::purchase::google

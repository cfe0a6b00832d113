#include "purchase/apple/trust.hpp"

#include <spotter/base/text.hpp>
#include <spotter/crypto/signing_key.hpp>
#include <spotter/purchase/apple/settings.hpp>
#include <spotter/purchase/http/base_url.hpp>

#include <algorithm>
#include <array>
#include <string_view>

namespace spotter::purchase::apple {
namespace {

/// The last segment of a receipt's URL is asked as such.
std::string fault_in_path(std::string_view name, std::string_view url) {
  const auto path = url.find('/', url.find("://") + 3);
  const auto last = url.substr(url.rfind('/') + 1);
  if (path == std::string_view::npos || last.empty())
    return std::string(name).append(" must name the endpoint, such as https://HOST/verifyReceipt");
  return {};
}

std::string fault_in_urls(const Settings& settings) {
  struct Url {
    std::string_view name;
    const std::string& url;
    bool endpoint;
  };
  const std::array<Url, 4> urls{
      {{"apple.base_url (APPLE_BASE_URL)", settings.base_url, false},
       {"apple.sandbox_base_url (APPLE_SANDBOX_BASE_URL)", settings.sandbox_base_url, false},
       {"apple.verify_receipt_url (APPLE_VERIFY_RECEIPT_URL)", settings.verify_receipt_url, true},
       {"apple.sandbox_verify_receipt_url (APPLE_SANDBOX_VERIFY_RECEIPT_URL)",
        settings.sandbox_verify_receipt_url, true}}};
  for (const auto& [name, url, endpoint] : urls) {
    auto fault = http::fault_in_url(url);
    if (!fault.empty()) fault.insert(0, std::string(name).append(" "));
    if (fault.empty() && endpoint) fault = fault_in_path(name, url);
    if (!fault.empty()) return fault;
  }
  return {};
}

std::string fault_in_key(const Settings& settings) {
  const std::array<bool, 3> given{!settings.issuer_id.empty(), !settings.key_id.empty(),
                                  !settings.private_key.empty()};
  const auto count = std::count(given.begin(), given.end(), true);
  if (count != 0 && count != 3) {
    return "apple.issuer_id (APPLE_ISSUER_ID), apple.key_id (APPLE_KEY_ID) and apple.private_key "
           "(APPLE_PRIVATE_KEY) belong together: set all three, or none";
  }
  if (count == 0) {
    return settings.allow_transaction_ids
               ? "apple.allow_transaction_id (APPLE_ALLOW_TRANSACTION_ID) needs the key of the App "
                 "Store Server API: apple.issuer_id (APPLE_ISSUER_ID) and the two beside it"
               : "";
  }
  const auto key = crypto::SigningKey::from_pem(settings.private_key);
  if (!key || key->algorithm() != "ES256") {
    return "apple.private_key (APPLE_PRIVATE_KEY) is not the text of a .p8 file: a P-256 key in "
           "PEM without a password";
  }
  return {};
}

}  // namespace

std::string fault_in(const Settings& settings) {
  if (!is_configured(settings)) {
    const bool others = !settings.issuer_id.empty() || !settings.key_id.empty() ||
                        !settings.private_key.empty() || !settings.shared_secret.empty() ||
                        settings.app_id != 0;
    return others ? "apple.bundle_id (APPLE_BUNDLE_ID) is missing, and other settings of the App "
                    "Store are there: set it too, or none"
                  : "";
  }
  const auto& products = settings.product_ids;
  const bool nameless = std::any_of(products.begin(), products.end(),
                                    [](const std::string& id) { return id.empty(); });
  if (products.empty() || nameless)
    return "apple.product_id (APPLE_PRODUCT_ID) must name one product or more";
  if (settings.app_id < 0) return "apple.app_id (APPLE_APP_ID) must be the app's number";
  if (settings.offline_trust < std::chrono::seconds(0)) {
    return "apple.offline_trust_seconds (APPLE_OFFLINE_TRUST_SECONDS) must not be negative";
  }
  if (auto fault = fault_in_urls(settings); !fault.empty()) return fault;
  if (auto fault = fault_in_key(settings); !fault.empty()) return fault;
  if (!make_trust(settings.root_ca_file))
    return "apple.root_ca_file (APPLE_ROOT_CA_FILE) cannot be read, or holds no PEM certificate";
  return {};
}

std::string warning_in(const Settings& settings) {
  if (is_configured(settings) && !settings.root_ca_file.empty()) {
    return "apple.root_ca_file (APPLE_ROOT_CA_FILE) replaces Apple's root certificate: whoever "
           "holds its key makes purchases";
  }
  return {};
}

}  // namespace spotter::purchase::apple

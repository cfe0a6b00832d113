#pragma once

#include <spotter/base/secret.hpp>

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

namespace spotter::purchase::apple {

/// What to take for a purchase of our app, and how to ask Apple.
struct Settings {
  std::string bundle_id;  ///< empty: the store is off
  std::vector<std::string> product_ids{"pro"};
  std::int64_t app_id = 0;  ///< the app's number; 0: unknown, notifications of production wait

  /// The App Store Server API's key: all three, or none. Without it, signed transactions are
  /// believed by their signature and the ledger of revocations.
  std::string issuer_id;
  std::string key_id;
  Secret private_key;  ///< the .p8 file's text
  /// Whether a signed transaction is looked up, given the key.
  bool online_check = true;
  /// While Apple cannot be asked: how old a signature may be that is believed nevertheless.
  std::chrono::seconds offline_trust{86400};

  bool allow_sandbox = true;  ///< purchases of testers and of Apple's reviewers
  bool allow_family_sharing = false;
  bool allow_legacy_receipts = true;
  /// Bare ids of transactions: they are nearly consecutive, and no proof.
  bool allow_transaction_ids = false;
  Secret shared_secret;  ///< for legacy receipts; may be empty

  std::string base_url = "https://api.storekit.apple.com";
  std::string sandbox_base_url = "https://api.storekit-sandbox.apple.com";
  std::string verify_receipt_url = "https://buy.itunes.apple.com/verifyReceipt";
  std::string sandbox_verify_receipt_url = "https://sandbox.itunes.apple.com/verifyReceipt";
  /// PEM certificates in place of "Apple Root CA - G3", for tests: whoever holds one of their keys
  /// makes purchases.
  std::string root_ca_file;
};

/// Whether the store is on.
inline bool is_configured(const Settings& settings) noexcept {
  return !settings.bundle_id.empty();
}

/// What makes the settings unusable: one line with the setting's names, empty when all is well.
/// Reads the root's file: blocks.
std::string fault_in(const Settings& settings);

/// What an operator should know at each start; empty: nothing.
std::string warning_in(const Settings& settings);

}  // namespace spotter::purchase::apple

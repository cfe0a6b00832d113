#pragma once

#include <spotter/crypto/signing_key.hpp>
#include <spotter/purchase/google/settings.hpp>

#include <optional>
#include <string>

namespace spotter::purchase::google {

/// Who we are at Google. A value.
struct ServiceAccount {
  std::string email;
  std::string key_id;  ///< empty: not known
  crypto::SigningKey key;
};

/// From the settings. Nothing: `why` is one line about it. Blocks (a file).
std::optional<ServiceAccount> read_service_account(const Settings& settings, std::string& why);

}  // namespace spotter::purchase::google

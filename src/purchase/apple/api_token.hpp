#pragma once

#include <spotter/base/clock.hpp>
#include <spotter/crypto/signing_key.hpp>
#include <spotter/purchase/apple/settings.hpp>

#include <string>

namespace spotter::purchase::apple {

/// Says to the App Store Server API who asks: a JSON Web Token, signed with the key of the
/// settings, that is used until a minute before its end.
class ApiToken {
 public:
  ApiToken(crypto::SigningKey key, const Settings& settings);

  const std::string& at(WallTime now);

 private:
  crypto::SigningKey key_;
  std::string key_id_;
  std::string issuer_id_;
  std::string bundle_id_;
  std::string token_;
  WallTime made_;
};

}  // namespace spotter::purchase::apple

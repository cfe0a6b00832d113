#pragma once

#include <spotter/base/secret.hpp>

#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace spotter::crypto {

/// A private key that signs as JSON Web Signature has it (RFC 7518): RSA of 2048 bits or more with
/// RS256, P-256 with ES256. A value; copies share the key. Signing with RSA takes about a
/// millisecond: not on a loop.
class SigningKey {
 public:
  /// PEM without a password. Nothing: no such key.
  static std::optional<SigningKey> from_pem(const Secret& pem);
  /// A PKCS#12 file, also one sealed with the algorithms of old (RC2, 3DES), as Google made them.
  static std::optional<SigningKey> from_pkcs12(std::string_view file, const Secret& password);

  /// "RS256" or "ES256".
  [[nodiscard]] std::string_view algorithm() const noexcept;
  /// The signature's bytes; for ES256 r and s, 32 bytes each.
  [[nodiscard]] std::string sign(std::string_view bytes) const;

 private:
  struct Key;
  explicit SigningKey(std::shared_ptr<const Key> key) : key_(std::move(key)) {}
  std::shared_ptr<const Key> key_;
};

/// `header.payload.signature`, each in base64url. Header and payload are JSON; the header's `alg`
/// is the caller's to set.
std::string make_jws(const SigningKey& key, std::string_view header, std::string_view payload);

}  // namespace spotter::crypto

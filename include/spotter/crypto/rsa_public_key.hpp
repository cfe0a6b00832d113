#pragma once

#include <memory>
#include <optional>
#include <string_view>
#include <utility>

namespace spotter::crypto {

/// The public half of an RSA key, as a JSON Web Key Set publishes it (RFC 7517, RFC 7518 section
/// 6.3.1). A value; copies share the key. Any shard.
class RsaPublicKey {
 public:
  /// Modulus and exponent in base64url. Nothing: not a number, an exponent that cannot be, or a
  /// modulus outside of 2048 to 8192 bits.
  static std::optional<RsaPublicKey> from_jwk(std::string_view modulus, std::string_view exponent);

  /// Whether the signature is the key's own of the bytes by RS256. Tens of microseconds.
  [[nodiscard]] bool verifies(std::string_view bytes, std::string_view signature) const;

 private:
  struct Key;
  explicit RsaPublicKey(std::shared_ptr<const Key> key) : key_(std::move(key)) {}
  std::shared_ptr<const Key> key_;
};

}  // namespace spotter::crypto

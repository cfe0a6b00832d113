#pragma once

#include <spotter/base/entropy.hpp>
#include <spotter/base/secret.hpp>

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace spotter::crypto {

/// Seals small values so that only holders of the secret can read or make them: AES-256-GCM with a
/// random 96-bit nonce; the key is HMAC-SHA-256(secret, purpose), so seals of one purpose do not
/// open for another. A value: copied to each shard. Meant for short-lived tokens: far fewer than
/// 2^32 seals a key.
class Sealer {
 public:
  static constexpr std::size_t kOverheadBytes = 12 + 16;  ///< nonce and tag

  /// `secret`: 32 bytes or more. `purpose`: a constant such as "connection-token".
  Sealer(const Secret& secret, std::string_view purpose);

  [[nodiscard]] std::string seal(std::string_view value, Entropy& entropy) const;
  /// Nothing when it was not sealed with this secret and purpose, or was changed.
  [[nodiscard]] std::optional<std::string> open(std::string_view sealed) const;

 private:
  Secret key_;
};

}  // namespace spotter::crypto

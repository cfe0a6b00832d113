#pragma once

#include <spotter/base/entropy.hpp>
#include <spotter/base/secret.hpp>
#include <spotter/crypto/digest.hpp>

#include <optional>
#include <string>
#include <string_view>

namespace spotter::admin {

/// Whether a key is the administrator's. Both are hashed under a key of this object's own before
/// they are compared, and the comparison looks at all of both: how long it takes says nothing of
/// what was right, nor of how long the key is.
class KeyCheck {
 public:
  explicit KeyCheck(Entropy& entropy);
  /// Empty: no key opens.
  void set_key(const Secret& key);
  [[nodiscard]] bool has_key() const noexcept { return expected_.has_value(); }
  [[nodiscard]] bool opens(std::string_view shown) const;

 private:
  std::string salt_;
  std::optional<crypto::Sha256> expected_;
};

/// The key in an Authorization header of the scheme Bearer (RFC 6750); empty: none is shown.
std::string_view bearer_key(std::string_view authorization) noexcept;

/// The first 8 hex digits of its SHA-256; empty for no key.
std::string mark_of(std::string_view key);

}  // namespace spotter::admin

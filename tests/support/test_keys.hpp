#pragma once

#include <memory>
#include <string>
#include <string_view>

namespace spotter::testing {

/// A private key that exists for one test run, with what a store needs of it: it signs, and its
/// public half verifies. By OpenSSL alone, so that it is a witness against our own crypto. A value;
/// copies share the key.
class TestKey {
 public:
  enum class Kind { rsa_2048, rsa_1024, p256, p384 };
  static TestKey make(Kind kind);
  /// Of 2048 bits, made once a process: making one takes long.
  static const TestKey& rsa();
  static const TestKey& other_rsa();

  /// PKCS#8 in PEM.
  [[nodiscard]] std::string private_pem() const;
  /// PKCS#8 in PEM under a password.
  [[nodiscard]] std::string sealed_pem(const std::string& password) const;
  [[nodiscard]] std::string public_pem() const;
  /// With a certificate of its own. `legacy`: RC2 of 40 bits and 3DES, as files of old have it.
  enum class Sealing { modern, legacy };
  [[nodiscard]] std::string pkcs12(const std::string& password, Sealing sealing) const;

  /// SHA-256 with PKCS#1 v1.5, or with ECDSA as r and s.
  [[nodiscard]] std::string sign(std::string_view bytes) const;
  [[nodiscard]] bool verifies(std::string_view bytes, std::string_view signature) const;
  /// `header.payload.signature`, header and payload as given.
  [[nodiscard]] std::string jws(std::string_view header, std::string_view payload) const;

  /// RSA's numbers in base64url.
  [[nodiscard]] std::string modulus() const;
  [[nodiscard]] std::string exponent() const;

 private:
  struct Key;
  explicit TestKey(std::shared_ptr<const Key> key) : key_(std::move(key)) {}
  std::shared_ptr<const Key> key_;
};

}  // namespace spotter::testing

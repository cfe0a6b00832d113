#include "support/test_keys.hpp"

#include <spotter/base/text.hpp>
#include <spotter/crypto/rsa_public_key.hpp>
#include <spotter/crypto/signing_key.hpp>

#include <catch2/catch.hpp>

#include <string>

using namespace spotter;
using namespace spotter::crypto;
using testing::TestKey;

TEST_CASE("300 ES256 signatures have 64 bytes each, and the public half verifies them",
          "[crypto]") {
  const TestKey pair = TestKey::make(TestKey::Kind::p256);
  const auto key = SigningKey::from_pem(Secret(pair.private_pem()));
  REQUIRE(key.has_value());
  REQUIRE(key->algorithm() == "ES256");
  // Once in about 128 signatures a number begins with a zero byte, which must not be left out.
  int with_zero = 0;
  for (int i = 0; i < 300; ++i) {
    const std::string text = "text " + std::to_string(i);
    const std::string signature = key->sign(text);
    REQUIRE(signature.size() == 64);
    with_zero += static_cast<int>(signature[0] == '\0' || signature[32] == '\0');
    REQUIRE(pair.verifies(text, signature));
    REQUIRE_FALSE(pair.verifies(text + ".", signature));
  }
  INFO("signatures with a zero byte in front: " << with_zero);
}

TEST_CASE("300 RS256 signatures are verified by the public half, and by the key of a JWK",
          "[crypto]") {
  const TestKey& pair = TestKey::rsa();
  const auto key = SigningKey::from_pem(Secret(pair.private_pem()));
  REQUIRE(key.has_value());
  REQUIRE(key->algorithm() == "RS256");
  const auto published = RsaPublicKey::from_jwk(pair.modulus(), pair.exponent());
  REQUIRE(published.has_value());
  for (int i = 0; i < 300; ++i) {
    const std::string text = "text " + std::to_string(i);
    const std::string signature = key->sign(text);
    REQUIRE(pair.verifies(text, signature));
    REQUIRE(published->verifies(text, signature));
  }
}

TEST_CASE("a JWK's key refuses what another key signed, what was changed, and what is no signature",
          "[crypto]") {
  const TestKey& pair = TestKey::rsa();
  const auto published = RsaPublicKey::from_jwk(pair.modulus(), pair.exponent());
  REQUIRE(published.has_value());
  const std::string signature = pair.sign("text");
  REQUIRE(published->verifies("text", signature));
  REQUIRE_FALSE(published->verifies("texu", signature));
  REQUIRE_FALSE(published->verifies("text", TestKey::other_rsa().sign("text")));
  std::string changed = signature;
  changed.back() = static_cast<char>(changed.back() ^ 1);
  REQUIRE_FALSE(published->verifies("text", changed));
  REQUIRE_FALSE(published->verifies("text", ""));
  REQUIRE_FALSE(published->verifies("text", signature.substr(1)));
  REQUIRE_FALSE(published->verifies("text", std::string(signature.size(), '\0')));
}

TEST_CASE("a JWK that cannot be a usable RSA key is none", "[crypto]") {
  const TestKey& pair = TestKey::rsa();
  REQUIRE_FALSE(RsaPublicKey::from_jwk("", "AQAB").has_value());
  REQUIRE_FALSE(RsaPublicKey::from_jwk("not base64!", "AQAB").has_value());
  REQUIRE_FALSE(RsaPublicKey::from_jwk(pair.modulus(), "").has_value());
  REQUIRE_FALSE(RsaPublicKey::from_jwk(pair.modulus(), "AQ").has_value());  // 1
  REQUIRE_FALSE(RsaPublicKey::from_jwk(pair.modulus(), "Ag").has_value());  // 2
  REQUIRE_FALSE(RsaPublicKey::from_jwk(pair.modulus(), "AQABAAE").has_value());
  const TestKey weak = TestKey::make(TestKey::Kind::rsa_1024);
  REQUIRE_FALSE(RsaPublicKey::from_jwk(weak.modulus(), weak.exponent()).has_value());
  const std::string huge(2000, '_');
  REQUIRE_FALSE(RsaPublicKey::from_jwk(huge, "AQAB").has_value());
}

TEST_CASE("a key is read from PKCS#12 files of today and of old, with their password only",
          "[crypto]") {
  const TestKey& pair = TestKey::rsa();
  for (const auto sealing : {TestKey::Sealing::modern, TestKey::Sealing::legacy}) {
    const std::string file = pair.pkcs12("notasecret", sealing);
    const auto key = SigningKey::from_pkcs12(file, Secret("notasecret"));
    REQUIRE(key.has_value());
    REQUIRE(key->algorithm() == "RS256");
    REQUIRE(pair.verifies("text", key->sign("text")));
    REQUIRE_FALSE(SigningKey::from_pkcs12(file, Secret("other")).has_value());
    REQUIRE_FALSE(
        SigningKey::from_pkcs12(file.substr(0, file.size() / 2), Secret("notasecret")).has_value());
  }
  REQUIRE_FALSE(SigningKey::from_pkcs12("", Secret("notasecret")).has_value());
  REQUIRE_FALSE(SigningKey::from_pkcs12("nothing of the kind", Secret("notasecret")).has_value());
}

TEST_CASE("keys that are too small, of another curve, sealed or public do not sign", "[crypto]") {
  const auto read = [](const std::string& pem) { return SigningKey::from_pem(Secret(pem)); };
  REQUIRE_FALSE(read("").has_value());
  REQUIRE_FALSE(read("-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n").has_value());
  REQUIRE_FALSE(read(TestKey::make(TestKey::Kind::rsa_1024).private_pem()).has_value());
  REQUIRE_FALSE(read(TestKey::make(TestKey::Kind::p384).private_pem()).has_value());
  // With a terminal, OpenSSL would ask there for the password.
  REQUIRE_FALSE(read(TestKey::make(TestKey::Kind::p256).sealed_pem("password")).has_value());
  REQUIRE_FALSE(read(TestKey::make(TestKey::Kind::p256).public_pem()).has_value());
}

TEST_CASE("a JWS is header, payload and signature in base64url", "[crypto]") {
  const TestKey pair = TestKey::make(TestKey::Kind::p256);
  const auto key = SigningKey::from_pem(Secret(pair.private_pem()));
  REQUIRE(key.has_value());
  const std::string jws = make_jws(*key, R"({"alg":"ES256"})", R"({"iss":"me"})");
  const auto second_dot = jws.rfind('.');
  REQUIRE(jws.substr(0, second_dot) == "eyJhbGciOiJFUzI1NiJ9.eyJpc3MiOiJtZSJ9");
  const auto signature = from_base64(jws.substr(second_dot + 1));
  REQUIRE(signature.has_value());
  REQUIRE(pair.verifies(jws.substr(0, second_dot), *signature));
}

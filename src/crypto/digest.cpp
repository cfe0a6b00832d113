#include "crypto/openssl.hpp"

#include <spotter/crypto/digest.hpp>

#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/params.h>

#include <stdexcept>
#include <string>

namespace spotter::crypto {

namespace {

/// What OpenSSL would else look up by name at each call, which takes longer than a short digest.
const EVP_MD* fetched_sha256() {
  static const Owned<EVP_MD, &EVP_MD_free> kDigest(EVP_MD_fetch(nullptr, "SHA256", nullptr));
  return kDigest.get();
}

EVP_MAC* fetched_hmac() {
  static const Owned<EVP_MAC, &EVP_MAC_free> kMac(EVP_MAC_fetch(nullptr, "HMAC", nullptr));
  return kMac.get();
}

}  // namespace

Sha256 sha256(std::string_view bytes) {
  Sha256 digest{};
  unsigned length = 0;
  if (EVP_Digest(bytes.data(), bytes.size(), reinterpret_cast<unsigned char*>(digest.data()),
                 &length, fetched_sha256(), nullptr) != 1) {
    throw std::runtime_error("SHA-256 failed");
  }
  return digest;
}

Sha1 sha1(std::string_view bytes) {
  Sha1 digest{};
  unsigned length = 0;
  if (EVP_Digest(bytes.data(), bytes.size(), reinterpret_cast<unsigned char*>(digest.data()),
                 &length, EVP_sha1(), nullptr) != 1) {
    throw std::runtime_error("SHA-1 failed");
  }
  return digest;
}

Sha256 hmac_sha256(std::string_view key, std::string_view bytes) {
  Sha256 digest{};
  std::size_t length = 0;
  const Owned<EVP_MAC_CTX, &EVP_MAC_CTX_free> context(EVP_MAC_CTX_new(fetched_hmac()));
  std::string name = "SHA256";  // OpenSSL's parameters are not const
  const OSSL_PARAM parameters[] = {
      OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, name.data(), name.size()),
      OSSL_PARAM_construct_end()};
  // Where there is no key OpenSSL would look for one from before.
  const auto* const secret = reinterpret_cast<const unsigned char*>(key.empty() ? "" : key.data());
  const auto* const octets = reinterpret_cast<const unsigned char*>(bytes.data());
  const bool done = context && EVP_MAC_init(context.get(), secret, key.size(), parameters) == 1 &&
                    EVP_MAC_update(context.get(), octets, bytes.size()) == 1 &&
                    EVP_MAC_final(context.get(), reinterpret_cast<unsigned char*>(digest.data()),
                                  &length, digest.size()) == 1;
  if (!done) throw std::runtime_error("HMAC-SHA-256 failed");
  return digest;
}

bool constant_time_equal(std::string_view a, std::string_view b) {
  const Sha256 left = sha256(a);
  const Sha256 right = sha256(b);
  return CRYPTO_memcmp(left.data(), right.data(), left.size()) == 0;
}

}  // namespace spotter::crypto

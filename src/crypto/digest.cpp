#include <spotter/crypto/digest.hpp>

#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/params.h>

#include <array>
#include <memory>
#include <stdexcept>
#include <string>

namespace spotter::crypto {

namespace {

// Looking an algorithm up by its name costs more than hashing a short text by it.

const EVP_MD* fetch(const char* name) {
  const EVP_MD* found = EVP_MD_fetch(nullptr, name, nullptr);
  if (found == nullptr) throw std::runtime_error(std::string(name) + " is not there");
  return found;
}

/// With everything but the key.
const EVP_MAC_CTX* make_hmac_sha256() {
  EVP_MAC* const hmac = EVP_MAC_fetch(nullptr, OSSL_MAC_NAME_HMAC, nullptr);
  EVP_MAC_CTX* const context = hmac != nullptr ? EVP_MAC_CTX_new(hmac) : nullptr;
  EVP_MAC_free(hmac);
  std::string digest(OSSL_DIGEST_NAME_SHA2_256);
  const std::array<OSSL_PARAM, 2> settings = {
      OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, digest.data(), digest.size()),
      OSSL_PARAM_construct_end()};
  if (context == nullptr || EVP_MAC_CTX_set_params(context, settings.data()) != 1)
    throw std::runtime_error("HMAC-SHA-256 is not there");
  return context;
}

template <class Digest>
Digest hash(const EVP_MD* by, std::string_view bytes) {
  Digest digest{};
  unsigned length = 0;
  if (EVP_Digest(bytes.data(), bytes.size(), reinterpret_cast<unsigned char*>(digest.data()),
                 &length, by, nullptr) != 1) {
    throw std::runtime_error("a digest failed");
  }
  return digest;
}

}  // namespace

Sha256 sha256(std::string_view bytes) {
  static const EVP_MD* const kBy = fetch("SHA256");
  return hash<Sha256>(kBy, bytes);
}

Sha1 sha1(std::string_view bytes) {
  static const EVP_MD* const kBy = fetch("SHA1");
  return hash<Sha1>(kBy, bytes);
}

Sha256 hmac_sha256(std::string_view key, std::string_view bytes) {
  static const EVP_MAC_CTX* const kBy = make_hmac_sha256();
  const std::unique_ptr<EVP_MAC_CTX, decltype(&EVP_MAC_CTX_free)> context(EVP_MAC_CTX_dup(kBy),
                                                                          &EVP_MAC_CTX_free);
  Sha256 digest{};
  std::size_t length = 0;
  // An empty key is one, too; without a place it would mean the key before.
  const char* const place = key.empty() ? "" : key.data();
  if (!context ||
      EVP_MAC_init(context.get(), reinterpret_cast<const unsigned char*>(place), key.size(),
                   nullptr) != 1 ||
      EVP_MAC_update(context.get(), reinterpret_cast<const unsigned char*>(bytes.data()),
                     bytes.size()) != 1 ||
      EVP_MAC_final(context.get(), reinterpret_cast<unsigned char*>(digest.data()), &length,
                    digest.size()) != 1) {
    throw std::runtime_error("HMAC-SHA-256 failed");
  }
  return digest;
}

bool constant_time_equal(std::string_view a, std::string_view b) {
  const Sha256 left = sha256(a);
  const Sha256 right = sha256(b);
  return CRYPTO_memcmp(left.data(), right.data(), left.size()) == 0;
}

}  // namespace spotter::crypto

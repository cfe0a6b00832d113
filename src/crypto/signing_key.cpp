#include "crypto/openssl.hpp"

#include <spotter/base/text.hpp>
#include <spotter/crypto/signing_key.hpp>

#include <openssl/ec.h>
#include <openssl/ecdsa.h>
#include <openssl/pem.h>
#include <openssl/pkcs12.h>
#include <openssl/provider.h>
#include <openssl/x509.h>

#include <array>
#include <limits>
#include <stdexcept>
#include <utility>

namespace spotter::crypto {
namespace {

constexpr int kRsaBitsMin = 2048;
constexpr int kCoordinateBytes = 32;
/// Service account files have 2 to 4 KiB.
constexpr std::size_t kFileBytesMax = std::size_t{64} * 1024;

using Library = Owned<OSSL_LIB_CTX, &OSSL_LIB_CTX_free>;
using Provider = Owned<OSSL_PROVIDER, &OSSL_PROVIDER_unload>;
using Pkcs12 = Owned<PKCS12, &PKCS12_free>;
using Pkcs8 = Owned<PKCS8_PRIV_KEY_INFO, &PKCS8_PRIV_KEY_INFO_free>;
using Certificate = Owned<X509, &X509_free>;
using EcdsaSignature = Owned<ECDSA_SIG, &ECDSA_SIG_free>;

const unsigned char* bytes_of(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

Bio bio_of(std::string_view bytes) {
  return Bio(BIO_new_mem_buf(bytes.data(), static_cast<int>(bytes.size())));
}

/// Instead of asking the terminal for the password of a key that has one.
int no_password(char* /*buffer*/, int /*size*/, int /*writing*/, void* /*context*/) {
  return -1;
}

bool is_p256(const EVP_PKEY* key) {
  std::array<char, 64> group{};
  std::size_t length = 0;
  return EVP_PKEY_get_group_name(key, group.data(), group.size(), &length) == 1 &&
         std::string_view(group.data(), length) == SN_X9_62_prime256v1;
}

/// The key of a file in PKCS#12 in the ordinary context. What the file is sealed with may be so old
/// that OpenSSL has put it aside: such algorithms are fetched in a context of their own, and serve
/// nothing else.
PKey open_pkcs12(std::string_view file, const std::string& password) {
  const Library library(OSSL_LIB_CTX_new());
  if (!library) return nullptr;
  const Provider modern(OSSL_PROVIDER_load(library.get(), "default"));
  // Without it, files made lately can be opened all the same.
  const Provider old(OSSL_PROVIDER_load(library.get(), "legacy"));
  if (!modern) return nullptr;
  const Bio bio = bio_of(file);
  PKCS12* raw = PKCS12_init_ex(NID_pkcs7_data, library.get(), nullptr);
  // On failure d2i frees what it was given, and sets the pointer to null.
  const bool read = raw != nullptr && bio && d2i_PKCS12_bio(bio.get(), &raw) != nullptr;
  const Pkcs12 sealed(raw);
  if (!read) return nullptr;
  EVP_PKEY* key = nullptr;
  X509* certificate = nullptr;
  const bool opened =
      PKCS12_parse(sealed.get(), password.c_str(), &key, &certificate, nullptr) == 1;
  const PKey foreign(key);
  const Certificate unused(certificate);
  if (!opened || !foreign) return nullptr;
  // The key must not outlive the context that it was read in.
  const Pkcs8 plain(EVP_PKEY2PKCS8(foreign.get()));
  return PKey(plain ? EVP_PKCS82PKEY(plain.get()) : nullptr);
}

std::string raw_signature(const std::string& der) {
  const auto* at = bytes_of(der);
  const EcdsaSignature pair(d2i_ECDSA_SIG(nullptr, &at, static_cast<long>(der.size())));
  if (!pair) throw std::runtime_error("ECDSA made no signature");
  std::string raw(2 * kCoordinateBytes, '\0');
  auto* const out = reinterpret_cast<unsigned char*>(raw.data());
  if (BN_bn2binpad(ECDSA_SIG_get0_r(pair.get()), out, kCoordinateBytes) != kCoordinateBytes ||
      BN_bn2binpad(ECDSA_SIG_get0_s(pair.get()), out + kCoordinateBytes, kCoordinateBytes) !=
          kCoordinateBytes) {
    throw std::runtime_error("ECDSA made no signature of P-256");
  }
  return raw;
}

}  // namespace

struct SigningKey::Key {
  PKey key;
  bool rsa = false;

  /// Nothing: not a kind that this signs with.
  static std::shared_ptr<const Key> make(PKey key) {
    if (!key) return nullptr;
    const bool rsa = EVP_PKEY_is_a(key.get(), "RSA") == 1;
    if (rsa ? EVP_PKEY_get_bits(key.get()) < kRsaBitsMin : !is_p256(key.get())) return nullptr;
    return std::make_shared<const Key>(Key{std::move(key), rsa});
  }
};

std::optional<SigningKey> SigningKey::from_pem(const Secret& pem) {
  const CleanErrors clean;
  const std::string& text = pem.reveal();
  if (text.empty() || text.size() > kFileBytesMax) return std::nullopt;
  const Bio bio = bio_of(text);
  if (!bio) return std::nullopt;
  PKey key(PEM_read_bio_PrivateKey(bio.get(), nullptr, &no_password, nullptr));
  auto usable = Key::make(std::move(key));
  if (!usable) return std::nullopt;
  return SigningKey(std::move(usable));
}

std::optional<SigningKey> SigningKey::from_pkcs12(std::string_view file, const Secret& password) {
  const CleanErrors clean;
  if (file.empty() || file.size() > kFileBytesMax) return std::nullopt;
  auto usable = Key::make(open_pkcs12(file, password.reveal()));
  if (!usable) return std::nullopt;
  return SigningKey(std::move(usable));
}

std::string_view SigningKey::algorithm() const noexcept {
  return key_->rsa ? "RS256" : "ES256";
}

std::string SigningKey::sign(std::string_view bytes) const {
  const CleanErrors clean;
  const DigestContext context(EVP_MD_CTX_new());
  if (!context) throw std::bad_alloc();
  std::size_t length = 0;
  // RSA's default padding is PKCS#1 v1.5, as RS256 has it.
  if (EVP_DigestSignInit(context.get(), nullptr, EVP_sha256(), nullptr, key_->key.get()) != 1 ||
      EVP_DigestSign(context.get(), nullptr, &length, bytes_of(bytes), bytes.size()) != 1) {
    throw std::runtime_error("a key does not sign");
  }
  std::string signature(length, '\0');
  if (EVP_DigestSign(context.get(), reinterpret_cast<unsigned char*>(signature.data()), &length,
                     bytes_of(bytes), bytes.size()) != 1) {
    throw std::runtime_error("a key does not sign");
  }
  signature.resize(length);
  return key_->rsa ? signature : raw_signature(signature);
}

std::string make_jws(const SigningKey& key, std::string_view header, std::string_view payload) {
  std::string text = to_base64url(as_bytes(header));
  text.append(".").append(to_base64url(as_bytes(payload)));
  const std::string signature = key.sign(text);
  return text.append(".").append(to_base64url(as_bytes(signature)));
}

}  // namespace spotter::crypto

#include "support/test_keys.hpp"

#include "crypto/openssl.hpp"

#include <spotter/base/text.hpp>

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/ecdsa.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/pkcs12.h>
#include <openssl/provider.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>

#include <functional>
#include <stdexcept>

namespace spotter::testing {
namespace {

using crypto::Freed;
template <class T, auto kFree>
using Owned = std::unique_ptr<T, Freed<kFree>>;
using PKey = Owned<EVP_PKEY, EVP_PKEY_free>;
using Context = Owned<EVP_MD_CTX, EVP_MD_CTX_free>;
using Signature = Owned<ECDSA_SIG, ECDSA_SIG_free>;

void require(bool ok, const char* what) {
  if (!ok) throw std::runtime_error(std::string("test key: ") + what);
}

const unsigned char* bytes_of(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

std::string written(const std::function<int(BIO*)>& write) {
  const Owned<BIO, BIO_free> bio(BIO_new(BIO_s_mem()));
  require(write(bio.get()) == 1, "not written");
  char* bytes = nullptr;
  const long size = BIO_get_mem_data(bio.get(), &bytes);
  return {bytes, static_cast<std::size_t>(size)};
}

PKey generate(TestKey::Kind kind) {
  switch (kind) {
    case TestKey::Kind::rsa_2048:
      return PKey(EVP_RSA_gen(2048));
    case TestKey::Kind::rsa_1024:
      return PKey(EVP_RSA_gen(1024));
    case TestKey::Kind::p256:
      return PKey(EVP_EC_gen("P-256"));
    case TestKey::Kind::p384:
      return PKey(EVP_EC_gen("P-384"));
  }
  return nullptr;
}

std::string number_of(const EVP_PKEY* key, const char* name) {
  BIGNUM* raw = nullptr;
  require(EVP_PKEY_get_bn_param(key, name, &raw) == 1, "no number");
  const Owned<BIGNUM, BN_free> number(raw);
  std::string bytes(static_cast<std::size_t>(BN_num_bytes(number.get())), '\0');
  BN_bn2bin(number.get(), reinterpret_cast<unsigned char*>(bytes.data()));
  return to_base64url(as_bytes(bytes));
}

Owned<X509, X509_free> certificate_of(EVP_PKEY* key) {
  Owned<X509, X509_free> made(X509_new());
  X509_gmtime_adj(X509_getm_notBefore(made.get()), -3600);
  X509_gmtime_adj(X509_getm_notAfter(made.get()), 86400);
  X509_NAME_add_entry_by_txt(X509_get_subject_name(made.get()), "CN", MBSTRING_ASC,
                             reinterpret_cast<const unsigned char*>("sa"), -1, -1, 0);
  X509_set_issuer_name(made.get(), X509_get_subject_name(made.get()));
  X509_set_pubkey(made.get(), key);
  require(X509_sign(made.get(), key, EVP_sha256()) > 0, "no certificate");
  return made;
}

}  // namespace

struct TestKey::Key {
  PKey key;
  std::size_t coordinate = 0;  ///< bytes of r and of s; 0 of RSA
};

TestKey TestKey::make(Kind kind) {
  PKey key = generate(kind);
  require(key != nullptr, "not made");
  const std::size_t coordinate = kind == Kind::p256 ? 32 : kind == Kind::p384 ? 48 : 0;
  return TestKey(std::make_shared<const Key>(Key{std::move(key), coordinate}));
}

const TestKey& TestKey::rsa() {
  static const TestKey key = make(Kind::rsa_2048);
  return key;
}
const TestKey& TestKey::other_rsa() {
  static const TestKey key = make(Kind::rsa_2048);
  return key;
}

std::string TestKey::private_pem() const {
  return written([&](BIO* bio) {
    return PEM_write_bio_PrivateKey(bio, key_->key.get(), nullptr, nullptr, 0, nullptr, nullptr);
  });
}

std::string TestKey::sealed_pem(const std::string& password) const {
  return written([&](BIO* bio) {
    return PEM_write_bio_PrivateKey(bio, key_->key.get(), EVP_aes_256_cbc(), bytes_of(password),
                                    static_cast<int>(password.size()), nullptr, nullptr);
  });
}

std::string TestKey::public_pem() const {
  return written([&](BIO* bio) { return PEM_write_bio_PUBKEY(bio, key_->key.get()); });
}

std::string TestKey::pkcs12(const std::string& password, Sealing sealing) const {
  const Owned<OSSL_LIB_CTX, OSSL_LIB_CTX_free> library(OSSL_LIB_CTX_new());
  const Owned<OSSL_PROVIDER, OSSL_PROVIDER_unload> modern(
      OSSL_PROVIDER_load(library.get(), "default"));
  const Owned<OSSL_PROVIDER, OSSL_PROVIDER_unload> old(OSSL_PROVIDER_load(library.get(), "legacy"));
  require(modern != nullptr && old != nullptr, "no legacy provider");
  const bool legacy = sealing == Sealing::legacy;
  const auto certificate = certificate_of(key_->key.get());
  const Owned<PKCS12, PKCS12_free> file(PKCS12_create_ex(
      password.c_str(), "privatekey", key_->key.get(), certificate.get(), nullptr,
      legacy ? NID_pbe_WithSHA1And3_Key_TripleDES_CBC : 0,
      legacy ? NID_pbe_WithSHA1And40BitRC2_CBC : 0, 0, 0, 0, library.get(), nullptr));
  require(file != nullptr, "no PKCS#12");
  return written([&](BIO* bio) { return i2d_PKCS12_bio(bio, file.get()); });
}

std::string TestKey::sign(std::string_view bytes) const {
  const Context context(EVP_MD_CTX_new());
  std::size_t length = 0;
  require(EVP_DigestSignInit(context.get(), nullptr, EVP_sha256(), nullptr, key_->key.get()) == 1 &&
              EVP_DigestSign(context.get(), nullptr, &length, bytes_of(bytes), bytes.size()) == 1,
          "does not sign");
  std::string made(length, '\0');
  require(EVP_DigestSign(context.get(), reinterpret_cast<unsigned char*>(made.data()), &length,
                         bytes_of(bytes), bytes.size()) == 1,
          "does not sign");
  made.resize(length);
  if (key_->coordinate == 0) return made;
  const auto* at = bytes_of(made);
  const Signature pair(d2i_ECDSA_SIG(nullptr, &at, static_cast<long>(made.size())));
  std::string raw(2 * key_->coordinate, '\0');
  auto* const out = reinterpret_cast<unsigned char*>(raw.data());
  const int size = static_cast<int>(key_->coordinate);
  BN_bn2binpad(ECDSA_SIG_get0_r(pair.get()), out, size);
  BN_bn2binpad(ECDSA_SIG_get0_s(pair.get()), out + key_->coordinate, size);
  return raw;
}

bool TestKey::verifies(std::string_view bytes, std::string_view signature) const {
  std::string form(signature);
  if (key_->coordinate != 0) {
    if (signature.size() != 2 * key_->coordinate) return false;
    const int size = static_cast<int>(key_->coordinate);
    const Signature pair(ECDSA_SIG_new());
    ECDSA_SIG_set0(pair.get(), BN_bin2bn(bytes_of(signature), size, nullptr),
                   BN_bin2bn(bytes_of(signature) + key_->coordinate, size, nullptr));
    unsigned char* der = nullptr;
    const int length = i2d_ECDSA_SIG(pair.get(), &der);
    require(length > 0, "no DER");
    form.assign(reinterpret_cast<const char*>(der), static_cast<std::size_t>(length));
    OPENSSL_free(der);
  }
  const Context context(EVP_MD_CTX_new());
  return EVP_DigestVerifyInit(context.get(), nullptr, EVP_sha256(), nullptr, key_->key.get()) ==
             1 &&
         EVP_DigestVerify(context.get(), bytes_of(form), form.size(), bytes_of(bytes),
                          bytes.size()) == 1;
}

std::string TestKey::jws(std::string_view header, std::string_view payload) const {
  std::string text = to_base64url(as_bytes(header));
  text.append(".").append(to_base64url(as_bytes(payload)));
  const std::string signature = sign(text);
  return text.append(".").append(to_base64url(as_bytes(signature)));
}

std::string TestKey::modulus() const {
  return number_of(key_->key.get(), OSSL_PKEY_PARAM_RSA_N);
}
std::string TestKey::exponent() const {
  return number_of(key_->key.get(), OSSL_PKEY_PARAM_RSA_E);
}

}  // namespace spotter::testing

#include "crypto/openssl.hpp"

#include <spotter/base/text.hpp>
#include <spotter/crypto/rsa_public_key.hpp>

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/param_build.h>
#include <openssl/rsa.h>

#include <new>
#include <string>

namespace spotter::crypto {
namespace {

constexpr int kBitsMin = 2048;
constexpr int kBitsMax = 8192;
constexpr std::size_t kExponentBytesMax = 4;

using Number = Owned<BIGNUM, &BN_free>;
using ParameterBuilder = Owned<OSSL_PARAM_BLD, &OSSL_PARAM_BLD_free>;
using Parameters = Owned<OSSL_PARAM, &OSSL_PARAM_free>;
using KeyContext = Owned<EVP_PKEY_CTX, &EVP_PKEY_CTX_free>;

const unsigned char* bytes_of(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

Number number_of(std::string_view bytes) {
  return Number(BN_bin2bn(bytes_of(bytes), static_cast<int>(bytes.size()), nullptr));
}

PKey make_key(const Number& modulus, const Number& exponent) {
  const ParameterBuilder builder(OSSL_PARAM_BLD_new());
  if (!builder ||
      OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_N, modulus.get()) != 1 ||
      OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_E, exponent.get()) != 1)
    return nullptr;
  const Parameters parameters(OSSL_PARAM_BLD_to_param(builder.get()));
  const KeyContext context(EVP_PKEY_CTX_new_from_name(nullptr, "RSA", nullptr));
  EVP_PKEY* key = nullptr;
  if (!parameters || !context || EVP_PKEY_fromdata_init(context.get()) != 1 ||
      EVP_PKEY_fromdata(context.get(), &key, EVP_PKEY_PUBLIC_KEY, parameters.get()) != 1)
    return nullptr;
  return PKey(key);
}

}  // namespace

struct RsaPublicKey::Key {
  PKey key;
};

std::optional<RsaPublicKey> RsaPublicKey::from_jwk(std::string_view modulus,
                                                   std::string_view exponent) {
  const CleanErrors clean;
  const auto n = from_base64(modulus);
  const auto e = from_base64(exponent);
  if (!n || !e || n->size() * 8 > kBitsMax || e->empty() || e->size() > kExponentBytesMax)
    return std::nullopt;
  const Number modulus_number = number_of(*n);
  const Number exponent_number = number_of(*e);
  if (!modulus_number || !exponent_number) throw std::bad_alloc();
  if (BN_num_bits(modulus_number.get()) < kBitsMin || BN_is_odd(modulus_number.get()) != 1 ||
      BN_is_odd(exponent_number.get()) != 1 || BN_is_one(exponent_number.get()) == 1)
    return std::nullopt;
  PKey key = make_key(modulus_number, exponent_number);
  if (!key) return std::nullopt;
  return RsaPublicKey(std::make_shared<const Key>(Key{std::move(key)}));
}

bool RsaPublicKey::verifies(std::string_view bytes, std::string_view signature) const {
  const CleanErrors clean;
  const DigestContext context(EVP_MD_CTX_new());
  if (!context) throw std::bad_alloc();
  EVP_PKEY_CTX* details = nullptr;
  if (EVP_DigestVerifyInit(context.get(), &details, EVP_sha256(), nullptr, key_->key.get()) != 1 ||
      EVP_PKEY_CTX_set_rsa_padding(details, RSA_PKCS1_PADDING) != 1)
    return false;
  // Negative values are failures too.
  return EVP_DigestVerify(context.get(), bytes_of(signature), signature.size(), bytes_of(bytes),
                          bytes.size()) == 1;
}

}  // namespace spotter::crypto

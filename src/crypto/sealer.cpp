#include <spotter/crypto/digest.hpp>
#include <spotter/crypto/sealer.hpp>

#include <openssl/evp.h>

#include <array>
#include <memory>
#include <stdexcept>

namespace spotter::crypto {
namespace {

constexpr std::size_t kNonceBytes = 12;
constexpr std::size_t kTagBytes = 16;

struct CipherDeleter {
  void operator()(EVP_CIPHER_CTX* context) const noexcept { EVP_CIPHER_CTX_free(context); }
};
using Cipher = std::unique_ptr<EVP_CIPHER_CTX, CipherDeleter>;

Cipher make_cipher() {
  Cipher cipher(EVP_CIPHER_CTX_new());
  if (!cipher) throw std::bad_alloc();
  return cipher;
}

unsigned char* bytes_of(std::string& text) {
  return reinterpret_cast<unsigned char*>(text.data());
}
const unsigned char* bytes_of(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

void must(int result) {
  if (result != 1) throw std::runtime_error("AES-256-GCM failed");
}

}  // namespace

Sealer::Sealer(const Secret& secret, std::string_view purpose) {
  const Sha256 key = hmac_sha256(secret.reveal(), purpose);
  key_ = Secret(std::string(reinterpret_cast<const char*>(key.data()), key.size()));
}

std::string Sealer::seal(std::string_view value, Entropy& entropy) const {
  std::string sealed(kNonceBytes + value.size() + kTagBytes, '\0');
  entropy.fill(std::as_writable_bytes(std::span(sealed.data(), kNonceBytes)));
  const Cipher cipher = make_cipher();
  int length = 0;
  must(EVP_EncryptInit_ex(cipher.get(), EVP_aes_256_gcm(), nullptr,
                          bytes_of(std::string_view(key_.reveal())), bytes_of(sealed)));
  must(EVP_EncryptUpdate(cipher.get(), bytes_of(sealed) + kNonceBytes, &length, bytes_of(value),
                         static_cast<int>(value.size())));
  must(EVP_EncryptFinal_ex(cipher.get(), bytes_of(sealed) + kNonceBytes + length, &length));
  must(EVP_CIPHER_CTX_ctrl(cipher.get(), EVP_CTRL_GCM_GET_TAG, static_cast<int>(kTagBytes),
                           bytes_of(sealed) + kNonceBytes + value.size()));
  return sealed;
}

std::optional<std::string> Sealer::open(std::string_view sealed) const {
  if (sealed.size() < kOverheadBytes) return std::nullopt;
  const std::string_view body = sealed.substr(kNonceBytes, sealed.size() - kOverheadBytes);
  std::string tag(sealed.substr(sealed.size() - kTagBytes));
  std::string value(body.size(), '\0');
  const Cipher cipher = make_cipher();
  int length = 0;
  must(EVP_DecryptInit_ex(cipher.get(), EVP_aes_256_gcm(), nullptr,
                          bytes_of(std::string_view(key_.reveal())), bytes_of(sealed)));
  must(EVP_DecryptUpdate(cipher.get(), bytes_of(value), &length, bytes_of(body),
                         static_cast<int>(body.size())));
  must(EVP_CIPHER_CTX_ctrl(cipher.get(), EVP_CTRL_GCM_SET_TAG, static_cast<int>(kTagBytes),
                           bytes_of(tag)));
  if (EVP_DecryptFinal_ex(cipher.get(), bytes_of(value) + length, &length) != 1)
    return std::nullopt;
  return value;
}

}  // namespace spotter::crypto

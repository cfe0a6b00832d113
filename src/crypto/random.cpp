#include <spotter/crypto/random.hpp>

#include <openssl/rand.h>

#include <stdexcept>

namespace spotter::crypto {

void SystemEntropy::fill(std::span<std::byte> bytes) {
  if (RAND_bytes(reinterpret_cast<unsigned char*>(bytes.data()), static_cast<int>(bytes.size())) !=
      1) {
    throw std::runtime_error("the system gives no random bytes");
  }
}

}  // namespace spotter::crypto

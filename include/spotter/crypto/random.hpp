#pragma once

#include <spotter/base/entropy.hpp>

namespace spotter::crypto {

/// OpenSSL's cryptographic generator. Any shard. Throws std::runtime_error when the system gives no
/// randomness: nothing may go on without it.
class SystemEntropy final : public Entropy {
 public:
  void fill(std::span<std::byte> bytes) override;
};

}  // namespace spotter::crypto

#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <span>

namespace spotter {

/// Random bytes, injected so that tests can fix them. Any shard. The production one is
/// cryptographic (crypto/random.hpp).
class Entropy {
 public:
  virtual ~Entropy() = default;
  virtual void fill(std::span<std::byte> bytes) = 0;
};

/// A random number above 0 and at most 1, evenly: for pauses that must not fall together.
inline double random_share(Entropy& entropy) {
  std::array<std::byte, sizeof(std::uint32_t)> bytes{};
  entropy.fill(bytes);
  constexpr double kRange = 4294967296.0;  // 2^32
  return (static_cast<double>(std::bit_cast<std::uint32_t>(bytes)) + 1) / kRange;
}

}  // namespace spotter

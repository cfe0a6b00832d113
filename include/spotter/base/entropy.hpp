#pragma once

#include <cstddef>
#include <span>

namespace spotter {

/// Random bytes, injected so that tests can fix them. Any shard. The production one is
/// cryptographic (crypto/random.hpp).
class Entropy {
 public:
  virtual ~Entropy() = default;
  virtual void fill(std::span<std::byte> bytes) = 0;
};

}  // namespace spotter

#pragma once

#include <spotter/base/entropy.hpp>

#include <algorithm>

namespace spotter::testing {

/// Always the same byte: 0xff makes every pause as long as it may be, 0 nearly none.
class SameBytes final : public Entropy {
 public:
  explicit SameBytes(std::byte byte = std::byte{0xff}) : byte_(byte) {}
  void fill(std::span<std::byte> bytes) override { std::fill(bytes.begin(), bytes.end(), byte_); }

 private:
  std::byte byte_;
};

}  // namespace spotter::testing

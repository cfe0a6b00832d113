#pragma once

#include <spotter/base/clock.hpp>
#include <spotter/base/entropy.hpp>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <span>

namespace spotter::simulation {

/// Chance from a seed: the same on every machine (SplitMix64, public domain, S. Vigna), which the
/// standard library's distributions are not.
class Random {
 public:
  explicit Random(std::uint64_t seed) noexcept : state_(seed) {}

  std::uint64_t next() noexcept {
    state_ += 0x9e3779b97f4a7c15U;
    std::uint64_t z = state_;
    z = (z ^ (z >> 30U)) * 0xbf58476d1ce4e5b9U;
    z = (z ^ (z >> 27U)) * 0x94d049bb133111ebU;
    return z ^ (z >> 31U);
  }
  /// A source of its own, so that what one user does changes nothing for others.
  [[nodiscard]] Random fork() noexcept { return Random(next()); }
  /// At least 0, less than 1.
  double share() noexcept { return static_cast<double>(next() >> 11U) * 0x1.0p-53; }
  bool chance(double probability) noexcept { return share() < probability; }
  /// From `least` to `most`, both included.
  std::int64_t between(std::int64_t least, std::int64_t most) noexcept {
    return least + static_cast<std::int64_t>(next() % static_cast<std::uint64_t>(most - least + 1));
  }
  Duration between(Duration least, Duration most) noexcept {
    return Duration(between(least.count(), most.count()));
  }
  /// As long as something that happens at random takes to happen, eight times the mean at most.
  Duration about(Duration mean) noexcept {
    const double times = std::min(-std::log(1 - share()), 8.0);
    return Duration(static_cast<Duration::rep>(times * static_cast<double>(mean.count())));
  }

 private:
  std::uint64_t state_;
};

/// What the product takes for chance.
class SeededEntropy final : public Entropy {
 public:
  explicit SeededEntropy(Random random) noexcept : random_(random) {}
  void fill(std::span<std::byte> bytes) override {
    for (std::byte& byte : bytes)
      byte = static_cast<std::byte>(random_.next() & 0xffU);
  }

 private:
  Random random_;
};

}  // namespace spotter::simulation

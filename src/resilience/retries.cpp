#include <spotter/resilience/retries.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>

namespace spotter::resilience {

void RetryBudget::earn() noexcept {
  saved_ = std::min(saved_ + settings_.earned_per_call, settings_.saved_max);
}

bool RetryBudget::spend() noexcept {
  if (saved_ < 1) return false;
  saved_ -= 1;
  return true;
}

Duration Backoff::before_attempt(int failed, Entropy& entropy) const {
  const Duration most = std::min<Duration>(base * (1LL << std::clamp(failed - 1, 0, 20)), max);
  std::array<std::byte, sizeof(std::uint32_t)> bytes{};
  entropy.fill(bytes);
  std::uint32_t number = 0;
  std::memcpy(&number, bytes.data(), sizeof(number));
  constexpr double kRange = 4294967296.0;  // 2^32
  const double share = (static_cast<double>(number) + 1) / kRange;
  return std::chrono::duration_cast<Duration>(
      std::chrono::duration<double, Duration::period>(static_cast<double>(most.count()) * share));
}

}  // namespace spotter::resilience

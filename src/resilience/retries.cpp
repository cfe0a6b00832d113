#include <spotter/resilience/retries.hpp>

#include <algorithm>

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
  return std::chrono::duration_cast<Duration>(std::chrono::duration<double, Duration::period>(
      static_cast<double>(most.count()) * random_share(entropy)));
}

}  // namespace spotter::resilience

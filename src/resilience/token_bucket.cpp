#include <spotter/resilience/token_bucket.hpp>

#include <algorithm>

namespace spotter::resilience {

using Seconds = std::chrono::duration<double>;

double TokenBucket::rate(TimePoint now) const noexcept {
  return now < slow_until_ ? settings_.per_second / 2 : settings_.per_second;
}

std::optional<Duration> TokenBucket::reserve(TimePoint now, Duration longest) {
  const double speed = rate(now);
  saved_ = std::min(saved_ + Seconds(now - at_).count() * speed, settings_.at_once);
  at_ = now;
  const double missing = 1 - saved_;
  const Duration wait =
      missing > 0 ? std::chrono::ceil<Duration>(Seconds(missing / speed)) : Duration::zero();
  if (wait > longest) return std::nullopt;
  saved_ -= 1;
  return wait;
}

}  // namespace spotter::resilience

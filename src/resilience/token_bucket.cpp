#include <spotter/resilience/token_bucket.hpp>

#include <algorithm>

namespace spotter::resilience {

using Seconds = std::chrono::duration<double>;

double TokenBucket::rate(TimePoint now) const noexcept {
  return now < slow_until_ ? settings_.per_second / 2 : settings_.per_second;
}

double TokenBucket::saved(TimePoint now) const noexcept {
  return std::min(saved_ + Seconds(now - at_).count() * rate(now), settings_.at_once);
}

Duration TokenBucket::wait(TimePoint now) const {
  const double missing = 1 - saved(now);
  if (missing <= 0) return Duration::zero();
  return std::chrono::ceil<Duration>(Seconds(missing / rate(now)));
}

std::optional<Duration> TokenBucket::reserve(TimePoint now, Duration longest) {
  const Duration wait = this->wait(now);
  saved_ = saved(now);
  at_ = now;
  if (wait > longest) return std::nullopt;
  saved_ -= 1;
  return wait;
}

}  // namespace spotter::resilience

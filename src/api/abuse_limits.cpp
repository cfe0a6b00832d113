#include <spotter/api/abuse_limits.hpp>

namespace spotter::api {

std::optional<Duration> AbuseLimits::Addresses::take(const std::string& address, TimePoint now) {
  auto found = buckets_.find(address);
  if (found == buckets_.end()) {
    if (buckets_.size() >= addresses_max_) {
      buckets_.erase(by_time_.front());
      by_time_.pop_front();
    }
    constexpr double kSecondsPerMinute = 60;
    const resilience::TokenBucket::Settings limits{per_minute_ / kSecondsPerMinute, per_minute_};
    found = buckets_
                .emplace(address, Address{resilience::TokenBucket(limits, now),
                                          by_time_.insert(by_time_.end(), address)})
                .first;
  } else {
    by_time_.splice(by_time_.end(), by_time_, found->second.place);
  }
  if (found->second.bucket.reserve(now, Duration::zero())) return std::nullopt;
  return found->second.bucket.wait(now);
}

std::optional<Duration> AbuseLimits::Addresses::wait(const std::string& address,
                                                     TimePoint now) const {
  const auto found = buckets_.find(address);
  if (found == buckets_.end()) return std::nullopt;
  const Duration wait = found->second.bucket.wait(now);
  return wait > Duration::zero() ? std::optional(wait) : std::nullopt;
}

void AbuseLimits::Addresses::set_pace(double per_minute) {
  if (per_minute == per_minute_) return;
  per_minute_ = per_minute;
  buckets_.clear();
  by_time_.clear();
}

void AbuseLimits::change(const Settings& settings) {
  negotiations_.set_pace(settings.negotiations_per_minute);
  failed_webhooks_.set_pace(settings.failed_webhooks_per_minute);
  settings_.negotiations_per_minute = settings.negotiations_per_minute;
  settings_.failed_webhooks_per_minute = settings.failed_webhooks_per_minute;
  settings_.sessions_per_payer = settings.sessions_per_payer;
}

bool AbuseLimits::open(const std::string& payer) {
  std::size_t& sessions = sessions_[payer];
  if (sessions >= settings_.sessions_per_payer) return false;
  ++sessions;
  return true;
}

void AbuseLimits::close(const std::string& payer) {
  const auto found = sessions_.find(payer);
  if (found != sessions_.end() && --found->second == 0) sessions_.erase(found);
}

}  // namespace spotter::api

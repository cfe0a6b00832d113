#include <spotter/api/abuse_limits.hpp>

namespace spotter::api {

std::optional<Duration> AbuseLimits::negotiate(const std::string& address, TimePoint now) {
  auto found = addresses_.find(address);
  if (found == addresses_.end()) {
    if (addresses_.size() >= settings_.addresses_max) {
      addresses_.erase(by_time_.front());
      by_time_.pop_front();
    }
    constexpr double kSecondsPerMinute = 60;
    const resilience::TokenBucket::Settings limits{
        settings_.negotiations_per_minute / kSecondsPerMinute, settings_.negotiations_per_minute};
    found = addresses_
                .emplace(address, Address{resilience::TokenBucket(limits, now),
                                          by_time_.insert(by_time_.end(), address)})
                .first;
  } else {
    by_time_.splice(by_time_.end(), by_time_, found->second.place);
  }
  if (found->second.bucket.reserve(now, Duration::zero())) return std::nullopt;
  return found->second.bucket.wait(now);
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

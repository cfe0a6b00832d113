#pragma once

#include <spotter/base/clock.hpp>
#include <spotter/crypto/digest.hpp>

#include <cstddef>
#include <deque>
#include <set>
#include <utility>

namespace spotter::purchase::entitlements {

/// Which messages were heard already. Bounded in number and time: the oldest go first.
class Notices {
 public:
  Notices(std::size_t max, Duration lifetime) : max_(max), lifetime_(lifetime) {}

  /// False: it is a repetition.
  bool add(const crypto::Sha256& id, TimePoint now) {
    while (!order_.empty() && (order_.size() >= max_ || order_.front().second <= now)) {
      known_.erase(order_.front().first);
      order_.pop_front();
    }
    if (!known_.insert(id).second) return false;
    order_.emplace_back(id, now + lifetime_);
    return true;
  }

 private:
  std::size_t max_;
  Duration lifetime_;
  std::set<crypto::Sha256> known_;
  std::deque<std::pair<crypto::Sha256, TimePoint>> order_;
};

}  // namespace spotter::purchase::entitlements

#include <spotter/purchase/entitlements/failed_attempts.hpp>

#include <algorithm>

namespace spotter::purchase::entitlements {

void FailedAttempts::drain(Entry& entry, TimePoint now) const {
  auto& attempts = entry.attempts;
  while (!attempts.empty() && attempts.front().at + settings_.window <= now)
    attempts.pop_front();
}

void FailedAttempts::add(const std::string& address, const crypto::Sha256& credential,
                         TimePoint now) {
  auto found = entries_.find(address);
  if (found == entries_.end()) {
    if (entries_.size() >= settings_.addresses_max) {
      entries_.erase(by_time_.front());
      by_time_.pop_front();
    }
    found = entries_.emplace(address, Entry{}).first;
    found->second.place = by_time_.insert(by_time_.end(), address);
  } else {
    by_time_.splice(by_time_.end(), by_time_, found->second.place);
  }
  Entry& entry = found->second;
  drain(entry, now);
  auto& attempts = entry.attempts;
  const auto same = std::find_if(attempts.begin(), attempts.end(), [&](const Attempt& attempt) {
    return attempt.credential == credential;
  });
  // The same one again is an app that tries again, not somebody who tries keys.
  if (same != attempts.end() || attempts.size() >= settings_.attempts_max) return;
  attempts.push_back({credential, now});
}

std::optional<Duration> FailedAttempts::barred_for(const std::string& address, TimePoint now) {
  const auto found = entries_.find(address);
  if (found == entries_.end()) return std::nullopt;
  Entry& entry = found->second;
  drain(entry, now);
  if (entry.attempts.empty()) {
    by_time_.erase(entry.place);
    entries_.erase(found);
    return std::nullopt;
  }
  const std::size_t count = entry.attempts.size();
  if (count < settings_.attempts_max) return std::nullopt;
  // There are more than the limit only where it was lowered meanwhile.
  return entry.attempts[count - settings_.attempts_max].at + settings_.window - now;
}

}  // namespace spotter::purchase::entitlements

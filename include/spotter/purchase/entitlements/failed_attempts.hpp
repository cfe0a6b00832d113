#pragma once

#include <spotter/base/clock.hpp>
#include <spotter/crypto/digest.hpp>

#include <cstddef>
#include <deque>
#include <list>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

namespace spotter::purchase::entitlements {

/// Who tries one credential after the other. Counts the different ones that were refused, per
/// address, in a sliding window; whoever reaches the limit is barred until the window has drained.
/// Pure.
class FailedAttempts {
 public:
  struct Settings {
    std::size_t attempts_max = 30;
    Duration window = std::chrono::minutes(10);
    std::size_t addresses_max = 10'000;  ///< the one that was quiet for longest is forgotten
  };
  explicit FailedAttempts(const Settings& settings) : settings_(settings) {}

  /// From the next question on.
  void set_attempts_max(std::size_t attempts_max) noexcept {
    settings_.attempts_max = attempts_max;
  }

  /// A credential was refused; `credential` is its hash.
  void add(const std::string& address, const crypto::Sha256& credential, TimePoint now);
  /// How long the address is barred; nothing: it is not.
  [[nodiscard]] std::optional<Duration> barred_for(const std::string& address, TimePoint now);
  [[nodiscard]] std::size_t addresses() const noexcept { return entries_.size(); }

 private:
  struct Attempt {
    crypto::Sha256 credential;
    TimePoint at;
  };
  struct Entry {
    std::deque<Attempt> attempts;  ///< oldest first
    std::list<std::string>::iterator place;
  };
  void drain(Entry& entry, TimePoint now) const;

  Settings settings_;
  std::unordered_map<std::string, Entry> entries_;
  std::list<std::string> by_time_;  ///< quiet for longest first
};

}  // namespace spotter::purchase::entitlements

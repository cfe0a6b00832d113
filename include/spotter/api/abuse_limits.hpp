#pragma once

#include <spotter/base/clock.hpp>
#include <spotter/resilience/token_bucket.hpp>

#include <cstddef>
#include <list>
#include <optional>
#include <string>
#include <unordered_map>

namespace spotter::api {

/// How much one address, and one payer, may want at once, beside the quotas. Each address and each
/// payer lives on the shard that its hash names. Pure: `now` is an argument. Bounded.
class AbuseLimits {
 public:
  struct Settings {
    /// Of an address; a mobile carrier has thousands of phones behind one.
    double negotiations_per_minute = 600;
    std::size_t sessions_per_payer = 512;  ///< at the same time; a shared key has many users
    std::size_t addresses_max = 50'000;    ///< per shard; the one quiet for longest is forgotten
  };
  explicit AbuseLimits(const Settings& settings) : settings_(settings) {}

  /// How long the address has to wait with its negotiation; nothing: it may go on.
  std::optional<Duration> negotiate(const std::string& address, TimePoint now);

  /// One more session of the payer; false: it has enough. Each true is followed by one close().
  bool open(const std::string& payer);
  void close(const std::string& payer);

  [[nodiscard]] std::size_t addresses() const noexcept { return addresses_.size(); }
  [[nodiscard]] std::size_t payers() const noexcept { return sessions_.size(); }

 private:
  struct Address {
    resilience::TokenBucket bucket;
    std::list<std::string>::iterator place;
  };

  Settings settings_;
  std::unordered_map<std::string, Address> addresses_;
  std::list<std::string> by_time_;  ///< quiet for longest first
  std::unordered_map<std::string, std::size_t> sessions_;
};

}  // namespace spotter::api

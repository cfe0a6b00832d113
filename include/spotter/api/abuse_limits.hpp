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
    /// Stores' messages of an address that were refused; a store's own are not.
    double failed_webhooks_per_minute = 60;
    /// What administrators ask for from one address, and keys shown there that are not theirs.
    double admin_requests_per_minute = 60;
    double failed_admin_keys_per_minute = 10;
    std::size_t sessions_per_payer = 512;  ///< at the same time; a shared key has many users
    std::size_t addresses_max = 50'000;    ///< per shard and kind; the one quiet for longest goes
  };
  explicit AbuseLimits(const Settings& settings)
      : settings_(settings),
        negotiations_(settings.negotiations_per_minute, settings.addresses_max),
        failed_webhooks_(settings.failed_webhooks_per_minute, settings.addresses_max),
        admin_requests_(settings.admin_requests_per_minute, settings.addresses_max),
        failed_admin_keys_(settings.failed_admin_keys_per_minute, settings.addresses_max) {}

  /// From now on. Where a pace changes, its addresses begin anew; open sessions are counted on.
  void change(const Settings& settings);

  /// How long the address has to wait with its negotiation; nothing: it may go on.
  std::optional<Duration> negotiate(const std::string& address, TimePoint now) {
    return negotiations_.take(address, now);
  }

  /// How long the address has to wait with a store's message, since so many of its own failed;
  /// nothing: it may go on. Those that are heard cost nothing.
  [[nodiscard]] std::optional<Duration> webhook_wait(const std::string& address,
                                                     TimePoint now) const {
    return failed_webhooks_.wait(address, now);
  }
  void webhook_failed(const std::string& address, TimePoint now) {
    failed_webhooks_.take(address, now);
  }

  /// How long the address has to wait with its request to the administration; nothing: it may go on
  /// if its key is right, which has been found out. Whoever showed too many wrong ones learns
  /// nothing about the next, right or wrong.
  std::optional<Duration> administrate(const std::string& address, bool right_key, TimePoint now) {
    if (const auto wait = failed_admin_keys_.wait(address, now)) return wait;
    return (right_key ? admin_requests_ : failed_admin_keys_).take(address, now);
  }

  /// One more session of the payer; false: it has enough. Each true is followed by one close().
  bool open(const std::string& payer);
  void close(const std::string& payer);

  [[nodiscard]] std::size_t addresses() const noexcept { return negotiations_.size(); }
  [[nodiscard]] std::size_t webhook_addresses() const noexcept { return failed_webhooks_.size(); }
  [[nodiscard]] std::size_t payers() const noexcept { return sessions_.size(); }

 private:
  /// So many a minute of each address, and as many at once.
  class Addresses {
   public:
    Addresses(double per_minute, std::size_t addresses_max)
        : per_minute_(per_minute), addresses_max_(addresses_max) {}
    /// How long to wait; nothing: one more was counted.
    std::optional<Duration> take(const std::string& address, TimePoint now);
    /// The same, and nothing is counted.
    [[nodiscard]] std::optional<Duration> wait(const std::string& address, TimePoint now) const;
    [[nodiscard]] std::size_t size() const noexcept { return buckets_.size(); }
    void set_pace(double per_minute);

   private:
    struct Address {
      resilience::TokenBucket bucket;
      std::list<std::string>::iterator place;
    };

    double per_minute_;
    std::size_t addresses_max_;
    std::unordered_map<std::string, Address> buckets_;
    std::list<std::string> by_time_;  ///< quiet for longest first
  };

  Settings settings_;
  Addresses negotiations_;
  Addresses failed_webhooks_;
  Addresses admin_requests_;
  Addresses failed_admin_keys_;
  std::unordered_map<std::string, std::size_t> sessions_;
};

}  // namespace spotter::api

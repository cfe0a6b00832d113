#pragma once

#include "purchase/google/waiters.hpp"

#include <spotter/codec/json.hpp>
#include <spotter/crypto/rsa_public_key.hpp>
#include <spotter/purchase/google/services.hpp>
#include <spotter/purchase/http/store_api.hpp>

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace spotter::purchase::google {

/// Keys by their ids.
using KeySet = std::map<std::string, crypto::RsaPublicKey, std::less<>>;

/// The RSA keys for signatures of a JSON Web Key Set; others in it are left out. Nothing: not a
/// key set.
std::optional<KeySet> read_key_set(codec::JsonParser& parser, std::string_view body);

/// How long Cache-Control lets a set be kept: 5 minutes to 24 hours, the least when it does not
/// say.
Duration key_set_life(std::string_view cache_control);

/// The keys that Google signs with now, fetched when needed and kept as long as their answer says.
/// A key that is not among them makes them be fetched again, once a minute at most. Lives on the
/// shard of the stores.
class PublishedKeys {
 public:
  PublishedKeys(const Services& services, const std::string& url);

  struct Found {
    std::optional<crypto::RsaPublicKey> key{};  ///< nothing: there is no such key, or:
    bool away = false;                          ///< the keys cannot be fetched
  };
  Task<Found> find(std::string key_id, TimePoint deadline);
  /// From now on the keys are away. Waits for those who look for one.
  Task<void> stop();

 private:
  Task<Found> find_now(std::string key_id, TimePoint deadline);
  [[nodiscard]] bool fresh() const;
  [[nodiscard]] bool may_refetch() const;
  Task<void> fetch(TimePoint deadline);
  Task<void> fetch_once(TimePoint deadline);

  Services services_;
  http::StoreApi api_;
  codec::JsonParser parser_;
  Waiters waiters_;
  KeySet keys_;
  bool fetched_ = false;
  bool last_failed_ = false;
  std::optional<TimePoint> refetched_;  ///< the last time for the sake of an unknown key
  TimePoint fresh_until_{};
  bool fetching_ = false;
  int finding_ = 0;
  bool stopping_ = false;
  shard::Signal idle_;
};

}  // namespace spotter::purchase::google

#pragma once

#include <spotter/base/clock.hpp>
#include <spotter/base/entropy.hpp>
#include <spotter/crypto/sealer.hpp>
#include <spotter/shard/shard_group.hpp>

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

namespace spotter::api {

/// A connection that was negotiated and may be opened.
struct Ticket {
  std::string connection_id;  ///< 22 characters of base64url: 16 random bytes
  WallTime expires;
  shard::ShardId home = 0;  ///< the shard that negotiated, on its own instance
};

/// Makes and reads connection tokens: a Ticket sealed with the instances' common secret, in
/// base64url. Nothing is stored, so a WebSocket may be opened on any instance that has the secret.
/// A value.
class ConnectionTokens {
 public:
  static constexpr std::chrono::seconds kLifetime{
      15};  ///< the reference server's disconnect timeout

  explicit ConnectionTokens(const Secret& secret) : sealer_(secret, "connection-token") {}

  [[nodiscard]] static std::string make_connection_id(Entropy& entropy);
  [[nodiscard]] std::string write(const Ticket& ticket, Entropy& entropy) const;
  /// Nothing when it is not a token of these instances. Does not look at the expiry.
  [[nodiscard]] std::optional<Ticket> read(std::string_view token) const;

 private:
  crypto::Sealer sealer_;
};

/// Which tokens have been used in this process: a token opens one connection. Each id lives on the
/// shard that its hash names. Bounded: an entry ends with its connection or its token, whichever is
/// later.
class SpentTokens {
 public:
  enum class State { unused, active, spent };
  /// Marks the id active if it was unused and returns what it was.
  State claim(const std::string& id, TimePoint forget_after, TimePoint now);
  [[nodiscard]] State state_of(const std::string& id) const;
  /// The connection is over; the token stays spent.
  void release(const std::string& id);

 private:
  struct Entry {
    bool active = true;
    TimePoint forget_after;
  };
  std::unordered_map<std::string, Entry> entries_;
  TimePoint swept_{};
};

}  // namespace spotter::api

#pragma once

#include <spotter/base/clock.hpp>
#include <spotter/base/entropy.hpp>
#include <spotter/crypto/sealer.hpp>
#include <spotter/shard/shard_group.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace spotter::signalr {

/// Tells processes apart that share a secret: 8 random bytes, drawn at the start.
using InstanceId = std::uint64_t;
InstanceId make_instance_id(Entropy& entropy);

/// A connection that was negotiated and may be opened. A value.
struct Ticket {
  std::string connection_id;  ///< 22 characters of base64url: 16 random bytes
  WallTime expires;
  shard::ShardId home = 0;  ///< the shard that negotiated, on its own instance
  InstanceId instance = 0;  ///< the one that negotiated
  bool stateful = false;    ///< stateful reconnect was granted
};

/// Makes and reads connection tokens: a Ticket sealed with the instances' common secret, in
/// base64url. Nothing is stored, so a WebSocket may be opened on any instance that has the secret.
/// A value.
class ConnectionTokens {
 public:
  ConnectionTokens(const Secret& secret, InstanceId instance)
      : sealer_(secret, "connection-token"), instance_(instance) {}

  /// This process.
  [[nodiscard]] InstanceId instance() const noexcept { return instance_; }

  [[nodiscard]] static std::string make_connection_id(Entropy& entropy);
  [[nodiscard]] std::string write(const Ticket& ticket, Entropy& entropy) const;
  /// Nothing when it is not a token of these instances. Does not look at the expiry.
  [[nodiscard]] std::optional<Ticket> read(std::string_view token) const;

 private:
  crypto::Sealer sealer_;
  InstanceId instance_;
};

}  // namespace spotter::signalr

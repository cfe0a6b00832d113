#pragma once

#include <spotter/api/abuse_limits.hpp>
#include <spotter/api/authentication.hpp>
#include <spotter/api/metrics.hpp>
#include <spotter/api/quotas.hpp>
#include <spotter/api/sessions.hpp>
#include <spotter/chat/coach.hpp>
#include <spotter/conversation/desk.hpp>
#include <spotter/hub/settings.hpp>
#include <spotter/shard/shard_group.hpp>
#include <spotter/signalr/endpoint.hpp>

#include <memory>

namespace spotter::api {

/// The coach over SignalR: `/ai-chat` and `/ai-chat-v2`. Who may connect, what a connection is
/// answered with, and the log line at its end. One per shard.
class ChatEndpoint {
 public:
  struct Services {
    shard::ShardId id;
    const Clock& clock;
    telemetry::Log& log;
    Authentication& authentication;
    shard::Sharded<AbuseLimits>& abuse_limits;
    const chat::Services& chat;
    shard::Sharded<conversation::Desk>& conversations;
    Quotas quotas;
    SessionMetrics& metrics;  ///< of this shard
    /// Where sessions are found from other shards; its local part is there already.
    shard::Sharded<Sessions>& sessions;
  };

  explicit ChatEndpoint(Services services);
  ~ChatEndpoint();

  /// Of connections that begin from now on.
  void set_quotas(Quotas quotas);

  /// Outlives the endpoint's sessions.
  void mount_on(signalr::Endpoint& endpoint, const hub::Settings& hub,
                const signalr::Settings& settings);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace spotter::api

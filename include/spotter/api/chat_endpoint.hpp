#pragma once

#include <spotter/api/abuse_limits.hpp>
#include <spotter/api/authentication.hpp>
#include <spotter/api/connection_token.hpp>
#include <spotter/api/quotas.hpp>
#include <spotter/chat/coach.hpp>
#include <spotter/codec/json.hpp>
#include <spotter/hub/session.hpp>
#include <spotter/server/router.hpp>

#include <cstddef>
#include <memory>

namespace spotter::api {

/// The coach over SignalR: `/ai-chat` and `/ai-chat/negotiate`. One per shard.
class ChatEndpoint {
 public:
  struct Services {
    shard::ShardId id;
    ShardExecutor executor;
    const Clock& clock;
    Entropy& entropy;
    telemetry::Log& log;
    shard::Ticker& ticker;
    codec::JsonParser& parser;
    Authentication& authentication;
    const ConnectionTokens& tokens;
    shard::Sharded<SpentTokens>& spent_tokens;
    shard::Sharded<AbuseLimits>& abuse_limits;
    const chat::Services& chat;
    const hub::Settings& hub_settings;
    Quotas quotas;
  };

  explicit ChatEndpoint(Services services);
  ~ChatEndpoint();

  void add_routes(server::Router& router);
  /// Sessions end as soon as they are not busy; running answers go on. New ones are answered with
  /// 503.
  void drain();
  /// Waits until no session is left. After drain(); one waiter.
  Task<void> drained();
  /// All sessions end now.
  void shutdown();
  [[nodiscard]] std::size_t sessions() const noexcept;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace spotter::api

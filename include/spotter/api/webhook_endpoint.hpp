#pragma once

#include <spotter/api/abuse_limits.hpp>
#include <spotter/api/line_pace.hpp>
#include <spotter/base/clock.hpp>
#include <spotter/purchase/notifications.hpp>
#include <spotter/server/router.hpp>
#include <spotter/shard/shard_group.hpp>
#include <spotter/telemetry/log.hpp>

#include <functional>

namespace spotter::api {

/// The stores' messages to us: POST /webhooks/google-play, /webhooks/apple and
/// /webhooks/revenuecat. Those of stores that are not set up to send any answer 404; who sends
/// too many that are refused is answered with 429 before anything is looked at. One per shard.
class WebhookEndpoint {
 public:
  /// As Entitlements::hear has it.
  using Hear = std::function<Task<int>(purchase::Store store, purchase::Message message,
                                       TimePoint deadline)>;

  struct Services {
    Hear hear;
    const Clock& clock;
    telemetry::Log& log;
    shard::Sharded<AbuseLimits>& abuse_limits;
  };

  /// References outlive this.
  explicit WebhookEndpoint(Services services) : services_(std::move(services)) {}

  void add_routes(server::Router& router);

 private:
  Task<server::Answer> answer(purchase::Store store, const server::Request& request);

  Services services_;
  LinePace limited_lines_;
};

}  // namespace spotter::api

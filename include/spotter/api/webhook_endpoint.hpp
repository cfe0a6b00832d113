#pragma once

#include <spotter/base/clock.hpp>
#include <spotter/purchase/notifications.hpp>
#include <spotter/server/router.hpp>

#include <functional>

namespace spotter::api {

/// The stores' messages to us: POST /webhooks/google-play, /webhooks/apple and
/// /webhooks/revenuecat. Those of stores that are not set up to send any answer 404. One per shard.
class WebhookEndpoint {
 public:
  /// As Entitlements::hear has it.
  using Hear = std::function<Task<int>(purchase::Store store, purchase::Message message,
                                       TimePoint deadline)>;

  /// `clock` outlives this.
  WebhookEndpoint(Hear hear, const Clock& clock) : hear_(std::move(hear)), clock_(clock) {}

  void add_routes(server::Router& router);

 private:
  Task<server::Answer> answer(purchase::Store store, const server::Request& request);

  Hear hear_;
  const Clock& clock_;
};

}  // namespace spotter::api

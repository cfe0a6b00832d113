#include "api/problems.hpp"

#include <spotter/api/webhook_endpoint.hpp>
#include <spotter/server/address.hpp>

#include <array>
#include <functional>
#include <string>
#include <utility>

namespace spotter::api {
namespace {

using purchase::Store;

/// The senders want an answer within two seconds, and nobody upstream is asked for it but, at
/// times, Google's keys. Who was told 503 comes again.
constexpr std::chrono::milliseconds kAnswerTime{1'500};
/// The largest message of any store.
constexpr std::size_t kBodyBytesMax = std::size_t{256} * 1024;

constexpr std::array<std::pair<Store, std::string_view>, 3> kPaths = {
    {{Store::google, "/webhooks/google-play"},
     {Store::apple, "/webhooks/apple"},
     {Store::revenue_cat, "/webhooks/revenuecat"}}};

server::Response status_only(int status) {
  server::Response response;
  response.status = status;
  if (status == 503) response.headers.emplace_back("Retry-After", "30");
  return response;
}

/// Whose fault it was: a store's own messages are never refused for long.
bool is_refused(int status) noexcept {
  return status == 400 || status == 401 || status == 413;
}

}  // namespace

void WebhookEndpoint::add_routes(server::Router& router) {
  for (const auto& [store, path] : kPaths) {
    server::Route route;
    route.path = path;
    route.methods = {"POST"};
    route.body_bytes_max = kBodyBytesMax;
    route.errors = server::ErrorStyle::bare;
    route.traced = true;
    route.answer = [this, store = store](const server::Request& request) {
      return answer(store, request);
    };
    router.add(std::move(route));
  }
}

Task<server::Answer> WebhookEndpoint::answer(Store store, const server::Request& request) {
  const std::string address = server::counted_address(request.peer);
  auto& limits = services_.abuse_limits;
  const shard::ShardId home = std::hash<std::string>{}(address) % limits.size();
  auto ask = [address, now = services_.clock.now()](AbuseLimits& known) {
    return known.webhook_wait(address, now);
  };
  auto asking = limits.invoke_on(home, std::move(ask));
  if (const auto wait = co_await std::move(asking)) {
    if (const auto repeated = limited_lines_.next(services_.clock.now())) {
      services_.log.event(telemetry::Level::warn, "webhooks_limited",
                          {{"request", request.request_id},
                           {"store", purchase::name_of(store)},
                           {"repeated", *repeated}});
    }
    co_return too_many(*wait);
  }
  purchase::Message message;
  message.headers = request.headers;
  message.body = request.body;
  message.request = request.request_id;
  auto hearing = services_.hear(store, std::move(message), services_.clock.now() + kAnswerTime);
  const int status = co_await std::move(hearing);
  if (is_refused(status)) {
    auto count = [address, now = services_.clock.now()](AbuseLimits& known) {
      known.webhook_failed(address, now);
    };
    // Before the answer is out: the next message of its sender is counted against it.
    co_await limits.invoke_on(home, std::move(count));
  }
  co_return status_only(status);
}

}  // namespace spotter::api

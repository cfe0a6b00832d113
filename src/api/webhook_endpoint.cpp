#include <spotter/api/webhook_endpoint.hpp>

#include <array>
#include <utility>

namespace spotter::api {
namespace {

using purchase::Store;

/// The senders want an answer soon, and nobody upstream is asked for it but, at times, Google's
/// keys.
constexpr std::chrono::seconds kAnswerTime{5};
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

}  // namespace

void WebhookEndpoint::add_routes(server::Router& router) {
  for (const auto& [store, path] : kPaths) {
    server::Route route;
    route.path = path;
    route.methods = {"POST"};
    route.body_bytes_max = kBodyBytesMax;
    route.errors = server::ErrorStyle::bare;
    route.answer = [this, store = store](const server::Request& request) {
      return answer(store, request);
    };
    router.add(std::move(route));
  }
}

Task<server::Answer> WebhookEndpoint::answer(Store store, const server::Request& request) {
  purchase::Message message;
  message.headers = request.headers;
  message.body = request.body;
  auto hearing = hear_(store, std::move(message), clock_.now() + kAnswerTime);
  co_return status_only(co_await std::move(hearing));
}

}  // namespace spotter::api

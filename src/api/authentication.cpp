#include "api/problems.hpp"

#include <spotter/api/authentication.hpp>
#include <spotter/codec/query.hpp>
#include <spotter/server/address.hpp>

#include <algorithm>

namespace spotter::api {
namespace {

server::Response status_only(int status) {
  server::Response response;
  response.status = status;
  return response;
}

/// One question to a store, with a second attempt.
constexpr std::chrono::seconds kStoreTime{8};
constexpr std::chrono::seconds kRetryMin{5};
constexpr std::chrono::seconds kRetryMax{300};

/// What the operator has to set.
std::string_view setting_that_enables(purchase::Store store) noexcept {
  switch (store) {
    case purchase::Store::web:
      return "WEB_AUTH_KEY";
    case purchase::Store::google:
      return "GOOGLE_PLAY_SERVICE_ACCOUNT_FILE";
    case purchase::Store::apple:
      return "APPLE_BUNDLE_ID";
    case purchase::Store::revenue_cat:
      return "REVENUECAT_API_KEY";
  }
  return {};
}

/// What somebody showed who showed no credential; nothing: nothing.
std::optional<Secret> unusable_in(const server::Request& request, QueryToken query_token) {
  if (request.has_header("Authorization"))
    return Secret(std::string(request.header("Authorization")));
  if (query_token == QueryToken::ignored) return std::nullopt;
  const auto text = codec::split_target(request.target).query;
  const auto query = codec::Query::parse(text);
  if (query && query->count("access_token") == 0) return std::nullopt;
  return Secret(std::string(query && query->count("access_token") == 1
                                ? std::string_view(*query->get("access_token"))
                                : text));
}

}  // namespace

std::optional<purchase::Credential> credential_of(const server::Request& request,
                                                  QueryToken query_token) {
  if (request.has_header("Authorization")) {
    return purchase::parse_credential(request.header("Authorization"));
  }
  if (query_token == QueryToken::ignored) return std::nullopt;
  const auto query = codec::Query::parse(codec::split_target(request.target).query);
  if (!query || query->count("access_token") != 1) return std::nullopt;
  return purchase::parse_credential(*query->get("access_token"));
}

Authentication::Authentication(AskStores ask, CountUnusable count_unusable, const Clock& clock,
                               Entropy& entropy, telemetry::Log& log)
    : ask_(std::move(ask)),
      count_unusable_(std::move(count_unusable)),
      clock_(clock),
      entropy_(entropy),
      log_(log) {}

Task<std::variant<Payer, server::Response>> Authentication::authenticate(
    const server::Request& request, QueryToken query_token) {
  auto credential = credential_of(request, query_token);
  if (!credential) {
    auto refusing = refuse_unusable(request, query_token);
    auto refusal = co_await std::move(refusing);
    co_return refusal;
  }
  const auto store = credential->store;
  credential->cause = {"request", request.request_id};
  auto asking = ask_(*credential, server::counted_address(request.peer), clock_.now() + kStoreTime,
                     request.trace());
  const auto judged = co_await std::move(asking);
  const purchase::Entitlement& entitlement = judged.entitlement;
  if (judged.barred_for) {
    co_return bar(request, purchase::name_of(store), *judged.barred_for);
  }
  switch (entitlement.verdict()) {
    case purchase::Verdict::entitled:
      co_return Payer{*std::move(credential), entitlement.subject};
    case purchase::Verdict::not_entitled:
      co_return refuse(request, purchase::name_of(store), name_of(entitlement.reason),
                       entitlement.reason == purchase::Reason::store_disabled
                           ? setting_that_enables(store)
                           : std::string_view());
    case purchase::Verdict::unknown:
      break;
  }
  co_return ask_later(request, store, entitlement);
}

Task<std::variant<Authentication::Somebody, server::Response>> Authentication::recognise(
    const server::Request& request, QueryToken query_token) {
  auto credential = credential_of(request, query_token);
  if (!credential) co_return refuse(request, "none", "no_usable_credential");
  credential->cause = {"request", request.request_id};
  auto asking = ask_(*credential, std::string(), clock_.now() + kStoreTime, request.trace());
  const auto judged = co_await std::move(asking);
  Somebody somebody{*std::move(credential), std::nullopt};
  if (judged.entitlement.verdict() == purchase::Verdict::entitled) {
    somebody.subject = judged.entitlement.subject;
  }
  co_return somebody;
}

Task<purchase::Verdict> Authentication::look_again(purchase::Credential credential,
                                                   telemetry::SpanParent trace) {
  auto asking =
      ask_(std::move(credential), std::string(), clock_.now() + kStoreTime, std::move(trace));
  const auto judged = co_await std::move(asking);
  co_return judged.entitlement.verdict();
}

Task<server::Response> Authentication::refuse_unusable(const server::Request& request,
                                                       QueryToken query_token) {
  auto shown = unusable_in(request, query_token);
  if (shown) {
    auto counting = count_unusable_(*std::move(shown), server::counted_address(request.peer));
    const auto barred_for = co_await std::move(counting);
    if (barred_for) co_return bar(request, "none", *barred_for);
  }
  co_return refuse(request, "none", "no_usable_credential");
}

server::Response Authentication::bar(const server::Request& request, std::string_view store,
                                     Duration wait) {
  if (const auto repeated = barred_lines_.next(clock_.now())) {
    log_.event(telemetry::Level::warn, "credentials_barred",
               {{"request", request.request_id}, {"store", store}, {"repeated", *repeated}});
  }
  return too_many(wait);
}

server::Response Authentication::refuse(const server::Request& request, std::string_view store,
                                        std::string_view reason, std::string_view setting) const {
  log_.event(telemetry::Level::info, "credential_refused",
             {{"request", request.request_id},
              {"store", store},
              {"reason", reason},
              {"setting", setting}});
  return status_only(401);
}

server::Response Authentication::ask_later(const server::Request& request, purchase::Store store,
                                           const purchase::Entitlement& entitlement) {
  log_.event(telemetry::Level::warn, "credential_unchecked",
             {{"request", request.request_id},
              {"store", purchase::name_of(store)},
              {"reason", name_of(entitlement.reason)}});
  // With up to a fifth more, so that those who were sent away together do not come back together.
  const Duration wait =
      std::clamp<Duration>(entitlement.retry_after.value_or(kRetryMin), kRetryMin, kRetryMax);
  const auto more = std::chrono::floor<std::chrono::seconds>(wait * (random_share(entropy_) / 5));
  server::Response later = status_only(503);
  later.headers = {{"Retry-After", retry_seconds(wait + more)}, {"Cache-Control", "no-store"}};
  return later;
}

}  // namespace spotter::api

#include "purchase/google/decisions.hpp"

#include <spotter/purchase/http/json.hpp>
#include <spotter/purchase/http/judgements.hpp>

#include <algorithm>
#include <array>

namespace spotter::purchase::google {
namespace {

using Kind = http::Judgement::Kind;

/// Google publishes no table of these; they are those that client libraries and reports know.
/// Others mean that we cannot tell.
struct Said {
  int status;
  std::string_view word;
  Reason means;
};
constexpr std::array<Said, 6> kNo = {
    {{400, "invalid", Reason::not_found},
     {400, "productNotOwnedByUser", Reason::not_found},
     {400, "purchaseTokenDoesNotMatchProductId", Reason::wrong_product},
     {400, "purchaseTokenDoesNotMatchPackageName", Reason::wrong_app},
     {404, "purchaseTokenNotFound", Reason::not_found},
     {404, "notFound", Reason::not_found}}};

constexpr std::array<std::string_view, 4> kLimits = {"rateLimitExceeded", "quotaExceeded",
                                                     "dailyLimitExceeded", "userRateLimitExceeded"};

Refusal failed(Reason reason, std::string_view alarm = {}) {
  return {{Kind::failed, reason, {}, false, {}, alarm}, reason};
}

Refusal limited(std::optional<Duration> advice) {
  return {http::rest(Reason::upstream_rate_limited, advice), Reason::upstream_rate_limited};
}

Refusal forbidden(std::string_view word, std::optional<Duration> advice) {
  if (std::find(kLimits.begin(), kLimits.end(), word) != kLimits.end()) return limited(advice);
  return failed(Reason::upstream_auth, "google_play_forbidden");
}

/// Our request is wrong, or this is not Google's API.
Refusal not_understood(int status, std::string_view word) {
  if (word == "applicationNotFound")
    return failed(Reason::upstream_auth, "google_play_package_unknown");
  return failed(Reason::upstream_bad_body, status == 404   ? "google_play_not_there"
                                           : status == 400 ? "google_play_request_refused"
                                                           : "google_play_status_unknown");
}

bool has_error_object(codec::JsonParser& parser, std::string_view body) {
  const auto document = http::read_object(parser, body);
  return document && http::object_of(*document, "error").has();
}

}  // namespace

std::string_view reason_in(codec::JsonParser& parser, std::string_view body) {
  const auto document = http::read_object(parser, body);
  if (!document) return {};
  const auto error = http::object_of(*document, "error");
  if (!error.has()) return {};
  const auto errors = http::array_of(error.value, "errors");
  std::optional<std::string_view> first;
  if (!errors.has()) return {};
  errors.value.for_each([&first](const codec::JsonValue& each) {
    if (!first) first = http::text_of(each, "reason").value;
  });
  return first.value_or(std::string_view());
}

Refusal judge_error(codec::JsonParser& parser, const http::Response& response, WallTime now) {
  const int status = response.status;
  const auto advice = http::read_retry_after(response.retry_after, now);
  if (status == 429) return limited(advice);
  if (status == 401) return failed(Reason::upstream_auth, "google_play_token_refused");
  if (status < 400) return failed(Reason::upstream_bad_body);
  if (status == 409) return {{Kind::again, Reason::upstream_5xx, advice}, Reason::upstream_5xx};
  if (status == 410 && has_error_object(parser, response.body)) return {{}, Reason::expired};
  const auto word = reason_in(parser, response.body);
  if (status == 403) return forbidden(word, advice);
  const auto* const said = std::find_if(kNo.begin(), kNo.end(), [&](const Said& each) {
    return each.status == status && each.word == word;
  });
  if (said != kNo.end()) return {{}, said->means};
  return not_understood(status, word);
}

}  // namespace spotter::purchase::google

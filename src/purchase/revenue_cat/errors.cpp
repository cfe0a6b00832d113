#include "purchase/revenue_cat/decisions.hpp"

#include <spotter/base/text.hpp>
#include <spotter/purchase/http/json.hpp>
#include <spotter/purchase/http/judgements.hpp>

#include <algorithm>

namespace spotter::purchase::revenue_cat {
namespace {

using Kind = http::Judgement::Kind;
using std::chrono::milliseconds;

/// An error of version 2.
struct Said {
  bool is_error = false;
  std::string type;
  std::string param;
  std::optional<milliseconds> backoff;
};

Said read_error(codec::JsonParser& parser, std::string_view body) {
  Said said;
  const auto document = http::read_object(parser, body);
  if (!document || http::text_of(*document, "object").value != "error") return said;
  said.is_error = true;
  said.type = std::string(http::text_of(*document, "type").value);
  said.param = std::string(http::text_of(*document, "param").value);
  const auto backoff = http::integer_of(*document, "backoff_ms");
  constexpr std::int64_t kMost = 300'000;
  if (backoff.has() && backoff.value >= 0)
    said.backoff = milliseconds(std::min(backoff.value, kMost));
  return said;
}

/// The header is in seconds today and was in milliseconds in older pages: nobody asks for more
/// than five minutes.
std::optional<Duration> advice_of(const http::Response& response, const Said& said, WallTime now) {
  if (said.backoff) return *said.backoff;
  const auto number = http::whole_number(trimmed(response.retry_after));
  if (number && *number > http::kRestMax.count()) {
    constexpr std::int64_t kMost = 300'000;
    return milliseconds(std::min(*number, kMost));
  }
  return http::read_retry_after(response.retry_after, now);
}

Refusal failed(Reason reason, std::string_view alarm = {}) {
  return {{Kind::failed, reason, {}, false, {}, alarm}, reason};
}

Refusal locked(std::optional<Duration> advice) {
  // One customer is locked; the others are not.
  constexpr Duration kWaitedOut = std::chrono::seconds(1);
  const bool soon = advice && *advice <= kWaitedOut;
  return {{soon ? Kind::again : Kind::failed, Reason::upstream_5xx, advice}, Reason::upstream_5xx};
}

}  // namespace

Refusal judge_error(codec::JsonParser& parser, const http::Response& response, WallTime now) {
  constexpr int kLocked = 423;
  const Said said = read_error(parser, response.body);
  const auto advice = advice_of(response, said, now);
  switch (response.status) {
    case 400:
      if (said.is_error && (said.param == "customer_id" || said.param == "app_user_id"))
        return {{}, Reason::token_shape};
      return failed(Reason::upstream_bad_body, "revenuecat_request_refused");
    case 401:
    case 403:
      return failed(Reason::upstream_auth, "revenuecat_key_refused");
    case 404:
      if (said.type == "resource_missing") return {{}, Reason::not_found};
      return failed(Reason::upstream_bad_body);
    case kLocked:
      return locked(advice);
    case 429:
      return {http::rest(Reason::upstream_rate_limited, advice), Reason::upstream_rate_limited};
    default:
      return failed(Reason::upstream_bad_body);
  }
}

}  // namespace spotter::purchase::revenue_cat

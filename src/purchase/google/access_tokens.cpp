#include "purchase/google/access_tokens.hpp"

#include <spotter/base/text.hpp>
#include <spotter/codec/json_writer.hpp>
#include <spotter/purchase/http/base_url.hpp>
#include <spotter/purchase/http/json.hpp>
#include <spotter/purchase/http/judgements.hpp>

#include <algorithm>
#include <array>
#include <exception>
#include <utility>

namespace spotter::purchase::google {
namespace {

using std::chrono::seconds;

constexpr seconds kFlight{8};
constexpr seconds kRenewedBefore{300};
constexpr seconds kFreshAtLeast{30};
/// Google's own limit of an assertion. Its clock may be behind ours: it is dated back a little.
constexpr seconds kAssertionLife{3600};
constexpr seconds kDatedBack{10};
/// A refused account will not be accepted a second later; each try is an alarm at Google's too.
constexpr seconds kRestWhenRefused{60};
constexpr std::size_t kTokenBytesMax = 4096;
constexpr std::string_view kScope = "https://www.googleapis.com/auth/androidpublisher";

http::Settings api_settings(const std::string& url) {
  http::Settings settings;
  settings.name = "google_oauth";
  settings.base_url = std::string(http::without_slash(url));
  return settings;
}

/// It goes into a header as it is.
bool is_token(std::string_view text) {
  return !text.empty() && text.size() <= kTokenBytesMax &&
         std::all_of(text.begin(), text.end(), [](char c) { return c > 0x20 && c < 0x7F; });
}

std::string unix_seconds(WallTime time) {
  return std::to_string(std::chrono::duration_cast<seconds>(time.time_since_epoch()).count());
}

std::string_view error_of(codec::JsonParser& parser, std::string_view body) {
  const auto document = http::read_object(parser, body);
  return document ? http::text_of(*document, "error").value : std::string_view();
}

}  // namespace

Assertion write_assertion(const ServiceAccount& account, std::string_view audience, WallTime now) {
  Assertion made;
  made.header = R"({"alg":"RS256","typ":"JWT")";
  if (!account.key_id.empty()) {
    made.header += ",\"kid\":";
    codec::append_json_string(made.header, account.key_id);
  }
  made.header += '}';
  made.claims = "{\"iss\":";
  codec::append_json_string(made.claims, account.email);
  made.claims.append(",\"scope\":\"").append(kScope).append("\",\"aud\":");
  codec::append_json_string(made.claims, audience);
  const WallTime issued = now - kDatedBack;
  made.claims.append(",\"iat\":").append(unix_seconds(issued));
  made.claims.append(",\"exp\":").append(unix_seconds(issued + kAssertionLife)).append("}");
  return made;
}

std::optional<Grant> read_grant(codec::JsonParser& parser, std::string_view body) {
  const auto document = http::read_object(parser, body);
  if (!document) return std::nullopt;
  const auto token = http::text_of(*document, "access_token");
  const auto type = http::text_of(*document, "token_type");
  const auto expires_in = http::integer_of(*document, "expires_in");
  constexpr std::int64_t kLifeMax = 86'400;
  if (!is_token(token.value) || !equals_ignoring_case(type.value, "Bearer") || !expires_in.has() ||
      expires_in.value < 1)
    return std::nullopt;
  return Grant{Secret(std::string(token.value)), seconds(std::min(expires_in.value, kLifeMax))};
}

http::Judgement judge_refused_grant(codec::JsonParser& parser, const http::Response& response,
                                    WallTime now) {
  using Kind = http::Judgement::Kind;
  constexpr std::array<std::pair<std::string_view, std::string_view>, 4> kRefusals = {
      {{"invalid_grant", "google_invalid_grant"},
       {"invalid_client", "google_invalid_client"},
       {"unauthorized_client", "google_unauthorized_client"},
       {"invalid_scope", "google_invalid_scope"}}};
  const auto advice = http::read_retry_after(response.retry_after, now);
  if (response.status == 429) return http::rest(Reason::upstream_rate_limited, advice);
  const std::string_view error = error_of(parser, response.body);
  if (response.status == 400 || response.status == 401) {
    for (const auto& [word, alarm] : kRefusals) {
      if (word == error) return http::rest(Reason::upstream_auth, kRestWhenRefused, alarm);
    }
  }
  if (response.status >= 400 && response.status <= 403)
    return {Kind::failed, Reason::upstream_auth, advice, false, {}, "google_token_refused"};
  return {Kind::failed, Reason::upstream_bad_body, advice, false, {}, "google_token_unreadable"};
}

AccessTokens::AccessTokens(const Services& services, ServiceAccount account,
                           const Settings& settings)
    : services_(services),
      account_(std::move(account)),
      audience_(settings.audience),
      api_(services.client, services.executor, services.clock, services.entropy, services.log,
           api_settings(settings.token_url)),
      tasks_(services.executor, services.on_bug),
      waiters_(services.executor, services.clock) {}

Task<void> AccessTokens::stop() {
  cancel();
  co_await tasks_.join();
}

bool AccessTokens::usable() const {
  return token_ && services_.clock.now() < usable_until_;
}

Task<AccessTokens::Access> AccessTokens::get(TimePoint deadline) {
  if (usable()) {
    if (services_.clock.now() >= fresh_until_) start_flight();
    co_return Access{*token_};
  }
  start_flight();
  const std::uint64_t flight = flights_;
  while (flying_ && flights_ == flight) {
    const bool woken = co_await waiters_.wait_until(deadline);
    if (!woken) co_return Access{{}, Reason::upstream_timeout};
  }
  if (usable()) co_return Access{*token_};
  co_return last_;
}

void AccessTokens::drop(const Secret& token) {
  if (token_ && token_->reveal() == token.reveal()) token_.reset();
}

void AccessTokens::start_flight() {
  if (flying_) return;
  flying_ = true;
  ++flights_;
  tasks_.spawn(fly());
}

Task<void> AccessTokens::fly() {
  // Whoever waits is let go, also if a bug ends this.
  struct Landing {
    AccessTokens& tokens;
    ~Landing() {
      tokens.flying_ = false;
      tokens.waiters_.wake_all();
    }
  };
  const Landing landing{*this};
  last_ = Access{{}, Reason::internal};
  last_ = co_await fetch();
}

Task<AccessTokens::Access> AccessTokens::fetch() {
  const TimePoint started = services_.clock.now();
  const auto assertion = co_await sign();
  if (!assertion) co_return Access{{}, Reason::local_overload};
  http::Request request;
  request.method = "POST";
  request.content_type = "application/x-www-form-urlencoded";
  // A JWS has only characters that a form leaves as they are.
  request.body = "grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Ajwt-bearer&assertion=";
  request.body += *assertion;
  std::optional<Grant> grant;
  http::Judge judge = [this, &grant](const http::Response& response) {
    if (response.status != 200)
      return judge_refused_grant(parser_, response, services_.clock.wall_now());
    grant = read_grant(parser_, response.body);
    return grant ? http::Judgement{}
                 : http::Judgement{http::Judgement::Kind::failed, Reason::upstream_bad_body};
  };
  const http::Outcome outcome =
      co_await api_.call(std::move(request), std::move(judge), started + kFlight);
  if (!outcome.response || !grant) co_return Access{{}, outcome.reason, outcome.retry_after};
  token_ = grant->token;
  usable_until_ = started + grant->expires_in;
  fresh_until_ = started + std::max<seconds>(grant->expires_in - kRenewedBefore, kFreshAtLeast);
  co_return Access{grant->token};
}

Task<std::optional<std::string>> AccessTokens::sign() {
  auto assertion = write_assertion(account_, audience_, services_.clock.wall_now());
  auto work = [key = account_.key,
               assertion = std::move(assertion)]() -> std::optional<std::string> {
    try {
      return crypto::make_jws(key, assertion.header, assertion.claims);
    } catch (const std::exception&) {
      return std::nullopt;  // out of memory, or of entropy
    }
  };
  Result<std::optional<std::string>> made =
      co_await shard::offload(services_.workers, services_.executor, std::move(work));
  co_return made ? std::move(*made) : std::nullopt;
}

}  // namespace spotter::purchase::google

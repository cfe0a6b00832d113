#include "purchase/google/published_keys.hpp"

#include <spotter/base/text.hpp>
#include <spotter/purchase/http/base_url.hpp>
#include <spotter/purchase/http/json.hpp>
#include <spotter/purchase/http/judgements.hpp>

#include <algorithm>
#include <utility>

namespace spotter::purchase::google {
namespace {

constexpr Duration kLifeMin = std::chrono::minutes(5);
constexpr Duration kLifeMax = std::chrono::hours(24);
constexpr Duration kRefetchPause = std::chrono::minutes(1);
constexpr std::size_t kKeysMax = 50;
constexpr std::string_view kCacheControl = "cache-control";

http::Settings api_settings(const std::string& url) {
  http::Settings settings;
  settings.name = "google_keys";
  settings.base_url = std::string(http::without_slash(url));
  settings.calls_per_second = 1;
  settings.calls_at_once = 5;
  return settings;
}

}  // namespace

std::optional<KeySet> read_key_set(codec::JsonParser& parser, std::string_view body) {
  const auto document = http::read_object(parser, body);
  const auto keys = document ? http::array_of(*document, "keys") : http::Member<codec::JsonValue>();
  if (!keys.has()) return std::nullopt;
  KeySet set;
  keys.value.for_each([&set](const codec::JsonValue& each) {
    const auto use = http::text_of(each, "use");
    const auto algorithm = http::text_of(each, "alg");
    const auto key_id = http::text_of(each, "kid").value;
    const bool signs = http::text_of(each, "kty").value == "RSA" &&
                       (use.absent() || use.value == "sig") &&
                       (algorithm.absent() || algorithm.value == "RS256");
    if (!signs || key_id.empty() || set.size() >= kKeysMax) return;
    auto key = crypto::RsaPublicKey::from_jwk(http::text_of(each, "n").value,
                                              http::text_of(each, "e").value);
    if (key) set.emplace(key_id, std::move(*key));
  });
  return set;
}

Duration key_set_life(std::string_view cache_control) {
  constexpr std::string_view kMaxAge = "max-age=";
  while (!cache_control.empty()) {
    const auto comma = std::min(cache_control.find(','), cache_control.size());
    const auto directive = trimmed(cache_control.substr(0, comma));
    if (equals_ignoring_case(directive.substr(0, kMaxAge.size()), kMaxAge)) {
      const auto seconds = http::whole_number(directive.substr(kMaxAge.size()));
      const std::int64_t most = std::chrono::seconds(std::chrono::hours(24)).count();
      return std::clamp<Duration>(std::chrono::seconds(std::min(seconds.value_or(0), most)),
                                  kLifeMin, kLifeMax);
    }
    cache_control.remove_prefix(std::min(comma + 1, cache_control.size()));
  }
  return kLifeMin;
}

PublishedKeys::PublishedKeys(const Services& services, const std::string& url)
    : services_(services),
      api_(services.client, services.executor, services.clock, services.entropy, services.log,
           api_settings(url)),
      waiters_(services.executor, services.clock),
      idle_(services.executor) {}

bool PublishedKeys::fresh() const {
  return fetched_ && services_.clock.now() < fresh_until_;
}

Task<PublishedKeys::Found> PublishedKeys::find(std::string key_id, TimePoint deadline) {
  if (stopping_) co_return Found{{}, true};
  struct Leaving {
    PublishedKeys& keys;
    ~Leaving() {
      if (--keys.finding_ == 0) keys.idle_.notify();
    }
  };
  ++finding_;
  const Leaving leaving{*this};
  co_return co_await find_now(std::move(key_id), deadline);
}

/// Who waits for another one's fetch is woken by its end.
Task<void> PublishedKeys::stop() {
  stopping_ = true;
  api_.stop();
  while (finding_ > 0)
    co_await idle_.wait();
}

Task<PublishedKeys::Found> PublishedKeys::find_now(std::string key_id, TimePoint deadline) {
  const bool stale = !fresh();
  if (stale) co_await fetch(deadline);
  if (!fresh()) co_return Found{{}, true};
  auto known = keys_.find(key_id);
  if (known == keys_.end() && !stale && may_refetch()) {
    if (!fetching_) refetched_ = services_.clock.now();
    co_await fetch(deadline);
    known = keys_.find(key_id);
    // Google may sign with a new key that we could not get: let it send the message again.
    if (known == keys_.end() && last_failed_) co_return Found{{}, true};
  }
  if (known == keys_.end()) co_return Found{};
  co_return Found{known->second};
}

bool PublishedKeys::may_refetch() const {
  return fetching_ || !refetched_ || services_.clock.now() >= *refetched_ + kRefetchPause;
}

Task<void> PublishedKeys::fetch(TimePoint deadline) {
  if (fetching_) {
    while (fetching_) {
      const bool woken = co_await waiters_.wait_until(deadline);
      if (!woken) co_return;
    }
    co_return;
  }
  fetching_ = true;
  struct Landing {
    PublishedKeys& keys;
    ~Landing() {
      keys.fetching_ = false;
      keys.waiters_.wake_all();
    }
  };
  const Landing landing{*this};
  co_await fetch_once(deadline);
}

Task<void> PublishedKeys::fetch_once(TimePoint deadline) {
  const TimePoint now = services_.clock.now();
  last_failed_ = true;
  http::Request request;
  request.wanted_headers = {std::string(kCacheControl)};
  std::optional<KeySet> set;
  http::Judge judge = [&](const http::Response& response) {
    using Kind = http::Judgement::Kind;
    if (response.status == 429) {
      return http::rest(Reason::upstream_rate_limited,
                        http::read_retry_after(response.retry_after, services_.clock.wall_now()));
    }
    if (response.status == 200) set = read_key_set(parser_, response.body);
    if (set && !set->empty()) return http::Judgement{};
    return http::Judgement{Kind::failed, Reason::upstream_bad_body, {}, false,
                           {},           "google_keys_unreadable"};
  };
  const auto outcome = co_await api_.call(std::move(request), std::move(judge), deadline);
  if (!outcome.response || !set) co_return;
  keys_ = std::move(*set);
  fetched_ = true;
  last_failed_ = false;
  fresh_until_ = now + key_set_life(outcome.response->header(kCacheControl));
}

}  // namespace spotter::purchase::google

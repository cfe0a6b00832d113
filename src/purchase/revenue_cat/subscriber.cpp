#include "purchase/revenue_cat/decisions.hpp"

#include <spotter/base/date.hpp>
#include <spotter/purchase/http/json.hpp>
#include <spotter/purchase/http/lifetimes.hpp>

#include <algorithm>

namespace spotter::purchase::revenue_cat {
namespace {

using codec::JsonValue;
using http::object_of;
using http::text_of;
using Type = JsonValue::Type;

/// What version 1 says of a time: there is none, it is one, or it cannot be read.
struct Date {
  bool readable = false;
  std::optional<WallTime> at;
};
Date date_of(const JsonValue& object, std::string_view key) {
  const auto text = text_of(object, key);
  if (text.absent()) return {true, {}};
  const auto at = parse_rfc3339(text.value);
  return {at.has_value(), at};
}

Environment environment_of(bool sandbox) {
  return sandbox ? Environment::sandbox : Environment::production;
}

/// Where the product that grants the entitlement was bought. One-time products are lists of
/// purchases: one with real money is enough.
Environment find_environment(const JsonValue& subscriber, std::string_view product) {
  const auto subscriptions = object_of(subscriber, "subscriptions");
  if (subscriptions.has()) {
    const auto bought = object_of(subscriptions.value, product);
    const auto sandbox =
        bought.has() ? http::truth_of(bought.value, "is_sandbox") : http::Member<bool>();
    if (sandbox.has()) return environment_of(sandbox.value);
  }
  const auto others = object_of(subscriber, "non_subscriptions");
  if (!others.has()) return Environment::unknown;
  auto found = Environment::unknown;
  const auto purchases = http::array_of(others.value, product);
  if (!purchases.has()) return found;
  purchases.value.for_each([&found](const JsonValue& purchase) {
    const auto sandbox = http::truth_of(purchase, "is_sandbox");
    if (sandbox.has() && found != Environment::production) found = environment_of(sandbox.value);
  });
  return found;
}

Subscriber with(Reason reason) {
  Subscriber found;
  found.reason = reason;
  return found;
}

}  // namespace

Subscriber read_subscriber(codec::JsonParser& parser, std::string_view body,
                           const Settings& settings, WallTime now) {
  const auto document = http::read_object(parser, body);
  if (!document) return {};
  const auto subscriber = object_of(*document, "subscriber");
  if (!subscriber.has()) return {};
  const auto entitlements = object_of(subscriber.value, "entitlements");
  if (!entitlements.has()) return {};
  const auto ours = object_of(entitlements.value, settings.v1_entitlement_key);
  if (ours.wrong()) return {};
  if (ours.absent()) return with(Reason::not_entitled);
  // For ever is written as null; nothing at all is not.
  if (!ours.value.get("expires_date")) return {};
  const Date expires = date_of(ours.value, "expires_date");
  const Date grace = date_of(ours.value, "grace_period_expires_date");
  if (!expires.readable || !grace.readable) return {};
  Subscriber found = with(Reason::ok);
  if (expires.at) found.ends = std::max(*expires.at, grace.at.value_or(*expires.at));
  if (found.ends && now >= *found.ends + http::kSkew) return with(Reason::expired);
  found.environment =
      find_environment(subscriber.value, text_of(ours.value, "product_identifier").value);
  if (!settings.allows_sandbox && found.environment != Environment::production)
    return with(Reason::wrong_environment);
  found.original_id = std::string(text_of(subscriber.value, "original_app_user_id").value);
  return found;
}

}  // namespace spotter::purchase::revenue_cat

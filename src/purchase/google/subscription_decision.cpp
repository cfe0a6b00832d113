#include "purchase/google/decisions.hpp"

#include <spotter/base/date.hpp>
#include <spotter/purchase/http/json.hpp>
#include <spotter/purchase/http/lifetimes.hpp>

#include <algorithm>
#include <array>
#include <utility>

namespace spotter::purchase::google {
namespace {

using codec::JsonValue;
using http::object_of;
using http::text_of;

/// A renewal may reach Google's books some minutes after the period is over.
constexpr std::chrono::seconds kRenewalLag{300};

/// What a state allows.
struct State {
  std::string_view word;
  Reason reason;  ///< ok: until the period is over
  Duration lag{};
};
constexpr std::array<State, 8> kStates = {
    {{"SUBSCRIPTION_STATE_ACTIVE", Reason::ok, kRenewalLag},
     {"SUBSCRIPTION_STATE_IN_GRACE_PERIOD", Reason::ok, http::kSkew},
     {"SUBSCRIPTION_STATE_CANCELED", Reason::ok, http::kSkew},
     {"SUBSCRIPTION_STATE_ON_HOLD", Reason::not_purchased},
     {"SUBSCRIPTION_STATE_PAUSED", Reason::not_purchased},
     {"SUBSCRIPTION_STATE_PENDING", Reason::pending},
     {"SUBSCRIPTION_STATE_PENDING_PURCHASE_CANCELED", Reason::canceled},
     {"SUBSCRIPTION_STATE_EXPIRED", Reason::expired}}};

Finding with(Reason reason) {
  Finding finding;
  finding.reason = reason;
  return finding;
}

/// The lines that we sell.
struct Lines {
  bool readable = true;
  int count = 0;
  std::optional<WallTime> ends;  ///< the latest
  std::string product;           ///< of the latest
};

Lines read_lines(const JsonValue& document, const Settings& settings) {
  Lines found;
  const auto lines = http::array_of(document, "lineItems");
  found.readable = lines.has();
  if (!lines.has()) return found;
  lines.value.for_each([&](const JsonValue& line) {
    const auto product = text_of(line, "productId");
    const auto& sold = settings.subscription_ids;
    if (!product.has() || std::find(sold.begin(), sold.end(), product.value) == sold.end()) return;
    ++found.count;
    const auto expiry = text_of(line, "expiryTime");
    if (expiry.absent()) return;
    const auto ends = parse_rfc3339(expiry.value);
    if (!ends) {
      found.readable = false;
    } else if (!found.ends || *ends > *found.ends) {
      found.ends = ends;
      found.product = std::string(product.value);
    }
  });
  return found;
}

bool was_replaced(const JsonValue& document) {
  const auto context = object_of(document, "canceledStateContext");
  return context.has() && object_of(context.value, "replacementCancellation").has();
}

}  // namespace

Finding judge_subscription(codec::JsonParser& parser, std::string_view body,
                           const Settings& settings, WallTime now) {
  const auto document = http::read_object(parser, body);
  if (!document) return with(Reason::upstream_bad_body);
  const auto word = text_of(*document, "subscriptionState").value;
  const auto* const state = std::find_if(kStates.begin(), kStates.end(),
                                         [word](const State& each) { return each.word == word; });
  const Lines lines = read_lines(*document, settings);
  const auto test = object_of(*document, "testPurchase");
  if (state == kStates.end() || !lines.readable || test.wrong())
    return with(Reason::upstream_bad_body);
  if (lines.count == 0) return with(Reason::wrong_product);
  if (state->reason != Reason::ok) return with(state->reason);
  if (!lines.ends) return with(Reason::upstream_bad_body);
  if (now >= *lines.ends + state->lag) return with(Reason::expired);
  if (state->word == "SUBSCRIPTION_STATE_CANCELED" && was_replaced(*document))
    return with(Reason::upgraded);
  if (test.has() && !settings.allows_test_purchases) return with(Reason::wrong_environment);

  Finding finding = with(Reason::ok);
  finding.environment = test.has() ? Environment::sandbox : Environment::production;
  finding.ends = lines.ends;
  finding.until = std::chrono::time_point_cast<WallTime::duration>(*lines.ends + state->lag);
  if (text_of(*document, "acknowledgementState").value == "ACKNOWLEDGEMENT_STATE_PENDING")
    finding.to_acknowledge = lines.product;
  finding.linked_token = std::string(text_of(*document, "linkedPurchaseToken").value);
  return finding;
}

}  // namespace spotter::purchase::google

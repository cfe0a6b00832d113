#include "purchase/google/decisions.hpp"

#include <spotter/base/date.hpp>
#include <spotter/purchase/http/json.hpp>

#include <algorithm>
#include <array>
#include <utility>

namespace spotter::purchase::google {
namespace {

using codec::JsonValue;
using http::array_of;
using http::integer_of;
using http::object_of;
using http::text_of;

Finding no(Reason reason) {
  Finding finding;
  finding.reason = reason;
  return finding;
}

Finding unreadable() {
  return no(Reason::upstream_bad_body);
}

bool holds(const std::vector<std::string>& ids, std::string_view id) {
  return std::find(ids.begin(), ids.end(), id) != ids.end();
}

/// Testers' purchases are sandbox money.
Finding yes_or_test(bool test, const Settings& settings) {
  if (test && !settings.allows_test_purchases) return no(Reason::wrong_environment);
  Finding finding;
  finding.reason = Reason::ok;
  finding.environment = test ? Environment::sandbox : Environment::production;
  return finding;
}

bool contradicts(const http::Member<std::string_view>& said, std::string_view asked) {
  return said.has() && said.value != asked;
}

/// What one line of a purchase is worth.
Reason judge_line(const JsonValue& line, const Settings& settings, WallTime now) {
  const auto offer = object_of(line, "productOfferDetails");
  if (offer.wrong()) return Reason::upstream_bad_body;
  if (offer.absent()) return Reason::ok;
  const auto refundable = integer_of(offer.value, "refundableQuantity");
  const auto rent = object_of(offer.value, "rentOfferDetails");
  const auto preorder = object_of(offer.value, "preorderOfferDetails");
  if (refundable.wrong() || rent.wrong() || preorder.wrong()) return Reason::upstream_bad_body;
  if (rent.has()) return Reason::wrong_product;
  if (settings.denies_refunded && refundable.has() && refundable.value == 0)
    return Reason::refunded_or_revoked;
  if (preorder.absent()) return Reason::ok;
  const auto release = parse_rfc3339(text_of(preorder.value, "preorderReleaseTime").value);
  if (!release) return Reason::upstream_bad_body;
  return *release > now ? Reason::pending : Reason::ok;
}

}  // namespace

Finding judge_product(codec::JsonParser& parser, std::string_view body, const AskedProduct& asked,
                      const Settings& settings) {
  constexpr std::int64_t kPurchased = 0;
  constexpr std::int64_t kCanceled = 1;
  constexpr std::int64_t kPending = 2;
  constexpr std::int64_t kTest = 0;
  const auto document = http::read_object(parser, body);
  if (!document) return unreadable();
  const auto state = integer_of(*document, "purchaseState");
  const auto type = integer_of(*document, "purchaseType");
  const auto refundable = integer_of(*document, "refundableQuantity");
  const auto product = text_of(*document, "productId");
  const auto token = text_of(*document, "purchaseToken");
  if (!state.has() || state.value < kPurchased || state.value > kPending || type.wrong() ||
      refundable.wrong() || product.wrong() || token.wrong())
    return unreadable();
  if (contradicts(product, asked.product) || contradicts(token, asked.token))
    return no(Reason::upstream_mismatch);
  if (state.value == kCanceled) return no(Reason::canceled);
  if (state.value == kPending) return no(Reason::pending);
  // Absent for ordinary sales; 1 is a promotion code, 2 a reward.
  Finding finding = yes_or_test(type.has() && type.value == kTest, settings);
  if (finding.reason != Reason::ok) return finding;
  if (settings.denies_refunded && refundable.has() && refundable.value == 0)
    return no(Reason::refunded_or_revoked);
  const auto acknowledged = integer_of(*document, "acknowledgementState");
  if (acknowledged.has() && acknowledged.value == 0)
    finding.to_acknowledge = std::string(asked.product);
  const auto consumption = integer_of(*document, "consumptionState");
  finding.consumed = consumption.has() && consumption.value == 1;
  return finding;
}

Finding judge_product_v2(codec::JsonParser& parser, std::string_view body, const Settings& settings,
                         WallTime now) {
  const auto document = http::read_object(parser, body);
  if (!document) return unreadable();
  const auto context = object_of(*document, "purchaseStateContext");
  const auto state =
      context.has() ? text_of(context.value, "purchaseState").value : std::string_view();
  const auto lines = array_of(*document, "productLineItem");
  const auto test = object_of(*document, "testPurchaseContext");
  const bool known = state == "PURCHASED" || state == "PENDING" || state == "CANCELLED";
  if (!known || !lines.has() || test.wrong()) return unreadable();
  Finding best = no(Reason::wrong_product);
  bool ours = false;
  lines.value.for_each([&](const JsonValue& line) {
    const auto product = text_of(line, "productId");
    if (!product.has() || !holds(settings.product_ids, product.value)) return;
    Finding finding = no(judge_line(line, settings, now));
    finding.to_acknowledge = std::string(product.value);
    best = ours ? stronger(best, finding) : finding;
    ours = true;
  });
  if (!ours) return best;
  if (state == "PENDING") return no(Reason::pending);
  if (state == "CANCELLED") return no(Reason::canceled);
  if (best.reason != Reason::ok) return no(best.reason);
  Finding finding = yes_or_test(test.has(), settings);
  if (finding.reason == Reason::ok &&
      text_of(*document, "acknowledgementState").value == "ACKNOWLEDGEMENT_STATE_PENDING")
    finding.to_acknowledge = std::move(best.to_acknowledge);
  return finding;
}

const Finding& stronger(const Finding& a, const Finding& b) {
  const auto rank = [](const Finding& finding) {
    if (finding.verdict() == Verdict::entitled) return 3;
    if (finding.verdict() == Verdict::unknown) return 2;
    // "Not here" says less than what was seen elsewhere.
    const bool vague =
        finding.reason == Reason::not_found || finding.reason == Reason::wrong_product;
    return vague ? 0 : 1;
  };
  return rank(b) > rank(a) ? b : a;
}

}  // namespace spotter::purchase::google

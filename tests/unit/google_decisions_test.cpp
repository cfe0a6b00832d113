#include "purchase/google/decisions.hpp"
#include "support/google_fixtures.hpp"
#include "support/store_response.hpp"

#include <spotter/base/date.hpp>
#include <spotter/purchase/http/lifetimes.hpp>

#include <catch2/catch.hpp>

#include <string>
#include <vector>

using namespace spotter;
using namespace spotter::purchase;
using namespace spotter::purchase::google;
using namespace std::chrono_literals;
using Kind = http::Judgement::Kind;
using testing::google_error;

namespace {

const WallTime kNow = *parse_rfc3339("2026-01-15T12:00:00Z");
constexpr std::string_view kToken = "token-of-a-purchase";

Settings subscription_settings() {
  Settings settings;
  settings.subscription_ids = {"pro_monthly", "pro_yearly"};
  return settings;
}

Finding product(std::string_view body, const Settings& settings = {}) {
  codec::JsonParser parser;
  return judge_product(parser, body, {"pro", kToken}, settings);
}

Finding product_v2(std::string_view body, const Settings& settings = {}) {
  codec::JsonParser parser;
  return judge_product_v2(parser, body, settings, kNow);
}

Finding subscription(std::string_view body, const Settings& settings = subscription_settings()) {
  codec::JsonParser parser;
  return judge_subscription(parser, body, settings, kNow);
}

std::string in_seconds(int seconds) {
  return rfc3339(kNow + std::chrono::seconds(seconds));
}

/// A subscription of ours in this state, over in so many seconds.
std::string subscribed(std::string_view state, int ends_in, std::string_view more = {}) {
  return std::string(R"({"subscriptionState":"SUBSCRIPTION_STATE_)")
      .append(state)
      .append(R"(","lineItems":[{"productId":"pro_monthly","expiryTime":")")
      .append(in_seconds(ends_in))
      .append(R"("}])")
      .append(more)
      .append("}");
}

std::string line_v2(std::string_view state, std::string_view product, std::string_view offer) {
  return std::string(R"({"purchaseStateContext":{"purchaseState":")")
      .append(state)
      .append(R"("},"productLineItem":[{"productId":")")
      .append(product)
      .append(R"(","productOfferDetails":{)")
      .append(offer)
      .append("}}]}");
}

Refusal refused(int status, std::string_view body, std::string_view retry_after = {}) {
  codec::JsonParser parser;
  return judge_error(parser, testing::response(status, body, retry_after), kNow);
}

}  // namespace

TEST_CASE("a product's state decides, and nothing is guessed", "[google]") {
  struct Row {
    std::string_view what;
    std::string_view body;
    Reason reason;
    Environment environment = Environment::unknown;
  };
  const std::vector<Row> rows = {
      {"case 18", R"({"purchaseState":0,"acknowledgementState":1,"purchaseTimeMillis":"1"})",
       Reason::ok, Environment::production},
      {"the same, repeated by Google",
       R"({"purchaseState":0,"productId":"pro","purchaseToken":"token-of-a-purchase"})", Reason::ok,
       Environment::production},
      {"case 20, canceled", R"({"purchaseState":1})", Reason::canceled},
      {"case 20, pending", R"({"purchaseState":2})", Reason::pending},
      {"case 21, empty", R"({})", Reason::upstream_bad_body},
      {"case 21, a string", R"({"purchaseState":"0"})", Reason::upstream_bad_body},
      {"a real number", R"({"purchaseState":0.0})", Reason::upstream_bad_body},
      {"an unknown state", R"({"purchaseState":3})", Reason::upstream_bad_body},
      {"a negative state", R"({"purchaseState":-1})", Reason::upstream_bad_body},
      {"two states", R"({"purchaseState":1,"purchaseState":0})", Reason::upstream_bad_body},
      {"no JSON", R"(<html>OK</html>)", Reason::upstream_bad_body},
      {"something behind it", R"({"purchaseState":0} {})", Reason::upstream_bad_body},
      {"an array", R"([{"purchaseState":0}])", Reason::upstream_bad_body},
      {"case 22", R"({"purchaseState":0,"productId":"other"})", Reason::upstream_mismatch},
      {"another token", R"({"purchaseState":0,"purchaseToken":"another"})",
       Reason::upstream_mismatch},
      {"another product, canceled", R"({"purchaseState":1,"productId":"other"})",
       Reason::upstream_mismatch},
      {"case 23", R"({"purchaseState":0,"purchaseType":0})", Reason::ok, Environment::sandbox},
      {"case 24", R"({"purchaseState":0,"purchaseType":1})", Reason::ok, Environment::production},
      {"a reward", R"({"purchaseState":0,"purchaseType":2})", Reason::ok, Environment::production},
      {"a type that is none", R"({"purchaseState":0,"purchaseType":"0"})",
       Reason::upstream_bad_body},
      {"case 25", R"({"purchaseState":0,"refundableQuantity":0})", Reason::ok,
       Environment::production},
  };
  for (const Row& row : rows) {
    INFO(row.what);
    const Finding finding = product(row.body);
    CHECK(name_of(finding.reason) == name_of(row.reason));
    CHECK(name_of(finding.environment) == name_of(row.environment));
  }
}

TEST_CASE("policies deny testers' purchases and refunded ones", "[google]") {
  Settings no_tests;
  no_tests.allows_test_purchases = false;
  // Case 23.
  CHECK(product(R"({"purchaseState":0,"purchaseType":0})", no_tests).reason ==
        Reason::wrong_environment);
  CHECK(product(R"({"purchaseState":0})", no_tests).reason == Reason::ok);
  Settings no_refunds;
  no_refunds.denies_refunded = true;
  // Case 25.
  CHECK(product(R"({"purchaseState":0,"refundableQuantity":0})", no_refunds).reason ==
        Reason::refunded_or_revoked);
  CHECK(product(R"({"purchaseState":0,"refundableQuantity":1})", no_refunds).reason == Reason::ok);
  CHECK(product(R"({"purchaseState":0})", no_refunds).reason == Reason::ok);
}

TEST_CASE("only a purchase that holds and that nobody acknowledged is acknowledged", "[google]") {
  // Cases 54 and 55.
  CHECK(product(R"({"purchaseState":0,"acknowledgementState":0})").to_acknowledge == "pro");
  CHECK(product(R"({"purchaseState":0,"acknowledgementState":1})").to_acknowledge.empty());
  CHECK(product(R"({"purchaseState":0})").to_acknowledge.empty());
  CHECK(product(R"({"purchaseState":2,"acknowledgementState":0})").to_acknowledge.empty());
  CHECK(product(R"({"purchaseState":1,"acknowledgementState":0})").to_acknowledge.empty());
  CHECK(product(R"({"purchaseState":0,"consumptionState":1})").consumed);
}

TEST_CASE("the newer product resource is judged by its line items", "[google]") {
  struct Row {
    std::string_view what;
    std::string body;
    Reason reason;
  };
  const std::vector<Row> rows = {
      {"case 44", line_v2("PURCHASED", "pro", ""), Reason::ok},
      {"case 45, pending", line_v2("PENDING", "pro", ""), Reason::pending},
      {"case 45, cancelled", line_v2("CANCELLED", "pro", ""), Reason::canceled},
      {"the other spelling", line_v2("CANCELED", "pro", ""), Reason::upstream_bad_body},
      {"case 45, unknown", line_v2("PURCHASE_STATE_UNSPECIFIED", "pro", ""),
       Reason::upstream_bad_body},
      {"case 45, new", line_v2("LEASED", "pro", ""), Reason::upstream_bad_body},
      {"case 45, only another product", line_v2("PURCHASED", "other", ""), Reason::wrong_product},
      {"case 46", line_v2("PURCHASED", "pro", R"("rentOfferDetails":{})"), Reason::wrong_product},
      {"sold before it is out",
       line_v2("PURCHASED", "pro",
               R"("preorderOfferDetails":{"preorderReleaseTime":"2026-01-15T12:00:01Z"})"),
       Reason::pending},
      {"out now",
       line_v2("PURCHASED", "pro",
               R"("preorderOfferDetails":{"preorderReleaseTime":"2026-01-15T12:00:00Z"})"),
       Reason::ok},
      {"no date", line_v2("PURCHASED", "pro", R"("preorderOfferDetails":{})"),
       Reason::upstream_bad_body},
      {"refunded, which is not looked at", line_v2("PURCHASED", "pro", R"("refundableQuantity":0)"),
       Reason::ok},
      {"no lines", R"({"purchaseStateContext":{"purchaseState":"PURCHASED"}})",
       Reason::upstream_bad_body},
      {"no state", R"({"productLineItem":[{"productId":"pro"}]})", Reason::upstream_bad_body},
  };
  for (const Row& row : rows) {
    INFO(row.what);
    CHECK(name_of(product_v2(row.body).reason) == name_of(row.reason));
  }
  Settings no_refunds;
  no_refunds.denies_refunded = true;
  CHECK(product_v2(line_v2("PURCHASED", "pro", R"("refundableQuantity":0)"), no_refunds).reason ==
        Reason::refunded_or_revoked);
}

TEST_CASE("one good line is enough, and its product is the one to acknowledge", "[google]") {
  Settings settings;
  settings.product_ids = {"pro", "pro_plus"};
  const Finding finding = product_v2(
      R"({"purchaseStateContext":{"purchaseState":"PURCHASED"},"testPurchaseContext":{},
          "acknowledgementState":"ACKNOWLEDGEMENT_STATE_PENDING","productLineItem":[
          {"productId":"coins"},{"productId":"pro","productOfferDetails":{"rentOfferDetails":{}}},
          {"productId":"pro_plus"}]})",
      settings);
  CHECK(finding.reason == Reason::ok);
  CHECK(finding.environment == Environment::sandbox);
  CHECK(finding.to_acknowledge == "pro_plus");
}

TEST_CASE("a subscription's state and period decide", "[google]") {
  struct Row {
    std::string_view what;
    std::string body;
    Reason reason;
  };
  const std::vector<Row> rows = {
      {"case 47", subscribed("ACTIVE", 600), Reason::ok},
      {"case 48, future", subscribed("CANCELED", 600), Reason::ok},
      {"case 48, past", subscribed("CANCELED", -600), Reason::expired},
      {"within the skew", subscribed("CANCELED", -59), Reason::ok},
      {"past the skew", subscribed("CANCELED", -60), Reason::expired},
      {"case 49, grace", subscribed("IN_GRACE_PERIOD", 600), Reason::ok},
      {"grace, past", subscribed("IN_GRACE_PERIOD", -600), Reason::expired},
      {"case 49, on hold", subscribed("ON_HOLD", 600), Reason::not_purchased},
      {"case 49, paused", subscribed("PAUSED", 600), Reason::not_purchased},
      {"case 49, expired", subscribed("EXPIRED", 600), Reason::expired},
      {"case 49, pending", subscribed("PENDING", 600), Reason::pending},
      {"never came about", subscribed("PENDING_PURCHASE_CANCELED", 600), Reason::canceled},
      {"case 50, 200 s ago", subscribed("ACTIVE", -200), Reason::ok},
      {"just within the lag", subscribed("ACTIVE", -299), Reason::ok},
      {"just past the lag", subscribed("ACTIVE", -300), Reason::expired},
      {"case 50, 400 s ago", subscribed("ACTIVE", -400), Reason::expired},
      {"case 53",
       subscribed("CANCELED", 600, R"(,"canceledStateContext":{"replacementCancellation":{}})"),
       Reason::upgraded},
      {"canceled by the user",
       subscribed("CANCELED", 600, R"(,"canceledStateContext":{"userInitiatedCancellation":{}})"),
       Reason::ok},
      {"unspecified", subscribed("UNSPECIFIED", 600), Reason::upstream_bad_body},
      {"a new state", subscribed("DREAMING", 600), Reason::upstream_bad_body},
      {"no lines", R"({"subscriptionState":"SUBSCRIPTION_STATE_ACTIVE"})",
       Reason::upstream_bad_body},
      {"another product",
       R"({"subscriptionState":"SUBSCRIPTION_STATE_ACTIVE","lineItems":[{"productId":"x"}]})",
       Reason::wrong_product},
      {"no expiry",
       R"({"subscriptionState":"SUBSCRIPTION_STATE_ACTIVE","lineItems":[{"productId":"pro_yearly"}]})",
       Reason::upstream_bad_body},
      {"an expiry that is none",
       R"({"subscriptionState":"SUBSCRIPTION_STATE_ACTIVE",
           "lineItems":[{"productId":"pro_yearly","expiryTime":"soon"}]})",
       Reason::upstream_bad_body},
  };
  for (const Row& row : rows) {
    INFO(row.what);
    CHECK(name_of(subscription(row.body).reason) == name_of(row.reason));
  }
}

TEST_CASE("a subscription's end is read exactly, and allows for lag and skew", "[google]") {
  // Case 52.
  const auto ends_of = [](std::string_view text) {
    const std::string body =
        std::string(R"({"subscriptionState":"SUBSCRIPTION_STATE_ACTIVE","lineItems":[)")
            .append(R"({"productId":"pro_monthly","expiryTime":")")
            .append(text)
            .append(R"("}]})");
    const Finding finding = subscription(body);
    REQUIRE(finding.ends.has_value());
    return *finding.ends;
  };
  CHECK(ends_of("2026-01-15T13:00:00.123456789Z") == kNow + 1h + 123456789ns);
  CHECK(ends_of("2026-01-15T14:00:00+01:00") == kNow + 1h);
  CHECK(subscription(subscribed("ACTIVE", 600)).until == kNow + 600s + 300s);
  CHECK(subscription(subscribed("IN_GRACE_PERIOD", 600)).until == kNow + 600s + 60s);
  CHECK(subscription(subscribed("CANCELED", 600)).until == kNow + 600s + 60s);
}

TEST_CASE("of several lines the one that ends last counts", "[google]") {
  const Finding finding = subscription(
      R"({"subscriptionState":"SUBSCRIPTION_STATE_ACTIVE","testPurchase":{},
          "linkedPurchaseToken":"the-one-before","acknowledgementState":"ACKNOWLEDGEMENT_STATE_PENDING",
          "lineItems":[{"productId":"pro_yearly","expiryTime":"2026-01-15T14:00:00Z"},
          {"productId":"pro_monthly","expiryTime":"2026-01-15T13:00:00Z"},
          {"productId":"other","expiryTime":"2027-01-15T13:00:00Z"}]})");
  CHECK(finding.reason == Reason::ok);
  CHECK(finding.environment == Environment::sandbox);
  CHECK(finding.ends == kNow + 2h);
  CHECK(finding.to_acknowledge == "pro_yearly");
  CHECK(finding.linked_token == "the-one-before");
  Settings no_tests = subscription_settings();
  no_tests.allows_test_purchases = false;
  CHECK(subscription(subscribed("ACTIVE", 600, R"(,"testPurchase":{})"), no_tests).reason ==
        Reason::wrong_environment);
}

TEST_CASE("an error is a no only for the reasons that mean one", "[google]") {
  struct Row {
    std::string_view what;
    int status;
    std::string body;
    Kind kind;
    Reason reason;
    bool alarm = false;
  };
  const std::vector<Row> rows = {
      {"case 26", 404, google_error("purchaseTokenNotFound"), Kind::answered, Reason::not_found},
      {"not found", 404, google_error("notFound"), Kind::answered, Reason::not_found},
      {"case 27", 404, google_error("applicationNotFound"), Kind::failed, Reason::upstream_auth,
       true},
      {"case 27, HTML", 404, "<html>not here</html>", Kind::failed, Reason::upstream_bad_body,
       true},
      {"case 28", 400, google_error("purchaseTokenDoesNotMatchPackageName"), Kind::answered,
       Reason::wrong_app},
      {"case 28, invalid", 400, google_error("invalid"), Kind::answered, Reason::not_found},
      {"another product", 400, google_error("purchaseTokenDoesNotMatchProductId"), Kind::answered,
       Reason::wrong_product},
      {"not the owner", 400, google_error("productNotOwnedByUser"), Kind::answered,
       Reason::not_found},
      {"400 of another reason", 400, google_error("required"), Kind::failed,
       Reason::upstream_bad_body, true},
      {"400 without reason", 400, "{}", Kind::failed, Reason::upstream_bad_body, true},
      {"case 29", 410, google_error("purchaseTokenNoLongerValid"), Kind::answered, Reason::expired},
      {"410 of a subscription", 410, google_error("subscriptionPurchaseNoLongerAvailable"),
       Kind::answered, Reason::expired},
      {"410 of something else", 410, "gone", Kind::failed, Reason::upstream_bad_body, true},
      {"case 31", 401, "", Kind::failed, Reason::upstream_auth, true},
      {"case 32", 403, google_error("permissionDenied"), Kind::failed, Reason::upstream_auth, true},
      {"403 without JSON", 403, "no", Kind::failed, Reason::upstream_auth, true},
      {"case 33", 403, google_error("quotaExceeded"), Kind::failed, Reason::upstream_rate_limited},
      {"daily limit", 403, google_error("dailyLimitExceeded"), Kind::failed,
       Reason::upstream_rate_limited},
      {"case 33, 429", 429, "", Kind::failed, Reason::upstream_rate_limited},
      {"case 35", 409, google_error("concurrentUpdate"), Kind::again, Reason::upstream_5xx},
      {"no content", 204, "", Kind::failed, Reason::upstream_bad_body},
      {"a teapot", 418, "", Kind::failed, Reason::upstream_bad_body, true},
  };
  for (const Row& row : rows) {
    INFO(row.what);
    const Refusal refusal = refused(row.status, row.body);
    CHECK(static_cast<int>(refusal.judgement.kind) == static_cast<int>(row.kind));
    CHECK(name_of(refusal.reason) == name_of(row.reason));
    CHECK(refusal.judgement.alarm.empty() != row.alarm);
  }
}

TEST_CASE("limits let the store rest as long as it asks", "[google]") {
  const Refusal advised = refused(429, "", "40");
  CHECK(advised.judgement.rest);
  CHECK(advised.judgement.retry_after == Duration(40s));
  CHECK(refused(429, "", "2").judgement.retry_after == Duration(15s));
  CHECK(refused(403, google_error("userRateLimitExceeded")).judgement.rest);
  CHECK_FALSE(refused(403, google_error("projectNotLinked")).judgement.rest);
}

TEST_CASE("a yes beats everything, not knowing beats a no, and a vague no says least", "[google]") {
  const auto finding = [](Reason reason) {
    Finding made;
    made.reason = reason;
    return made;
  };
  const auto of = [&](Reason a, Reason b) { return stronger(finding(a), finding(b)).reason; };
  CHECK(of(Reason::not_found, Reason::ok) == Reason::ok);
  CHECK(of(Reason::upstream_5xx, Reason::ok) == Reason::ok);
  // Case 51.
  CHECK(of(Reason::not_found, Reason::upstream_5xx) == Reason::upstream_5xx);
  CHECK(of(Reason::upstream_timeout, Reason::expired) == Reason::upstream_timeout);
  CHECK(of(Reason::not_found, Reason::expired) == Reason::expired);
  CHECK(of(Reason::expired, Reason::not_found) == Reason::expired);
}

TEST_CASE("answers are kept as long as they are likely to hold", "[google]") {
  using http::lifetime_of_no;
  using http::lifetime_of_yes;
  CHECK(lifetime_of_yes(1h, {}, Environment::production, kNow) == Duration(1h));
  CHECK(lifetime_of_yes(1h, {}, Environment::sandbox, kNow) == Duration(15min));
  CHECK(lifetime_of_yes(1h, kNow + 10min, Environment::production, kNow) == Duration(10min));
  CHECK(lifetime_of_yes(1h, kNow + 30min, Environment::sandbox, kNow) == Duration(15min));
  CHECK(lifetime_of_yes(1h, kNow - 200s, Environment::production, kNow) == Duration(5s));
  CHECK(lifetime_of_no(Reason::not_found) == Duration(10s));
  CHECK(lifetime_of_no(Reason::pending) == Duration(10s));
  CHECK(lifetime_of_no(Reason::not_purchased) == Duration(10s));
  CHECK(lifetime_of_no(Reason::canceled) == Duration(10min));
  CHECK(lifetime_of_no(Reason::refunded_or_revoked) == Duration(10min));
  // Who renews keeps the token.
  CHECK(lifetime_of_no(Reason::expired) == Duration(10s));
  CHECK(lifetime_of_no(Reason::wrong_environment) == Duration(10s));
}

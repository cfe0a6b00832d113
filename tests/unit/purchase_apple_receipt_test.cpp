#include "purchase/apple/receipt.hpp"
#include "purchase/apple/transaction.hpp"
#include "support/apple_fixtures.hpp"

#include <catch2/catch.hpp>

#include <vector>

using namespace spotter;
using namespace spotter::purchase;
using namespace spotter::purchase::apple;
using namespace spotter::testing;
using std::chrono::seconds;
using Kind = http::Judgement::Kind;

namespace {

Settings settings() {
  Settings made;
  made.bundle_id = "com.limajuice.liftlog";
  return made;
}

Entitlement judged(const std::string& body, Environment asked = Environment::production,
                   const Settings& how = settings()) {
  codec::JsonParser parser;
  return judge_receipt(parser, body, "receipt", how, asked, time_of(kAppleT0Ms));
}

/// As it was for iOS 6: the receipt is the purchase.
std::string single(const JsonMembers& changes = {}) {
  JsonMembers receipt{{"bid", quoted("com.limajuice.liftlog")},
                      {"product_id", quoted("pro")},
                      {"quantity", quoted("1")},
                      {"in_app_ownership_type", quoted("PURCHASED")},
                      {"transaction_id", quoted("1001")},
                      {"original_transaction_id", quoted("1000")}};
  for (const auto& [key, value] : changes)
    receipt[key] = value;
  return json_object({{"status", "0"}, {"receipt", json_object(receipt)}});
}

std::string bought(const JsonMembers& changes = {}) {
  JsonMembers members{{"product_id", quoted("pro")},
                      {"quantity", quoted("1")},
                      {"in_app_ownership_type", quoted("PURCHASED")},
                      {"transaction_id", quoted("1001")},
                      {"original_transaction_id", quoted("1000")}};
  for (const auto& [key, value] : changes)
    members[key] = value;
  return json_object(members);
}

std::string unified(const std::string& in_app, const JsonMembers& root = {}) {
  JsonMembers body{
      {"status", "0"},
      {"receipt", "{\"bundle_id\":\"com.limajuice.liftlog\",\"in_app\":[" + in_app + "]}"}};
  for (const auto& [key, value] : root)
    body[key] = value;
  return json_object(body);
}

}  // namespace

TEST_CASE("a receipt of iOS 6 entitles by its own members", "[purchase]") {
  INFO("cases 92 and 93");
  const auto good = judged(single());
  CHECK(good.reason == Reason::ok);
  CHECK(good.keep_for == Duration(seconds(21600)));
  CHECK(good.subject == make_subject({"apple", "production", "1000"}));
  CHECK(good.names ==
        std::vector<std::string>{"transaction:production:1001", "transaction:production:1000"});
  CHECK(judged(single({{"quantity", quoted("0")}})).reason == Reason::not_purchased);
  CHECK(judged(single({{"quantity", quoted("abc")}})).reason == Reason::not_purchased);
  CHECK(judged(single({{"quantity", quoted("1.5")}})).reason == Reason::not_purchased);
  CHECK(judged(single({{"quantity", ""}})).reason == Reason::not_purchased);
  CHECK(judged(single({{"in_app_ownership_type", quoted("FAMILY_SHARED")}})).reason ==
        Reason::wrong_ownership);
  CHECK(judged(single({{"in_app_ownership_type", ""}})).reason == Reason::wrong_ownership);
  CHECK(judged(single({{"bid", quoted("com.other")}})).reason == Reason::wrong_app);
  CHECK(judged(single({{"bid", ""}})).reason == Reason::wrong_app);
  CHECK(judged(single({{"product_id", quoted("pro2")}})).reason == Reason::wrong_product);
  CHECK(judged(single({{"original_transaction_id", ""}})).subject ==
        make_subject({"apple", "production", "1001"}));
  auto families = settings();
  families.allow_family_sharing = true;
  CHECK(judged(single({{"in_app_ownership_type", quoted("FAMILY_SHARED")}}),
               Environment::production, families)
            .reason == Reason::ok);
}

TEST_CASE("a purchase anywhere in an app's receipt entitles", "[purchase]") {
  INFO("cases 100 and 101");
  const auto other = bought({{"product_id", quoted("theme")}});
  CHECK(judged(unified(other + "," + other + "," + bought())).reason == Reason::ok);
  CHECK(judged(unified(bought({{"in_app_ownership_type", ""}}))).reason == Reason::ok);
  CHECK(judged(unified(other, {{"latest_receipt_info", "[" + bought() + "]"}})).reason ==
        Reason::ok);
  CHECK(judged(unified("")).reason == Reason::not_purchased);
  CHECK(judged(unified(other)).reason == Reason::wrong_product);
  const auto given_back = bought({{"cancellation_date_ms", quoted(ms_at(-60))}});
  CHECK(judged(unified(given_back)).reason == Reason::refunded_or_revoked);
  CHECK(judged(unified(bought({{"cancellation_date", quoted("2026-01-01")}}))).reason ==
        Reason::refunded_or_revoked);
  // The same purchase as it was before, in the other list.
  CHECK(judged(unified(bought(), {{"latest_receipt_info", "[" + given_back + "]"}})).reason ==
        Reason::refunded_or_revoked);
  // Another one of the same product.
  CHECK(judged(unified(given_back + "," + bought({{"transaction_id", quoted("1002")}}))).reason ==
        Reason::ok);
  CHECK(judged(unified(bought({{"is_upgraded", quoted("true")}}))).reason == Reason::upgraded);
}

TEST_CASE("a receipt's purchase ends when it says", "[purchase]") {
  const auto ending = [](std::int64_t seconds_from_t0) {
    return bought({{"expires_date_ms", quoted(ms_at(seconds_from_t0))},
                   {"transaction_id", quoted(std::to_string(5000 + seconds_from_t0))}});
  };
  const auto good = judged(unified(ending(-500) + "," + ending(700) + "," + ending(100)));
  CHECK(good.reason == Reason::ok);
  CHECK(good.until == time_of(kAppleT0Ms) + seconds(760));
  CHECK(good.keep_for == Duration(seconds(700)));
  CHECK(judged(unified(ending(-59))).reason == Reason::ok);
  CHECK(judged(unified(ending(-60))).reason == Reason::expired);
  CHECK(judged(unified(bought({{"expires_date_ms", quoted("soon")}}))).verdict() ==
        Verdict::unknown);
  CHECK(judged(single({{"expires_date", quoted(ms_at(-100))}})).reason == Reason::expired);
}

TEST_CASE("the most telling no is given", "[purchase]") {
  const auto given_back =
      bought({{"cancellation_date_ms", quoted("1")}, {"transaction_id", quoted("1")}});
  const auto over = bought({{"expires_date_ms", quoted("1")}, {"transaction_id", quoted("2")}});
  const auto shared =
      bought({{"in_app_ownership_type", quoted("FAMILY_SHARED")}, {"transaction_id", quoted("3")}});
  const auto foreign = bought({{"product_id", quoted("x")}, {"transaction_id", quoted("4")}});
  CHECK(judged(unified(foreign + "," + shared + "," + over + "," + given_back)).reason ==
        Reason::refunded_or_revoked);
  CHECK(judged(unified(foreign + "," + shared + "," + over)).reason == Reason::expired);
  CHECK(judged(unified(foreign + "," + shared)).reason == Reason::wrong_ownership);
}

TEST_CASE("a receipt is of the environment that it names", "[purchase]") {
  CHECK(judged(single(), Environment::sandbox).keep_for == Duration(seconds(900)));
  CHECK(judged(single(), Environment::sandbox).environment == Environment::sandbox);
  const auto naming = [](const char* word) {
    return unified(bought(), {{"environment", quoted(word)}});
  };
  CHECK(judged(naming("Production")).reason == Reason::ok);
  CHECK(judged(naming("Sandbox")).environment == Environment::sandbox);
  CHECK(judged(naming("Production"), Environment::sandbox).verdict() == Verdict::unknown);
  CHECK(judged(naming("Moon")).verdict() == Verdict::unknown);
  auto strict = settings();
  strict.allow_sandbox = false;
  CHECK(judged(naming("Sandbox"), Environment::production, strict).reason ==
        Reason::wrong_environment);
}

TEST_CASE("the number in a receipt's answer decides", "[purchase]") {
  struct Row {
    const char* what;
    std::string body;
    Kind kind;
    Reason reason;  ///< of the verdict where it answered
    bool alarm = false;
  };
  const auto status = [](int number) { return "{\"status\":" + std::to_string(number) + "}"; };
  const std::vector<Row> rows{
      {"case 96", status(21003), Kind::answered, Reason::bad_signature},
      {"case 96", status(21010), Kind::answered, Reason::not_found},
      {"case 96", status(21006), Kind::answered, Reason::expired},
      {"case 97", status(21004), Kind::failed, Reason::upstream_auth, true},
      {"case 97", status(21005), Kind::again, Reason::upstream_5xx},
      {"case 97", status(21009), Kind::again, Reason::upstream_5xx},
      {"case 97", status(21000), Kind::failed, Reason::upstream_bad_body, true},
      {"21001", status(21001), Kind::failed, Reason::upstream_bad_body, true},
      {"21007", status(21007), Kind::answered, Reason::wrong_environment},
      {"21008", status(21008), Kind::failed, Reason::upstream_mismatch},
      {"new", status(21011), Kind::failed, Reason::upstream_bad_body},
      {"case 99", R"({"status":21150,"is-retryable":1})", Kind::again, Reason::upstream_5xx},
      {"case 99", R"({"status":21150,"is-retryable":true})", Kind::again, Reason::upstream_5xx},
      {"case 99", R"({"status":21150,"is-retryable":"0"})", Kind::answered, Reason::not_found},
      {"case 99", R"({"status":21150,"is-retryable":0})", Kind::answered, Reason::not_found},
      {"case 99", R"({"status":21150,"is-retryable":false})", Kind::answered, Reason::not_found},
      {"case 99", R"({"status":21150})", Kind::again, Reason::upstream_5xx},
      {"case 102", status(0), Kind::failed, Reason::upstream_bad_body},
      {"case 102", "<html>", Kind::failed, Reason::upstream_bad_body},
      {"no status", "{\"receipt\":{}}", Kind::failed, Reason::upstream_bad_body},
      {"a text", "{\"status\":\"0\"}", Kind::failed, Reason::upstream_bad_body},
      {"good", single(), Kind::answered, Reason::ok},
  };
  codec::JsonParser parser;
  for (const auto& [what, body, kind, reason, alarm] : rows) {
    INFO(what << " " << body);
    int odd_ones = 0;
    const auto judgement =
        judge_receipt_response(parser, {200, body, "", {}}, odd_ones, time_of(kAppleT0Ms));
    CHECK(judgement.kind == kind);
    CHECK(judgement.alarm.empty() != alarm);
    const Reason told = kind == Kind::answered ? judged(body).reason : judgement.reason;
    CHECK(name_of(told) == name_of(reason));
  }
  int odd_ones = 0;
  CHECK(judge_receipt_response(parser, {404, single(), "", {}}, odd_ones, {}).kind == Kind::failed);
}

TEST_CASE("a receipt that may be malformed is asked about twice", "[purchase]") {
  INFO("case 98");
  codec::JsonParser parser;
  int odd_ones = 0;
  const http::Response response{200, "{\"status\":21002}", "", {}};
  CHECK(judge_receipt_response(parser, response, odd_ones, {}).kind == Kind::again);
  CHECK(judge_receipt_response(parser, response, odd_ones, {}).kind == Kind::answered);
  const auto answer = judged(response.body);
  CHECK(answer.reason == Reason::not_found);
  CHECK(answer.keep_for == Duration(seconds(10)));
}

TEST_CASE("a receipt goes out verbatim, with the secret if there is one", "[purchase]") {
  auto how = settings();
  CHECK(receipt_request("MIIb+/==", how) ==
        R"({"receipt-data":"MIIb+/==","exclude-old-transactions":false})");
  how.shared_secret = Secret("hush \"quoted\"");
  CHECK(receipt_request("MIIb", how) ==
        R"({"receipt-data":"MIIb","exclude-old-transactions":false,)"
        R"("password":"hush \"quoted\""})");
}

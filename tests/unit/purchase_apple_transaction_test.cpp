#include "purchase/apple/transaction.hpp"
#include "support/apple_fixtures.hpp"

#include <catch2/catch.hpp>

#include <vector>

using namespace spotter;
using namespace spotter::purchase;
using namespace spotter::purchase::apple;
using namespace spotter::testing;
using std::chrono::seconds;

namespace {

Settings settings() {
  Settings made;
  made.bundle_id = "com.limajuice.liftlog";
  return made;
}

std::optional<Transaction> parsed(const JsonMembers& changes) {
  codec::JsonParser parser(16);
  return parse_transaction(parser, json_object(apple_transaction(changes)));
}

Reason judged(const JsonMembers& changes, const Settings& how = settings()) {
  const auto transaction = parsed(changes);
  return transaction ? judge(*transaction, how, time_of(kAppleT0Ms)) : Reason::token_shape;
}

const std::string kSubscription = quoted("Auto-Renewable Subscription");

}  // namespace

TEST_CASE("a transaction entitles when nothing speaks against it", "[purchase]") {
  struct Row {
    const char* what;
    JsonMembers changes;
    Reason reason;
  };
  const std::vector<Row> rows{
      {"good", {}, Reason::ok},
      {"case 73: another app", {{"bundleId", quoted("com.other")}}, Reason::wrong_app},
      {"case 73: letters", {{"bundleId", quoted("com.LimaJuice.liftlog")}}, Reason::wrong_app},
      {"case 73: a NUL", {{"bundleId", quoted("com.limajuice.liftlog\\u0000")}}, Reason::wrong_app},
      {"case 74", {{"productId", quoted("pro2")}}, Reason::wrong_product},
      {"case 75", {{"environment", quoted("Sandbox")}}, Reason::ok},
      {"case 76: Xcode", {{"environment", quoted("Xcode")}}, Reason::wrong_environment},
      {"case 76: local", {{"environment", quoted("LocalTesting")}}, Reason::wrong_environment},
      {"case 76: new", {{"environment", quoted("Staging")}}, Reason::wrong_environment},
      {"revoked", {{"revocationDate", "0"}}, Reason::refunded_or_revoked},
      {"revoked in part",
       {{"revocationDate", ms_at(-60)}, {"revocationType", quoted("REFUND_PRORATED")}},
       Reason::refunded_or_revoked},
      {"revocation of null", {{"revocationDate", "null"}}, Reason::ok},
      {"case 77", {{"inAppOwnershipType", quoted("FAMILY_SHARED")}}, Reason::wrong_ownership},
      {"new ownership", {{"inAppOwnershipType", quoted("BORROWED")}}, Reason::wrong_ownership},
      {"case 79", {{"isUpgraded", "true"}}, Reason::upgraded},
      {"not upgraded", {{"isUpgraded", "false"}}, Reason::ok},
      {"no quantity", {{"quantity", ""}}, Reason::ok},
      {"none", {{"quantity", "0"}}, Reason::not_purchased},
      {"bought in a minute", {{"purchaseDate", ms_at(60)}}, Reason::ok},
      {"bought tomorrow", {{"purchaseDate", ms_at(86400)}}, Reason::token_shape},
      {"case 78: over", {{"type", kSubscription}, {"expiresDate", ms_at(-120)}}, Reason::expired},
      {"case 78: runs", {{"type", kSubscription}, {"expiresDate", ms_at(300)}}, Reason::ok},
      {"over by less than clocks differ",
       {{"type", kSubscription}, {"expiresDate", ms_at(-59)}},
       Reason::ok},
      {"over to the second",
       {{"type", kSubscription}, {"expiresDate", ms_at(-60)}},
       Reason::expired},
      {"without an end", {{"type", kSubscription}}, Reason::token_shape},
      {"one that does not renew, over", {{"expiresDate", ms_at(-120)}}, Reason::expired},
      {"case 80", {{"type", kSubscription}, {"expiresDate", "1.9e12"}}, Reason::token_shape},
  };
  for (const auto& [what, changes, reason] : rows) {
    INFO(what);
    CHECK(name_of(judged(changes)) == name_of(reason));
  }
}

TEST_CASE("switches decide about sandbox, families and products", "[purchase]") {
  auto how = settings();
  how.allow_sandbox = false;
  how.allow_family_sharing = true;
  how.product_ids = {"basic", "pro2"};
  CHECK(judged({{"environment", quoted("Sandbox")}, {"productId", quoted("pro2")}}, how) ==
        Reason::wrong_environment);
  CHECK(judged({{"inAppOwnershipType", quoted("FAMILY_SHARED")}, {"productId", quoted("basic")}},
               how) == Reason::ok);
  CHECK(judged({}, how) == Reason::wrong_product);
}

TEST_CASE("a transaction without one of its members, or of another type, is none", "[purchase]") {
  for (const char* key : {"transactionId", "originalTransactionId", "bundleId", "productId", "type",
                          "inAppOwnershipType", "environment", "signedDate", "purchaseDate"}) {
    INFO(key);
    CHECK_FALSE(parsed({{key, ""}}));
    CHECK_FALSE(parsed({{key, "null"}}));
    CHECK_FALSE(parsed({{key, "true"}}));
  }
  CHECK_FALSE(parsed({{"transactionId", "2000000000000001"}}));
  CHECK_FALSE(parsed({{"transactionId", quoted("../1")}}));
  CHECK_FALSE(parsed({{"originalTransactionId", quoted("")}}));
  CHECK_FALSE(parsed({{"originalTransactionId", quoted(std::string(33, '1'))}}));
  CHECK_FALSE(parsed({{"revocationDate", quoted("1")}}));
  CHECK_FALSE(parsed({{"isUpgraded", quoted("true")}}));
  CHECK_FALSE(parsed({{"quantity", quoted("1")}}));
  CHECK(parsed({{"expiresDate", "9223372036854775807"}}));
}

TEST_CASE("a yes is kept as long as its kind allows, and never beyond its end", "[purchase]") {
  const WallTime now = time_of(kAppleT0Ms);
  const auto kept = [&](const JsonMembers& changes, Duration most) {
    return entitled(yes_of(parsed(changes).value()), now, most);
  };
  const auto lasting = kept({}, kKeepConfirmed);
  CHECK(lasting.verdict() == Verdict::entitled);
  CHECK(lasting.environment == Environment::production);
  CHECK(lasting.keep_for == Duration(seconds(3600)));
  CHECK_FALSE(lasting.until);
  CHECK(lasting.names == std::vector<std::string>{"transaction:production:2000000000000001"});

  const auto ending = kept({{"expiresDate", ms_at(200)}}, kKeepUnconfirmed);
  CHECK(ending.keep_for == Duration(seconds(200)));
  CHECK(ending.until == now + seconds(260));
  CHECK(kept({{"expiresDate", ms_at(-30)}}, kKeepConfirmed).keep_for == Duration(seconds(5)));
  CHECK(kept({{"expiresDate", ms_at(7200)}}, kKeepConfirmed).keep_for == Duration(seconds(3600)));
  const auto tested = kept({{"environment", quoted("Sandbox")}}, kKeepConfirmed);
  CHECK(tested.keep_for == Duration(seconds(900)));
  CHECK(tested.environment == Environment::sandbox);
}

TEST_CASE("a no that may heal is kept for seconds, another for minutes", "[purchase]") {
  for (const auto reason : {Reason::not_found, Reason::not_purchased, Reason::pending})
    CHECK(refused(reason, Environment::production, {}).keep_for == Duration(seconds(10)));
  for (const auto reason : {Reason::refunded_or_revoked, Reason::expired, Reason::wrong_product})
    CHECK(refused(reason, Environment::production, {}).keep_for == Duration(seconds(600)));
}

TEST_CASE("a payer is told apart by the first transaction and its environment", "[purchase]") {
  const WallTime now = time_of(kAppleT0Ms);
  const auto subject = [&](const JsonMembers& changes) {
    return entitled(yes_of(parsed(changes).value()), now, kKeepConfirmed).subject;
  };
  INFO("case 81");
  CHECK(subject({{"signedDate", ms_at(-5)}}) == subject({{"signedDate", ms_at(-50)}}));
  CHECK(subject({{"transactionId", quoted("2000000000000002")}}) == subject({}));
  CHECK_FALSE(subject({{"environment", quoted("Sandbox")}}) == subject({}));
  CHECK_FALSE(subject({{"originalTransactionId", quoted("2000000000000002")}}) == subject({}));
  CHECK(subject({}) == make_subject({"apple", "production", "2000000000000001"}));
}

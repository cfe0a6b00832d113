#include "component/apple_world.hpp"

using namespace spotter;
using namespace spotter::purchase;
using namespace spotter::testing;
using std::chrono::hours;
using std::chrono::seconds;
using Targets = std::vector<std::string>;

namespace {

const std::string kTransaction = "/apple-prod/inApps/v1/transactions/2000000000000001";
const std::string kSandboxTransaction = "/apple-sbx/inApps/v1/transactions/2000000000000001";
const std::string kSubscription = "/apple-prod/inApps/v1/subscriptions/2000000000000001";
const std::string kId = "2000000000000001";

}  // namespace

TEST_CASE("without the API's key a good signature is enough, and nobody is asked", "[purchase]") {
  INFO("case 56");
  AppleWorld world;
  world.go_offline();
  const auto answer = world.judge(apple_jws());
  CHECK(answer.reason == Reason::ok);
  CHECK(answer.environment == Environment::production);
  CHECK(answer.keep_for == Duration(seconds(300)));
  CHECK(world.upstream.targets().empty());

  CHECK(world.judge(apple_jws({}, AppleChain::others)).reason == Reason::bad_chain);
  CHECK(world.judge(apple_jws({{"bundleId", quoted("com.other")}})).reason == Reason::wrong_app);
  INFO("case 78");
  const JsonMembers subscription{{"type", quoted("Auto-Renewable Subscription")}};
  auto over = subscription;
  over["expiresDate"] = ms_at(-120);
  CHECK(world.judge(apple_jws(over)).reason == Reason::expired);
  auto runs = subscription;
  runs["expiresDate"] = ms_at(300);
  const auto running = world.judge(apple_jws(runs));
  CHECK(running.reason == Reason::ok);
  CHECK(running.keep_for.value() <= seconds(300));
  INFO("case 71");
  const std::string in_2021 = "1623715200000";
  CHECK(world
            .judge(apple_jws({{"signedDate", in_2021}, {"purchaseDate", in_2021}},
                             AppleChain::leaf_expired))
            .reason == Reason::ok);
  CHECK(world.judge(apple_jws({}, AppleChain::leaf_expired)).reason == Reason::bad_chain);
}

TEST_CASE("a chain that is remembered still must cover the day of signing", "[purchase]") {
  AppleWorld world;
  world.go_offline();
  const std::string in_2021 = "1623715200000";
  const JsonMembers old{{"signedDate", in_2021}, {"purchaseDate", in_2021}};
  CHECK(world.judge(apple_jws(old, AppleChain::leaf_expired)).reason == Reason::ok);
  CHECK(world.judge(apple_jws({}, AppleChain::leaf_expired)).reason == Reason::bad_chain);
  CHECK(world.judge(apple_jws()).reason == Reason::ok);
  CHECK(world.judge(apple_jws(old)).reason == Reason::bad_chain);
}

TEST_CASE("when no worker is free, a chain that is not known yet is for later", "[purchase]") {
  AppleWorld world;
  world.go_offline();
  shard::WorkerPool none{1, 0};
  const auto all = world.services();
  const apple::Services busy{all.client,  none,    all.executor, all.clock,
                             all.entropy, all.log, all.ledger};
  const auto verifier = apple::make_verifier(busy, world.settings);
  Credential credential{Store::apple, Secret(apple_jws())};
  const auto examined = world.loop.run(verifier->examine(credential, world.deadline()));
  CHECK(std::get<Entitlement>(examined).reason == Reason::local_overload);
  // One that cannot be good needs none.
  credential.token = Secret(apple_jws({}, AppleChain::others));
  const auto refused = world.loop.run(verifier->examine(credential, world.deadline()));
  CHECK(std::get<Entitlement>(refused).reason == Reason::bad_chain);
  const auto notifications = apple::make_notifications(busy, world.settings);
  const std::string body = json_object({{"signedPayload", quoted(apple_jws())}});
  Message message{{}, body};
  const Notice notice = world.loop.run(notifications->read(std::move(message), world.deadline()));
  CHECK(notice.status == 503);
}

TEST_CASE("two tokens of one transaction are one purchase", "[purchase]") {
  INFO("case 81");
  AppleWorld world;
  world.go_offline();
  const auto one = world.examine(apple_jws());
  const auto other = world.examine(apple_jws({{"signedDate", ms_at(-5)}}));
  CHECK(std::get<Question>(one).name == "transaction:production:2000000000000001");
  CHECK(std::get<Question>(one).name == std::get<Question>(other).name);
  CHECK(world.judge(apple_jws()).subject ==
        world.judge(apple_jws({{"signedDate", ms_at(-5)}})).subject);
}

TEST_CASE("a signed transaction is looked up where it was made", "[purchase]") {
  INFO("case 57");
  AppleWorld world;
  world.upstream.reply("/apple-prod", 200, AppleWorld::fresh({{"signedDate", ms_at(-1)}}));
  const auto answer = world.judge(apple_jws());
  CHECK(answer.reason == Reason::ok);
  CHECK(answer.keep_for == Duration(seconds(3600)));
  CHECK(world.upstream.targets() == Targets{kTransaction});

  INFO("case 75");
  world.upstream.reply("/apple-sbx", 200, AppleWorld::fresh({{"environment", quoted("Sandbox")}}));
  const auto tested = world.judge(apple_jws({{"environment", quoted("Sandbox")}}));
  CHECK(tested.environment == Environment::sandbox);
  CHECK(tested.keep_for == Duration(seconds(900)));
  CHECK(world.upstream.targets() == Targets{kSandboxTransaction});
}

TEST_CASE("what Apple says now counts more than what it signed", "[purchase]") {
  AppleWorld world;
  INFO("case 58");
  world.upstream.reply(
      "/apple-prod", 200,
      AppleWorld::fresh({{"revocationDate", ms_at(-60)}, {"signedDate", ms_at(-1)}}));
  const auto given_back = world.judge(apple_jws());
  CHECK(given_back.reason == Reason::refunded_or_revoked);
  CHECK(given_back.keep_for == Duration(seconds(600)));
  CHECK(world.log.contains("apple_revocation"));
  INFO("case 60");
  world.upstream.reply("/apple-prod", 404, AppleWorld::error(4040010));
  const auto unknown = world.judge(apple_jws());
  CHECK(unknown.reason == Reason::not_found);
  CHECK(unknown.keep_for == Duration(seconds(10)));
  // Its own environment does not know it: the other is not asked.
  CHECK(world.upstream.targets() == Targets{kTransaction, kTransaction});
}

TEST_CASE("an answer that Apple did not sign, or about something else, is no answer",
          "[purchase]") {
  AppleWorld world;
  world.settings.offline_trust = seconds(0);
  const auto told = [&](const std::string& body) {
    world.upstream.reply("/apple-prod", 200, body);
    return world.judge(apple_jws()).reason;
  };
  CHECK(told(AppleWorld::fresh({}, AppleChain::others)) == Reason::upstream_bad_body);
  CHECK(told(AppleWorld::fresh({}, AppleChain::leaf_expired)) == Reason::upstream_bad_body);
  CHECK(told(AppleWorld::fresh({{"type", ""}})) == Reason::upstream_bad_body);
  INFO("case 91");
  CHECK(told(AppleWorld::fresh({{"environment", quoted("Sandbox")}})) == Reason::upstream_mismatch);
  CHECK(told(AppleWorld::fresh({{"bundleId", quoted("com.other")}})) == Reason::upstream_mismatch);
  CHECK(told(AppleWorld::fresh({{"transactionId", quoted("2000000000000002")}})) ==
        Reason::upstream_mismatch);
}

TEST_CASE("while Apple is away, a signature of today is believed", "[purchase]") {
  INFO("case 59");
  AppleWorld world;
  for (int i = 0; i < 4; ++i)
    world.upstream.reply("/apple-prod", 500, AppleWorld::error(5000000));
  const auto recent = world.judge(apple_jws());
  CHECK(recent.reason == Reason::ok);
  CHECK(recent.keep_for == Duration(seconds(300)));
  const auto old = world.judge(apple_jws({{"signedDate", ms_at(-3 * 86400)}}));
  CHECK(old.reason == Reason::upstream_5xx);
  CHECK_FALSE(old.keep_for);
  CHECK(world.upstream.targets().size() == 4);
  INFO("case 87");
  world.upstream.reply("/apple-prod", 401, "");
  CHECK(world.judge(apple_jws({{"signedDate", ms_at(-3 * 86400)}})).reason ==
        Reason::upstream_auth);
  CHECK(world.log.contains("store_alarm"));
}

TEST_CASE("Apple's wish to be left alone is kept", "[purchase]") {
  INFO("case 88");
  AppleWorld world;
  world.settings.offline_trust = seconds(0);
  world.upstream.reply("/apple-prod", 429, AppleWorld::error(4290000),
                       {{"Retry-After", ms_at(90)}});
  const auto limited = world.judge(apple_jws());
  CHECK(limited.reason == Reason::upstream_rate_limited);
  CHECK(limited.retry_after == Duration(seconds(90)));
  const auto next = world.judge(apple_jws({{"transactionId", quoted("2000000000000002")}}));
  CHECK(next.reason == Reason::breaker_open);
  CHECK(world.upstream.targets() == Targets{kTransaction});
  CHECK(world.verifier().standings().size() == 4);
}

TEST_CASE("a bare id is no proof unless the operator takes it for one", "[purchase]") {
  INFO("case 82");
  AppleWorld world;
  CHECK(world.judge(kId).reason == Reason::token_shape);
  CHECK(world.upstream.targets().empty());
  world.restart();
  world.settings.allow_transaction_ids = true;
  INFO("case 83");
  world.upstream.reply("/apple-prod", 404, AppleWorld::error(4040010));
  world.upstream.reply("/apple-sbx", 200, AppleWorld::fresh({{"environment", quoted("Sandbox")}}));
  const auto answer = world.judge(kId);
  CHECK(answer.reason == Reason::ok);
  CHECK(answer.environment == Environment::sandbox);
  CHECK(answer.names == Targets{"transaction:sandbox:2000000000000001"});
  CHECK(world.upstream.targets() == Targets{kTransaction, kSandboxTransaction});
  INFO("case 84");
  world.upstream.reply("/apple-prod", 404, AppleWorld::error(4040010));
  world.upstream.reply("/apple-sbx", 503, "");
  world.upstream.reply("/apple-sbx", 503, "");
  CHECK(verdict_of(world.judge(kId).reason) == Verdict::unknown);
  CHECK(world.upstream.targets() ==
        Targets{kTransaction, kSandboxTransaction, kSandboxTransaction});
  INFO("case 85");
  world.upstream.reply("/apple-prod", 500, "");
  world.upstream.reply("/apple-prod", 500, "");
  CHECK(world.judge(kId).reason == Reason::upstream_5xx);
  CHECK(world.upstream.targets() == Targets{kTransaction, kTransaction});
  INFO("case 89");
  world.upstream.reply("/apple-prod", 404, AppleWorld::error(4040006));
  world.upstream.reply("/apple-prod", 200, AppleWorld::fresh());
  CHECK(world.judge(kId).reason == Reason::ok);
  INFO("case 86");
  world.restart();
  world.settings.allow_sandbox = false;
  world.upstream.targets();
  world.upstream.reply("/apple-prod", 404, AppleWorld::error(4040010));
  CHECK(world.judge(kId).reason == Reason::not_found);
  CHECK(world.upstream.targets() == Targets{kTransaction});
}

namespace {

std::string subscription_token(std::int64_t ends_in) {
  return apple_jws(
      {{"type", quoted("Auto-Renewable Subscription")}, {"expiresDate", ms_at(ends_in)}});
}

/// The API's answer: one subscription in this state.
std::string subscription_body(const std::string& status, std::int64_t ends_in,
                              const JsonMembers& more = {}, const JsonMembers& changes = {}) {
  JsonMembers transaction{{"type", quoted("Auto-Renewable Subscription")},
                          {"transactionId", quoted("2000000000000009")},
                          {"expiresDate", ms_at(ends_in)}};
  for (const auto& [key, value] : changes)
    transaction[key] = value;
  JsonMembers last{{"status", status},
                   {"originalTransactionId", quoted(kId)},
                   {"signedTransactionInfo", quoted(apple_jws(transaction))}};
  for (const auto& [key, value] : more)
    last[key] = value;
  return json_object({{"environment", quoted("Production")},
                      {"bundleId", quoted("com.limajuice.liftlog")},
                      {"data", "[{\"lastTransactions\":[" + json_object(last) + "]}]"}});
}

std::string renewal(std::int64_t grace_ends_in, const std::string& original = kId) {
  return quoted(
      apple_fixtures().jws(json_object({{"environment", quoted("Production")},
                                        {"originalTransactionId", quoted(original)},
                                        {"signedDate", ms_at(-60)},
                                        {"gracePeriodExpiresDate", ms_at(grace_ends_in)}})));
}

}  // namespace

TEST_CASE("an old period's token counts for as long as the subscription goes on", "[purchase]") {
  INFO("case 78");
  AppleWorld world;
  world.upstream.reply("/apple-prod", 200, subscription_body("1", 1800));
  const auto answer = world.judge(subscription_token(-120));
  CHECK(answer.reason == Reason::ok);
  CHECK(answer.until == world.clock.wall_now() + seconds(1860));
  CHECK(answer.keep_for == Duration(seconds(1800)));
  CHECK(answer.names == Targets{"transaction:production:2000000000000009",
                                "transaction:production:2000000000000001",
                                "transaction:production:2000000000000001"});
  CHECK(world.upstream.targets() == Targets{kSubscription});
  INFO("case 147");
  world.upstream.reply("/apple-prod", 500, "");
  world.upstream.reply("/apple-prod", 500, "");
  CHECK(world.judge(subscription_token(-120)).reason == Reason::upstream_5xx);
}

TEST_CASE("a subscription's status decides with what is signed beside it", "[purchase]") {
  INFO("case 90");
  AppleWorld world;
  world.settings.offline_trust = seconds(0);
  const auto told = [&](const std::string& body) {
    world.upstream.reply("/apple-prod", 200, body);
    return world.judge(subscription_token(600));
  };
  CHECK(told(subscription_body("1", 1800)).reason == Reason::ok);
  CHECK(told(subscription_body("2", -100)).reason == Reason::expired);
  CHECK(told(subscription_body("3", -100)).reason == Reason::not_purchased);
  const auto grace = told(subscription_body("4", -100, {{"signedRenewalInfo", renewal(900)}}));
  CHECK(grace.reason == Reason::ok);
  CHECK(grace.until == world.clock.wall_now() + seconds(960));
  CHECK(told(subscription_body("4", -100, {{"signedRenewalInfo", renewal(-90)}})).reason ==
        Reason::expired);
  CHECK(told(subscription_body("4", -100)).reason == Reason::upstream_bad_body);
  CHECK(told(subscription_body("4", -100, {{"signedRenewalInfo", renewal(900, "7")}})).reason ==
        Reason::upstream_bad_body);
  // Healthy answers between those that are none, so that the store is not left alone.
  CHECK(told(subscription_body("5", 1800)).reason == Reason::refunded_or_revoked);
  CHECK(told(subscription_body("9", 1800)).reason == Reason::upstream_bad_body);
  CHECK(told(subscription_body("1", 1800, {}, {{"revocationDate", ms_at(-60)}})).reason ==
        Reason::refunded_or_revoked);
  CHECK(told(subscription_body("1", -100)).reason == Reason::expired);
  CHECK(told(subscription_body("1", 1800, {{"originalTransactionId", quoted("7")}})).reason ==
        Reason::upstream_mismatch);
  CHECK(told(subscription_body("1", 1800, {}, {{"productId", quoted("other")}})).reason ==
        Reason::not_found);
  CHECK(told(R"({"environment":"Sandbox","data":[]})").reason == Reason::upstream_mismatch);
  CHECK(told(R"({"bundleId":"com.other","data":[]})").reason == Reason::upstream_mismatch);
  CHECK(told(R"({"data":[]})").reason == Reason::not_found);
}

TEST_CASE("a receipt is shown to production, and to the sandbox if production says so",
          "[purchase]") {
  AppleWorld world;
  world.settings.shared_secret = Secret("0123456789abcdef0123456789abcdef");
  const std::string token = std::string(90, 'A') + "+/+/+w==";
  const std::string good =
      R"({"status":0,"receipt":{"bid":"com.limajuice.liftlog","product_id":"pro","quantity":"1",)"
      R"("in_app_ownership_type":"PURCHASED","transaction_id":"1000"}})";
  INFO("cases 92 and 104");
  world.upstream.reply("/vr-prod", 200, good);
  const auto answer = world.judge(token);
  CHECK(answer.reason == Reason::ok);
  CHECK(world.upstream.last().body == "{\"receipt-data\":\"" + token +
                                          "\",\"exclude-old-transactions\":false,"
                                          "\"password\":\"0123456789abcdef0123456789abcdef\"}");
  CHECK(world.upstream.targets() == Targets{"/vr-prod/verifyReceipt"});
  INFO("case 94");
  world.upstream.reply("/vr-prod", 200, R"({"status":21007})");
  world.upstream.reply("/vr-sbx", 200, good);
  const auto tested = world.judge(token);
  CHECK(tested.environment == Environment::sandbox);
  CHECK(tested.keep_for == Duration(seconds(900)));
  CHECK(world.upstream.targets() == Targets{"/vr-prod/verifyReceipt", "/vr-sbx/verifyReceipt"});
  INFO("case 95");
  world.upstream.reply("/vr-prod", 500, "");
  world.upstream.reply("/vr-prod", 500, "");
  CHECK(world.judge(token).reason == Reason::upstream_5xx);
  CHECK(world.upstream.targets().size() == 2);
  INFO("case 98");
  world.upstream.reply("/vr-prod", 200, R"({"status":21002})");
  world.upstream.reply("/vr-prod", 200, good);
  CHECK(world.judge(token).reason == Reason::ok);
  world.upstream.reply("/vr-prod", 200, R"({"status":21002})");
  world.upstream.reply("/vr-prod", 200, R"({"status":21002})");
  CHECK(world.judge(token).reason == Reason::not_found);
  INFO("case 97");
  world.upstream.reply("/vr-prod", 200, R"({"status":21004})");
  CHECK(world.judge(token).reason == Reason::upstream_auth);
  CHECK(world.log.contains("shared_secret_refused"));
  world.upstream.targets();
  world.restart();
  world.settings.allow_sandbox = false;
  world.upstream.reply("/vr-prod", 200, R"({"status":21007})");
  CHECK(world.judge(token).reason == Reason::wrong_environment);
  INFO("case 103");
  world.restart();
  world.settings.allow_legacy_receipts = false;
  CHECK(world.judge(token).reason == Reason::store_disabled);
  CHECK(world.upstream.targets().size() == 1);
  for (const std::string& line : world.log.lines) {
    CHECK(line.find("0123456789abcdef") == std::string::npos);
    CHECK(line.find(token.substr(80)) == std::string::npos);
  }
}

TEST_CASE("no token, id or key of the App Store reaches the log", "[purchase]") {
  AppleWorld world;
  const std::string token = apple_jws();
  world.upstream.reply("/apple-prod", 200, AppleWorld::fresh({{"revocationDate", ms_at(-60)}}));
  world.judge(token);
  world.upstream.reply("/apple-prod", 401, token);
  world.judge(token);
  world.upstream.reply("/apple-prod", 404, AppleWorld::error(4040003));
  world.judge(token);
  world.judge(token + "A");
  CHECK(world.log.lines.size() >= 4);
  for (const std::string& line : world.log.lines) {
    INFO(line);
    CHECK(line.find(token.substr(token.size() - 12)) == std::string::npos);
    CHECK(line.find(token.substr(0, 12)) == std::string::npos);
    CHECK(line.find(kId) == std::string::npos);
    CHECK(line.find("2X9R4HXF34") == std::string::npos);
  }
}

#include "support/store_world.hpp"

#include <spotter/base/date.hpp>
#include <spotter/base/text.hpp>
#include <spotter/purchase/google/verifier.hpp>
#include <spotter/shard/task_group.hpp>

#include <catch2/catch.hpp>

#include <memory>
#include <string>
#include <variant>
#include <vector>

using namespace spotter;
using namespace spotter::purchase;
using namespace std::chrono_literals;
using testing::google_error;
using testing::json_answer;
using testing::ReceivedRequest;
using testing::Script;
using testing::TestKey;
namespace step = testing::step;

namespace {

constexpr std::string_view kToken = "aaaabbbb.ccccdddd:eeee-ffff_gggg~hhhh";
constexpr std::string_view kPath =
    "/play/androidpublisher/v3/applications/com.limajuice.liftlog/purchases/";
constexpr std::string_view kEncoded = "aaaabbbb.ccccdddd%3Aeeee-ffff_gggg~hhhh";
constexpr std::string_view kBought = R"({"purchaseState":0,"acknowledgementState":1})";

/// A verifier on a real client, and the store that it asks.
class World : public testing::GoogleWorld {
 public:
  World() = default;
  World(const World&) = delete;
  World& operator=(const World&) = delete;
  ~World() {
    if (verifier_) loop.run(verifier_->stop());
    // Nothing secret is logged, whatever happened.
    for (const auto* const secret : {"aaaabbbb", "ya29", "gserviceaccount", "PRIVATE"})
      CHECK_FALSE(log.contains(secret));
  }

  google::GoogleVerifier& verifier() {
    if (!verifier_) verifier_ = google::make_verifier(services(), settings);
    return *verifier_;
  }
  Task<Entitlement> judge(std::string token, Duration within) {
    const TimePoint deadline = clock.now() + within;
    Credential credential{Store::google, Secret(std::move(token))};
    auto examined = co_await verifier().examine(std::move(credential), deadline);
    auto question = std::get<Question>(std::move(examined));
    co_return co_await verifier().ask(std::move(question), deadline);
  }
  Entitlement ask(std::string_view token = kToken, Duration within = 8s) {
    return loop.run(judge(std::string(token), within));
  }
  /// What comes of one answer of the store.
  Entitlement ask_with(Script answer) {
    mock.play = {std::move(answer)};
    return ask();
  }
  [[nodiscard]] std::size_t grants() const { return mock.count("/oauth"); }
  [[nodiscard]] std::size_t questions() const { return mock.count("/play") - mock.acknowledged(); }

 private:
  std::unique_ptr<google::GoogleVerifier> verifier_;
};

std::string_view word(const Entitlement& entitlement) {
  return name_of(entitlement.reason);
}

std::string subscription(std::string_view state, Duration ends_in, std::string_view more = {}) {
  return std::string(R"({"subscriptionState":"SUBSCRIPTION_STATE_)")
      .append(state)
      .append(R"(","lineItems":[{"productId":"pro_monthly","expiryTime":")")
      .append(
          rfc3339(testing::store_epoch() + std::chrono::duration_cast<WallTime::duration>(ends_in)))
      .append(R"("}])")
      .append(more)
      .append("}");
}

/// Products are unknown, subscriptions answered so.
void sell_subscriptions(World& world, Script answer) {
  world.settings.subscription_ids = {"pro_monthly"};
  world.mock.play_by_target = [answer](const ReceivedRequest& request) {
    if (request.target.find("/subscriptionsv2/tokens/") != std::string::npos) return answer;
    return json_answer(404, google_error("purchaseTokenNotFound"));
  };
}

}  // namespace

TEST_CASE("a purchase is asked for once, with one access token", "[google]") {
  // Cases 18 and 38: the mock has verified the assertion with the public key.
  World world;
  const Entitlement entitlement = world.ask_with(json_answer(200, kBought));
  CHECK(word(entitlement) == "ok");
  CHECK(entitlement.environment == Environment::production);
  CHECK(entitlement.subject == make_subject({"google", kToken}));
  CHECK(entitlement.keep_for == Duration(1h));
  CHECK_FALSE(entitlement.until.has_value());
  CHECK(world.grants() == 1);
  REQUIRE(world.questions() == 1);
  CHECK(world.mock.requests("/play")[0]->target ==
        std::string(kPath).append("products/pro/tokens/").append(kEncoded));
  world.ask("another-token");
  CHECK(world.grants() == 1);
  CHECK(world.questions() == 2);
}

TEST_CASE("a question is named after its token", "[google]") {
  World world;
  Credential credential{Store::google, Secret(std::string(kToken))};
  const auto examined =
      world.loop.run(world.verifier().examine(std::move(credential), world.clock.now() + 1s));
  REQUIRE(std::holds_alternative<Question>(examined));
  CHECK(std::get<Question>(examined).name == kToken);
  CHECK(world.verifier().store() == Store::google);
  CHECK(world.verifier().standings().size() == 3);
}

TEST_CASE("a no of the store is a no, kept as long as it may heal", "[google]") {
  struct Row {
    std::string_view what;
    int status;
    std::string body;
    std::string_view reason;
    Duration keep_for;
  };
  const std::vector<Row> rows = {
      {"case 20, canceled", 200, R"({"purchaseState":1})", "canceled", 10min},
      {"case 20, pending", 200, R"({"purchaseState":2})", "pending", 10s},
      {"case 26", 404, google_error("purchaseTokenNotFound"), "not_found", 10s},
      {"case 28", 400, google_error("purchaseTokenDoesNotMatchPackageName"), "wrong_app", 10min},
      {"case 28, invalid", 400, google_error("invalid"), "not_found", 10s},
      {"case 29", 410, google_error("purchaseTokenNoLongerValid"), "expired", 10s},
  };
  World world;
  for (const Row& row : rows) {
    INFO(row.what);
    const Entitlement entitlement = world.ask_with(json_answer(row.status, row.body));
    CHECK(word(entitlement) == row.reason);
    CHECK(entitlement.verdict() == Verdict::not_entitled);
    CHECK(entitlement.keep_for == row.keep_for);
  }
  CHECK(world.questions() == rows.size());
  CHECK_FALSE(world.log.contains("store_alarm"));
}

TEST_CASE("what the store does not say clearly is not a no", "[google]") {
  struct Row {
    std::string_view what;
    Script answer;
    std::string_view reason;
    std::string_view alarm;
  };
  const std::vector<Row> rows = {
      {"case 21, empty", json_answer(200, "{}"), "upstream_bad_body", ""},
      {"case 21, string", json_answer(200, R"({"purchaseState":"0"})"), "upstream_bad_body", ""},
      {"case 22", json_answer(200, R"({"purchaseState":0,"productId":"other"})"),
       "upstream_mismatch", ""},
      {"case 27", json_answer(404, google_error("applicationNotFound")), "upstream_auth",
       "google_play_package_unknown"},
      {"case 27, HTML", json_answer(404, "<html>"), "upstream_bad_body", "google_play_not_there"},
      {"case 32", json_answer(403, google_error("permissionDenied")), "upstream_auth",
       "google_play_forbidden"},
      {"no content", json_answer(204, ""), "upstream_bad_body", ""},
  };
  for (const Row& row : rows) {
    INFO(row.what);
    World world;
    const Entitlement entitlement = world.ask_with(row.answer);
    CHECK(word(entitlement) == row.reason);
    CHECK(entitlement.verdict() == Verdict::unknown);
    CHECK_FALSE(entitlement.keep_for.has_value());
    CHECK(world.questions() == 1);
    CHECK(world.log.contains("store_alarm") == !row.alarm.empty());
    CHECK((row.alarm.empty() || world.log.contains(row.alarm)));
  }
}

TEST_CASE("testers' purchases are sandbox, kept for less, or denied", "[google]") {
  // Case 23.
  constexpr std::string_view kTest = R"({"purchaseState":0,"purchaseType":0})";
  World allowing;
  const Entitlement entitlement = allowing.ask_with(json_answer(200, kTest));
  CHECK(word(entitlement) == "ok");
  CHECK(entitlement.environment == Environment::sandbox);
  CHECK(entitlement.keep_for == Duration(15min));
  World denying;
  denying.settings.allows_test_purchases = false;
  CHECK(word(denying.ask_with(json_answer(200, kTest))) == "wrong_environment");
}

TEST_CASE("a refused access token is replaced once", "[google]") {
  // Case 30.
  World world;
  world.mock.play = {json_answer(401, google_error("authError")), json_answer(200, kBought)};
  CHECK(word(world.ask()) == "ok");
  CHECK(world.grants() == 2);
  CHECK(world.questions() == 2);
  CHECK_FALSE(world.log.contains("store_alarm"));
}

TEST_CASE("when the fresh one is refused too, a person is called and the store rests", "[google]") {
  // Case 31.
  World world;
  const Entitlement entitlement = world.ask_with(json_answer(401, google_error("authError")));
  CHECK(word(entitlement) == "upstream_auth");
  CHECK(entitlement.retry_after == Duration(15s));
  CHECK(world.questions() == 2);
  CHECK(world.log.contains("google_play_token_refused"));
  CHECK(word(world.ask("another-token")) == "breaker_open");
  CHECK(world.questions() == 2);
}

TEST_CASE("a limit is heard of with its wait, and nobody else is asked for meanwhile", "[google]") {
  // Case 33.
  World world;
  const Entitlement limited =
      world.ask_with(json_answer(429, google_error("rateLimitExceeded"), {{"Retry-After", "40"}}));
  CHECK(word(limited) == "upstream_rate_limited");
  CHECK(limited.retry_after == Duration(40s));
  CHECK(world.questions() == 1);
  const Entitlement next = world.ask("another-token");
  CHECK(word(next) == "breaker_open");
  REQUIRE(next.retry_after.has_value());
  CHECK(*next.retry_after > 30s);
  CHECK(world.questions() == 1);
  world.clock.advance(41s);
  world.mock.play = {json_answer(403, google_error("quotaExceeded"))};
  CHECK(word(world.ask("another-token")) == "upstream_rate_limited");
  CHECK(world.questions() == 2);
}

TEST_CASE("passing faults are asked again at once", "[google]") {
  // Cases 34 and 35.
  World world;
  world.mock.play = {json_answer(503, ""), json_answer(200, kBought)};
  CHECK(word(world.ask()) == "ok");
  CHECK(world.questions() == 2);
  world.mock.play = {json_answer(409, google_error("concurrentUpdate")), json_answer(200, kBought)};
  CHECK(word(world.ask()) == "ok");
  CHECK(world.questions() == 4);
}

TEST_CASE("a store that hangs costs no more than the deadline", "[google]") {
  // Case 36, in small.
  World world;
  world.mock.play = {json_answer(200, kBought)};
  CHECK(word(world.ask()) == "ok");
  world.mock.play = {Script{step::Stall{}}};
  CHECK(word(world.ask("another-token", 100ms)) == "upstream_timeout");
}

TEST_CASE("a question under way ends when the store is left", "[google]") {
  for (const bool waits_for_token : {false, true}) {
    INFO(waits_for_token);
    World world;
    auto& silent = waits_for_token ? world.mock.oauth : world.mock.play;
    silent = {testing::Script{testing::step::Stall{}}};
    std::string came;
    const auto one = [&world, &came]() -> Task<void> {
      const Entitlement entitlement = co_await world.judge(std::string(kToken), 1h);
      came = word(entitlement);
    };
    shard::TaskGroup tasks(world.loop.executor(),
                           [](std::exception_ptr bug) { std::rethrow_exception(bug); });
    tasks.spawn(one());
    const std::string_view where = waits_for_token ? "/oauth" : "/play";
    REQUIRE(world.loop.turn_until([&] { return world.mock.count(where) == 1; }));
    world.verifier().cancel();
    world.loop.run(tasks.join());
    CHECK(came == "internal");
  }
}

TEST_CASE("a redirect is not followed", "[google]") {
  // Case 37.
  World world;
  const std::string target = world.mock.upstream.url("/elsewhere");
  CHECK(word(world.ask_with(json_answer(302, "", {{"Location", target}}))) == "upstream_bad_body");
  CHECK(world.mock.count("/elsewhere") == 0);
  CHECK(world.questions() == 1);
}

TEST_CASE("an account in a PKCS#12 file of old asks as well", "[google]") {
  // Case 39.
  World world;
  world.settings.service_account_json = {};
  world.settings.service_account_email = "spotter@tests.iam.gserviceaccount.com";
  const std::string file = TestKey::rsa().pkcs12("notasecret", TestKey::Sealing::legacy);
  world.settings.service_account_key_base64 = Secret(to_base64url(as_bytes(file)));
  CHECK(word(world.ask_with(json_answer(200, kBought))) == "ok");
}

TEST_CASE("a refused account is not tried again for a minute, and nobody is locked out",
          "[google]") {
  // Case 40.
  World world;
  world.mock.oauth = {json_answer(400, R"({"error":"invalid_grant"})")};
  const Entitlement refused = world.ask();
  CHECK(word(refused) == "upstream_auth");
  CHECK(refused.verdict() == Verdict::unknown);
  CHECK(refused.retry_after == Duration(60s));
  CHECK(world.log.contains("google_invalid_grant"));
  CHECK(world.grants() == 1);
  CHECK(word(world.ask()) == "breaker_open");
  world.clock.advance(59s);
  CHECK(word(world.ask()) == "breaker_open");
  CHECK(world.grants() == 1);
  world.clock.advance(2s);
  world.mock.oauth.clear();
  CHECK(word(world.ask_with(json_answer(200, kBought))) == "ok");
  CHECK(world.grants() == 2);
}

TEST_CASE("fifty first questions need one access token", "[google]") {
  // Case 41.
  World world;
  world.mock.play = {json_answer(200, kBought)};
  int entitled = 0;
  shard::TaskGroup tasks(world.loop.executor(),
                         [](std::exception_ptr bug) { std::rethrow_exception(bug); });
  const auto one = [&world, &entitled](std::string token) -> Task<void> {
    const Entitlement entitlement = co_await world.judge(std::move(token), 20s);
    entitled += static_cast<int>(entitlement.verdict() == Verdict::entitled);
  };
  for (int i = 0; i < 50; ++i)
    tasks.spawn(one("token-number-" + std::to_string(i)));
  world.loop.run(tasks.join());
  CHECK(entitled == 50);
  CHECK(world.grants() == 1);
  CHECK(world.questions() == 50);
}

TEST_CASE("an access token is renewed in time, while the old one goes on", "[google]") {
  // Case 42.
  World world;
  CHECK(word(world.ask_with(json_answer(200, kBought))) == "ok");
  world.clock.advance(54min);
  CHECK(word(world.ask()) == "ok");
  CHECK(world.grants() == 1);
  world.clock.advance(2min);
  world.mock.oauth = {json_answer(500, "")};
  CHECK(word(world.ask()) == "ok");
  REQUIRE(world.loop.turn_until([&] { return world.grants() >= 3; }));
  CHECK(word(world.ask()) == "ok");
  // Past its end, a failing renewal is felt.
  world.clock.advance(5min);
  CHECK(word(world.ask()) == "upstream_5xx");
}

TEST_CASE("a grant that is not what was promised is no token", "[google]") {
  // Case 43.
  World world;
  world.mock.oauth = {json_answer(200, R"({"access_token":"x","token_type":"Bearer"})")};
  CHECK(word(world.ask()) == "upstream_bad_body");
  CHECK(world.questions() == 0);
}

TEST_CASE("the newer product resource is asked without a product", "[google]") {
  // Case 44.
  World world;
  world.settings.product_api = google::ProductApi::products_v2;
  const Entitlement entitlement = world.ask_with(json_answer(
      200,
      R"({"purchaseStateContext":{"purchaseState":"PURCHASED"},"productLineItem":[{"productId":"pro"}]})"));
  CHECK(word(entitlement) == "ok");
  CHECK(world.mock.requests("/play")[0]->target ==
        std::string(kPath).append("productsv2/tokens/").append(kEncoded));
}

TEST_CASE("who has no product may have a subscription, until it ends", "[google]") {
  // Case 47.
  World world;
  sell_subscriptions(
      world, json_answer(200, subscription("ACTIVE", 10min, R"(,"linkedPurchaseToken":"before")")));
  const Entitlement entitlement = world.ask();
  CHECK(word(entitlement) == "ok");
  CHECK(entitlement.keep_for == Duration(10min));
  CHECK(entitlement.until == testing::store_epoch() + 15min);
  CHECK(entitlement.replaced == "before");
  REQUIRE(world.questions() == 2);
  CHECK(world.mock.requests("/play")[1]->target ==
        std::string(kPath).append("subscriptionsv2/tokens/").append(kEncoded));
  world.clock.advance(11min);
  CHECK(word(world.ask()) == "ok");
  world.clock.advance(4min);
  CHECK(word(world.ask()) == "expired");
}

TEST_CASE("a subscription that says most is what is answered", "[google]") {
  // Cases 48, 49, 50 and 53 by way of the wire.
  struct Row {
    std::string body;
    std::string_view reason;
    Duration keep_for;
  };
  const std::vector<Row> rows = {
      {subscription("CANCELED", 10min), "ok", 10min},
      // The product was not found, which heals: so may the whole.
      {subscription("CANCELED", -10min), "expired", 10s},
      {subscription("ON_HOLD", 10min), "not_purchased", 10s},
      {subscription("ACTIVE", -200s), "ok", 5s},
      {subscription("CANCELED", 10min, R"(,"canceledStateContext":{"replacementCancellation":{}})"),
       "upgraded", 10s},
  };
  for (const Row& row : rows) {
    INFO(row.body);
    World world;
    sell_subscriptions(world, json_answer(200, row.body));
    const Entitlement entitlement = world.ask();
    CHECK(word(entitlement) == row.reason);
    CHECK(entitlement.keep_for == row.keep_for);
  }
}

TEST_CASE("no product and a silent subscription is not a no", "[google]") {
  // Case 51.
  World world;
  sell_subscriptions(world, json_answer(503, ""));
  CHECK(word(world.ask()) == "upstream_5xx");
}

TEST_CASE("a purchase that nobody acknowledged is, behind the request's back, once", "[google]") {
  // Case 54.
  constexpr std::string_view kNew = R"({"purchaseState":0,"acknowledgementState":0})";
  World world;
  world.mock.acknowledgements = {json_answer(500, ""), json_answer(500, ""), json_answer(200, "")};
  CHECK(word(world.ask_with(json_answer(200, kNew))) == "ok");
  // Twice: the client's own second attempt.
  REQUIRE(world.loop.turn_until([&] { return world.mock.acknowledged() == 2; }));
  CHECK(word(world.ask()) == "ok");
  world.loop.settle();
  CHECK(world.mock.acknowledged() == 2);
  // It is tried again later; here another purchase wakes it.
  world.clock.advance(2min);
  CHECK(word(world.ask("another-token")) == "ok");
  REQUIRE(world.loop.turn_until([&] { return world.mock.acknowledged() == 4; }));
  bool found = false;
  for (const auto* const request : world.mock.requests("/play"))
    found = found || request->target == std::string(kPath)
                                            .append("products/pro/tokens/")
                                            .append(kEncoded)
                                            .append(":acknowledge");
  CHECK(found);
}

TEST_CASE("a refused acknowledgement is logged and left", "[google]") {
  World world;
  world.mock.acknowledgements = {json_answer(400, google_error("purchaseNotOwned"))};
  constexpr std::string_view kNew = R"({"purchaseState":0,"acknowledgementState":0})";
  CHECK(word(world.ask_with(json_answer(200, kNew))) == "ok");
  REQUIRE(
      world.loop.turn_until([&] { return world.log.contains("google_acknowledgement_refused"); }));
  CHECK(world.log.contains("purchaseNotOwned"));
  CHECK(world.mock.acknowledged() == 1);
}

TEST_CASE("nothing is acknowledged that is pending, or when the app does it", "[google]") {
  // Case 55.
  World world;
  CHECK(word(world.ask_with(json_answer(200, R"({"purchaseState":2,"acknowledgementState":0})"))) ==
        "pending");
  world.loop.settle();
  CHECK(world.mock.acknowledged() == 0);
  World never;
  never.settings.acknowledges = false;
  CHECK(word(never.ask_with(json_answer(200, R"({"purchaseState":0,"acknowledgementState":0})"))) ==
        "ok");
  never.loop.settle();
  CHECK(never.mock.acknowledged() == 0);
}

TEST_CASE("settings with a fault make no verifier", "[google]") {
  World world;
  world.settings.base_url = "http://google.example";
  CHECK_THROWS_WITH(world.verifier(), Catch::Contains("GOOGLE_PLAY_BASE_URL"));
}

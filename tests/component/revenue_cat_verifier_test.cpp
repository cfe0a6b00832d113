#include "support/revenue_cat_answers.hpp"
#include "support/store_world.hpp"

#include <spotter/base/date.hpp>
#include <spotter/base/text.hpp>
#include <spotter/crypto/digest.hpp>
#include <spotter/purchase/revenue_cat/verifier.hpp>

#include <catch2/catch.hpp>

#include <memory>
#include <string>
#include <variant>
#include <vector>

using namespace spotter;
using namespace spotter::purchase;
using namespace std::chrono_literals;
using testing::active_entitlement;
using testing::json_answer;
using testing::list_of;
using testing::ReceivedRequest;
using testing::Script;

namespace {

constexpr std::string_view kCustomer = "$RCAnonymousID:0123456789abcdef0123456789abcdef";
constexpr std::string_view kPath =
    "/rc/v2/projects/proj1/customers/%24RCAnonymousID%3A0123456789abcdef0123456789abcdef";
constexpr std::string_view kKey = "sk_TestKeyOfThisProject";

/// A verifier on a real client, and the store that it asks, which checks each request's key.
class World : public testing::StoreWorld {
 public:
  World() {
    settings.api_key = Secret(std::string(kKey) + "\n");
    settings.project_id = "proj1";
    settings.entitlement_id = "entl_pro";
    settings.base_url = upstream.url("/rc/");
    upstream.otherwise([this](const ReceivedRequest& request) -> Script {
      const bool right = request.header("authorization") == "Bearer " + std::string(kKey) &&
                         request.header("accept") == "application/json" &&
                         request.header("x-platform").empty() && request.method == "GET" &&
                         request.body.empty();
      if (right && answer) return answer(request);
      wrong_requests += right ? 0 : 1;
      return json_answer(418, "{}");
    });
  }
  World(const World&) = delete;
  World& operator=(const World&) = delete;
  ~World() {
    CHECK(wrong_requests == 0);
    CHECK_FALSE(log.contains("RCAnonymousID"));
    CHECK_FALSE(log.contains("0123456789abcdef"));
    CHECK_FALSE(log.contains(kKey));
  }

  revenue_cat::RevenueCatVerifier& verifier() {
    if (!verifier_) {
      const revenue_cat::Services services{client, loop.executor(), clock, entropy, log};
      verifier_ = revenue_cat::make_verifier(services, settings);
    }
    return *verifier_;
  }
  Examined examine(std::string_view customer) {
    Credential credential{Store::revenue_cat, Secret(std::string(customer))};
    return loop.run(verifier().examine(std::move(credential), clock.now() + 8s));
  }
  Entitlement ask(std::string_view customer = kCustomer, Duration within = 8s) {
    auto question = std::get<Question>(examine(customer));
    return loop.run(verifier().ask(std::move(question), clock.now() + within));
  }
  /// What comes of these answers, in order; the last one for ever.
  Entitlement ask_with(std::vector<Script> answers, Duration within = 8s) {
    answer = [answers, next = std::size_t{0}](const ReceivedRequest&) mutable {
      const std::size_t now = next;
      if (next + 1 < answers.size()) ++next;
      return answers[now];
    };
    return ask(kCustomer, within);
  }
  [[nodiscard]] std::string target(std::size_t number) const {
    return upstream.requests().at(number).target;
  }
  [[nodiscard]] std::size_t calls() const { return upstream.requests().size(); }

  testing::ScriptedUpstream upstream{loop};
  std::function<Script(const ReceivedRequest&)> answer;
  int wrong_requests = 0;
  revenue_cat::Settings settings;

 private:
  std::unique_ptr<revenue_cat::RevenueCatVerifier> verifier_;
};

std::string_view word(const Entitlement& entitlement) {
  return name_of(entitlement.reason);
}

Script page(std::string_view items, std::string_view next = "null") {
  return json_answer(200, list_of(items, next));
}

std::string at(Duration from_now) {
  const WallTime when =
      testing::store_epoch() + std::chrono::duration_cast<WallTime::duration>(from_now);
  return std::to_string(
      std::chrono::duration_cast<std::chrono::milliseconds>(when.time_since_epoch()).count());
}

Script error_of(int status, std::string_view type, std::string_view more = {},
                const testing::Headers& headers = {}) {
  return json_answer(status,
                     std::string(R"({"object":"error","type":")")
                         .append(type)
                         .append(R"(","message":"No.","retryable":true)")
                         .append(more)
                         .append("}"),
                     headers);
}

std::string bought(std::string_view state, std::string_view entitlement) {
  return std::string(R"({"id":"b1",)")
      .append(state)
      .append(R"(,"entitlements":{"object":"list","next_page":null,"items":[{"id":")")
      .append(entitlement)
      .append(R"("}]}})");
}

}  // namespace

TEST_CASE("a customer with the entitlement for ever is let in", "[revenue_cat]") {
  // Case 105.
  World world;
  const Entitlement entitlement = world.ask_with({page(active_entitlement("entl_pro"))});
  CHECK(word(entitlement) == "ok");
  CHECK(entitlement.keep_for == Duration(5min));
  CHECK_FALSE(entitlement.until.has_value());
  CHECK(entitlement.subject == make_subject({"revenuecat", kCustomer}));
  CHECK(entitlement.names.empty());
  REQUIRE(world.calls() == 1);
  CHECK(world.target(0) == std::string(kPath).append("/active_entitlements?limit=100"));
}

TEST_CASE("an entitlement that ends is good until then, and a minute more", "[revenue_cat]") {
  // Case 106.
  World world;
  const Entitlement soon = world.ask_with({page(active_entitlement("entl_pro", at(100s)))});
  CHECK(word(soon) == "ok");
  CHECK(soon.until == testing::store_epoch() + 160s);
  CHECK(soon.keep_for == Duration(100s));
  const Entitlement just = world.ask_with({page(active_entitlement("entl_pro", at(-30s)))});
  CHECK(word(just) == "ok");
  CHECK(just.until == testing::store_epoch() + 30s);
  const Entitlement past = world.ask_with({page(active_entitlement("entl_pro", at(-100s)))});
  CHECK(word(past) == "expired");
  CHECK(past.keep_for == Duration(10s));
}

TEST_CASE("without the entitlement's object id nobody is let in", "[revenue_cat]") {
  // Case 107.
  World world;
  const Entitlement none = world.ask_with({page("")});
  CHECK(word(none) == "not_entitled");
  CHECK(none.keep_for == Duration(10s));
  CHECK(word(world.ask_with({page(active_entitlement("pro"))})) == "not_entitled");
}

TEST_CASE("every page is looked at, and only at the place that was configured", "[revenue_cat]") {
  // Case 108.
  World world;
  const std::string elsewhere = "\"" + world.upstream.url("/elsewhere") + "\"";
  const Entitlement entitlement = world.ask_with(
      {page(active_entitlement("entl_a") + "," + active_entitlement("entl_b"), elsewhere),
       page(active_entitlement("entl_pro"))});
  CHECK(word(entitlement) == "ok");
  REQUIRE(world.calls() == 2);
  CHECK(world.target(1) ==
        std::string(kPath).append("/active_entitlements?limit=100&starting_after=entl_b"));
}

TEST_CASE("a list without end is not read for ever", "[revenue_cat]") {
  World world;
  CHECK(word(world.ask_with({page(active_entitlement("entl_a"), "\"/more\"")})) ==
        "upstream_bad_body");
  CHECK(world.calls() == 5);
}

TEST_CASE("an unknown customer is a no, a missing page is not", "[revenue_cat]") {
  // Case 109.
  World world;
  const Entitlement unknown = world.ask_with({error_of(404, "resource_missing")});
  CHECK(word(unknown) == "not_found");
  CHECK(unknown.keep_for == Duration(10s));
  CHECK(word(world.ask_with({json_answer(404, "<html>")})) == "upstream_bad_body");
}

TEST_CASE("a refused key calls a person and locks nobody out", "[revenue_cat]") {
  // Case 110.
  for (const auto& [status, type] :
       {std::pair{401, "authentication_error"}, std::pair{403, "authorization_error"}}) {
    World world;
    const Entitlement entitlement = world.ask_with({error_of(status, type)});
    CHECK(word(entitlement) == "upstream_auth");
    CHECK(entitlement.verdict() == Verdict::unknown);
    CHECK(world.log.contains("revenuecat_key_refused"));
    CHECK(world.calls() == 1);
  }
}

TEST_CASE("a locked customer is waited for when that is short", "[revenue_cat]") {
  // Case 111.
  World world;
  CHECK(word(world.ask_with({error_of(423, "resource_locked_error", R"(,"backoff_ms":500)"),
                             page(active_entitlement("entl_pro"))})) == "ok");
  CHECK(world.calls() == 2);
  CHECK(word(world.ask_with({error_of(423, "resource_locked_error", R"(,"backoff_ms":5000)")})) ==
        "upstream_5xx");
  CHECK(world.calls() == 3);
}

TEST_CASE("a limit's wait is not taken for seconds", "[revenue_cat]") {
  // Case 112.
  World world;
  const Entitlement limited = world.ask_with(
      {error_of(429, "rate_limit_error", R"(,"backoff_ms":7000)", {{"Retry-After", "7000"}})});
  CHECK(word(limited) == "upstream_rate_limited");
  CHECK(limited.retry_after == Duration(15s));
  CHECK(world.calls() == 1);
  CHECK(word(world.ask("another")) == "breaker_open");
  CHECK(world.calls() == 1);
}

TEST_CASE("a customer object names the customer, and its first page counts", "[revenue_cat]") {
  // Case 113.
  World world;
  world.settings.api = revenue_cat::Api::v2_customer;
  const auto customer = [](std::string_view list) {
    return json_answer(
        200, std::string(R"({"object":"customer","id":"the-first-id","active_entitlements":)")
                 .append(list)
                 .append("}"));
  };
  const Entitlement entitlement =
      world.ask_with({customer(list_of(active_entitlement("entl_pro")))});
  CHECK(word(entitlement) == "ok");
  CHECK(entitlement.subject == make_subject({"revenuecat", "the-first-id"}));
  CHECK(entitlement.names == std::vector<std::string>{"the-first-id"});
  CHECK(world.target(0) == kPath);
  // The entitlement may be behind it.
  CHECK(word(world.ask_with({customer(list_of(active_entitlement("entl_a"), "\"/more\"")),
                             page(active_entitlement("entl_pro"))})) == "ok");
  CHECK(world.target(2) ==
        std::string(kPath).append("/active_entitlements?limit=100&starting_after=entl_a"));
}

TEST_CASE("version 1 is asked for the subscriber, and makes nobody a payer", "[revenue_cat]") {
  // Case 114.
  World world;
  world.settings.api = revenue_cat::Api::v1;
  const auto subscriber = [](int status, std::string_view entitlements) {
    return json_answer(status, std::string(R"({"subscriber":{"entitlements":{)")
                                   .append(entitlements)
                                   .append(R"(},"original_app_user_id":"first"}})"));
  };
  const Entitlement entitlement =
      world.ask_with({subscriber(200, R"("pro":{"expires_date":null})")});
  CHECK(word(entitlement) == "ok");
  CHECK(entitlement.names == std::vector<std::string>{"first"});
  CHECK(entitlement.subject == make_subject({"revenuecat", kCustomer}));
  CHECK(world.target(0) ==
        "/rc/v1/subscribers/%24RCAnonymousID%3A0123456789abcdef0123456789abcdef");
  CHECK(word(world.ask_with({subscriber(200, "")})) == "not_entitled");
  const Entitlement grace =
      world.ask_with({subscriber(200, R"("pro":{"expires_date":"2026-01-15T11:00:00Z",
                     "grace_period_expires_date":"2026-01-15T12:01:00Z"})")});
  CHECK(word(grace) == "ok");
  CHECK(grace.until == testing::store_epoch() + 120s);
  CHECK(word(world.ask_with(
            {subscriber(200, R"("pro":{"expires_date":"2026-01-15T11:00:00Z"})")})) == "expired");
  CHECK(word(world.ask_with({subscriber(201, R"("pro":{"expires_date":null})")})) == "not_found");
}

TEST_CASE("version 1 tells testers' money by itself", "[revenue_cat]") {
  // Case 115.
  constexpr std::string_view kTester =
      R"({"subscriber":{"entitlements":{"pro":{"expires_date":null,"product_identifier":"pro"}},
          "subscriptions":{"pro":{"is_sandbox":true}}}})";
  World world;
  world.settings.api = revenue_cat::Api::v1;
  const Entitlement allowed = world.ask_with({json_answer(200, kTester)});
  CHECK(allowed.environment == Environment::sandbox);
  CHECK(allowed.keep_for == Duration(5min));
  World denying;
  denying.settings.api = revenue_cat::Api::v1;
  denying.settings.allows_sandbox = false;
  CHECK(word(denying.ask_with({json_answer(200, kTester)})) == "wrong_environment");
  CHECK(denying.calls() == 1);
}

TEST_CASE("version 2 is asked for what was bought with real money", "[revenue_cat]") {
  World world;
  world.settings.allows_sandbox = false;
  const Entitlement by_subscription = world.ask_with(
      {page(active_entitlement("entl_pro")), page(bought(R"("gives_access":true)", "entl_pro"))});
  CHECK(word(by_subscription) == "ok");
  CHECK(by_subscription.environment == Environment::production);
  CHECK(world.target(1) ==
        std::string(kPath).append("/subscriptions?environment=production&limit=100"));
  const Entitlement by_purchase = world.ask_with({page(active_entitlement("entl_pro")), page(""),
                                                  page(bought(R"("status":"owned")", "entl_pro"))});
  CHECK(word(by_purchase) == "ok");
  CHECK(world.target(4) ==
        std::string(kPath).append("/purchases?environment=production&limit=100"));
  CHECK(word(world.ask_with({page(active_entitlement("entl_pro")), page(""),
                             page(bought(R"("status":"refunded")", "entl_pro"))})) ==
        "wrong_environment");
  CHECK(word(world.ask_with({page(active_entitlement("entl_pro")), json_answer(418, "")})) ==
        "upstream_bad_body");
}

TEST_CASE("the second page of what was bought counts too", "[revenue_cat]") {
  World world;
  world.settings.allows_sandbox = false;
  CHECK(word(world.ask_with({page(active_entitlement("entl_pro")),
                             page(bought(R"("gives_access":true)", "entl_x"), "\"/more\""),
                             page(bought(R"("gives_access":true)", "entl_pro"))})) == "ok");
  CHECK(world.target(2) ==
        std::string(kPath).append(
            "/subscriptions?environment=production&limit=100&starting_after=b1"));
}

TEST_CASE("ids that cannot be of this project are refused without asking", "[revenue_cat]") {
  World world;
  world.settings.user_id_pattern = R"(\$RCAnonymousID:[0-9a-f]{32})";
  const Examined examined = world.examine("me@example.com");
  REQUIRE(std::holds_alternative<Entitlement>(examined));
  CHECK(word(std::get<Entitlement>(examined)) == "token_shape");
  const Examined longer = world.examine(std::string(kCustomer) + "0");
  CHECK(std::holds_alternative<Entitlement>(longer));
  const Examined good = world.examine(kCustomer);
  REQUIRE(std::holds_alternative<Question>(good));
  CHECK(std::get<Question>(good).name == kCustomer);
  CHECK(world.calls() == 0);
  // Case 116: those never become a credential.
  for (const auto* const text : {"RevenueCat null", "RevenueCat undefined", "RevenueCat a/b"})
    CHECK_FALSE(parse_credential(text).has_value());
}

TEST_CASE("when nobody at all is known, a person is called once", "[revenue_cat]") {
  World world;
  world.answer = [](const ReceivedRequest&) { return error_of(404, "resource_missing"); };
  for (int i = 0; i < 20; ++i)
    CHECK(word(world.ask("user-" + std::to_string(i))) == "not_found");
  world.ask("user-1");
  CHECK_FALSE(world.log.contains("revenuecat_knows_nobody"));
  world.ask("user-20");
  world.ask("user-21");
  CHECK(world.log.count("revenuecat_knows_nobody") == 1);
}

TEST_CASE("a silent store costs no more than the deadline", "[revenue_cat]") {
  World world;
  CHECK(word(world.ask_with({Script{testing::step::Stall{}}}, 100ms)) == "upstream_timeout");
}

TEST_CASE("a public key makes no verifier", "[revenue_cat]") {
  // Case 117.
  World world;
  world.settings.api_key = Secret("appl_abcdefgh");
  CHECK_THROWS_WITH(world.verifier(), Catch::Contains("public key"));
}

TEST_CASE("webhooks are read behind their signature", "[revenue_cat]") {
  World world;
  world.settings.webhook_secret = Secret("webhook-secret");
  const auto webhook = revenue_cat::make_notifications(world.clock, world.settings);
  CHECK(webhook->store() == Store::revenue_cat);
  CHECK(webhook->body_bytes_max() == 256 * 1024);
  const std::string body = R"({"event":{"id":"e1","type":"TRANSFER","transferred_from":["A"]}})";
  const std::string time = testing::unix_seconds(testing::store_epoch());
  const auto mac = to_hex(crypto::hmac_sha256("webhook-secret", time + "." + body));
  Message message;
  message.body = body;
  message.headers = {{"X-RevenueCat-Webhook-Signature", "t=" + time + ",v1=" + mac}};
  const auto read = [&] {
    Message copy = message;
    return world.loop.run(webhook->read(std::move(copy), world.clock.now() + 1s));
  };
  CHECK(read().status == 200);
  CHECK(read().names == std::vector<std::string>{"A"});
  message.body += ' ';
  CHECK(read().status == 401);
  CHECK(read().names.empty());
}

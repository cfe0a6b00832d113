#include "purchase/google/access_tokens.hpp"
#include "purchase/google/acknowledgements.hpp"
#include "purchase/google/play_api.hpp"
#include "support/google_fixtures.hpp"

#include <spotter/base/text.hpp>

#include <catch2/catch.hpp>

#include <cstdio>
#include <fstream>
#include <string>
#include <unistd.h>
#include <vector>

using namespace spotter;
using namespace spotter::purchase;
using namespace spotter::purchase::google;
using namespace std::chrono_literals;
using testing::store_epoch;
using testing::TestKey;
using Kind = http::Judgement::Kind;

namespace {

Settings json_settings() {
  return testing::google_settings("https://google.example");
}

Settings pkcs12_settings(TestKey::Sealing sealing, const std::string& password = "notasecret") {
  Settings settings;
  settings.service_account_email = "spotter@tests.iam.gserviceaccount.com";
  const std::string file = TestKey::rsa().pkcs12(password, sealing);
  settings.service_account_key_base64 = Secret(to_base64url(as_bytes(file)));
  return settings;
}

std::optional<ServiceAccount> account_of(const Settings& settings) {
  std::string why;
  return read_service_account(settings, why);
}

std::optional<Grant> grant(std::string_view body) {
  codec::JsonParser parser;
  return read_grant(parser, body);
}

http::Judgement refused_grant(int status, std::string_view body) {
  codec::JsonParser parser;
  http::Response response;
  response.status = status;
  response.body = std::string(body);
  return judge_refused_grant(parser, response, store_epoch());
}

Unacknowledged bought(const std::string& token) {
  return {Unacknowledged::Kind::product, "pro", Secret(token)};
}

}  // namespace

TEST_CASE("a service account is read from JSON and from PKCS#12 of today and of old", "[google]") {
  const auto json = account_of(json_settings());
  REQUIRE(json.has_value());
  CHECK(json->email == "spotter@tests.iam.gserviceaccount.com");
  CHECK(json->key_id == "k1");
  CHECK(TestKey::rsa().verifies("text", json->key.sign("text")));
  // Case 39.
  for (const auto sealing : {TestKey::Sealing::modern, TestKey::Sealing::legacy}) {
    const auto old = account_of(pkcs12_settings(sealing));
    REQUIRE(old.has_value());
    CHECK(old->email == "spotter@tests.iam.gserviceaccount.com");
    CHECK(TestKey::rsa().verifies("text", old->key.sign("text")));
  }
  // Base64 in lines, as `base64` writes it.
  Settings lines = pkcs12_settings(TestKey::Sealing::modern);
  std::string text = lines.service_account_key_base64.reveal();
  text.insert(76, "\n");
  lines.service_account_key_base64 = Secret(text + "\n");
  CHECK(account_of(lines).has_value());
}

TEST_CASE("a service account is read from a file", "[google]") {
  std::string path = "/tmp/spotter-test-account-XXXXXX";
  const int fd = ::mkstemp(path.data());
  REQUIRE(fd >= 0);
  ::close(fd);
  std::ofstream(path) << testing::service_account_json(TestKey::rsa()) << "\n";
  Settings settings;
  settings.service_account_file = path;
  CHECK(account_of(settings).has_value());
  CHECK(fault_in(settings).empty());
  std::remove(path.c_str());
  CHECK(fault_in(settings).find("GOOGLE_PLAY_SERVICE_ACCOUNT_FILE") != std::string::npos);
}

TEST_CASE("settings that cannot be used are named", "[google]") {
  CHECK(fault_in(Settings{}).empty());
  CHECK_FALSE(is_configured(Settings{}));
  CHECK(fault_in(json_settings()).empty());
  CHECK(fault_in(pkcs12_settings(TestKey::Sealing::legacy)).empty());
  struct Row {
    std::string_view named;
    std::function<void(Settings&)> spoil;
  };
  const std::vector<Row> rows = {
      {"GOOGLE_PLAY_SERVICE_ACCOUNT_JSON",
       [](Settings& s) { s.service_account_json = Secret("{}"); }},
      {"GOOGLE_PLAY_SERVICE_ACCOUNT_JSON",
       [](Settings& s) {
         s.service_account_json =
             Secret(testing::service_account_json(TestKey::make(TestKey::Kind::p256)));
       }},
      {"GOOGLE_PLAY_SERVICE_ACCOUNT_FILE",
       [](Settings& s) { s.service_account_email = "two@example.com"; }},
      {"GOOGLE_PLAY_SERVICE_ACCOUNT_KEY_BASE64",
       [](Settings& s) {
         s = Settings{};
         s.service_account_email = "half@example.com";
       }},
      {"GOOGLE_PLAY_SERVICE_ACCOUNT_EMAIL",
       [](Settings& s) {
         s = pkcs12_settings(TestKey::Sealing::modern);
         s.service_account_email = " ";
       }},
      {"openssl pkcs12",
       [](Settings& s) { s = pkcs12_settings(TestKey::Sealing::modern, "another"); }},
      {"GOOGLE_PLAY_BASE_URL", [](Settings& s) { s.base_url = "http://google.example"; }},
      {"GOOGLE_PLAY_BASE_URL", [](Settings& s) { s.base_url = "https://u:p@google.example"; }},
      {"GOOGLE_PLAY_BASE_URL", [](Settings& s) { s.base_url = "https://google.example?x=1"; }},
      {"GOOGLE_PLAY_BASE_URL", [](Settings& s) { s.base_url = "http://127.0.0.1.example.com"; }},
      {"GOOGLE_OAUTH_TOKEN_URL", [](Settings& s) { s.token_url = "ftp://google.example"; }},
      {"GOOGLE_JWKS_URL", [](Settings& s) { s.push.keys_url = "https:///certs"; }},
      {"GOOGLE_PLAY_PACKAGE_NAME", [](Settings& s) { s.package_name = "com/x"; }},
      {"GOOGLE_PLAY_PRODUCT_ID", [](Settings& s) { s.product_ids.clear(); }},
      {"GOOGLE_PLAY_SUBSCRIPTION_IDS", [](Settings& s) { s.subscription_ids = {"a b"}; }},
      {"GOOGLE_PUB_SUB_SERVICE_ACCOUNT", [](Settings& s) { s.push.service_account.clear(); }},
      {"GOOGLE_PUB_SUB_AUDIENCE", [](Settings& s) { s.push.audience.clear(); }},
  };
  for (const Row& row : rows) {
    Settings settings = json_settings();
    row.spoil(settings);
    const std::string fault = fault_in(settings);
    INFO(row.named << ": " << fault);
    CHECK(fault.find(row.named) != std::string::npos);
    CHECK(fault.find("PRIVATE KEY") == std::string::npos);
  }
  Settings loopback = json_settings();
  loopback.base_url = "http://127.0.0.1:8080/play/";
  CHECK(fault_in(loopback).empty());
}

TEST_CASE("an assertion says who we are, what for, and for how long", "[google]") {
  const auto account = account_of(json_settings());
  REQUIRE(account.has_value());
  const Assertion assertion = write_assertion(*account, "https://aud.example", store_epoch());
  CHECK(assertion.header == R"({"alg":"RS256","typ":"JWT","kid":"k1"})");
  CHECK(assertion.claims == R"({"iss":"spotter@tests.iam.gserviceaccount.com",)"
                            R"("scope":"https://www.googleapis.com/auth/androidpublisher",)"
                            R"("aud":"https://aud.example","iat":1768478390,"exp":1768481990})");
  const auto old = account_of(pkcs12_settings(TestKey::Sealing::legacy));
  REQUIRE(old.has_value());
  CHECK(write_assertion(*old, "a", store_epoch()).header == R"({"alg":"RS256","typ":"JWT"})");
}

TEST_CASE("an access token is taken only as it was promised", "[google]") {
  const auto good =
      grant(R"({"access_token":"ya29.x","token_type":"bearer","expires_in":3599,"scope":"s"})");
  REQUIRE(good.has_value());
  CHECK(good->token.reveal() == "ya29.x");
  CHECK(good->expires_in == 3599s);
  // Case 43.
  CHECK_FALSE(grant(R"({"access_token":"ya29.x","token_type":"Bearer"})").has_value());
  CHECK_FALSE(
      grant(R"({"access_token":"x","token_type":"Bearer","expires_in":"3599"})").has_value());
  CHECK_FALSE(grant(R"({"access_token":"x","token_type":"Bearer","expires_in":0})").has_value());
  CHECK_FALSE(grant(R"({"access_token":"x","token_type":"mac","expires_in":1})").has_value());
  CHECK_FALSE(grant(R"({"token_type":"Bearer","expires_in":3599})").has_value());
  CHECK_FALSE(
      grant(R"({"access_token":"a\r\nb","token_type":"Bearer","expires_in":1})").has_value());
  CHECK_FALSE(grant("OK").has_value());
  const std::string huge = R"({"access_token":")" + std::string(4097, 'x') +
                           R"(","token_type":"Bearer","expires_in":1})";
  CHECK_FALSE(grant(huge).has_value());
}

TEST_CASE("a refused account rests for a minute and calls a person", "[google]") {
  // Case 40.
  for (const auto* const word :
       {"invalid_grant", "invalid_client", "unauthorized_client", "invalid_scope"}) {
    const auto judgement = refused_grant(400, std::string(R"({"error":")").append(word) + "\"}");
    CHECK(judgement.kind == Kind::failed);
    CHECK(judgement.reason == Reason::upstream_auth);
    CHECK(judgement.rest);
    CHECK(judgement.retry_after == Duration(60s));
    CHECK(judgement.alarm == std::string("google_").append(word));
  }
  CHECK_FALSE(refused_grant(400, R"({"error":"invalid_request"})").rest);
  CHECK_FALSE(refused_grant(400, "{}").alarm.empty());
  CHECK(refused_grant(429, "").reason == Reason::upstream_rate_limited);
  CHECK(refused_grant(429, "").rest);
  CHECK(refused_grant(204, "").reason == Reason::upstream_bad_body);
}

TEST_CASE("paths hold what was configured, and the token as one segment", "[google]") {
  const Secret access("access");
  const Secret token("a:b~c.d-e_f");
  const auto url = [&](AskedFor what) {
    return *http::url_of("https://g", make_question(Settings{}, what, token, access));
  };
  using Resource = AskedFor::Resource;
  const std::string root =
      "https://g/androidpublisher/v3/applications/com.limajuice.liftlog/purchases/";
  CHECK(url({Resource::product, "pro"}) == root + "products/pro/tokens/a%3Ab~c.d-e_f");
  CHECK(url({Resource::product_v2, {}}) == root + "productsv2/tokens/a%3Ab~c.d-e_f");
  CHECK(url({Resource::subscription, {}}) == root + "subscriptionsv2/tokens/a%3Ab~c.d-e_f");
  const auto acknowledged = make_acknowledgement(
      Settings{}, {Unacknowledged::Kind::subscription, "monthly", token}, access);
  CHECK(acknowledged.method == "POST");
  CHECK(*http::url_of("https://g", acknowledged) ==
        root + "subscriptions/monthly/tokens/a%3Ab~c.d-e_f:acknowledge");
}

TEST_CASE("a token is acknowledged at most once an hour", "[google]") {
  Acknowledgements list;
  const TimePoint start{1000h};
  CHECK(list.next_due() == TimePoint::max());
  CHECK(list.add(bought("a"), start));
  CHECK_FALSE(list.add(bought("a"), start));
  CHECK(list.add(bought("b"), start));
  CHECK(list.waiting() == 2);
  REQUIRE(list.take(start).has_value());
  REQUIRE(list.take(start).has_value());
  CHECK_FALSE(list.take(start).has_value());
  CHECK_FALSE(list.add(bought("a"), start + 1h - 1s));
  CHECK(list.add(bought("a"), start + 1h));
}

TEST_CASE("what was not acknowledged is tried ever more rarely, for a day", "[google]") {
  Acknowledgements list;
  TimePoint now{1000h};
  const TimePoint start = now;
  REQUIRE(list.add(bought("a"), now));
  std::vector<std::chrono::minutes> pauses;
  for (;;) {
    auto attempt = list.take(now);
    REQUIRE(attempt.has_value());
    if (!list.failed(std::move(*attempt), now)) break;
    pauses.push_back(std::chrono::duration_cast<std::chrono::minutes>(list.next_due() - now));
    now = list.next_due();
    CHECK_FALSE(list.take(now - 1s).has_value());
  }
  const std::vector<std::chrono::minutes> expected{1min,  2min,   4min,   8min,   16min, 32min,
                                                   64min, 128min, 256min, 360min, 360min};
  CHECK(pauses == expected);
  CHECK(now - start <= 24h);
  CHECK(list.waiting() == 0);
}

TEST_CASE("the list of acknowledgements has an end, beyond which new ones are left out",
          "[google]") {
  Acknowledgements list;
  const TimePoint start{1000h};
  for (std::size_t i = 0; i < Acknowledgements::kWaitingMax; ++i)
    REQUIRE(list.add(bought(std::to_string(i)), start));
  CHECK_FALSE(list.add(bought("one more"), start));
  REQUIRE(list.take(start).has_value());
  CHECK(list.add(bought("one more"), start));
}

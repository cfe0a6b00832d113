#include "purchase/google/published_keys.hpp"
#include "purchase/google/push_message.hpp"
#include "purchase/google/push_token.hpp"
#include "support/google_fixtures.hpp"

#include <spotter/base/text.hpp>

#include <catch2/catch.hpp>

#include <string>
#include <vector>

using namespace spotter;
using namespace spotter::purchase;
using namespace spotter::purchase::google;
using namespace std::chrono_literals;
using testing::store_epoch;
using testing::TestKey;
using Names = std::vector<std::string>;

namespace {

constexpr std::string_view kHeader = R"({"alg":"RS256","kid":"p1","typ":"JWT"})";

const PushSettings& ours() {
  static const PushSettings settings = testing::google_settings("https://g").push;
  return settings;
}

std::string claims(std::string_view more = {}) {
  return std::string(R"({"iss":"https://accounts.google.com","aud":")")
      .append(ours().audience)
      .append(R"(","email":")")
      .append(ours().service_account)
      .append(R"(","email_verified":true,"iat":)")
      .append(testing::unix_seconds(store_epoch()))
      .append(R"(,"exp":)")
      .append(testing::unix_seconds(store_epoch() + 1h))
      .append(more)
      .append("}");
}

/// The claims with one text replaced by another.
std::string claims_with(std::string_view old, std::string_view now) {
  std::string text = claims();
  const auto at = text.find(old);
  REQUIRE(at != std::string::npos);
  return text.replace(at, old.size(), now);
}

bool are_ours(std::string_view text) {
  codec::JsonParser parser;
  return claims_are_ours(parser, text, ours(), store_epoch());
}

std::optional<PushToken> token_of(std::string_view authorization) {
  codec::JsonParser parser;
  return read_push_token(parser, authorization);
}

std::string envelope(std::string_view news, std::string_view subscription = "projects/p/s") {
  return std::string(R"({"message":{"data":")")
      .append(to_base64url(as_bytes(news)))
      .append(R"(","messageId":"m1"},"subscription":")")
      .append(subscription)
      .append("\"}");
}

Notice read(std::string_view body, std::string_view subscription = {}) {
  codec::JsonParser outer;
  codec::JsonParser inner;
  return read_push_message(outer, inner, body, {"com.limajuice.liftlog", subscription});
}

std::string news(std::string_view rest) {
  return std::string(
             R"({"version":"1.0","packageName":"com.limajuice.liftlog","eventTimeMillis":"1")")
      .append(rest)
      .append("}");
}

}  // namespace

TEST_CASE("a push token is taken apart, and is RS256 and nothing else", "[google]") {
  const TestKey& key = TestKey::rsa();
  const auto token = token_of("Bearer " + key.jws(kHeader, claims()));
  REQUIRE(token.has_value());
  CHECK(token->key_id == "p1");
  CHECK(token->claims == claims());
  CHECK(key.verifies(token->signed_text, token->signature));

  for (const auto* const header :
       {R"({"alg":"HS256","kid":"p1"})", R"({"alg":"none","kid":"p1"})",
        R"({"alg":"rs256","kid":"p1"})", R"({"alg":"RS384","kid":"p1"})", R"({"alg":"RS256"})",
        R"({"alg":"RS256","kid":""})", R"({"alg":"RS256","alg":"none","kid":"p1"})",
        R"({"kid":"p1"})", R"(["RS256"])", "RS256"}) {
    INFO(header);
    CHECK_FALSE(token_of("Bearer " + key.jws(header, claims())).has_value());
  }
  const std::string jws = key.jws(kHeader, claims());
  CHECK_FALSE(token_of("").has_value());
  CHECK_FALSE(token_of(jws).has_value());
  CHECK_FALSE(token_of("Basic " + jws).has_value());
  CHECK_FALSE(token_of("Bearer a.b").has_value());
  CHECK_FALSE(token_of("Bearer ..").has_value());
  CHECK_FALSE(token_of("Bearer " + jws + ".x").has_value());
  CHECK_FALSE(token_of("Bearer " + jws + "=").has_value());
  CHECK_FALSE(token_of("Bearer " + jws.substr(0, jws.rfind('.')) + ".").has_value());
  CHECK_FALSE(token_of("Bearer " + key.jws(kHeader, std::string(9000, ' '))).has_value());
}

TEST_CASE("a push token's claims must all be ours, and of now", "[google]") {
  // Case 127.
  CHECK(are_ours(claims()));
  CHECK(are_ours(claims_with("https://accounts.google.com", "accounts.google.com")));
  CHECK_FALSE(are_ours(claims_with("https://accounts.google.com", "https://accounts.evil.com")));
  CHECK_FALSE(are_ours(claims_with("/webhooks/google-play", "/webhooks/apple")));
  CHECK_FALSE(are_ours(claims_with("push@tests", "other@tests")));
  CHECK_FALSE(are_ours(claims_with(R"("email_verified":true)", R"("email_verified":false)")));
  CHECK_FALSE(are_ours(claims_with(R"("email_verified":true)", R"("email_verified":"true")")));
  CHECK_FALSE(are_ours(claims_with(R"("email_verified":true,)", "")));
  CHECK_FALSE(are_ours(claims(R"(,"aud":"https://spotter.example/webhooks/google-play")")));
  CHECK_FALSE(are_ours("{}"));
  CHECK_FALSE(are_ours("no JSON"));
  const auto issued = testing::unix_seconds(store_epoch());
  const auto expires = testing::unix_seconds(store_epoch() + 1h);
  const auto with_expiry = [&](Duration in) {
    return are_ours(claims_with(
        expires,
        testing::unix_seconds(store_epoch() + std::chrono::duration_cast<WallTime::duration>(in))));
  };
  CHECK(with_expiry(-59s));
  CHECK_FALSE(with_expiry(-60s));
  const auto with_issue = [&](Duration in) {
    return are_ours(claims_with(
        issued,
        testing::unix_seconds(store_epoch() + std::chrono::duration_cast<WallTime::duration>(in))));
  };
  CHECK(with_issue(59s));
  CHECK_FALSE(with_issue(60s));
}

TEST_CASE("news about a purchase names its token, whatever the news is", "[google]") {
  struct Row {
    std::string_view kind;
    std::string_view rest;
    Names names;
  };
  const std::vector<Row> rows = {
      {"voided_purchase",
       R"(,"voidedPurchaseNotification":{"purchaseToken":"t1","productType":2,"refundType":1})",
       {"t1"}},
      {"one_time_product",
       R"(,"oneTimeProductNotification":{"notificationType":1,"purchaseToken":"t2","sku":"pro"})",
       {"t2"}},
      {"subscription",
       R"(,"subscriptionNotification":{"notificationType":99,"purchaseToken":"t3"})",
       {"t3"}},
      {"test", R"(,"testNotification":{"version":"1.0"})", {}},
      {"pending_refund_review", R"(,"pendingRefundReviewNotification":{"purchaseToken":"t4"})", {}},
      {"other", R"(,"somethingNew":{"purchaseToken":"t5"})", {}},
      {"other", R"(,"voidedPurchaseNotification":{"purchaseToken":7})", {}},
  };
  for (const Row& row : rows) {
    INFO(row.rest);
    const Notice notice = read(envelope(news(row.rest)));
    CHECK(notice.status == 204);
    CHECK(notice.id == "m1");
    CHECK(notice.kind == row.kind);
    CHECK(notice.names == row.names);
    CHECK_FALSE(notice.all);
  }
}

TEST_CASE("messages that cannot be used are taken, so that they do not come again", "[google]") {
  // Case 128.
  constexpr std::string_view kForeign =
      R"({"packageName":"com.other","voidedPurchaseNotification":{"purchaseToken":"t"}})";
  CHECK(read(envelope(kForeign)).status == 204);
  CHECK(read(envelope(kForeign)).kind == "foreign");
  CHECK(read(envelope(kForeign)).names.empty());
  for (const auto* const body :
       {"", "no JSON", "{}", R"({"message":"m"})", R"({"message":{"data":"!!","messageId":"m"}})",
        R"({"message":{"messageId":"m"}})", R"({"message":{"data":"bm8=","messageId":"m"}})"}) {
    INFO(body);
    CHECK(read(body).status == 204);
    CHECK(read(body).kind == "undecodable");
    CHECK(read(body).names.empty());
  }
}

TEST_CASE("with a subscription configured, another one's messages are refused", "[google]") {
  const std::string body =
      envelope(news(R"(,"voidedPurchaseNotification":{"purchaseToken":"t"})"), "projects/p/ours");
  CHECK(read(body).names == Names{"t"});
  CHECK(read(body, "projects/p/ours").names == Names{"t"});
  CHECK(read(body, "projects/p/theirs").status == 401);
  CHECK(read(body, "projects/p/theirs").names.empty());
}

TEST_CASE("a key set gives the keys for RS256 signatures and leaves the others out", "[google]") {
  codec::JsonParser parser;
  const TestKey& key = TestKey::rsa();
  const auto set = read_key_set(parser, testing::key_set("p1", key));
  REQUIRE(set.has_value());
  REQUIRE(set->size() == 1);
  CHECK(set->at("p1").verifies("text", key.sign("text")));

  const std::string numbers = R"("n":")" + key.modulus() + R"(","e":")" + key.exponent() + R"("})";
  const std::string mixed = R"({"keys":[{"kty":"RSA","use":"enc","kid":"a",)" + numbers +
                            R"(,{"kty":"EC","kid":"b",)" + numbers +
                            R"(,{"kty":"RSA","alg":"RS512","kid":"c",)" + numbers +
                            R"(,{"kty":"RSA",)" + numbers + R"(,{"kty":"RSA","kid":"d",)" +
                            numbers + R"(,{"kty":"RSA","kid":"e","n":"AQAB","e":"AQAB"}]})";
  const auto left = read_key_set(parser, mixed);
  REQUIRE(left.has_value());
  CHECK(left->size() == 1);
  CHECK(left->count("d") == 1);
  CHECK_FALSE(read_key_set(parser, "{}").has_value());
  CHECK_FALSE(read_key_set(parser, "<html>").has_value());
}

TEST_CASE("a key set is kept as long as its answer says, within reason", "[google]") {
  CHECK(key_set_life("public, max-age=19097, must-revalidate") == Duration(19097s));
  CHECK(key_set_life("Max-Age=600") == Duration(600s));
  CHECK(key_set_life("max-age=1") == Duration(5min));
  CHECK(key_set_life("max-age=9999999999999") == Duration(24h));
  CHECK(key_set_life("max-age=x") == Duration(5min));
  CHECK(key_set_life("no-store") == Duration(5min));
  CHECK(key_set_life("") == Duration(5min));
}

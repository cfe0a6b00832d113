#include "purchase/apple/api_answers.hpp"
#include "purchase/apple/api_token.hpp"
#include "purchase/apple/transaction.hpp"
#include "support/apple_fixtures.hpp"

#include <spotter/base/text.hpp>
#include <spotter/crypto/compact_jws.hpp>
#include <spotter/purchase/http/json.hpp>

#include <catch2/catch.hpp>

#include <vector>

using namespace spotter;
using namespace spotter::purchase;
using namespace spotter::purchase::apple;
using namespace spotter::testing;
using Kind = http::Judgement::Kind;

namespace {

http::Judgement judged(int status, const std::string& body, Asked asked = Asked::transaction) {
  codec::JsonParser parser;
  return judge_response(parser, {status, body, "", {}}, asked, time_of(kAppleT0Ms));
}

std::string error(std::int64_t code) {
  return json_object({{"errorCode", std::to_string(code)}, {"errorMessage", quoted("text")}});
}

}  // namespace

TEST_CASE("what the App Store's errors mean", "[purchase]") {
  struct Row {
    const char* what;
    int status;
    std::string body;
    Kind kind;
    Reason reason;
    bool alarm;
  };
  const std::vector<Row> rows{
      {"no such id", 400, error(4000006), Kind::answered, Reason::ok, false},
      {"no such original", 400, error(4000008), Kind::answered, Reason::ok, false},
      {"our app id", 400, error(4000002), Kind::failed, Reason::upstream_bad_body, true},
      {"no code", 400, "{}", Kind::failed, Reason::upstream_bad_body, true},
      {"case 87", 401, "", Kind::failed, Reason::upstream_auth, true},
      {"forbidden", 403, "", Kind::failed, Reason::upstream_auth, true},
      {"unknown here", 404, error(4040010), Kind::answered, Reason::ok, false},
      {"no account", 404, error(4040001), Kind::answered, Reason::ok, false},
      {"no app", 404, error(4040003), Kind::answered, Reason::ok, true},
      {"no original", 404, error(4040005), Kind::answered, Reason::ok, false},
      {"account, again", 404, error(4040002), Kind::again, Reason::upstream_5xx, false},
      {"app, again", 404, error(4040004), Kind::again, Reason::upstream_5xx, false},
      {"case 89", 404, error(4040006), Kind::again, Reason::upstream_5xx, false},
      {"a new code", 404, error(4040099), Kind::failed, Reason::upstream_bad_body, false},
      {"not Apple", 404, "<html>", Kind::failed, Reason::upstream_bad_body, false},
      {"a teapot", 418, "", Kind::failed, Reason::upstream_bad_body, false},
      {"not JSON", 200, "<html>", Kind::failed, Reason::upstream_bad_body, false},
      {"nothing in it", 200, "{}", Kind::failed, Reason::upstream_bad_body, false},
      {"a number in it", 200, "{\"signedTransactionInfo\":1}", Kind::failed,
       Reason::upstream_bad_body, false},
      {"good", 200, "{\"signedTransactionInfo\":\"a.b.c\"}", Kind::answered, Reason::ok, false},
  };
  for (const auto& [what, status, body, kind, reason, alarm] : rows) {
    INFO(what);
    const auto judgement = judged(status, body);
    CHECK(judgement.kind == kind);
    if (kind != Kind::answered) CHECK(name_of(judgement.reason) == name_of(reason));
    CHECK(judgement.alarm.empty() != alarm);
  }
  CHECK(judged(200, "{\"data\":[]}", Asked::subscription).kind == Kind::answered);
  CHECK(judged(200, "{\"data\":{}}", Asked::subscription).kind == Kind::failed);
}

TEST_CASE("the App Store asks for patience with a moment in milliseconds", "[purchase]") {
  INFO("case 88");
  codec::JsonParser parser;
  const http::Response response{429, error(4290000), ms_at(90), {}};
  const auto judgement = judge_response(parser, response, Asked::transaction, time_of(kAppleT0Ms));
  CHECK(judgement.reason == Reason::upstream_rate_limited);
  CHECK(judgement.rest);
  CHECK(judgement.retry_after == Duration(std::chrono::seconds(90)));
}

TEST_CASE("only one answer sends a question on to the sandbox", "[purchase]") {
  codec::JsonParser parser;
  CHECK(is_unknown_transaction(parser, {404, error(4040010), "", {}}));
  CHECK_FALSE(is_unknown_transaction(parser, {404, error(4040005), "", {}}));
  CHECK_FALSE(is_unknown_transaction(parser, {400, error(4040010), "", {}}));
  CHECK_FALSE(is_unknown_transaction(parser, {404, "", "", {}}));
}

TEST_CASE("what a subscription's status means", "[purchase]") {
  INFO("case 90");
  CHECK(meaning_of_status(1).standing == Standing::active);
  CHECK(meaning_of_status(4).standing == Standing::grace);
  CHECK(meaning_of_status(2).reason == Reason::expired);
  CHECK(meaning_of_status(3).reason == Reason::not_purchased);
  CHECK(meaning_of_status(5).reason == Reason::refunded_or_revoked);
  CHECK(verdict_of(meaning_of_status(9).reason) == Verdict::unknown);
  CHECK(verdict_of(meaning_of_status(std::nullopt).reason) == Verdict::unknown);
}

TEST_CASE("the transactions of a subscription are read from all groups", "[purchase]") {
  codec::JsonParser parser;
  const auto entry = [](const std::string& token) {
    return json_object({{"status", "1"}, {"signedTransactionInfo", quoted(token)}});
  };
  const auto body = [](const std::string& data) {
    return "{\"environment\":\"Production\",\"data\":" + data + "}";
  };
  const auto read = parse_subscription(
      parser, body("[{\"lastTransactions\":[" + entry("a") + "]},{\"lastTransactions\":[" +
                   entry("b") + "," + entry("c") + "]},{}]"));
  REQUIRE(read);
  REQUIRE(read->last.size() == 3);
  CHECK(read->last[2].signed_transaction == "c");
  CHECK(read->last[2].status == 1);
  CHECK(read->environment == "Production");
  CHECK_FALSE(parse_subscription(parser, body("[1]")));
  CHECK_FALSE(parse_subscription(parser, body("[{\"lastTransactions\":[{}]}]")));
  CHECK_FALSE(parse_subscription(parser, body("[{\"lastTransactions\":{}}]")));
  CHECK_FALSE(parse_subscription(parser, "{}"));
  std::string many = entry("a");
  for (int i = 0; i < 64; ++i)
    many.append(",").append(entry("a"));
  CHECK_FALSE(parse_subscription(parser, body("[{\"lastTransactions\":[" + many + "]}]")));
}

TEST_CASE("a grace period is taken from the renewal of the same purchase", "[purchase]") {
  codec::JsonParser parser;
  const auto renewal = [](const JsonMembers& changes) {
    JsonMembers members{{"environment", quoted("Production")},
                        {"originalTransactionId", quoted("1")},
                        {"gracePeriodExpiresDate", "5000"}};
    for (const auto& [key, value] : changes)
      members[key] = value;
    return json_object(members);
  };
  CHECK(grace_end_in(parser, renewal({}), "Production", "1") == 5000);
  CHECK_FALSE(grace_end_in(parser, renewal({}), "Sandbox", "1"));
  CHECK_FALSE(grace_end_in(parser, renewal({}), "Production", "2"));
  CHECK_FALSE(grace_end_in(parser, renewal({{"gracePeriodExpiresDate", ""}}), "Production", "1"));
  CHECK_FALSE(grace_end_in(parser, "", "Production", "1"));
}

TEST_CASE("the token for the API says who asks and is used until a minute before its end",
          "[purchase]") {
  const auto& apple = apple_fixtures();
  Settings settings;
  settings.bundle_id = "com.limajuice.liftlog";
  settings.issuer_id = "57246542-96fe-1a63-e053-0824d011072a";
  settings.key_id = "2X9R4HXF34";
  ApiToken tokens(crypto::SigningKey::from_pem(Secret(apple.api_key_pem())).value(), settings);
  const WallTime now = time_of(kAppleT0Ms);
  const std::string token = tokens.at(now);
  CHECK(apple.api_token_is_signed(token));
  const auto jws = crypto::split_jws(token);
  REQUIRE(jws);
  CHECK(jws->signature.size() == 64);
  CHECK(jws->header == R"({"alg":"ES256","kid":"2X9R4HXF34","typ":"JWT"})");
  CHECK(jws->payload ==
        R"({"iss":"57246542-96fe-1a63-e053-0824d011072a","iat":1768478400,"exp":1768478700,)"
        R"("aud":"appstoreconnect-v1","bid":"com.limajuice.liftlog"})");
  CHECK(tokens.at(now + std::chrono::seconds(239)) == token);
  const std::string next = tokens.at(now + std::chrono::seconds(240));
  CHECK(next != token);
  CHECK(tokens.at(now) != next);
}

#include "support/loop.hpp"
#include "support/manual_clock.hpp"
#include "support/recording_log.hpp"
#include "support/same_bytes.hpp"

#include <spotter/api/authentication.hpp>

#include <catch2/catch.hpp>

using namespace spotter;
using namespace spotter::api;

namespace {
server::Request request(std::string target, std::vector<server::Header> headers = {}) {
  server::Request made;
  made.method = "GET";
  made.target = std::move(target);
  made.headers = std::move(headers);
  return made;
}
}  // namespace

TEST_CASE("the credential comes from the header, or from the query where that counts", "[api]") {
  const auto by_header = request("/ai-chat", {{"authorization", "Bearer Web key"}});
  REQUIRE(credential_of(by_header, QueryToken::ignored)->token.reveal() == "key");
  const auto by_query = request("/ai-chat?id=x&access_token=Web%20k%2Bey");
  REQUIRE(credential_of(by_query, QueryToken::accepted)->token.reveal() == "k+ey");
  REQUIRE_FALSE(credential_of(by_query, QueryToken::ignored));
  REQUIRE(credential_of(request("/ai-chat?access_token=Web+key"), QueryToken::accepted));
}

TEST_CASE("a bad header is final, and a repeated query token is none", "[api]") {
  REQUIRE_FALSE(
      credential_of(request("/ai-chat?access_token=Web%20key", {{"Authorization", "nonsense"}}),
                    QueryToken::accepted));
  REQUIRE_FALSE(credential_of(request("/ai-chat?access_token=Web%20key", {{"Authorization", ""}}),
                              QueryToken::accepted));
  REQUIRE_FALSE(credential_of(request("/ai-chat?access_token=Web%20a&access_token=Web%20b"),
                              QueryToken::accepted));
  REQUIRE_FALSE(credential_of(request("/ai-chat?access_token=Web%2"), QueryToken::accepted));
}

namespace {

/// An Authentication whose stores answer what the test says.
struct Door {
  testing::Loop loop;
  testing::ManualClock clock;
  testing::SameBytes entropy{std::byte{0xff}};
  testing::RecordingLog log;
  purchase::entitlements::Judged next;
  std::string address = "nobody asked";
  std::vector<std::string> unusable;
  Authentication authentication{
      [this](purchase::Credential, std::string from, TimePoint, const telemetry::SpanParent&) {
        return judge(std::move(from));
      },
      [this](Secret shown, std::string from) { return count(shown, std::move(from)); }, clock,
      entropy, log};

  Task<std::optional<Duration>> count(Secret shown, std::string from) {
    unusable.push_back(shown.reveal());
    address = std::move(from);
    co_return next.barred_for;
  }
  Task<purchase::entitlements::Judged> judge(std::string from) {
    address = std::move(from);
    co_return next;
  }
  std::variant<Payer, server::Response> knock(const std::string& credential) {
    auto knocking = request("/ai-chat", {{"Authorization", credential}});
    knocking.peer = "2001:db8:1:2:3:4:5:6";
    return loop.run(authentication.authenticate(knocking, QueryToken::ignored));
  }
  server::Response refusal(const std::string& credential = "RevenueCat some-user-id") {
    return std::get<server::Response>(knock(credential));
  }
  void say(purchase::Reason reason) { next.entitlement.reason = reason; }
};

std::string header(const server::Response& response, std::string_view name) {
  for (const auto& [key, value] : response.headers) {
    if (key == name) return value;
  }
  return {};
}

}  // namespace

TEST_CASE("who is entitled is let in, and counted by their network's address", "[api]") {
  Door door;
  door.say(purchase::Reason::ok);
  const auto who = door.knock("RevenueCat some-user-id");
  REQUIRE(std::holds_alternative<Payer>(who));
  CHECK(std::get<Payer>(who).store() == purchase::Store::revenue_cat);
  CHECK(door.address == "2001:db8:1:2::");
}

TEST_CASE("a no is a bare 401 whatever the reason, and the log knows it without the token",
          "[api]") {
  Door door;
  door.say(purchase::Reason::refunded_or_revoked);
  const auto refused = door.refusal();
  CHECK(refused.status == 401);
  CHECK(refused.headers.empty());
  CHECK(refused.body.empty());
  CHECK(door.log.contains("refunded_or_revoked"));
  CHECK_FALSE(door.log.contains("some-user-id"));
  door.say(purchase::Reason::store_disabled);
  CHECK(door.refusal().status == 401);
  CHECK(door.log.contains("REVENUECAT_API_KEY"));
}

TEST_CASE("a store that cannot tell is 503, to come again after its time and a fifth at most",
          "[api]") {
  Door door;
  door.say(purchase::Reason::breaker_open);
  CHECK(header(door.refusal(), "Retry-After") == "6");
  door.next.entitlement.retry_after = std::chrono::seconds(40);
  const auto later = door.refusal();
  CHECK(later.status == 503);
  CHECK(header(later, "Retry-After") == "48");
  CHECK(header(later, "Cache-Control") == "no-store");
  door.entropy = testing::SameBytes{std::byte{0}};
  CHECK(header(door.refusal(), "Retry-After") == "40");
  door.next.entitlement.retry_after = std::chrono::hours(2);
  CHECK(header(door.refusal(), "Retry-After") == "300");
}

TEST_CASE("who tried too much is 429 until the window has drained", "[api]") {
  Door door;
  door.say(purchase::Reason::local_overload);
  door.next.barred_for = std::chrono::seconds(77);
  const auto barred = door.refusal();
  CHECK(barred.status == 429);
  CHECK(header(barred, "Retry-After") == "77");
  CHECK(header(barred, "Cache-Control") == "no-store");
  // Rounded down, whoever comes back then would be too early.
  door.next.barred_for = std::chrono::milliseconds(76'001);
  CHECK(header(door.refusal(), "Retry-After") == "77");
}

TEST_CASE("who goes on trying is one line of the log a minute, with how many there were", "[api]") {
  Door door;
  door.say(purchase::Reason::local_overload);
  door.next.barred_for = std::chrono::seconds(77);
  for (int i = 0; i < 200; ++i)
    CHECK(door.refusal().status == 429);
  CHECK(door.log.count("credentials_barred") == 1);
  door.clock.advance(std::chrono::minutes(1));
  door.refusal();
  CHECK(door.log.count("credentials_barred") == 2);
  CHECK(door.log.contains("repeated=199"));
}

TEST_CASE("what no store can have made counts against its address, nothing at all does not",
          "[api]") {
  Door door;
  CHECK(door.refusal("Nope x").status == 401);
  CHECK(door.address == "2001:db8:1:2::");
  CHECK(door.refusal("Web").status == 401);
  CHECK(door.unusable == std::vector<std::string>{"Nope x", "Web"});
  CHECK_FALSE(door.log.contains("Nope"));
  const auto ask = [&](std::string target) {
    return std::get<server::Response>(door.loop.run(
        door.authentication.authenticate(request(std::move(target)), QueryToken::accepted)));
  };
  CHECK(ask("/ai-chat").status == 401);
  CHECK(ask("/ai-chat?id=7").status == 401);
  CHECK(door.unusable.size() == 2);
  CHECK(ask("/ai-chat?access_token=Nope%20y").status == 401);
  CHECK(ask("/ai-chat?access_token=a&access_token=b").status == 401);
  CHECK(door.unusable.size() == 4);
  CHECK(door.unusable[2] == "Nope y");
  door.next.barred_for = std::chrono::seconds(77);
  const auto barred = door.refusal("Nope z");
  CHECK(barred.status == 429);
  CHECK(header(barred, "Retry-After") == "77");
  CHECK(door.log.count("credentials_barred") == 1);
}

TEST_CASE("looking again asks the stores about nobody's address", "[api]") {
  Door door;
  door.say(purchase::Reason::expired);
  const purchase::Credential credential{purchase::Store::google, Secret("token")};
  CHECK(door.loop.run(door.authentication.look_again(credential, {})) ==
        purchase::Verdict::not_entitled);
  CHECK(door.address.empty());
}

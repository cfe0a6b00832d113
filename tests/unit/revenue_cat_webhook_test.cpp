#include "purchase/revenue_cat/webhook.hpp"

#include <spotter/base/date.hpp>
#include <spotter/base/text.hpp>
#include <spotter/crypto/digest.hpp>

#include <catch2/catch.hpp>

#include <algorithm>
#include <string>
#include <vector>

using namespace spotter;
using namespace spotter::purchase;
using namespace spotter::purchase::revenue_cat;
using namespace std::chrono_literals;
using Names = std::vector<std::string>;

namespace {

const WallTime kNow = *parse_rfc3339("2026-01-15T12:00:00Z");
constexpr std::string_view kSecret = "webhook-secret-for-tests";
constexpr std::string_view kBody =
    R"({ "api_version": "1.0", "event": {"id":"e1", "type":"CANCELLATION", "app_user_id":"a"} })";

std::int64_t seconds_of(WallTime time) {
  return std::chrono::duration_cast<std::chrono::seconds>(time.time_since_epoch()).count();
}

std::string mac(std::int64_t time, std::string_view body, std::string_view secret = kSecret) {
  return to_hex(crypto::hmac_sha256(secret, std::to_string(time).append(".").append(body)));
}

std::string signature(std::int64_t time, std::string_view body) {
  return "t=" + std::to_string(time) + ",v1=" + mac(time, body);
}

Message message(const std::string& signature_header, const std::string& authorization = {}) {
  Message made;
  made.body = std::string(kBody);
  if (!signature_header.empty())
    made.headers.emplace_back("X-RevenueCat-Webhook-Signature", signature_header);
  if (!authorization.empty()) made.headers.emplace_back("Authorization", authorization);
  return made;
}

Settings with_secret() {
  Settings settings;
  settings.webhook_secret = Secret(std::string(kSecret) + "\n");
  return settings;
}

bool accepted(const Message& made, const Settings& settings = with_secret()) {
  return is_authentic(made, settings, kNow);
}

Notice event(std::string_view members) {
  codec::JsonParser parser;
  Notice notice = read_event(
      parser, std::string(R"({"api_version":"1.0","event":{)").append(members).append("}}"));
  std::sort(notice.names.begin(), notice.names.end());
  return notice;
}

std::string ids(int count) {
  std::string text = "[";
  for (int i = 0; i < count; ++i)
    text.append(i == 0 ? "\"id" : ",\"id").append(std::to_string(i)).append("\"");
  return text + "]";
}

}  // namespace

TEST_CASE("a webhook is signed over the bytes that arrived, within five minutes", "[revenue_cat]") {
  const std::int64_t now = seconds_of(kNow);
  // Case 135.
  CHECK(accepted(message(signature(now, kBody))));
  const std::string compact =
      R"({"api_version":"1.0","event":{"id":"e1","type":"CANCELLATION","app_user_id":"a"}})";
  CHECK_FALSE(accepted(message(signature(now, compact))));
  CHECK(accepted(message(signature(now - 300, kBody))));
  CHECK_FALSE(accepted(message(signature(now - 301, kBody))));
  CHECK(accepted(message(signature(now + 300, kBody))));
  CHECK_FALSE(accepted(message(signature(now + 301, kBody))));
  const std::string time = "t=" + std::to_string(now);
  CHECK(accepted(
      message(time + ",v1=" + mac(now, kBody, "the new secret") + ",v1=" + mac(now, kBody))));
  CHECK_FALSE(accepted(message(time + ",v1=" + mac(now, kBody, "the new secret"))));
}

TEST_CASE("signatures that are none are refused", "[revenue_cat]") {
  const std::int64_t now = seconds_of(kNow);
  const std::string good = mac(now, kBody);
  const std::string time = "t=" + std::to_string(now);
  for (const std::string& header :
       {std::string(), std::string("v1=") + good, time, time + ",v1=", time + ",v1=zz",
        time + ",v1=" + good.substr(2), time + ",v0=" + good, "t=,v1=" + good,
        "t=-" + std::to_string(now) + ",v1=" + good, "t=99999999999999999,v1=" + good,
        "t=" + std::to_string(now + 1) + ",v1=" + good}) {
    INFO(header);
    CHECK_FALSE(accepted(message(header)));
  }
  // More signatures than anybody rotates are not looked at.
  std::string many = time;
  for (int i = 0; i < 8; ++i)
    many += ",v1=" + mac(now, "other");
  CHECK_FALSE(accepted(message(many + ",v1=" + good)));
}

TEST_CASE("whatever is configured must hold, and something must be", "[revenue_cat]") {
  const std::string signed_now = signature(seconds_of(kNow), kBody);
  Settings both = with_secret();
  both.webhook_authorization = Secret("Bearer from-revenuecat");
  CHECK(accepted(message(signed_now, "Bearer from-revenuecat"), both));
  CHECK_FALSE(accepted(message(signed_now, "Bearer from-elsewhere"), both));
  CHECK_FALSE(accepted(message(signed_now), both));
  // Case 136.
  CHECK_FALSE(accepted(message("", "Bearer from-revenuecat"), both));
  Settings header_only;
  header_only.webhook_authorization = Secret("Bearer from-revenuecat");
  CHECK(accepted(message("", "Bearer from-revenuecat"), header_only));
  CHECK_FALSE(accepted(message("", "Bearer from-revenueca"), header_only));
  CHECK_FALSE(accepted(message(signed_now, ""), header_only));
  CHECK_FALSE(accepted(message(signed_now, "x"), Settings{}));
}

TEST_CASE("an event names every customer in it, whatever its type", "[revenue_cat]") {
  // Case 137.
  const Notice transfer =
      event(R"("id":"e1","type":"TRANSFER","transferred_from":["A"],"transferred_to":["B"])");
  CHECK(transfer.status == 200);
  CHECK(transfer.id == "e1");
  CHECK(transfer.kind == "transfer");
  CHECK(transfer.names == Names{"A", "B"});
  // Case 138.
  const Notice renewal = event(
      R"("id":"e2","type":"RENEWAL","app_user_id":"c","original_app_user_id":"a","aliases":["a","b"])");
  CHECK(renewal.names == Names{"a", "b", "c"});
  CHECK(event(R"("id":"e3","type":"SOMETHING_NEW","app_user_id":"c")").kind == "other");
  CHECK(event(R"("id":"e3","type":"SOMETHING_NEW","app_user_id":"c")").names == Names{"c"});
  CHECK(event(R"("type":"TEST")").status == 200);
  CHECK(event(R"("type":"TEST")").names.empty());
}

TEST_CASE("an event that names more than can be looked at names everybody", "[revenue_cat]") {
  CHECK(event(R"("aliases":)" + ids(200)).names.size() == 200);
  CHECK_FALSE(event(R"("aliases":)" + ids(200)).all);
  CHECK(event(R"("aliases":)" + ids(201)).all);
  CHECK(event(R"("aliases":)" + ids(201)).names.empty());
  // An id that cannot be read may be anybody's.
  CHECK(event(R"("app_user_id":7)").all);
  CHECK(event(R"("aliases":["a",7])").all);
  CHECK(event(R"("aliases":"a")").all);
}

TEST_CASE("an authentic event that cannot be read is a bad request", "[revenue_cat]") {
  codec::JsonParser parser;
  for (const auto* const body : {"", "no JSON", "{}", R"({"event":[]})", R"({"event":{}} x)"}) {
    INFO(body);
    CHECK(read_event(parser, body).status == 400);
    CHECK(read_event(parser, body).names.empty());
  }
}

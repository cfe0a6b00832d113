#include "purchase/revenue_cat/decisions.hpp"
#include "purchase/revenue_cat/requests.hpp"
#include "support/revenue_cat_answers.hpp"
#include "support/store_response.hpp"

#include <spotter/base/date.hpp>

#include <catch2/catch.hpp>

#include <functional>
#include <string>
#include <vector>

using namespace spotter;
using namespace spotter::purchase;
using namespace spotter::purchase::revenue_cat;
using namespace std::chrono_literals;
using Kind = http::Judgement::Kind;
using Ours = Page::Ours;
using testing::active_entitlement;
using testing::list_of;

namespace {

const WallTime kNow = *parse_rfc3339("2026-01-15T12:00:00Z");

std::string milliseconds_at(std::chrono::seconds from_now) {
  return std::to_string(
      std::chrono::duration_cast<std::chrono::milliseconds>((kNow + from_now).time_since_epoch())
          .count());
}

Page list(std::string_view body) {
  codec::JsonParser parser;
  return read_list(parser, body, "entl_pro", kNow);
}

Page customer(std::string_view body) {
  codec::JsonParser parser;
  return read_customer(parser, body, "entl_pro", kNow);
}

Grants grants(std::string_view body, Bought what) {
  codec::JsonParser parser;
  return read_grants(parser, body, what, "entl_pro");
}

Subscriber subscriber(std::string_view entitlements, std::string_view rest = {},
                      bool allows_sandbox = true) {
  codec::JsonParser parser;
  Settings settings;
  settings.allows_sandbox = allows_sandbox;
  const std::string body = std::string(R"({"subscriber":{"entitlements":{)")
                               .append(entitlements)
                               .append("}")
                               .append(rest)
                               .append("}}");
  return read_subscriber(parser, body, settings, kNow);
}

std::string pro(std::string_view expires, std::string_view more = {}) {
  return std::string(R"("pro":{"product_identifier":"pro","expires_date":)")
      .append(expires)
      .append(more)
      .append("}");
}

Refusal refused(int status, std::string_view body, std::string_view retry_after = {}) {
  codec::JsonParser parser;
  return judge_error(parser, testing::response(status, body, retry_after), kNow);
}

std::string error_of(std::string_view type, std::string_view more = {}) {
  return std::string(R"({"object":"error","type":")")
      .append(type)
      .append(R"(","message":"No.","retryable":false)")
      .append(more)
      .append("}");
}

}  // namespace

TEST_CASE("the entitlement is found by its object id, and its end decides", "[revenue_cat]") {
  struct Row {
    std::string_view what;
    std::string body;
    Ours ours;
    std::optional<WallTime> ends{};
  };
  const std::vector<Row> rows = {
      {"case 105", list_of(active_entitlement("entl_pro", "null")), Ours::holds},
      {"case 106, in 100 s", list_of(active_entitlement("entl_pro", milliseconds_at(100s))),
       Ours::holds, kNow + 100s},
      {"case 106, 30 s ago", list_of(active_entitlement("entl_pro", milliseconds_at(-30s))),
       Ours::holds, kNow - 30s},
      {"case 106, 100 s ago", list_of(active_entitlement("entl_pro", milliseconds_at(-100s))),
       Ours::over},
      {"case 107, empty", list_of(""), Ours::absent},
      {"case 107, the lookup key", list_of(active_entitlement("pro", "null")), Ours::absent},
      {"among others",
       list_of(active_entitlement("entl_x", "5") + "," + active_entitlement("entl_pro", "null")),
       Ours::holds},
      {"twice, over and for ever",
       list_of(active_entitlement("entl_pro", "5") + "," + active_entitlement("entl_pro", "null")),
       Ours::holds},
      {"twice, for ever and for a while",
       list_of(active_entitlement("entl_pro", "null") + "," +
               active_entitlement("entl_pro", milliseconds_at(100s))),
       Ours::holds},
      {"twice, for a while and longer",
       list_of(active_entitlement("entl_pro", milliseconds_at(100s)) + "," +
               active_entitlement("entl_pro", milliseconds_at(200s))),
       Ours::holds, kNow + 200s},
  };
  for (const Row& row : rows) {
    INFO(row.what);
    const Page page = list(row.body);
    CHECK(page.readable);
    CHECK(static_cast<int>(page.ours) == static_cast<int>(row.ours));
    CHECK(page.ends == row.ends);
  }
}

TEST_CASE("lists that are not what was promised are not read", "[revenue_cat]") {
  for (const std::string& body :
       {std::string("<html>"), std::string("{}"), std::string(R"({"object":"list"})"),
        std::string(R"({"object":"customer","items":[]})"),
        std::string(R"({"object":"list","items":{}})"), list_of("", "7"), list_of("", "\"/more\""),
        list_of(active_entitlement("entl_pro", "\"soon\"")),
        list_of(active_entitlement("entl_pro", "1.5")),
        list_of(active_entitlement("entl_pro", "99999999999999999")),
        list_of(R"({"entitlement_id":"entl_pro"})"),
        list_of(R"({"object":"customer.active_entitlement","entitlement_id":"entl_pro"})"),
        list_of(R"({"object":"customer.active_entitlement","expires_at":null})"),
        list_of(active_entitlement("entl_pro", R"(null,"expires_at":5)")),
        list_of(active_entitlement("entl_pro", "null")) + "x"}) {
    INFO(body);
    CHECK_FALSE(list(body).readable);
  }
}

TEST_CASE("a page tells where the next one starts, never by the address in it", "[revenue_cat]") {
  const Page page = list(
      list_of(active_entitlement("entl_a", "null") + "," + active_entitlement("entl_b", "null"),
              R"("https://elsewhere.example/steal")"));
  CHECK(page.readable);
  CHECK(page.has_next);
  CHECK(page.last_id == "entl_b");
  Settings settings;
  settings.project_id = "proj1";
  const Secret customer_id("$RCAnonymousID:ab");
  const auto url = [&](std::string_view after) {
    return *http::url_of("https://rc", make_list_request(settings, customer_id, after));
  };
  // Case 105.
  CHECK(url("") ==
        "https://rc/v2/projects/proj1/customers/%24RCAnonymousID%3Aab/"
        "active_entitlements?limit=100");
  // Case 108.
  CHECK(url(page.last_id).ends_with("?limit=100&starting_after=entl_b"));
  CHECK(url("a&b=c").ends_with("?limit=100&starting_after=a%26b%3Dc"));
}

TEST_CASE("a customer has the first page of its list in it", "[revenue_cat]") {
  // Case 113.
  const auto body = [](std::string_view embedded) {
    return std::string(R"({"object":"customer","id":"the-first-id","active_entitlements":)")
        .append(embedded)
        .append("}");
  };
  const Page page = customer(body(list_of(active_entitlement("entl_pro", "null"))));
  CHECK(page.readable);
  CHECK(page.ours == Ours::holds);
  CHECK(page.customer_id == "the-first-id");
  CHECK_FALSE(customer(body("null")).readable);
  CHECK_FALSE(customer(list_of("")).readable);
  CHECK_FALSE(
      customer(R"({"object":"customer","active_entitlements":)" + list_of("") + "}").readable);
}

TEST_CASE("version 1 tells entitlements by lookup key, with those that are over", "[revenue_cat]") {
  struct Row {
    std::string_view what;
    Subscriber found;
    Reason reason;
  };
  const std::vector<Row> rows = {
      {"case 114, for ever", subscriber(pro("null")), Reason::ok},
      {"case 114, over", subscriber(pro("\"2026-01-15T11:00:00Z\"")), Reason::expired},
      {"case 114, in grace",
       subscriber(pro("\"2026-01-15T11:00:00Z\"",
                      R"(,"grace_period_expires_date":"2026-01-16T00:00:00Z")")),
       Reason::ok},
      {"case 114, absent", subscriber(""), Reason::not_entitled},
      {"another one", subscriber(R"("plus":{"expires_date":null})"), Reason::not_entitled},
      {"no date", subscriber(R"("pro":{})"), Reason::upstream_bad_body},
      {"a date that is none", subscriber(pro("\"soon\"")), Reason::upstream_bad_body},
      {"a number", subscriber(pro("5")), Reason::upstream_bad_body},
      {"grace that is none", subscriber(pro("null", R"(,"grace_period_expires_date":5)")),
       Reason::upstream_bad_body},
      {"not an object", subscriber(R"("pro":true)"), Reason::upstream_bad_body},
  };
  for (const Row& row : rows) {
    INFO(row.what);
    CHECK(name_of(row.found.reason) == name_of(row.reason));
  }
  CHECK(rows[2].found.ends == kNow + 12h);
  codec::JsonParser parser;
  CHECK(read_subscriber(parser, "{}", Settings{}, kNow).reason == Reason::upstream_bad_body);
}

TEST_CASE("version 1 knows where the granting product was bought", "[revenue_cat]") {
  const auto bought = [](std::string_view rest, bool allows_sandbox) {
    return subscriber(pro("null"), rest, allows_sandbox);
  };
  constexpr std::string_view kTest = R"(,"subscriptions":{"pro":{"is_sandbox":true}})";
  constexpr std::string_view kReal = R"(,"subscriptions":{"pro":{"is_sandbox":false}})";
  constexpr std::string_view kOnce =
      R"(,"subscriptions":{},"non_subscriptions":{"pro":[{"is_sandbox":true},{"is_sandbox":false}]})";
  CHECK(bought(kTest, true).reason == Reason::ok);
  CHECK(bought(kTest, true).environment == Environment::sandbox);
  // Case 115.
  CHECK(bought(kTest, false).reason == Reason::wrong_environment);
  CHECK(bought(kReal, false).reason == Reason::ok);
  CHECK(bought(kReal, false).environment == Environment::production);
  CHECK(bought(kOnce, false).environment == Environment::production);
  CHECK(bought("", true).environment == Environment::unknown);
  CHECK(bought("", false).reason == Reason::wrong_environment);
}

TEST_CASE("what was bought with real money is looked through for the entitlement",
          "[revenue_cat]") {
  constexpr std::string_view kOurs =
      R"("entitlements":{"object":"list","next_page":null,"items":[{"id":"entl_pro"}]})";
  const auto body = [](std::string_view first, std::string_view second) {
    return std::string(R"({"object":"list","next_page":null,"items":[{"id":"s1",)")
        .append(first)
        .append(",")
        .append(second)
        .append("}]}");
  };
  CHECK(grants(body(R"("gives_access":true)", kOurs), Bought::subscriptions).ours);
  CHECK_FALSE(grants(body(R"("gives_access":false)", kOurs), Bought::subscriptions).ours);
  CHECK(grants(body(R"("status":"owned")", kOurs), Bought::purchases).ours);
  CHECK_FALSE(grants(body(R"("status":"refunded")", kOurs), Bought::purchases).ours);
  const Grants other =
      grants(body(R"("status":"owned")",
                  R"("entitlements":{"object":"list","next_page":"x","items":[{"id":"entl_x"}]})"),
             Bought::purchases);
  CHECK(other.readable);
  CHECK_FALSE(other.ours);
  CHECK(other.more_hidden);
  CHECK_FALSE(grants("{}", Bought::purchases).readable);
  CHECK_FALSE(
      grants(body(R"("status":"owned")", R"("entitlements":{})"), Bought::purchases).readable);
}

TEST_CASE("RevenueCat's errors are a no only when they speak of the customer", "[revenue_cat]") {
  struct Row {
    std::string_view what;
    int status;
    std::string body;
    Kind kind;
    Reason reason;
    bool alarm = false;
  };
  const std::vector<Row> rows = {
      {"case 109", 404, error_of("resource_missing"), Kind::answered, Reason::not_found},
      {"case 109, HTML", 404, "<html>", Kind::failed, Reason::upstream_bad_body},
      {"404 of another type", 404, error_of("route_missing"), Kind::failed,
       Reason::upstream_bad_body},
      {"case 110, 401", 401, error_of("authentication_error"), Kind::failed, Reason::upstream_auth,
       true},
      {"case 110, 403", 403, error_of("authorization_error"), Kind::failed, Reason::upstream_auth,
       true},
      {"case 111", 423, error_of("resource_locked_error", R"(,"backoff_ms":500)"), Kind::again,
       Reason::upstream_5xx},
      {"locked for long", 423, error_of("resource_locked_error", R"(,"backoff_ms":5000)"),
       Kind::failed, Reason::upstream_5xx},
      {"case 112", 429, error_of("rate_limit_error", R"(,"backoff_ms":7000)"), Kind::failed,
       Reason::upstream_rate_limited},
      {"the customer's id", 400, error_of("parameter_error", R"(,"param":"customer_id")"),
       Kind::answered, Reason::token_shape},
      {"another parameter", 400, error_of("parameter_error", R"(,"param":"limit")"), Kind::failed,
       Reason::upstream_bad_body, true},
      {"400 without JSON", 400, "no", Kind::failed, Reason::upstream_bad_body, true},
      {"a teapot", 418, "", Kind::failed, Reason::upstream_bad_body},
  };
  for (const Row& row : rows) {
    INFO(row.what);
    const Refusal refusal = refused(row.status, row.body);
    CHECK(static_cast<int>(refusal.judgement.kind) == static_cast<int>(row.kind));
    CHECK(name_of(refusal.reason) == name_of(row.reason));
    CHECK(refusal.judgement.alarm.empty() != row.alarm);
  }
}

TEST_CASE("a wait is read in the unit it is written in", "[revenue_cat]") {
  // Case 112: taken for seconds, 7000 would be five minutes.
  const auto wait = [](std::string_view body, std::string_view header) {
    return refused(429, body, header).judgement.retry_after;
  };
  CHECK(wait(error_of("rate_limit_error", R"(,"backoff_ms":7000)"), "7000") == Duration(15s));
  CHECK(wait("", "7000") == Duration(15s));
  CHECK(wait("", "40000") == Duration(40s));
  CHECK(wait("", "120") == Duration(120s));
  CHECK(wait(error_of("rate_limit_error", R"(,"backoff_ms":30000)"), "120") == Duration(30s));
  CHECK(wait("", "") == Duration(15s));
  CHECK(refused(423, error_of("x", R"(,"backoff_ms":500)")).judgement.retry_after ==
        Duration(500ms));
}

TEST_CASE("near its limit, calls slow down until the minute is over", "[revenue_cat]") {
  const auto slow = [](std::string_view usage, std::string_view limit, Duration into_minute) {
    http::Response response;
    response.headers = {{std::string(kUsageHeader), std::string(usage)},
                        {std::string(kLimitHeader), std::string(limit)}};
    return slow_for(response, kNow + std::chrono::duration_cast<WallTime::duration>(into_minute));
  };
  CHECK(slow("432", "480", 20s) == Duration(40s));
  CHECK(slow("480", "480", 59s) == Duration(1s));
  CHECK_FALSE(slow("431", "480", 20s).has_value());
  CHECK_FALSE(slow("", "480", 20s).has_value());
  CHECK_FALSE(slow("480", "0", 20s).has_value());
  CHECK_FALSE(slow("much", "480", 20s).has_value());
}

TEST_CASE("RevenueCat's settings that cannot be used are named", "[revenue_cat]") {
  Settings good;
  good.api_key = Secret("sk_test");
  good.project_id = "proj1";
  good.entitlement_id = "entl1";
  CHECK(fault_in(good).empty());
  CHECK(fault_in(Settings{}).empty());
  CHECK_FALSE(is_configured(Settings{}));
  struct Row {
    std::string_view named;
    std::function<void(Settings&)> spoil;
  };
  const std::vector<Row> rows = {
      // Case 117.
      {"public key", [](Settings& s) { s.api_key = Secret("appl_abcdef"); }},
      {"public key", [](Settings& s) { s.api_key = Secret(" goog_abcdef\n"); }},
      {"REVENUECAT_API_KEY", [](Settings& s) { s.api_key = Secret(); }},
      {"REVENUECAT_API_KEY", [](Settings& s) { s.api_key = Secret("a b"); }},
      {"REVENUECAT_PROJECT_ID", [](Settings& s) { s.project_id.clear(); }},
      {"REVENUECAT_ENTITLEMENT_ID", [](Settings& s) { s.entitlement_id.clear(); }},
      {"REVENUECAT_BASE_URL", [](Settings& s) { s.base_url = "http://rc.example"; }},
      {"REVENUECAT_USER_ID_PATTERN", [](Settings& s) { s.user_id_pattern = "("; }},
      {"REVENUECAT_V1_ENTITLEMENT_KEY",
       [](Settings& s) {
         s.api = Api::v1;
         s.v1_entitlement_key.clear();
       }},
      {"REVENUECAT_WEBHOOK_SECRET",
       [](Settings& s) {
         s = Settings{};
         s.webhook_secret = Secret("whsec");
       }},
  };
  for (const Row& row : rows) {
    Settings settings = good;
    row.spoil(settings);
    const std::string fault = fault_in(settings);
    INFO(row.named << ": " << fault);
    CHECK(fault.find(row.named) != std::string::npos);
    CHECK(fault.find("abcdef") == std::string::npos);
  }
}

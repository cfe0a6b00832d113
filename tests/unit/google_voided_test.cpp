#include "purchase/google/play_api.hpp"
#include "purchase/google/voided_list.hpp"
#include "support/google_fixtures.hpp"
#include "support/store_response.hpp"

#include <spotter/base/date.hpp>

#include <catch2/catch.hpp>

#include <string>
#include <vector>

using namespace spotter;
using namespace spotter::purchase;
using namespace spotter::purchase::google;
using namespace std::chrono_literals;
using testing::google_error;
using Kind = http::Judgement::Kind;
using Names = std::vector<std::string>;

namespace {

const WallTime kNow = *parse_rfc3339("2026-01-15T12:00:00Z");
/// Noon of that day, as Google writes it.
constexpr std::string_view kNoon = "1768478400000";

std::optional<VoidedPage> read(std::string_view body) {
  codec::JsonParser parser;
  return read_voided_page(parser, body);
}

std::string list_of(std::string_view entries) {
  return std::string(R"({"voidedPurchases":[)").append(entries).append("]}");
}

std::string entry(std::string_view token, std::string_view time = kNoon) {
  return testing::voided_entry(token, time);
}

http::Judgement refused(int status, std::string_view body, std::string_view retry_after = {}) {
  codec::JsonParser parser;
  return judge_voided_error(parser, testing::response(status, body, retry_after), kNow);
}

}  // namespace

TEST_CASE("the list of voided purchases names their tokens", "[google]") {
  struct Row {
    std::string_view what;
    std::string body;
    Names tokens;
    std::optional<WallTime> newest;
    std::string_view next;
  };
  const std::vector<Row> rows = {
      {"nothing happened", "{}", {}, {}, ""},
      {"an empty list", list_of(""), {}, {}, ""},
      {"null counts as absent", R"({"voidedPurchases":null,"tokenPagination":null})", {}, {}, ""},
      {"one", list_of(entry("t1")), {"t1"}, kNow, ""},
      {"the newest is not the last",
       list_of(entry("t1", "1768478401000") + "," + entry("t2") + "," + entry("t3", "0")),
       {"t1", "t2", "t3"},
       kNow + 1s,
       ""},
      {"renewals of one subscription", list_of(entry("t1") + "," + entry("t1")), {"t1"}, kNow, ""},
      {"another page",
       R"({"tokenPagination":{"nextPageToken":"p2"},"voidedPurchases":[],"pageInfo":{}})",
       {},
       {},
       "p2"},
      {"the last page", R"({"tokenPagination":{"previousPageToken":"p1"}})", {}, {}, ""},
  };
  for (const Row& row : rows) {
    INFO(row.what);
    const auto page = read(row.body);
    REQUIRE(page.has_value());
    CHECK(page->whole);
    CHECK(page->tokens == row.tokens);
    CHECK(page->newest == row.newest);
    CHECK(page->next == row.next);
  }
}

TEST_CASE("an entry that cannot be read does not hide the others", "[google]") {
  const std::string good = entry("t1");
  for (const std::string& bad :
       {std::string("{}"), std::string("5"), std::string(R"("t2")"), entry(""), entry("t2", ""),
        entry("t2", "-1"), entry("t2", "soon"), entry("t2", "99999999999999999"),
        std::string(R"({"purchaseToken":5,"voidedTimeMillis":"1768478400000"})"),
        std::string(R"({"purchaseToken":"t2","voidedTimeMillis":1768478400000})")}) {
    INFO(bad);
    const auto page = read(list_of(bad + "," + good));
    REQUIRE(page.has_value());
    CHECK_FALSE(page->whole);
    CHECK(page->tokens.back() == "t1");
    CHECK(page->newest == kNow);
  }
}

TEST_CASE("what is not such a list is not taken for an empty one", "[google]") {
  for (const std::string_view body :
       {"", "OK", "<html></html>", "[]", "{", R"({"voidedPurchases":{}})",
        R"({"voidedPurchases":"none"})", R"({"tokenPagination":"p2"})",
        R"({"tokenPagination":{"nextPageToken":5}})",
        R"({"voidedPurchases":[],"voidedPurchases":[]})"}) {
    INFO(body);
    CHECK_FALSE(read(body).has_value());
  }
}

TEST_CASE("the window begins where anything remembered may begin, and follows what was seen",
          "[google]") {
  VoidedWindow window(24h, kNow);
  CHECK(window.from(kNow) == kNow - 24h - 10min);
  SECTION("a list with nothing in it moves nothing") {
    window.move({}, kNow);
    CHECK(window.from(kNow + 6h) == kNow - 24h - 10min);
  }
  SECTION("the last that was voided, and ten minutes more") {
    window.move(kNow - 1h, kNow);
    CHECK(window.from(kNow) == kNow - 1h - 10min);
  }
  SECTION("never back") {
    window.move(kNow - 1h, kNow);
    window.move(kNow - 2h, kNow);
    CHECK(window.from(kNow) == kNow - 1h - 10min);
  }
  SECTION("a date to come is not believed") {
    window.move(kNow + 24h, kNow);
    CHECK(window.from(kNow) == kNow - 10min);
    CHECK(window.from(kNow + 24h) == kNow - 10min);
  }
  SECTION("no further back than Google remembers") {
    const auto from = window.from(kNow + 24h * 40);
    CHECK(from > kNow + 24h * 10);
    CHECK(from <= kNow + 24h * 10 + 10min);
    CHECK(VoidedWindow(24h * 90, kNow).from(kNow) > kNow - 24h * 30);
  }
  SECTION("a machine whose date was set back still looks") {
    window.move(kNow, kNow);
    CHECK(window.from(kNow - 24h) == kNow - 24h - 10min);
  }
}

TEST_CASE("the next look comes in time, and failures make it come less often", "[google]") {
  struct Row {
    int failures;
    Duration most;
  };
  const std::vector<Row> rows = {{1, 1min},   {2, 2min},  {3, 4min},  {4, 8min},
                                 {5, 16min},  {6, 32min}, {7, 64min}, {8, 128min},
                                 {9, 256min}, {10, 6h},   {11, 6h},   {1000, 6h}};
  const VoidedPauses pauses(6h);
  for (const Row& row : rows) {
    INFO(row.failures);
    CHECK(pauses.after_failure(row.failures, 1) == row.most);
    CHECK(pauses.after_failure(row.failures, 0.5) < row.most);
    CHECK(pauses.after_failure(row.failures, 0.001) > row.most * 9 / 10);
    CHECK(VoidedPauses(60s).after_failure(row.failures, 1) == Duration(60s));
  }
  CHECK(pauses.after_success(1) == Duration(6h));
  CHECK(pauses.after_success(0.5) < Duration(6h));
  CHECK(pauses.after_success(0.001) > Duration(5h));
  CHECK(pauses.first(1) == Duration(10s));
  CHECK(pauses.first(0.001) < Duration(1s));
  CHECK(VoidedPauses::before_more(1) == Duration(10min));
  CHECK(VoidedPauses::before_more(0.001) >= Duration(9min));
}

TEST_CASE("no refusal is taken for an answer, and none calls a person by itself", "[google]") {
  struct Row {
    int status;
    std::string body;
    Kind kind;
    Reason reason;
    VoidedCondition condition;
    bool rest = false;
  };
  using Condition = VoidedCondition;
  const std::vector<Row> rows = {
      {401, google_error("authError"), Kind::failed, Reason::upstream_auth, Condition::refused},
      {403, google_error("permissionDenied"), Kind::failed, Reason::upstream_auth,
       Condition::permission_missing},
      {403, google_error("insufficientPermissions"), Kind::failed, Reason::upstream_auth,
       Condition::permission_missing},
      {403, "", Kind::failed, Reason::upstream_auth, Condition::permission_missing},
      {403, google_error("quotaExceeded"), Kind::failed, Reason::upstream_rate_limited,
       Condition::away, true},
      {429, "", Kind::failed, Reason::upstream_rate_limited, Condition::away, true},
      {404, google_error("applicationNotFound"), Kind::failed, Reason::upstream_auth,
       Condition::refused},
      {404, google_error("notFound"), Kind::failed, Reason::upstream_bad_body, Condition::refused},
      {404, "<html>", Kind::failed, Reason::upstream_bad_body, Condition::refused},
      {400, google_error("invalid"), Kind::failed, Reason::upstream_bad_body, Condition::refused},
      {410, google_error("gone"), Kind::failed, Reason::upstream_bad_body, Condition::refused},
      {409, google_error("concurrentUpdate"), Kind::again, Reason::upstream_5xx, Condition::away},
      {204, "", Kind::failed, Reason::upstream_bad_body, Condition::unreadable},
  };
  for (const Row& row : rows) {
    INFO(row.status << " " << row.body);
    const auto judgement = refused(row.status, row.body, "40");
    CHECK(static_cast<int>(judgement.kind) == static_cast<int>(row.kind));
    CHECK(name_of(judgement.reason) == name_of(row.reason));
    CHECK(judgement.rest == row.rest);
    CHECK(judgement.alarm.empty());
    CHECK(name_of(voided_condition(judgement.reason, row.status)) == name_of(row.condition));
  }
  CHECK(voided_condition(Reason::ok, 200) == Condition::well);
  CHECK(voided_condition(Reason::upstream_bad_body, 200) == Condition::unreadable);
  // Of the account that gets no token, and of a silence.
  CHECK(voided_condition(Reason::upstream_auth, 0) == Condition::refused);
  CHECK(voided_condition(Reason::upstream_timeout, 0) == Condition::away);
  CHECK(voided_condition(Reason::internal, 0) == Condition::away);
}

TEST_CASE("the list is asked for from a time on, with subscriptions, page by page", "[google]") {
  const Secret access("access");
  const auto url = [&](const VoidedPart& part) {
    return *http::url_of("https://g", make_voided_question(Settings{}, part, access));
  };
  const std::string first = url({kNow, ""});
  CHECK(first ==
        "https://g/androidpublisher/v3/applications/com.limajuice.liftlog/purchases/"
        "voidedpurchases?startTime=1768478400000&type=1&maxResults=1000");
  CHECK(url({kNow, "a+b/c=&d"}) == first + "&token=a%2Bb%2Fc%3D%26d");
  CHECK(make_voided_question(Settings{}, {kNow, ""}, access).headers[0].second == "Bearer access");
}

TEST_CASE("the list is read where Google is asked, and nothing is pushed", "[google]") {
  Settings settings = testing::google_settings("http://127.0.0.1:1");
  CHECK_FALSE(polls_voided(settings));
  settings.push.audience.clear();
  settings.push.service_account.clear();
  CHECK(polls_voided(settings));
  settings.voided_poll_every = 0s;
  CHECK_FALSE(polls_voided(settings));
  CHECK_FALSE(polls_voided(Settings{}));
}

#include <spotter/base/date.hpp>

#include <catch2/catch.hpp>

using namespace spotter;
using namespace std::chrono;
using namespace std::chrono_literals;

namespace {

/// Sun, 06 Nov 1994 08:49:37 GMT, the date of RFC 9110.
const WallTime kThen = sys_days(1994y / November / 6) + 8h + 49min + 37s;
const WallTime kNow = sys_days(2026y / November / 21) + 18h;

}  // namespace

TEST_CASE("a date is written in UTC, cut to the second, also before 1970", "[base]") {
  const WallTime time{std::chrono::seconds(784'111'777) + std::chrono::milliseconds(999)};
  CHECK(http_date(time) == "Sun, 06 Nov 1994 08:49:37 GMT");
  CHECK(rfc3339(time) == "1994-11-06T08:49:37Z");
  CHECK(day_of(time) == "1994-11-06");
  CHECK(rfc3339(WallTime{std::chrono::milliseconds(-1)}) == "1969-12-31T23:59:59Z");
}

TEST_CASE("all three forms of an HTTP date are the same moment", "[base]") {
  CHECK(parse_http_date("Sun, 06 Nov 1994 08:49:37 GMT", kThen) == kThen);
  CHECK(parse_http_date("Sunday, 06-Nov-94 08:49:37 GMT", kThen) == kThen);
  CHECK(parse_http_date("Sun Nov  6 08:49:37 1994", kThen) == kThen);
  CHECK(parse_http_date("Thu, 29 Feb 2024 23:59:60 GMT", kThen) == sys_days(2024y / March / 1));
  CHECK_FALSE(parse_http_date("Wed, 29 Feb 2023 00:00:00 GMT", kThen));
  CHECK_FALSE(parse_http_date("1994-11-06T08:49:37Z", kThen));
}

TEST_CASE("a year of two digits is at most fifty years ahead", "[base]") {
  const WallTime now = sys_days(2026y / November / 21);
  CHECK(parse_http_date("Saturday, 21-Nov-76 00:00:00 GMT", now) ==
        sys_days(2076y / November / 21));
  CHECK(parse_http_date("Sunday, 21-Nov-77 00:00:00 GMT", now) == sys_days(1977y / November / 21));
}

TEST_CASE("dates outside the clock's range do not overflow", "[base]") {
  CHECK(parse_http_date("Sat, 01 Jan 0000 00:00:00 GMT", kThen) == WallTime());
  CHECK(parse_http_date("Fri, 31 Dec 9999 23:59:59 GMT", kThen) == sys_days(2200y / January / 1));
}

TEST_CASE("a moment is read as RFC 3339 has it", "[base]") {
  CHECK(parse_rfc3339("2026-11-21T18:00:00Z") == kNow);
  CHECK(parse_rfc3339("2026-11-21t18:00:00z") == kNow);
  CHECK(parse_rfc3339("2026-11-21 18:00:00.123456Z") == kNow + 123'456us);
  CHECK(parse_rfc3339("2026-11-21T18:00:00.123456789999Z") == kNow + 123'456'789ns);
  CHECK(parse_rfc3339("2026-11-21T20:30:00+02:30") == kNow);
  CHECK(parse_rfc3339("2026-11-21T10:00:00-08:00") == kNow);
  for (const char* text :
       {"", "2026-11-21", "2026-11-21T18:00:00", "2026-13-21T18:00:00Z", "2026-02-30T18:00:00Z",
        "2026-11-21T24:00:00Z", "2026-11-21T18:60:00Z", "2026-11-21T18:00:00+2:00",
        "2026-11-21T18:00:00+24:00", "2026-11-21T18:00:00Zx", "20x6-11-21T18:00:00Z",
        "9026-11-21T18:00:00Z", "120ms"}) {
    INFO(text);
    CHECK(parse_rfc3339(text) == std::nullopt);
  }
}

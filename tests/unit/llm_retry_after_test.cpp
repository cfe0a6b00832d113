#include <spotter/llm/retry_after.hpp>

#include <catch2/catch.hpp>

#include <chrono>
#include <string_view>

using namespace spotter;
using namespace spotter::llm;
using namespace std::chrono;
using namespace std::chrono_literals;

namespace {

/// Sun, 06 Nov 1994 08:49:37 GMT, the date of RFC 9110.
const WallTime kThen = sys_days(1994y / November / 6) + 8h + 49min + 37s;

}  // namespace

TEST_CASE("a server's advice to wait is read in all its forms", "[llm]") {
  CHECK(read_retry_after("", "2", kThen) == 2000ms);
  CHECK(read_retry_after("", " 120 ", kThen) == 120'000ms);
  CHECK(read_retry_after("", "0.25", kThen) == 250ms);
  CHECK(read_retry_after("1500", "", kThen) == 1500ms);
  CHECK(read_retry_after("0.5", "", kThen) == 1ms);
  CHECK(read_retry_after("", "Sun, 06 Nov 1994 08:49:47 GMT", kThen) == 10'000ms);
  CHECK(read_retry_after("", "Sun, 06 Nov 1994 08:49:38 GMT", kThen + 400ms) == 600ms);
}

TEST_CASE("milliseconds win over seconds, unless they cannot be read", "[llm]") {
  CHECK(read_retry_after("1500", "30", kThen) == 1500ms);
  CHECK(read_retry_after("soon", "30", kThen) == 30'000ms);
}

TEST_CASE("advice that makes no sense is ignored", "[llm]") {
  const std::string_view text = GENERATE(
      as<std::string_view>{}, "", " ", "0", "-1", "+1", "1e3", "1.2.3", "abc", "2s", "0x10", "nan",
      "inf", ".", "Sun, 06 Nov 1994 08:49:37 GMT", "Sun, 06 Nov 1994 08:49:36 GMT",
      "Sun, 32 Nov 1994 08:49:47 GMT", "Sun, 06 Nov 1994 25:49:47 GMT", "Sun, 06 Nov 1994 08:49:47",
      "Sun, 06 Foo 1995 08:49:47 GMT", "Sun, 31 Feb 1995 08:49:47 GMT");
  CHECK_FALSE(read_retry_after("", text, kThen));
}

TEST_CASE("nobody waits longer than a day", "[llm]") {
  CHECK(read_retry_after("", "86400", kThen) == 24h);
  CHECK(read_retry_after("", "86401", kThen) == 24h);
  CHECK(read_retry_after("", "99999999999999999999999999", kThen) == 24h);
  CHECK(read_retry_after("99999999999999999999999999", "", kThen) == 24h);
  CHECK(read_retry_after("", "Fri, 31 Dec 9999 23:59:59 GMT", kThen) == 24h);
}

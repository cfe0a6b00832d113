#include <spotter/llm/http/response_head.hpp>

#include <catch2/catch.hpp>

#include <chrono>
#include <map>
#include <string>
#include <string_view>

using namespace spotter;
using namespace spotter::llm;
using namespace spotter::llm::http;
using namespace std::chrono_literals;

namespace {

using Headers = std::map<std::string, std::string, std::less<>>;

const WallTime kNow{std::chrono::sys_days{std::chrono::year(2026) / 11 / 21} + 18h};

ResponseHead head_with(const Headers& headers) {
  const auto header = [&](std::string_view name) -> std::string_view {
    const auto found = headers.find(name);
    return found == headers.end() ? std::string_view() : found->second;
  };
  return read_head(200, header, kNow);
}

RateLimits limits_with(const Headers& headers) {
  return head_with(headers).rate_limits;
}

}  // namespace

TEST_CASE("a span of time is read in all the ways in which servers write it", "[llm]") {
  CHECK(parse_span("12ms") == 12ms);
  CHECK(parse_span("1s") == 1000ms);
  CHECK(parse_span("6m0s") == 360'000ms);
  CHECK(parse_span("1h2m3.5s") == 3'723'500ms);
  CHECK(parse_span("1d") == 24h);
  CHECK(parse_span(" 59.5 ") == 59'500ms);
  CHECK(parse_span("0.2ms") == 1ms);
  CHECK(parse_span("9999h") == 24h);
  CHECK(parse_span("1e9") == std::nullopt);
  for (const char* text :
       {"", "0", "-1", "0s", "s", "1x", "1s!", "ms12", "1 s", "soon", "1..5s", "nan", "inf"}) {
    INFO(text);
    CHECK(parse_span(text) == std::nullopt);
  }
}

TEST_CASE("what is left of OpenAI's limits is read from the head", "[llm]") {
  CHECK(limits_with({{"x-ratelimit-limit-requests", "5000"},
                     {"x-ratelimit-remaining-requests", "4999"},
                     {"x-ratelimit-reset-requests", "12ms"},
                     {"x-ratelimit-limit-tokens", "2000000"},
                     {"x-ratelimit-remaining-tokens", "0"},
                     {"x-ratelimit-reset-tokens", "6m0s"}}) ==
        RateLimits{5000, 4999, 2'000'000, 0, 360'000ms});
}

TEST_CASE("what is left of Anthropic's limits is read from the head", "[llm]") {
  CHECK(limits_with({{"anthropic-ratelimit-requests-limit", "50"},
                     {"anthropic-ratelimit-requests-remaining", "49"},
                     {"anthropic-ratelimit-requests-reset", "2026-11-21T18:00:30Z"},
                     {"anthropic-ratelimit-tokens-limit", "50000"},
                     {"anthropic-ratelimit-tokens-remaining", "48000"},
                     {"anthropic-ratelimit-tokens-reset", "2026-11-21T17:59:30Z"}}) ==
        RateLimits{50, 49, 50'000, 48'000, 30'000ms});
}

TEST_CASE("limits that make no sense are not known", "[llm]") {
  CHECK(limits_with({}) == RateLimits{});
  CHECK(limits_with({{"x-ratelimit-limit-requests", "-1"},
                     {"x-ratelimit-remaining-requests", "-1"},
                     {"x-ratelimit-reset-requests", "-1"},
                     {"x-ratelimit-limit-tokens", "0"},
                     {"x-ratelimit-remaining-tokens", "0"},
                     {"x-ratelimit-reset-tokens", "0"}}) == RateLimits{});
  CHECK(limits_with({{"x-ratelimit-limit-requests", "many"},
                     {"x-ratelimit-remaining-requests", "12 or so"}}) == RateLimits{});
  RateLimits left_only;
  left_only.tokens_left = 7;
  CHECK(limits_with({{"x-ratelimit-remaining-tokens", "7"}}) == left_only);
}

TEST_CASE("the server's word on retrying is read from the head", "[llm]") {
  CHECK(head_with({{"x-should-retry", "true"}}).should_retry == true);
  CHECK(head_with({{"x-should-retry", " FALSE"}}).should_retry == false);
  CHECK_FALSE(head_with({{"x-should-retry", "perhaps"}}).should_retry);
  CHECK_FALSE(head_with({}).should_retry);
  CHECK(head_with({{"retry-after", "2"}}).retry_after == 2000ms);
}

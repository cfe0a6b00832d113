#include <spotter/base/date.hpp>
#include <spotter/base/text.hpp>
#include <spotter/llm/http/response_head.hpp>
#include <spotter/llm/retry_after.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <utility>

namespace spotter::llm::http {
namespace {

using std::chrono::milliseconds;
constexpr milliseconds kLongest = std::chrono::hours(24);

std::optional<std::int64_t> whole_number(std::string_view text) {
  text = trimmed(text);
  std::int64_t number = 0;
  const auto* const end = text.data() + text.size();
  const auto [stopped, error] = std::from_chars(text.data(), end, number);
  if (error != std::errc() || stopped != end) return std::nullopt;
  return number;
}

/// The names of the headers for one kind of limit.
struct Names {
  std::string_view limit;
  std::string_view remaining;
  std::string_view reset;
};

struct Limit {
  std::optional<std::int64_t> max;
  std::optional<std::int64_t> left;
  std::optional<milliseconds> reset_in;
};

/// A moment or a span.
std::optional<milliseconds> reset_in(std::string_view text, WallTime now) {
  const auto moment = parse_rfc3339(trimmed(text));
  if (!moment) return parse_span(text);
  if (*moment <= now) return std::nullopt;
  return std::min(std::chrono::ceil<milliseconds>(*moment - now), kLongest);
}

Limit read_limit(const HeaderOf& header, const Names& names, WallTime now) {
  Limit limit;
  limit.max = whole_number(header(names.limit));
  if (limit.max && *limit.max <= 0) limit.max.reset();
  limit.left = whole_number(header(names.remaining));
  // Nothing left of a limit that is not told is what servers say that know neither.
  const bool makes_no_sense = limit.left && (*limit.left < 0 || (*limit.left == 0 && !limit.max));
  if (makes_no_sense) limit.left.reset();
  limit.reset_in = reset_in(header(names.reset), now);
  return limit;
}

/// The first of two kinds of headers that says something.
Limit first_known(const HeaderOf& header, const std::array<Names, 2>& kinds, WallTime now) {
  for (const Names& names : kinds) {
    const Limit limit = read_limit(header, names, now);
    if (limit.max || limit.left || limit.reset_in) return limit;
  }
  return {};
}

constexpr std::array<Names, 2> kRequests{
    {{"x-ratelimit-limit-requests", "x-ratelimit-remaining-requests", "x-ratelimit-reset-requests"},
     {"anthropic-ratelimit-requests-limit", "anthropic-ratelimit-requests-remaining",
      "anthropic-ratelimit-requests-reset"}}};
constexpr std::array<Names, 2> kTokens{
    {{"x-ratelimit-limit-tokens", "x-ratelimit-remaining-tokens", "x-ratelimit-reset-tokens"},
     {"anthropic-ratelimit-tokens-limit", "anthropic-ratelimit-tokens-remaining",
      "anthropic-ratelimit-tokens-reset"}}};

std::optional<bool> read_should_retry(std::string_view text) {
  if (equals_ignoring_case(trimmed(text), "true")) return true;
  if (equals_ignoring_case(trimmed(text), "false")) return false;
  return std::nullopt;
}

/// Milliseconds in one of a unit; 0: not known. No unit at all means seconds.
double ms_in(std::string_view unit) noexcept {
  constexpr std::array<std::pair<std::string_view, double>, 6> kUnits{
      {{"", 1000}, {"ms", 1}, {"s", 1000}, {"m", 60'000}, {"h", 3'600'000}, {"d", 86'400'000}}};
  const auto* const found =
      std::find_if(kUnits.begin(), kUnits.end(), [unit](const auto& u) { return u.first == unit; });
  return found == kUnits.end() ? 0 : found->second;
}

bool is_digit(char c) noexcept {
  return c >= '0' && c <= '9';
}

}  // namespace

std::optional<milliseconds> parse_span(std::string_view text) {
  text = trimmed(text);
  if (text.empty()) return std::nullopt;
  double ms = 0;
  while (!text.empty()) {
    double number = 0;
    const auto* const end = text.data() + text.size();
    const auto [stopped, error] =
        std::from_chars(text.data(), end, number, std::chars_format::fixed);
    if (!is_digit(text.front()) || error != std::errc()) return std::nullopt;
    text.remove_prefix(static_cast<std::size_t>(stopped - text.data()));
    const auto* const next = std::find_if(text.begin(), text.end(), is_digit);
    const auto unit = text.substr(0, static_cast<std::size_t>(next - text.begin()));
    const double one = ms_in(unit);
    if (one == 0) return std::nullopt;
    ms += number * one;
    text.remove_prefix(unit.size());
  }
  if (!(ms > 0)) return std::nullopt;
  const double longest = static_cast<double>(kLongest.count());
  return milliseconds(static_cast<milliseconds::rep>(std::ceil(std::min(ms, longest))));
}

RateLimits read_rate_limits(const HeaderOf& header, WallTime now) {
  const Limit requests = first_known(header, kRequests, now);
  const Limit tokens = first_known(header, kTokens, now);
  RateLimits limits;
  limits.requests_max = requests.max;
  limits.requests_left = requests.left;
  limits.tokens_max = tokens.max;
  limits.tokens_left = tokens.left;
  limits.reset_in = std::max(requests.reset_in, tokens.reset_in);  // nothing is less than a span
  return limits;
}

ResponseHead read_head(int status, const HeaderOf& header, WallTime now) {
  ResponseHead head;
  head.status = status;
  head.content_type = header("content-type");
  head.content_encoding = header("content-encoding");
  head.retry_after = read_retry_after(header("retry-after-ms"), header("retry-after"), now);
  head.should_retry = read_should_retry(header("x-should-retry"));
  head.rate_limits = read_rate_limits(header, now);
  return head;
}

}  // namespace spotter::llm::http

#include <spotter/base/date.hpp>
#include <spotter/base/text.hpp>
#include <spotter/llm/retry_after.hpp>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <string>

namespace spotter::llm {
namespace {

using std::chrono::milliseconds;
constexpr milliseconds kLongest = std::chrono::hours(24);

/// A decimal number above zero, digits with at most one point; nothing else, no sign, no exponent.
std::optional<double> positive_number(std::string_view text) {
  text = trimmed(text);
  const auto is_number_char = [](char c) { return (c >= '0' && c <= '9') || c == '.'; };
  if (!std::all_of(text.begin(), text.end(), is_number_char)) return std::nullopt;
  double number = 0;
  const auto* const end = text.data() + text.size();
  const auto [stopped, error] = std::from_chars(text.data(), end, number, std::chars_format::fixed);
  if (error != std::errc() || stopped != end || !(number > 0)) return std::nullopt;
  return number;
}

milliseconds at_most_longest(double ms) {
  const double longest = static_cast<double>(kLongest.count());
  return milliseconds(static_cast<milliseconds::rep>(std::ceil(std::min(ms, longest))));
}

}  // namespace

std::optional<milliseconds> read_retry_after(std::string_view retry_after_ms,
                                             std::string_view retry_after, WallTime now) {
  if (const auto ms = positive_number(retry_after_ms)) return at_most_longest(*ms);
  if (const auto seconds = positive_number(retry_after)) return at_most_longest(*seconds * 1000);
  const auto date = parse_http_date(trimmed(retry_after), now);
  if (!date || *date <= now) return std::nullopt;
  return std::min(std::chrono::ceil<milliseconds>(*date - now), kLongest);
}

}  // namespace spotter::llm

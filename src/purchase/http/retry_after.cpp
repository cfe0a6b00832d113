#include <spotter/base/date.hpp>
#include <spotter/base/text.hpp>
#include <spotter/purchase/http/json.hpp>
#include <spotter/purchase/http/store_api.hpp>

#include <algorithm>

namespace spotter::purchase::http {

using std::chrono::milliseconds;
using std::chrono::seconds;

std::optional<Duration> read_retry_after(std::string_view text, WallTime now) {
  text = trimmed(text);
  std::optional<Duration> wait;
  if (const auto number = whole_number(text)) {
    // No store asks to wait for three years: a moment, in milliseconds.
    constexpr std::int64_t kMomentMin = 100'000'000'000;
    constexpr std::int64_t kMomentMax = 10'000'000'000'000;
    if (*number >= kMomentMin) {
      wait = WallTime(milliseconds(std::min(*number, kMomentMax))) - now;
    } else {
      wait = seconds(std::min<std::int64_t>(*number, kRestMax.count()));
    }
  } else if (const auto date = parse_http_date(text, now)) {
    wait = *date - now;
  }
  if (!wait) return std::nullopt;
  return std::clamp<Duration>(std::chrono::ceil<seconds>(*wait), seconds(1), kRestMax);
}

}  // namespace spotter::purchase::http

#include "telemetry/otlp/answer.hpp"

#include <spotter/base/date.hpp>
#include <spotter/base/text.hpp>

#include <algorithm>
#include <charconv>

namespace spotter::telemetry::otlp {
namespace {

constexpr std::size_t kMessageBytesMax = 200;
/// Longer is as good as for ever.
constexpr std::int64_t kWaitSecondsMax = 86'400;

std::optional<std::int64_t> whole_number(std::string_view digits) {
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
  if (error != std::errc() || end != digits.data() + digits.size() || number < 0)
    return std::nullopt;
  return number;
}

}  // namespace

Verdict verdict_on(int status) noexcept {
  if (status >= 200 && status < 300) return Verdict::taken;
  const bool later =
      status == 0 || status == 429 || status == 502 || status == 503 || status == 504;
  return later ? Verdict::later : Verdict::refused;
}

std::optional<Duration> read_wait(std::string_view retry_after, WallTime now) {
  retry_after = trimmed(retry_after);
  if (const auto seconds = whole_number(retry_after))
    return std::chrono::seconds(std::min(*seconds, kWaitSecondsMax));
  const auto date = parse_http_date(retry_after, now);
  if (!date || *date <= now) return std::nullopt;
  return std::min<Duration>(std::chrono::duration_cast<Duration>(*date - now),
                            std::chrono::seconds(kWaitSecondsMax));
}

Partial read_partial(codec::JsonParser& parser, std::string_view body) {
  Partial partial;
  const auto document = parser.parse(body);
  if (!document) return partial;
  const auto said = document->get("partialSuccess");
  if (!said) return partial;
  if (const auto rejected = said->get("rejectedSpans")) {
    // A 64-bit integer: a string by the rules, which not all go by.
    const auto text = rejected->string();
    const auto number = text ? whole_number(*text) : rejected->integer();
    partial.rejected = std::max<std::int64_t>(0, number.value_or(0));
  }
  if (const auto message = said->get("errorMessage"); message && message->string())
    append_readable(partial.message, utf8_prefix(*message->string(), kMessageBytesMax));
  return partial;
}

}  // namespace spotter::telemetry::otlp

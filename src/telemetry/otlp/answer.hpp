#pragma once

#include <spotter/base/clock.hpp>
#include <spotter/codec/json.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace spotter::telemetry::otlp {

/// What a collector's answer means. Source: OTLP/HTTP Response, as specified.
enum class Verdict {
  taken,
  later,   ///< it may be sent again
  refused  ///< it must not
};
/// 0: there was no answer.
Verdict verdict_on(int status) noexcept;

/// How long a collector asks to wait: seconds, or an HTTP date. Nothing for what cannot be read.
std::optional<Duration> read_wait(std::string_view retry_after, WallTime now);

/// `partialSuccess` of a taken request.
struct Partial {
  std::int64_t rejected = 0;  ///< spans
  std::string message;        ///< the collector's own words, 200 bytes at most
};
Partial read_partial(codec::JsonParser& parser, std::string_view body);

}  // namespace spotter::telemetry::otlp

#pragma once

#include <spotter/base/clock.hpp>

#include <chrono>
#include <optional>
#include <string_view>

namespace spotter::llm {

/// How long a server asks us to wait: `retry-after-ms`, else `retry-after` as seconds or as a date
/// (RFC 9110 section 10.2.3). Nothing for values that are empty, malformed, not above zero, or in
/// the past. At most a day.
std::optional<std::chrono::milliseconds> read_retry_after(std::string_view retry_after_ms,
                                                          std::string_view retry_after,
                                                          WallTime now);

}  // namespace spotter::llm

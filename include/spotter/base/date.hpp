#pragma once

#include <spotter/base/clock.hpp>

#include <optional>
#include <string>
#include <string_view>

namespace spotter {

/// Dates in UTC, cut to the second. Any thread.

/// As strftime writes it, in the C locale; at most 63 bytes.
std::string utc_text(WallTime time, const char* strftime_format);

/// `2026-01-31T23:59:59Z` (RFC 3339).
inline std::string rfc3339(WallTime time) {
  return utc_text(time, "%Y-%m-%dT%H:%M:%SZ");
}

/// `2026-01-31` (RFC 3339 full-date).
inline std::string day_of(WallTime time) {
  return utc_text(time, "%Y-%m-%d");
}

/// `Sat, 31 Jan 2026 23:59:59 GMT` (RFC 9110 section 5.6.7).
inline std::string http_date(WallTime time) {
  return utc_text(time, "%a, %d %b %Y %H:%M:%S GMT");
}

/// A date as HTTP has it in headers: all three forms of RFC 9110 section 5.6.7. `now` tells the
/// century of the one with two digits for the year.
std::optional<WallTime> parse_http_date(std::string_view text, WallTime now);

/// A date and time of RFC 3339, from 1970 to 2200, to the nanosecond.
std::optional<WallTime> parse_rfc3339(std::string_view text);

}  // namespace spotter

#pragma once

#include <string>
#include <string_view>

namespace spotter::codec {

/// Whether all bytes are well-formed UTF-8 (no overlong forms, no surrogates, nothing above
/// U+10FFFF).
bool valid_utf8(std::string_view text) noexcept;

/// The text with each ill-formed sequence replaced by one U+FFFD, as the WHATWG decoder and the
/// Unicode standard (section 3.9, "maximal subparts") do it.
std::string replace_invalid_utf8(std::string_view text);

/// Appends a Unicode scalar value as UTF-8.
void append_utf8(std::string& out, char32_t code_point);

}  // namespace spotter::codec

#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace spotter {

/// Lower-cases A to Z only, whatever the locale.
std::string to_lower_ascii(std::string_view text);

/// Compares as to_lower_ascii would.
bool equals_ignoring_case(std::string_view a, std::string_view b) noexcept;

/// Takes off leading and trailing spaces, tabs, CR and LF.
std::string_view trimmed(std::string_view text) noexcept;

/// Lower-case hexadecimal digits, two a byte.
std::string to_hex(std::span<const std::byte> bytes);

/// Bytes of an even number of hexadecimal digits of any case; nothing for anything else.
std::optional<std::string> from_hex(std::string_view text);

/// RFC 4648 section 5, without padding: letters, digits, '-' and '_' only.
std::string to_base64url(std::span<const std::byte> bytes);

/// RFC 4648 section 4, padded.
std::string to_base64(std::span<const std::byte> bytes);

/// Reads base64url or standard base64, padded or not; nothing for any other character.
std::optional<std::string> from_base64(std::string_view text);

/// Number of Unicode scalar values in valid UTF-8 (bytes that continue one are not counted).
std::size_t count_code_points(std::string_view utf8) noexcept;

/// The longest prefix of at most `bytes_max` bytes that does not cut a UTF-8 sequence.
std::string_view utf8_prefix(std::string_view utf8, std::size_t bytes_max) noexcept;

/// Appends the text without its control characters (U+0000 to U+001F), save tab, LF and CR: nobody
/// can read them, and each is six bytes in JSON.
void append_readable(std::string& out, std::string_view utf8);

/// Room for that many bytes more, in smaller steps than a string takes, which doubles: for texts of
/// which many grow at the same time.
void make_room(std::string& text, std::size_t bytes);

/// The bytes of a string.
inline std::span<const std::byte> as_bytes(std::string_view text) noexcept {
  return std::as_bytes(std::span<const char>(text.data(), text.size()));
}

}  // namespace spotter

#include <spotter/codec/json_writer.hpp>

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>

namespace spotter::codec {
namespace {

constexpr bool needs_escape(char c) noexcept {
  return static_cast<unsigned char>(c) < 0x20U || c == '"' || c == '\\';
}

/// Marks, by their top bits, which of eight bytes need one. Above a byte that does, the borrow may
/// mark one that does not.
std::uint64_t marks_of(std::uint64_t bytes) noexcept {
  constexpr std::uint64_t kEach = 0x0101010101010101U;
  constexpr std::uint64_t kTop = kEach * 0x80U;
  const std::uint64_t quote = bytes ^ kEach * '"';
  const std::uint64_t backslash = bytes ^ kEach * '\\';
  const std::uint64_t below = (bytes - kEach * 0x20U) & ~bytes;
  return (below | ((quote - kEach) & ~quote) | ((backslash - kEach) & ~backslash)) & kTop;
}

/// Where the next byte stands that needs one; the end: none does. Texts are long and escapes rare.
std::size_t next_escape(std::string_view text, std::size_t at) noexcept {
  static_assert(std::endian::native == std::endian::little, "the first byte is the lowest");
  std::uint64_t eight = 0;
  for (; text.size() - at >= sizeof eight; at += sizeof eight) {
    std::memcpy(&eight, text.data() + at, sizeof eight);
    if (const std::uint64_t marks = marks_of(eight); marks != 0) {
      return at + static_cast<std::size_t>(std::countr_zero(marks)) / 8;
    }
  }
  while (at < text.size() && !needs_escape(text[at]))
    ++at;
  return at;
}

void append_escape(std::string& out, char c) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  switch (c) {
    case '"':
      out += "\\\"";
      return;
    case '\\':
      out += "\\\\";
      return;
    case '\b':
      out += "\\b";
      return;
    case '\f':
      out += "\\f";
      return;
    case '\n':
      out += "\\n";
      return;
    case '\r':
      out += "\\r";
      return;
    case '\t':
      out += "\\t";
      return;
    default:
      break;
  }
  const auto value = static_cast<unsigned char>(c);
  out += "\\u00";
  out += kDigits[value >> 4U];
  out += kDigits[value & 15U];
}

}  // namespace

void append_json_escaped(std::string& out, std::string_view text) {
  std::size_t copied = 0;
  for (auto at = next_escape(text, 0); at < text.size(); at = next_escape(text, copied)) {
    out.append(text, copied, at - copied);
    append_escape(out, text[at]);
    copied = at + 1;
  }
  out.append(text, copied);
}

void append_json_string(std::string& out, std::string_view text) {
  out += '"';
  append_json_escaped(out, text);
  out += '"';
}

}  // namespace spotter::codec

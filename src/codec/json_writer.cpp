#include <spotter/codec/json_writer.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>

namespace spotter::codec {
namespace {

constexpr bool needs_escape(char c) noexcept {
  return static_cast<unsigned char>(c) < 0x20U || c == '"' || c == '\\';
}

/// Whether any of eight bytes may need one; the borrow between them can say so of a byte too many.
bool may_need_escape(std::uint64_t bytes) noexcept {
  constexpr std::uint64_t kEach = 0x0101010101010101U;
  constexpr std::uint64_t kTop = kEach * 0x80U;
  const auto below = [](std::uint64_t value, std::uint64_t limit) {
    return (value - kEach * limit) & ~value & kTop;
  };
  return (below(bytes, 0x20U) | below(bytes ^ kEach * '"', 1U) | below(bytes ^ kEach * '\\', 1U)) !=
         0;
}

/// Where the next byte stands that needs one; the end: none does. Texts are long and escapes rare.
std::size_t next_escape(std::string_view text, std::size_t at) noexcept {
  std::uint64_t eight = 0;
  for (; text.size() - at >= sizeof eight; at += sizeof eight) {
    std::memcpy(&eight, text.data() + at, sizeof eight);
    if (!may_need_escape(eight)) continue;
    const auto* const begin = text.begin() + at;
    const auto* const found = std::find_if(begin, begin + sizeof eight, needs_escape);
    if (found != begin + sizeof eight) return static_cast<std::size_t>(found - text.begin());
  }
  const auto* const found = std::find_if(text.begin() + at, text.end(), needs_escape);
  return static_cast<std::size_t>(found - text.begin());
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

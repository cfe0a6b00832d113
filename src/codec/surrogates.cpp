#include <spotter/codec/surrogates.hpp>
#include <spotter/codec/utf8.hpp>

#include <cstddef>
#include <optional>

namespace spotter::codec {
namespace {

constexpr char32_t kFirstMark = 0x10F800;
constexpr std::size_t kEscapeLength = 6;  // \uXXXX
constexpr std::size_t kMarkLength = 4;    // F4 8F A0..BF 80..BF
constexpr std::string_view kMarkPrefix = "\xF4\x8F";

constexpr bool is_high(char32_t unit) noexcept {
  return unit >= 0xD800 && unit <= 0xDBFF;
}
constexpr bool is_low(char32_t unit) noexcept {
  return unit >= 0xDC00 && unit <= 0xDFFF;
}
constexpr bool is_half(char32_t unit) noexcept {
  return unit >= 0xD800 && unit <= 0xDFFF;
}

constexpr char32_t joined(char32_t high, char32_t low) noexcept {
  return 0x10000 + ((high - 0xD800) << 10U) + (low - 0xDC00);
}
constexpr char32_t mark_of(char32_t half) noexcept {
  return half - 0xD800 + kFirstMark;
}
constexpr char32_t half_of(char32_t mark) noexcept {
  return mark - kFirstMark + 0xD800;
}

/// The UTF-16 unit of the `\uXXXX` that starts at `at`, if one does.
std::optional<char32_t> escaped_unit_at(std::string_view json, std::size_t at) noexcept {
  if (at > json.size() || json.size() - at < kEscapeLength) return std::nullopt;
  if (json[at] != '\\' || json[at + 1] != 'u') return std::nullopt;
  char32_t unit = 0;
  for (std::size_t i = at + 2; i < at + kEscapeLength; ++i) {
    const char c = json[i];
    unsigned digit = 0;
    if (c >= '0' && c <= '9') {
      digit = static_cast<unsigned>(c - '0');
    } else if (c >= 'a' && c <= 'f') {
      digit = static_cast<unsigned>(c - 'a') + 10;
    } else if (c >= 'A' && c <= 'F') {
      digit = static_cast<unsigned>(c - 'A') + 10;
    } else {
      return std::nullopt;
    }
    unit = unit * 16 + digit;
  }
  return unit;
}

/// Where a code point of the range of marks stands in raw UTF-8, from `from` on.
std::size_t find_mark(std::string_view text, std::size_t from) noexcept {
  for (auto at = text.find(kMarkPrefix, from); at != std::string_view::npos;
       at = text.find(kMarkPrefix, at + 1)) {
    if (text.size() - at >= kMarkLength && static_cast<unsigned char>(text[at + 2]) >= 0xA0U) {
      return at;
    }
  }
  return std::string_view::npos;
}

char32_t mark_at(std::string_view text, std::size_t at) noexcept {
  const auto third = static_cast<unsigned char>(text[at + 2]);
  const auto fourth = static_cast<unsigned char>(text[at + 3]);
  return 0x10F000U + ((third & 0x3FU) << 6U) + (fourth & 0x3FU);
}

/// A character that looks like a mark, written as the marks of its two halves.
void append_as_marks(std::string& out, char32_t code_point) {
  const char32_t offset = code_point - 0x10000;
  append_utf8(out, mark_of(0xD800 + (offset >> 10U)));
  append_utf8(out, mark_of(0xDC00 + (offset & 0x3FFU)));
}

/// Calls for each escape of a half with its place, the unit, and the low half of its pair or 0.
template <class Visit>
void for_each_half(std::string_view json, Visit visit) {
  for (auto at = json.find('\\'); at != std::string_view::npos;) {
    const auto unit = escaped_unit_at(json, at);
    if (!unit) {
      at = json.find('\\', at + 2);  // the escaped character is no beginning of an escape
      continue;
    }
    std::size_t end = at + kEscapeLength;
    if (is_half(*unit)) {
      char32_t low = 0;
      if (is_high(*unit)) {
        const auto next = escaped_unit_at(json, end);
        if (next && is_low(*next)) low = *next;
      }
      visit(at, *unit, low);
      if (low != 0) end += kEscapeLength;
    }
    at = json.find('\\', end);
  }
}

}  // namespace

bool may_hold_lone_halves(std::string_view json) noexcept {
  for (auto at = json.find('\\'); at != std::string_view::npos; at = json.find('\\', at + 1)) {
    const auto unit = escaped_unit_at(json, at);
    if (unit && is_half(*unit)) return true;
  }
  return find_mark(json, 0) != std::string_view::npos;
}

void replace_lone_halves(std::string& json) noexcept {
  for_each_half(json, [&json](std::size_t at, char32_t /*unit*/, char32_t low) {
    if (low == 0) json.replace(at + 2, kEscapeLength - 2, "fffd");
  });
}

std::string mark_lone_halves(std::string_view json) {
  std::string result;
  result.reserve(json.size() + 16);
  const auto append_raw = [&result](std::string_view part) {
    std::size_t copied = 0;
    for (auto at = find_mark(part, 0); at != std::string_view::npos; at = find_mark(part, copied)) {
      result.append(part, copied, at - copied);
      append_as_marks(result, mark_at(part, at));
      copied = at + kMarkLength;
    }
    result.append(part, copied);
  };
  std::size_t copied = 0;
  for_each_half(json, [&](std::size_t at, char32_t unit, char32_t low) {
    if (low != 0 && joined(unit, low) < kFirstMark) return;
    append_raw(json.substr(copied, at - copied));
    append_utf8(result, mark_of(unit));
    if (low != 0) append_utf8(result, mark_of(low));
    copied = at + kEscapeLength * (low != 0 ? 2 : 1);
  });
  append_raw(json.substr(copied));
  return result;
}

void HalfJoiner::feed(std::string_view fragment, std::string& out) {
  std::size_t copied = 0;
  for (auto at = find_mark(fragment, 0); at != std::string_view::npos;
       at = find_mark(fragment, copied)) {
    if (at > copied) end(out);
    out.append(fragment, copied, at - copied);
    const char32_t half = half_of(mark_at(fragment, at));
    if (is_high(half)) {
      end(out);
      high_ = half;
    } else {
      append_utf8(out, high_ != 0 ? joined(high_, half) : U'\uFFFD');
      high_ = 0;
    }
    copied = at + kMarkLength;
  }
  if (copied < fragment.size()) end(out);
  out.append(fragment, copied);
}

void HalfJoiner::end(std::string& out) {
  if (high_ != 0) append_utf8(out, U'\uFFFD');
  high_ = 0;
}

std::string join_halves(std::string_view text) {
  std::string result;
  HalfJoiner joiner;
  joiner.feed(text, result);
  joiner.end(result);
  return result;
}

}  // namespace spotter::codec

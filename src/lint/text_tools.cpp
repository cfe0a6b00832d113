#include "lint/text_tools.hpp"

#include <spotter/base/text.hpp>

#include <algorithm>
#include <array>
#include <cstdint>

namespace spotter::lint {
namespace {

constexpr bool is_word(char c) noexcept {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
         static_cast<unsigned char>(c) >= 0x80U;
}

/// A character at the beginning of a text that is not empty; no bytes of UTF-8 are one of length 1.
struct Character {
  std::uint32_t value = 0;
  std::size_t bytes = 1;
  bool valid = false;
};

Character first_character(std::string_view text) noexcept {
  const auto lead = static_cast<unsigned char>(text[0]);
  if (lead < 0x80U) return {lead, 1, true};
  const std::size_t bytes = lead >= 0xF0U ? 4 : lead >= 0xE0U ? 3 : 2;
  if (lead < 0xC2U || lead > 0xF4U || text.size() < bytes) return {};
  std::uint32_t value = lead & (0xFFU >> (bytes + 1));
  for (std::size_t i = 1; i < bytes; ++i) {
    const auto next = static_cast<unsigned char>(text[i]);
    if ((next & 0xC0U) != 0x80U) return {};
    value = value << 6U | (next & 0x3FU);
  }
  const bool overlong = (bytes == 3 && value < 0x800U) || (bytes == 4 && value < 0x10000U);
  if (overlong || (value >= 0xD800U && value < 0xE000U) || value > 0x10FFFFU) return {};
  return {value, bytes, true};
}

/// Characters that break lines, and those that no text of one line may hold.
bool is_blank(std::uint32_t c) noexcept {
  return c == ' ' || (c >= 0x09 && c <= 0x0D) || c == 0x85 || c == 0xA0 || c == 0x2028 ||
         c == 0x2029 || c == 0x3000;
}

/// Control characters, and those that turn the direction of the text around them.
bool is_control(std::uint32_t c) noexcept {
  return c < 0x20 || (c >= 0x7F && c < 0xA0) || c == 0x200B || (c >= 0x202A && c <= 0x202E) ||
         (c >= 0x2060 && c <= 0x206F) || c == 0xFEFF || c == 0xFFFD;
}

std::string single_spaced(std::string_view text) {
  std::string line;
  bool blank = false;
  while (!text.empty()) {
    const Character c = first_character(text);
    if (c.valid && is_blank(c.value)) {
      blank = true;
    } else if (c.valid && !is_control(c.value)) {
      if (blank && !line.empty()) line += ' ';
      blank = false;
      line += text.substr(0, c.bytes);
    }
    text.remove_prefix(c.bytes);
  }
  return line;
}

bool starts_ignoring_case(std::string_view text, std::string_view start) noexcept {
  return equals_ignoring_case(text.substr(0, start.size()), start);
}

/// Length of an HTML tag at the beginning, or 0.
std::size_t tag_at(std::string_view text) noexcept {
  if (text.size() < 3 || text[0] != '<') return 0;
  if (text[1] != '/' && text[1] != '!' && !is_word(text[1])) return 0;
  const auto end = text.find('>');
  return end == std::string_view::npos ? 0 : end + 1;
}

/// Length of an address at the beginning, or 0.
std::size_t address_at(std::string_view text) noexcept {
  for (const std::string_view start : {"http://", "https://", "www."}) {
    if (starts_ignoring_case(text, start))
      return std::min(text.find_first_of(" )>\""), text.size());
  }
  return 0;
}

/// Length of marks of emphasis or code at the beginning, or 0.
std::size_t mark_at(std::string_view text) noexcept {
  for (const std::string_view mark : {"**", "__", "~~", "`"}) {
    if (text.starts_with(mark)) return mark.size();
  }
  return 0;
}

/// A link of Markdown at the beginning: the text that it shows, and its length; 0 if there is none.
struct Link {
  std::string_view shown;
  std::size_t bytes = 0;
};

Link link_at(std::string_view text) noexcept {
  if (!text.starts_with('[')) return {};
  const auto middle = text.find("](");
  if (middle == std::string_view::npos) return {};
  const auto end = text.find(')', middle);
  if (end == std::string_view::npos) return {};
  return {text.substr(1, middle - 1), end + 1};
}

std::string without_marks_once(std::string_view text) {
  while (text.starts_with("#"))
    text.remove_prefix(1);
  std::string plain;
  while (!text.empty()) {
    const Link link = link_at(text);
    const std::size_t skip = std::max({tag_at(text), address_at(text), mark_at(text), link.bytes});
    if (skip == 0) plain += text[0];
    if (skip == link.bytes) plain += link.shown;
    text.remove_prefix(std::max<std::size_t>(skip, 1));
  }
  return plain;
}

/// How long a name may be before it is looked at: what is over is cut anyway, and nested marks cost
/// the square of it.
constexpr std::size_t kLineBytesMax = 2000;

}  // namespace

std::string plain_line(std::string_view text) {
  std::string line = single_spaced(utf8_prefix(text, kLineBytesMax));
  for (;;) {
    std::string next = single_spaced(without_marks_once(line));
    if (next == line) return line;
    line = std::move(next);
  }
}

std::string plain_lines(std::string_view text) {
  std::string lines;
  lines.reserve(text.size());
  while (!text.empty()) {
    const Character c = first_character(text);
    if (c.valid && c.value == '\t') {
      lines += ' ';
    } else if (c.valid && (c.value == '\n' || !is_control(c.value))) {
      lines += text.substr(0, c.bytes);
    }
    text.remove_prefix(c.bytes);
  }
  return std::string(trimmed(lines));
}

std::string cut_to_characters(std::string_view text, std::size_t characters_max) {
  if (count_code_points(text) <= characters_max) return std::string(text);
  std::size_t bytes = 0;
  for (std::size_t characters = 0; characters < characters_max; ++characters)
    bytes += first_character(text.substr(bytes)).bytes;
  std::string_view kept = text.substr(0, bytes);
  const auto space = kept.find_last_of(" \n");
  if (text[bytes] != ' ' && space != std::string_view::npos && space * 2 >= bytes) {
    kept = kept.substr(0, space);
  }
  const auto last = kept.find_last_not_of(" \n,;:-(");
  return std::string(kept.substr(0, last == std::string_view::npos ? 0 : last + 1));
}

std::string_view first_sentence(std::string_view text) noexcept {
  constexpr std::array<std::string_view, 3> kWideEnds{"\u3002", "\uFF01", "\uFF1F"};
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '\n') return text.substr(0, i + 1);
    const bool ends = c == '.' || c == '!' || c == '?' || c == ';';
    if (ends && (i + 1 == text.size() || text[i + 1] == ' ' || text[i + 1] == '\n')) {
      return text.substr(0, i + 1);
    }
    for (const std::string_view wide : kWideEnds) {
      if (text.substr(i).starts_with(wide)) return text.substr(0, i + wide.size());
    }
  }
  return text;
}

namespace {

std::uint32_t lower_of(std::uint32_t c) noexcept {
  if (c >= 'A' && c <= 'Z') return c + 0x20;
  if (c >= 0xC0 && c <= 0xDE && c != 0xD7) return c + 0x20;
  // Pairs of a capital and its small letter; in two stretches the capital is the odd one.
  if ((c >= 0x100 && c <= 0x137 && c != 0x130) || (c >= 0x14A && c <= 0x177)) return c | 1U;
  if ((c >= 0x139 && c <= 0x148) || (c >= 0x179 && c <= 0x17E)) return c + (c & 1U);
  if (c == 0x178) return 0xFF;
  if (c >= 0x391 && c <= 0x3A9) return c + 0x20;
  if (c >= 0x410 && c <= 0x42F) return c + 0x20;
  if (c >= 0x400 && c <= 0x40F) return c + 0x50;
  return c;
}

/// Of Chinese and Japanese letters.
bool has_no_spaces(std::string_view phrase) noexcept {
  return !phrase.empty() && static_cast<unsigned char>(phrase.front()) >= 0xE3U &&
         static_cast<unsigned char>(phrase.front()) <= 0xE9U;
}

}  // namespace

std::string lower_case(std::string_view text) {
  std::string lower;
  lower.reserve(text.size());
  while (!text.empty()) {
    const Character c = first_character(text);
    const std::uint32_t small = c.valid ? lower_of(c.value) : c.value;
    if (!c.valid || c.bytes > 2 || small == c.value) {
      lower += text.substr(0, c.bytes);
    } else if (small < 0x80U) {
      lower += static_cast<char>(small);
    } else {
      // All of them have two bytes, as their capitals.
      lower += static_cast<char>(0xC0U | small >> 6U);
      lower += static_cast<char>(0x80U | (small & 0x3FU));
    }
    text.remove_prefix(c.bytes);
  }
  return lower;
}

bool has_phrase(std::string_view lower, std::string_view phrase) noexcept {
  const bool may_go_on = phrase.ends_with('*');
  if (may_go_on) phrase.remove_suffix(1);
  if (has_no_spaces(phrase)) return lower.find(phrase) != std::string_view::npos;
  for (auto found = lower.find(phrase); found != std::string_view::npos;
       found = lower.find(phrase, found + 1)) {
    const std::size_t end = found + phrase.size();
    const bool begins = found == 0 || !is_word(lower[found - 1]);
    if (begins && (may_go_on || end == lower.size() || !is_word(lower[end]))) return true;
  }
  return false;
}

bool has_any(std::string_view lower, std::span<const std::string_view> phrases) noexcept {
  return std::any_of(phrases.begin(), phrases.end(),
                     [&](std::string_view phrase) { return has_phrase(lower, phrase); });
}

}  // namespace spotter::lint

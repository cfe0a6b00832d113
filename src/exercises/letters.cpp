#include "exercises/letters.hpp"

#include <algorithm>
#include <iterator>

namespace spotter::exercises {
namespace {

constexpr char32_t kReplacement = 0xFFFD;

// The letters of U+00C0 to U+017F without accents; '*' are written with more than one letter, or
// are none.
constexpr char32_t kLatinFirst = 0xC0;
constexpr std::string_view kLatin =
    "aaaaaa*ceeeeiiii*nooooo**uuuuy**"
    "aaaaaa*ceeeeiiii*nooooo**uuuuy*y"
    "aaaaaaccccccccddddeeeeeeeeeegggg"
    "gggghhhhiiiiiiiiii**jjkkklllllll"
    "lllnnnnnnnnnoooooo**rrrrrrssssss"
    "ssttttttuuuuuuuuuuuuwwyyyzzzzzzs";
static_assert(kLatin.size() == 0x180 - kLatinFirst);

struct LetterRange {
  char32_t first;
  char32_t last;
  char base;
};
// Vietnamese (U+1EA0 to U+1EF9), and the comma letters of Romanian.
constexpr LetterRange kMoreLatin[] = {
    {0x218, 0x219, 's'},   {0x21A, 0x21B, 't'},   {0x1EA0, 0x1EB7, 'a'}, {0x1EB8, 0x1EC7, 'e'},
    {0x1EC8, 0x1ECB, 'i'}, {0x1ECC, 0x1EE3, 'o'}, {0x1EE4, 0x1EF1, 'u'}, {0x1EF2, 0x1EF9, 'y'}};

std::string_view several_letters(char32_t c) noexcept {
  switch (c) {
    case 0xC6:
    case 0xE6:
      return "ae";
    case 0xD0:
    case 0xF0:
      return "d";
    case 0xD8:
    case 0xF8:
      return "o";
    case 0xDE:
    case 0xFE:
      return "th";
    case 0xDF:
      return "ss";
    case 0x132:
    case 0x133:
      return "ij";
    case 0x152:
    case 0x153:
      return "oe";
    default:
      return {};
  }
}

char32_t lower_other(char32_t c) noexcept {
  if (c >= 0x391 && c <= 0x3A9) return c + 0x20;  // Greek
  if (c >= 0x410 && c <= 0x42F) return c + 0x20;  // Cyrillic
  if (c == 0x401 || c == 0x451) return 0x435;     // Ё is written as Е
  if (c >= 0x400 && c <= 0x40F) return c + 0x50;
  return c;
}

void append_utf8(std::string& out, char32_t c) {
  const auto byte = [&out](char32_t value) {
    out.push_back(static_cast<char>(static_cast<unsigned char>(value)));
  };
  if (c < 0x80) {
    byte(c);
  } else if (c < 0x800) {
    byte(0xC0 | c >> 6U);
    byte(0x80 | (c & 0x3FU));
  } else if (c < 0x10000) {
    byte(0xE0 | c >> 12U);
    byte(0x80 | (c >> 6U & 0x3FU));
    byte(0x80 | (c & 0x3FU));
  } else {
    byte(0xF0 | c >> 18U);
    byte(0x80 | (c >> 12U & 0x3FU));
    byte(0x80 | (c >> 6U & 0x3FU));
    byte(0x80 | (c & 0x3FU));
  }
}

struct CodeRange {
  char32_t first;
  char32_t last;
};
constexpr bool contains(const CodeRange* begin, const CodeRange* end, char32_t c) noexcept {
  return std::any_of(begin, end, [c](CodeRange r) { return c >= r.first && c <= r.last; });
}

// Accents of their own, apostrophes, soft hyphens, zero-width characters, variation selectors.
constexpr CodeRange kInvisible[] = {{'\'', '\''},     {'`', '`'},       {0xAD, 0xAD},
                                    {0xB4, 0xB4},     {0x2B9, 0x2BF},   {0x300, 0x36F},
                                    {0x200B, 0x200F}, {0x2018, 0x201B}, {0x2060, 0x2060},
                                    {0xFE00, 0xFE0F}, {0xFEFF, 0xFEFF}};
// Punctuation, symbols, private characters and pictures beyond ASCII.
constexpr CodeRange kSeparators[] = {
    {0x80, 0xBF},       {0xD7, 0xD7},       {0xF7, 0xF7},     {0x2000, 0x2BFF}, {0x2E00, 0x2E7F},
    {0x3000, 0x3004},   {0x3007, 0x3020},   {0x30FB, 0x30FB}, {0xE000, 0xF8FF}, {0xFE10, 0xFE6F},
    {0xFF00, 0xFF0F},   {0xFF1A, 0xFF20},   {0xFF3B, 0xFF40}, {0xFF5B, 0xFF65}, {0xFFF0, 0xFFFF},
    {0x1F000, 0x1FFFF}, {0xE0000, 0x10FFFF}};

}  // namespace

Character first_character(std::string_view text) noexcept {
  const auto byte = [text](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned lead = byte(0);
  if (lead < 0x80) return {lead, 1};
  const std::size_t length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
  if (lead < 0xC2 || lead > 0xF4 || text.size() < length) return {kReplacement, 1};
  char32_t c = lead & (0xFFU >> (length + 1));
  for (std::size_t i = 1; i < length; ++i) {
    if ((byte(i) & 0xC0U) != 0x80U) return {kReplacement, 1};
    c = c << 6U | (byte(i) & 0x3FU);
  }
  constexpr char32_t kLeast[] = {0, 0, 0x80, 0x800, 0x10000};
  if (c < kLeast[length] || c > 0x10FFFF || (c >= 0xD800 && c <= 0xDFFF)) return {kReplacement, 1};
  return {c, length};
}

Part part_of(char32_t c) noexcept {
  if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'))
    return Part::letter;
  if (contains(std::begin(kInvisible), std::end(kInvisible), c)) return Part::invisible;
  if (c < 0x80) return Part::separator;
  return contains(std::begin(kSeparators), std::end(kSeparators), c) ? Part::separator
                                                                     : Part::letter;
}

void append_folded(std::string& out, char32_t c) {
  if (c < 0x80) {
    out.push_back(static_cast<char>(c >= 'A' && c <= 'Z' ? c + 0x20 : c));
    return;
  }
  if (const auto letters = several_letters(c); !letters.empty()) {
    out.append(letters);
    return;
  }
  if (c >= kLatinFirst && c < kLatinFirst + kLatin.size() && kLatin[c - kLatinFirst] != '*') {
    out.push_back(kLatin[c - kLatinFirst]);
    return;
  }
  for (const auto& range : kMoreLatin) {
    if (c < range.first || c > range.last) continue;
    out.push_back(range.base);
    return;
  }
  append_utf8(out, lower_other(c));
}

}  // namespace spotter::exercises

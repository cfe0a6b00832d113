#include "trainer/letters.hpp"

#include <cstddef>

namespace spotter::trainer {
namespace {

constexpr bool is_in(char32_t c, char32_t first, char32_t last) {
  return c >= first && c <= last;
}

constexpr char32_t upper_latin(char32_t c) {
  if (is_in(c, U'a', U'z') || (is_in(c, 0xE0, 0xFE) && c != 0xF7)) return c - 0x20;
  if (c == 0xFF) return 0x178;
  if (c == 0x131) return U'I';  // without a dot
  // Pairs of a capital and a small letter; where they begin at an odd place, the small one is even.
  const bool small_is_even = is_in(c, 0x139, 0x148) || is_in(c, 0x179, 0x17E);
  if (small_is_even) return c % 2 == 0 ? c - 1 : c;
  const bool in_pairs = is_in(c, 0x100, 0x137) || is_in(c, 0x14A, 0x177) || is_in(c, 0x200, 0x233);
  return in_pairs && c % 2 == 1 ? c - 1 : c;
}

constexpr char32_t upper_greek(char32_t c) {
  if (is_in(c, 0x3B1, 0x3CB) && c != 0x3C2) return c - 0x20;
  switch (c) {
    case 0x3AC:
      return 0x386;
    case 0x3AD:
      return 0x388;
    case 0x3AE:
      return 0x389;
    case 0x3AF:
      return 0x38A;
    case 0x3CC:
      return 0x38C;
    case 0x3CD:
      return 0x38E;
    case 0x3CE:
      return 0x38F;
    default:
      return c;
  }
}

constexpr char32_t upper_cyrillic(char32_t c) {
  if (is_in(c, 0x430, 0x44F)) return c - 0x20;
  if (is_in(c, 0x450, 0x45F)) return c - 0x50;
  const bool in_pairs = is_in(c, 0x460, 0x481) || is_in(c, 0x48A, 0x4BF) || is_in(c, 0x4D0, 0x52F);
  return in_pairs && c % 2 == 1 ? c - 1 : c;
}

constexpr char32_t upper(char32_t c) {
  if (c < 0x370) return upper_latin(c);
  return c < 0x400 ? upper_greek(c) : upper_cyrillic(c);
}

static_assert(upper(U'ž') == U'Ž' && upper(U'é') == U'É' && upper(U'ł') == U'Ł');
static_assert(upper(U'м') == U'М' && upper(U'љ') == U'Љ' && upper(U'ή') == U'Ή');

}  // namespace

std::string capitalised(std::string_view text) {
  std::string result(text);
  if (text.empty()) return result;
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  if (byte(0) < 0x80) {
    result.front() = static_cast<char>(upper(byte(0)));
    return result;
  }
  // All letters with capitals take two bytes, and so do their capitals, but for the one above.
  const bool two_bytes = byte(0) >= 0xC2 && byte(0) < 0xE0 && text.size() >= 2;
  if (!two_bytes || byte(1) < 0x80 || byte(1) > 0xBF) return result;
  const char32_t big = upper((static_cast<char32_t>(byte(0) & 0x1F) << 6U) | (byte(1) & 0x3FU));
  if (big < 0x80) return std::string(1, static_cast<char>(big)).append(text.substr(2));
  result[0] = static_cast<char>(0xC0U | (big >> 6U));
  result[1] = static_cast<char>(0x80U | (big & 0x3FU));
  return result;
}

}  // namespace spotter::trainer

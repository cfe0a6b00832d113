#include <spotter/codec/utf8.hpp>

#include <simdjson.h>

#include <cstddef>

namespace spotter::codec {
namespace {

constexpr unsigned byte_at(std::string_view text, std::size_t i) noexcept {
  return static_cast<unsigned char>(text[i]);
}

struct Sequence {
  std::size_t length =
      1;  ///< bytes that belong together: all of them, or the part that was well-formed
  bool valid = false;
};

/// The sequence at `at`, by table 3-7 of the Unicode standard: the first continuation byte has a
/// narrower range after E0, ED, F0 and F4.
Sequence sequence_at(std::string_view text, std::size_t at) noexcept {
  const unsigned lead = byte_at(text, at);
  if (lead < 0x80) return {1, true};
  std::size_t more = 0;
  unsigned low = 0x80;
  unsigned high = 0xBF;
  if (lead >= 0xC2 && lead <= 0xDF) {
    more = 1;
  } else if (lead >= 0xE0 && lead <= 0xEF) {
    more = 2;
    if (lead == 0xE0) low = 0xA0;
    if (lead == 0xED) high = 0x9F;
  } else if (lead >= 0xF0 && lead <= 0xF4) {
    more = 3;
    if (lead == 0xF0) low = 0x90;
    if (lead == 0xF4) high = 0x8F;
  } else {
    return {1, false};
  }
  std::size_t length = 1;
  while (length <= more && at + length < text.size()) {
    const unsigned next = byte_at(text, at + length);
    if (next < low || next > high) break;
    low = 0x80;
    high = 0xBF;
    ++length;
  }
  return {length, length == more + 1};
}

}  // namespace

bool valid_utf8(std::string_view text) noexcept {
  return simdjson::validate_utf8(text.data(), text.size());
}

std::string replace_invalid_utf8(std::string_view text) {
  std::string result;
  result.reserve(text.size());
  std::size_t copied = 0;
  for (std::size_t i = 0; i < text.size();) {
    const Sequence sequence = sequence_at(text, i);
    if (!sequence.valid) {
      result.append(text, copied, i - copied);
      append_utf8(result, U'\uFFFD');
      copied = i + sequence.length;
    }
    i += sequence.length;
  }
  result.append(text, copied);
  return result;
}

void append_utf8(std::string& out, char32_t code_point) {
  const auto low_six = [&out](char32_t bits) {
    out += static_cast<char>(0x80U | (static_cast<unsigned>(bits) & 0x3FU));
  };
  if (code_point < 0x80) {
    out += static_cast<char>(code_point);
  } else if (code_point < 0x800) {
    out += static_cast<char>(0xC0U | static_cast<unsigned>(code_point >> 6U));
    low_six(code_point);
  } else if (code_point < 0x10000) {
    out += static_cast<char>(0xE0U | static_cast<unsigned>(code_point >> 12U));
    low_six(code_point >> 6U);
    low_six(code_point);
  } else {
    out += static_cast<char>(0xF0U | static_cast<unsigned>(code_point >> 18U));
    low_six(code_point >> 12U);
    low_six(code_point >> 6U);
    low_six(code_point);
  }
}

}  // namespace spotter::codec

#include <spotter/base/text.hpp>

#include <algorithm>
#include <cstdint>

namespace spotter {
namespace {

constexpr char lower(char c) noexcept {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

constexpr bool continues_utf8(char c) noexcept {
  return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U;
}

int hex_value(char c) noexcept {
  if (c >= '0' && c <= '9') return c - '0';
  const char l = lower(c);
  if (l >= 'a' && l <= 'f') return l - 'a' + 10;
  return -1;
}

int base64_value(char c) noexcept {
  if (c >= 'A' && c <= 'Z') return c - 'A';
  if (c >= 'a' && c <= 'z') return c - 'a' + 26;
  if (c >= '0' && c <= '9') return c - '0' + 52;
  if (c == '-' || c == '+') return 62;
  if (c == '_' || c == '/') return 63;
  return -1;
}

/// Without padding; the alphabets differ in the last two digits.
std::string base64_digits(std::span<const std::byte> bytes, char digit_62, char digit_63) {
  constexpr std::string_view kDigits =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
  const auto digit = [&](std::uint32_t value) {
    if (value < kDigits.size()) return kDigits[value];
    return value == 62 ? digit_62 : digit_63;
  };
  std::string result;
  result.reserve((bytes.size() + 2) / 3 * 4);
  std::uint32_t bits = 0;
  unsigned held = 0;
  for (const std::byte byte : bytes) {
    bits = (bits << 8U) | std::to_integer<std::uint32_t>(byte);
    held += 8;
    while (held >= 6) {
      held -= 6;
      result.push_back(digit((bits >> held) & 63U));
    }
  }
  if (held > 0) result.push_back(digit((bits << (6 - held)) & 63U));
  return result;
}

}  // namespace

std::string to_lower_ascii(std::string_view text) {
  std::string result(text);
  for (char& c : result)
    c = lower(c);
  return result;
}

bool equals_ignoring_case(std::string_view a, std::string_view b) noexcept {
  if (a.size() != b.size()) return false;
  for (std::size_t i = 0; i < a.size(); ++i) {
    if (lower(a[i]) != lower(b[i])) return false;
  }
  return true;
}

std::string_view trimmed(std::string_view text) noexcept {
  constexpr std::string_view kBlank = " \t\r\n";
  const auto first = text.find_first_not_of(kBlank);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kBlank) - first + 1);
}

std::string to_hex(std::span<const std::byte> bytes) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string result;
  result.reserve(bytes.size() * 2);
  for (const std::byte byte : bytes) {
    const auto value = std::to_integer<unsigned>(byte);
    result.push_back(kDigits[value >> 4U]);
    result.push_back(kDigits[value & 15U]);
  }
  return result;
}

std::optional<std::string> from_hex(std::string_view text) {
  if (text.size() % 2 != 0) return std::nullopt;
  std::string result;
  result.reserve(text.size() / 2);
  for (std::size_t i = 0; i < text.size(); i += 2) {
    const int high = hex_value(text[i]);
    const int low = hex_value(text[i + 1]);
    if (high < 0 || low < 0) return std::nullopt;
    result.push_back(static_cast<char>(high * 16 + low));
  }
  return result;
}

std::string to_base64url(std::span<const std::byte> bytes) {
  return base64_digits(bytes, '-', '_');
}

std::string to_base64(std::span<const std::byte> bytes) {
  std::string result = base64_digits(bytes, '+', '/');
  while (result.size() % 4 != 0)
    result.push_back('=');
  return result;
}

std::optional<std::string> from_base64(std::string_view text) {
  for (int pads = 0; pads < 2 && !text.empty() && text.back() == '='; ++pads)
    text.remove_suffix(1);
  if (text.size() % 4 == 1) return std::nullopt;
  std::string result;
  result.reserve(text.size() * 3 / 4);
  std::uint32_t bits = 0;
  unsigned held = 0;
  for (const char c : text) {
    const int value = base64_value(c);
    if (value < 0) return std::nullopt;
    bits = (bits << 6U) | static_cast<std::uint32_t>(value);
    held += 6;
    if (held >= 8) {
      held -= 8;
      result.push_back(static_cast<char>((bits >> held) & 255U));
    }
  }
  return result;
}

std::size_t count_code_points(std::string_view utf8) noexcept {
  std::size_t count = 0;
  for (const char c : utf8)
    count += continues_utf8(c) ? 0 : 1;
  return count;
}

void append_readable(std::string& out, std::string_view utf8) {
  const auto is_readable = [](char c) {
    return static_cast<unsigned char>(c) >= 0x20 || c == '\t' || c == '\n' || c == '\r';
  };
  while (!utf8.empty()) {
    const auto bad = std::find_if_not(utf8.begin(), utf8.end(), is_readable);
    const auto length = static_cast<std::size_t>(bad - utf8.begin());
    out.append(utf8.substr(0, length));
    utf8.remove_prefix(std::min(length + 1, utf8.size()));
  }
}

void make_room(std::string& text, std::size_t bytes) {
  constexpr std::size_t kStepMin = 256;
  if (text.capacity() - text.size() >= bytes) return;
  std::string larger;  // reserve() would double what has room already
  larger.reserve(text.size() + std::max({bytes, kStepMin, text.size() / 4}));
  larger.append(text);
  text.swap(larger);
}

std::string_view utf8_prefix(std::string_view utf8, std::size_t bytes_max) noexcept {
  if (utf8.size() <= bytes_max) return utf8;
  std::size_t end = bytes_max;
  while (end > 0 && continues_utf8(utf8[end]))
    --end;
  return utf8.substr(0, end);
}

}  // namespace spotter

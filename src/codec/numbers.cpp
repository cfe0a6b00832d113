#include "codec/numbers.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <system_error>

namespace spotter::codec {
namespace {

constexpr std::string_view kLargest = "1.7976931348623157e308";

bool is_digit(char c) noexcept {
  return c >= '0' && c <= '9';
}

/// Takes digits off the front; how many.
std::size_t take_digits(std::string_view& text) noexcept {
  std::size_t count = 0;
  while (count < text.size() && is_digit(text[count]))
    ++count;
  text.remove_prefix(count);
  return count;
}

bool take(std::string_view& text, char c) noexcept {
  if (!text.starts_with(c)) return false;
  text.remove_prefix(1);
  return true;
}

struct Number {
  std::string_view text;
  bool whole = false;  ///< no fraction and no exponent
};

/// The number that `rest` begins with, by the grammar of RFC 8259; empty when that is none.
Number read_number(std::string_view rest) noexcept {
  const std::string_view all = rest;
  take(rest, '-');
  const bool zero = rest.starts_with('0');
  const std::size_t digits = take_digits(rest);
  if (digits == 0 || (zero && digits > 1)) return {};
  bool whole = true;
  if (take(rest, '.')) {
    whole = false;
    if (take_digits(rest) == 0) return {};
  }
  if (take(rest, 'e') || take(rest, 'E')) {
    whole = false;
    if (!take(rest, '+')) take(rest, '-');
    if (take_digits(rest) == 0) return {};
  }
  return {all.substr(0, all.size() - rest.size()), whole};
}

template <class Integer>
bool fits(std::string_view text) noexcept {
  Integer value{};
  return std::from_chars(text.data(), text.data() + text.size(), value).ec == std::errc();
}

/// How to write the number so that it is in range; nothing when it is already.
std::optional<std::string> in_range(const Number& number) {
  const std::string text(number.text);
  // No locale is ever set in this process, so the decimal point is one.
  if (std::isinf(std::strtod(text.c_str(), nullptr)))
    return std::string(text.front() == '-' ? "-" : "").append(kLargest);
  if (!number.whole || fits<std::int64_t>(text) || fits<std::uint64_t>(text)) return std::nullopt;
  return text + "e0";
}

/// Where the string that begins at `at` ends: behind its closing quote.
std::size_t end_of_string(std::string_view json, std::size_t at) noexcept {
  for (++at; at < json.size() && json[at] != '"'; ++at) {
    if (json[at] == '\\') ++at;
  }
  return std::min(at + 1, json.size());
}

}  // namespace

std::optional<std::string> with_numbers_in_range(std::string_view json) {
  std::string out;
  std::size_t copied = 0;
  for (std::size_t at = 0; at < json.size();) {
    if (json[at] == '"') {
      at = end_of_string(json, at);
      continue;
    }
    if (json[at] != '-' && !is_digit(json[at])) {
      ++at;
      continue;
    }
    const Number number = read_number(json.substr(at));
    if (number.text.empty()) return std::nullopt;  // no JSON: the parser says so
    if (const auto instead = in_range(number)) {
      out.append(json, copied, at - copied).append(*instead);
      copied = at + number.text.size();
    }
    at += number.text.size();
  }
  if (copied == 0) return std::nullopt;
  return out.append(json, copied, std::string_view::npos);
}

}  // namespace spotter::codec

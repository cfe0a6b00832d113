#pragma once

#include <charconv>
#include <optional>
#include <string_view>
#include <system_error>

namespace spotter::purchase::redis {

/// The number that the text is, as a whole; nothing for anything else.
template <class Number>
std::optional<Number> whole_number(std::string_view text) {
  Number number = 0;
  const auto* const end = text.data() + text.size();
  const auto [stopped, error] = std::from_chars(text.data(), end, number);
  return error == std::errc() && stopped == end ? std::optional(number) : std::nullopt;
}

}  // namespace spotter::purchase::redis

#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace spotter::exercises {

/// One character of a text. Bytes that are not UTF-8 come one by one as U+FFFD.
struct Character {
  char32_t code_point;
  std::size_t bytes;
};
/// The first of a text that is not empty.
[[nodiscard]] Character first_character(std::string_view text) noexcept;

enum class Part {
  letter,     ///< or digit
  invisible,  ///< belongs to the word around it and says nothing: accents, apostrophes, joiners
  separator
};
[[nodiscard]] Part part_of(char32_t code_point) noexcept;

/// Appends the letter in lower case, Latin ones without accents ("É" gives "e", "ß" gives "ss").
void append_folded(std::string& out, char32_t code_point);

}  // namespace spotter::exercises

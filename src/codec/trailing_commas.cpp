#include "codec/trailing_commas.hpp"

#include <cstddef>

namespace spotter::codec {
namespace {

constexpr bool is_space(char c) noexcept {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/// The index of the quote that ends the string which begins at `at`, or of the last character.
std::size_t end_of_string(const std::string& json, std::size_t at) noexcept {
  for (++at; at < json.size() && json[at] != '"'; ++at) {
    if (json[at] == '\\') ++at;
  }
  return at;
}

}  // namespace

void blank_trailing_commas(std::string& json) {
  constexpr std::size_t kNone = std::string::npos;
  std::size_t comma = kNone;  ///< the last thing seen, if it is a comma behind an element
  char before = '\0';         ///< the last character that counts
  for (std::size_t at = 0; at < json.size(); ++at) {
    const char c = json[at];
    if (is_space(c)) continue;
    if ((c == ']' || c == '}') && comma != kNone) json[comma] = ' ';
    const bool follows_element = before != '[' && before != '{' && before != ',';
    comma = c == ',' && follows_element ? at : kNone;
    before = c;
    if (c == '"') at = end_of_string(json, at);
  }
}

}  // namespace spotter::codec

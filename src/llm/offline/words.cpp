#include "llm/offline/words.hpp"

#include <cstddef>

namespace spotter::llm::offline {
namespace {

constexpr bool is_blank(char c) {
  return c == ' ' || c == '\n' || c == '\t';
}

/// Three bytes in UTF-8: mostly scripts that write without spaces, and some punctuation.
constexpr bool starts_wide(char c) {
  return (static_cast<unsigned char>(c) & 0xF0U) == 0xE0U;
}

constexpr bool continues(char c) {
  return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U;
}

}  // namespace

std::vector<std::string> split_words(std::string_view text) {
  constexpr std::size_t kWideMax = 3;
  std::vector<std::string> words;
  std::string word;
  std::size_t wide = 0;
  bool has_letters = false;
  const auto finish = [&] {
    if (!word.empty()) words.push_back(std::move(word));
    word.clear();
    wide = 0;
    has_letters = false;
  };
  for (const char c : text) {
    if (is_blank(c) && has_letters) finish();
    if (starts_wide(c) && ++wide > kWideMax) {
      finish();
      wide = 1;
    }
    if (!is_blank(c) && !continues(c)) has_letters = true;
    word.push_back(c);
  }
  finish();
  return words;
}

}  // namespace spotter::llm::offline

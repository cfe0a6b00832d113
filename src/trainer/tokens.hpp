#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace spotter::trainer {

/// What stands between a token and the one before it.
enum class Gap : std::uint8_t { none, clause, sentence };

/// A word, a number, or one character of a script without spaces; in lower case, without accents.
struct Token {
  std::string text;
  Gap before = Gap::none;
  bool ideographic = false;  ///< kana or a Chinese character

  friend bool operator==(const Token&, const Token&) = default;
};

/// Scripts that were seen in a text.
struct Scripts {
  bool kana = false;
  bool han = false;
  bool cyrillic = false;
  bool serbian_cyrillic = false;  ///< letters that Russian does not have
};

struct Tokens {
  std::vector<Token> list;
  std::vector<std::uint32_t> offsets;  ///< in the text, in bytes, where each token begins
  Scripts scripts;
};

/// Splits UTF-8 text into folded tokens: "3x60min, Rücken" gives 3, x, 60, min, rucken. Bytes that
/// are not UTF-8 separate words.
Tokens tokenize(std::string_view utf8);

/// Cyrillic tokens in Serbian Latin letters (folded), one for one; others as they are.
std::vector<Token> in_serbian_latin(const std::vector<Token>& tokens);

/// The value of a token of digits, with a decimal part if it has one.
std::optional<double> number_of(const Token& token);

}  // namespace spotter::trainer

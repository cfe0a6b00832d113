#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace spotter::testing {

/// How many words, sentences and syllables an English text has.
struct TextCounts {
  std::size_t words = 0;
  std::size_t sentences = 0;
  std::size_t syllables = 0;

  TextCounts& operator+=(const TextCounts& other) {
    words += other.words;
    sentences += other.sentences;
    syllables += other.syllables;
    return *this;
  }
};

namespace reading_age_detail {

inline bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
inline bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
inline char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}
inline bool is_one_of(char c, std::string_view letters) {
  return letters.find(c) != std::string_view::npos;
}

/// Whether the vowel at `i` is spoken apart from the one before it: "usu-al", "previ-ous",
/// "do-ing", but not "ac-tion", "spe-cial" or "lan-guage".
inline bool begins_another(std::string_view word, std::size_t i) {
  const char before = word[i - 1];
  const char earlier = i >= 2 ? word[i - 2] : ' ';
  if (word.substr(i) == "an" && before == 'i') return false;  // "Austra-lian"
  if (before == 'i' && is_one_of(word[i], "aou")) return !is_one_of(earlier, "tcsgx");
  if (before == 'u' && word[i] == 'a') return !is_one_of(earlier, "gq");
  return word.substr(i) == "ing";
}

/// The "e" of "make", "takes" and "used", but not of "table", "needed" or "exercises".
inline bool ends_with_silent_e(std::string_view word) {
  if (word.ends_with("es") && !is_one_of(word.size() > 2 ? word[word.size() - 3] : ' ', "scxzgh"))
    word.remove_suffix(1);
  else if (word.ends_with("ed") && !is_one_of(word.size() > 2 ? word[word.size() - 3] : ' ', "td"))
    word.remove_suffix(1);
  if (word.size() < 3 || !word.ends_with('e')) return false;
  const char before = word[word.size() - 2];
  if (is_one_of(before, "aeiouy")) return false;
  return before != 'l' || is_one_of(word[word.size() - 3], "aeiouy");
}

/// Of a word in lower case, without its apostrophes. By spelling, so an estimate.
inline std::size_t count_syllables(std::string_view word) {
  constexpr std::string_view kVowels = "aeiouy";
  std::size_t count = 0;
  bool in_vowels = false;
  for (std::size_t i = 0; i < word.size(); ++i) {
    const bool silent_u = word[i] == 'u' && i > 0 && word[i - 1] == 'q';
    const bool consonant_y = word[i] == 'y' && i == 0;
    const bool vowel = is_one_of(word[i], kVowels) && !silent_u && !consonant_y;
    if (vowel && (!in_vowels || begins_another(word, i))) ++count;
    in_vowels = vowel;
  }
  // "does-n't", "did-n't".
  if (word.ends_with("snt") || word.ends_with("dnt")) ++count;
  if (count > 1 && ends_with_silent_e(word)) --count;
  return count == 0 ? 1 : count;
}

}  // namespace reading_age_detail

/// Counts an English text. A line break ends a sentence; a number is a word of one syllable.
inline TextCounts count_text(std::string_view text) {
  using namespace reading_age_detail;
  TextCounts counts;
  bool sentence_has_word = false;
  for (std::size_t i = 0; i < text.size();) {
    std::string word;
    bool number = false;
    for (; i < text.size(); ++i) {
      if (is_letter(text[i])) {
        word += lower(text[i]);
      } else if (is_digit(text[i])) {
        number = true;
      } else if (text[i] != '\'' || word.empty()) {
        break;
      }
    }
    if (!word.empty() || number) {
      ++counts.words;
      counts.syllables += count_syllables(word);
      sentence_has_word = true;
    }
    if (i == text.size()) break;
    if (is_one_of(text[i], ".!?\n") && sentence_has_word) {
      ++counts.sentences;
      sentence_has_word = false;
    }
    ++i;
  }
  if (sentence_has_word) ++counts.sentences;
  return counts;
}

/// The Flesch-Kincaid grade: the years of school that reading it takes. Source: Kincaid et al.
/// 1975.
inline double grade_of(const TextCounts& counts) {
  if (counts.words == 0) return 0;
  const auto words = static_cast<double>(counts.words);
  return 0.39 * words / static_cast<double>(counts.sentences) +
         11.8 * static_cast<double>(counts.syllables) / words - 15.59;
}

}  // namespace spotter::testing

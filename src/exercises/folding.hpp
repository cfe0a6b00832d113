#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace spotter::exercises {

/// Names longer than this are never compared: nobody calls an exercise so, and what is compared
/// comes from outside.
inline constexpr std::size_t kNameBytesMax = 200;

/// Reads a text word by word. A word is a run of letters and digits of any script; apostrophes and
/// invisible characters in it are left out, everything else parts words. Bytes that are not UTF-8
/// part words too.
class WordReader {
 public:
  explicit WordReader(std::string_view text) noexcept : text_(text) {}

  /// Goes to the next word; false at the end.
  bool next();
  /// Lower-case, Latin letters without their accents.
  [[nodiscard]] const std::string& word() const noexcept { return word_; }
  /// Where it stands in the text, in bytes.
  [[nodiscard]] std::size_t begin() const noexcept { return begin_; }
  [[nodiscard]] std::size_t end() const noexcept { return end_; }

 private:
  std::string_view text_;
  std::size_t at_ = 0;
  std::string word_;
  std::size_t begin_ = 0;
  std::size_t end_ = 0;
};

/// The word that stands for a folded word and for what people also write: singular, the usual
/// abbreviations ("db" is "dumbbell") and misspellings.
[[nodiscard]] std::string canonical_word(std::string_view folded);

/// Two canonical words that people also write as one: "push" "up" is "pushup".
struct Joint {
  std::string_view first;
  std::string_view second;
  std::string_view joined;
};
[[nodiscard]] std::span<const Joint> joints() noexcept;

/// Several canonical words that people also write as one short one: "rdl" is "romanian deadlift".
struct Abbreviation {
  std::string_view short_form;
  std::string_view words;  ///< parted by single spaces
};
[[nodiscard]] std::span<const Abbreviation> abbreviations() noexcept;

/// The words of a name: canonical, joined, abbreviations in full.
[[nodiscard]] std::vector<std::string> name_words(std::string_view name);

/// What a name is found by.
struct NameKeys {
  std::string in_order;   ///< its words without spaces: "benchpress"
  std::string any_order;  ///< sorted, without "with", "the" and the like
};
[[nodiscard]] NameKeys keys_of(const std::vector<std::string>& words);

/// The words of a name as they are, a space between: names that differ in case, accents and
/// punctuation only have it in common. Empty if there is no letter and no digit.
[[nodiscard]] std::string plain_key(std::string_view name);

/// The name in lower case and with single spaces: punctuation and accents stay.
[[nodiscard]] std::string case_key(std::string_view name);

}  // namespace spotter::exercises

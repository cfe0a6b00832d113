#pragma once

#include "trainer/languages.hpp"
#include "trainer/red_flags.hpp"
#include "trainer/tokens.hpp"

#include <spotter/trainer/wish.hpp>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace spotter::trainer {

/// What a word or phrase means to the coach.
enum class Term {
  marker,  ///< tells the language, nothing else
  filler,  ///< means nothing, and hides shorter matches inside: "chest day", "not only"
  number,  ///< value: the number
  day,
  times,    ///< three *times*, 3*x*
  session,  ///< three *workouts*
  week,
  minute,
  hour,
  month,
  year,
  days_phrase,     ///< "twice a week"; value: days
  minutes_phrase,  ///< "half an hour"; value: minutes
  weekday,         ///< each pattern another day
  years_old,       ///< follows an age
  i_am,            ///< comes before an age
  experience,      ///< years of it are no age
  level,           ///< value: Level
  goal,            ///< value: Goal
  gear,            ///< value: Gear
  item,            ///< value: Item
  home,
  also,
  only,
  focus,  ///< value: Area
  place,  ///< a place that may hurt; value: Joint
  pain,
  ache,              ///< place and pain in one word; value: Joint
  no_pain,           ///< "no injuries" in one phrase
  negation,          ///< comes before what it denies
  negation_after,    ///< comes after what it denies
  barrier,           ///< ends the reach of a negation: "but"
  instead_of,        ///< what follows is not wanted any more
  instead_of_after,  ///< what comes before is not wanted any more
  swap,              ///< "replace"
  swap_to,           ///< between what goes and what comes: "with", "gegen"
  swap_to_after,     ///< follows what comes
  reject,            ///< comes before what is not wanted: "skip", "I hate"
  reject_after,      ///< follows what is not wanted
  single,            ///< "just one session"
  today,
  quick,        ///< "a quick workout" is one, "shorter workouts" are not
  one_session,  ///< words for a session, not for several
  weekly,       ///< "for the whole week": not one session
  long_ago,     ///< an injury of then is none of now
  another,
  restart,
  shorter,
  longer,
  easier,
  harder,
  move,  ///< value: Move
  pregnant,
  illness,  ///< heart, blood pressure, diabetes ...
  surgery,
  doctor,
  approval,
  yes,
  hello,
  thanks,
  bye,
  small_talk,
  fine,
  help,  ///< who are you, what can you do
  plan,
  food,
  off_topic,
  drugs,
  sick,
  exercise,  ///< value: of exercise_name()
  include,   ///< comes before exercises that are wanted: "add", "must have"
  vague,     ///< "something"
  upper_body,
  question,   ///< begins what only a person or a model can answer: "how many", "is it ok"
  request,    ///< makes a wish of a question: "can you", "I want"
  complaint,  ///< "this plan sucks"
  refusal,    ///< "said not to"
  no,         ///< the answer
  fracture,   ///< of a bone, with or without a cast
  wheelchair,
  somebody,        ///< "my wife": what follows is hers
  somebody_is,     ///< "my son is": comes before an age
  for_somebody,    ///< the plan is for them: "for her", "he wants"
  myself,          ///< the plan is not for them: "I want"
  strenuous,       ///< what people say they would rather die than do
  blood_pressure,  ///< comes before its two numbers
  calories,        ///< follows how many
  eaten,           ///< calories of the whole day
  burnt,           ///< calories of something else
  flag_part        ///< value: index into Lexicon::flag_rules, times kFlagPartsMax, plus the part
};

constexpr int kFlagPartsMax = 8;

/// No pattern is longer than this.
constexpr std::uint32_t kPatternTokensMax = 24;

/// A row of a language's word table. Patterns are separated by '|'; a '*' at an end of a word
/// stands for any letters.
struct WordRow {
  Term term;
  int value;
  std::string_view patterns;
};

/// A row of a language's table of warning signs: parts separated by '+' that all must be near each
/// other, in any order; each part a list of patterns like those of a WordRow.
struct FlagRow {
  RedFlag flag;
  std::string_view parts;
  bool said_of_exercise = false;  ///< "I want to die after burpees" is no sign
};

/// All that the coach knows of one language.
struct LanguageTable {
  Language language;
  std::span<const WordRow> words;
  std::span<const FlagRow> flags;
};

/// A place in a text where a pattern matched: tokens [begin, end).
struct Hit {
  Term term;
  int value;
  Language language;
  std::uint32_t begin;
  std::uint32_t end;
  std::uint32_t pattern;  ///< tells different patterns of one row apart
};

/// A compiled FlagRow.
struct FlagRule {
  RedFlag flag;
  Language language;
  std::uint8_t parts;
  bool said_of_exercise;
};

class Lexicon {
 public:
  explicit Lexicon(std::span<const LanguageTable> tables);

  /// All matches in the order of their beginning. A match inside a longer one of the same language
  /// is left out, except that parts of warning signs are hidden by fillers only.
  [[nodiscard]] std::vector<Hit> find(const Tokens& tokens) const;

  [[nodiscard]] std::span<const FlagRule> flag_rules() const noexcept { return flag_rules_; }

 private:
  struct Word {
    std::string stem;
    bool open_start = false;
    bool open_end = false;
  };
  struct Pattern {
    Term term;
    int value;
    Language language;
    std::vector<Word> words;
  };

  void add(const LanguageTable& table);
  void add_patterns(Language language, Term term, int value, std::string_view patterns);
  void add_pattern(Language language, Term term, int value, std::string_view pattern);
  void index(std::uint32_t pattern);
  void find_at(const std::vector<Token>& tokens, std::uint32_t at, bool serbian_only,
               std::vector<Hit>& hits) const;
  [[nodiscard]] bool matches(const Pattern& pattern, const std::vector<Token>& tokens,
                             std::uint32_t at) const;
  static bool matches(const Word& word, const Token& token);

  std::vector<Pattern> patterns_;
  std::vector<FlagRule> flag_rules_;
  using Patterns = std::vector<std::uint32_t>;  ///< in ascending order
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const noexcept {
      return std::hash<std::string_view>()(text);
    }
  };
  using Index = std::unordered_map<std::string, Patterns, Hash, std::equal_to<>>;
  static const Patterns& patterns_in(const Index& index, std::string_view key);

  Index by_words_;        ///< by their first two words, where both are whole ones
  Index by_word_;         ///< the others by their first word, where that is a whole one
  Index by_start_;        ///< by its first bytes, where that ends with '*'
  Patterns without_key_;  ///< patterns that begin with '*'
};

/// The tables, one file each.
LanguageTable english_words() noexcept;
LanguageTable german_words() noexcept;
LanguageTable french_words() noexcept;
LanguageTable spanish_words() noexcept;
LanguageTable italian_words() noexcept;
LanguageTable portuguese_words() noexcept;
LanguageTable polish_words() noexcept;
LanguageTable czech_words() noexcept;
LanguageTable dutch_words() noexcept;
LanguageTable swedish_words() noexcept;
LanguageTable japanese_words() noexcept;
LanguageTable chinese_words() noexcept;
LanguageTable finnish_words() noexcept;
LanguageTable russian_words() noexcept;
LanguageTable serbian_words() noexcept;
LanguageTable shared_words() noexcept;

/// What people call the usual exercises, a table for each of some languages.
std::span<const LanguageTable> exercise_words() noexcept;
/// The name in the catalogue for the value of a Term::exercise.
std::string_view exercise_name(int value) noexcept;

/// For the value column of the tables.
template <class E>
constexpr int v(E value) {
  return static_cast<int>(value);
}

}  // namespace spotter::trainer

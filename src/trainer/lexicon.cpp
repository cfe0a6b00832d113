#include "trainer/lexicon.hpp"

#include <spotter/base/text.hpp>

#include <algorithm>
#include <iterator>

namespace spotter::trainer {
namespace {

constexpr std::size_t kKeyBytes = 3;

/// Calls `take` with each non-empty piece of the text between separators, trimmed.
template <class F>
void for_each_piece(std::string_view text, char separator, F take) {
  while (!text.empty()) {
    const auto end = text.find(separator);
    const auto piece = trimmed(text.substr(0, end));
    if (!piece.empty()) take(piece);
    if (end == std::string_view::npos) return;
    text.remove_prefix(end + 1);
  }
}

std::string_view start_of(std::string_view word) {
  return word.substr(0, kKeyBytes);
}

/// As a key of an index: no word has a blank in it.
std::string both(std::string_view first, std::string_view second) {
  std::string words;
  words.reserve(first.size() + 1 + second.size());
  return words.append(first).append(1, ' ').append(second);
}

/// "can t" as many type it: "cant".
std::string without_apostrophes(std::string_view pattern) {
  constexpr std::string_view kSplit[] = {"can t",  "don t",   "doesn t", "didn t", "isn t",
                                         "aren t", "haven t", "hasn t",  "won t",  "wasn t",
                                         "i m",    "i ve",    "i d",     "what s"};
  std::string joined(pattern);
  for (const std::string_view split : kSplit) {
    const auto at = joined.find(split);
    if (at == std::string::npos || (at > 0 && joined[at - 1] != ' ')) continue;
    const auto end = at + split.size();
    if (end < joined.size() && joined[end] != ' ') continue;
    joined.erase(at + split.find(' '), 1);
  }
  return joined;
}

bool is_inside(const Hit& inner, const Hit& outer) {
  const bool within = inner.begin >= outer.begin && inner.end <= outer.end;
  const bool longer = outer.end - outer.begin > inner.end - inner.begin;
  // "Chest day": the pain of another place is not the chest's, but the chest is what is trained.
  const bool tells = inner.term == Term::focus || inner.term == Term::goal ||
                     inner.term == Term::illness || inner.term == Term::long_ago ||
                     inner.term == Term::blood_pressure || inner.term == Term::filler;
  return within && (longer || (outer.term == Term::filler && !tells));
}

/// Says what kind of sentence it is; the words in it still mean what they mean.
bool is_frame(Term term) {
  return term == Term::fracture || term == Term::request || term == Term::question ||
         term == Term::refusal || term == Term::for_somebody || term == Term::myself;
}

bool hides(const Hit& outer, const Hit& inner) {
  const bool for_all = outer.term == Term::filler && outer.language == Language::any;
  if (outer.language != inner.language && inner.language != Language::any && !for_all) return false;
  if (outer.term == Term::flag_part || outer.term == Term::marker) return false;
  // "A chest workout" names the chest and a workout, "per week" a week.
  if (outer.term == Term::single || outer.term == Term::weekly) return false;
  if (is_frame(outer.term) || inner.term == Term::somebody) return false;
  if (inner.term == Term::one_session) return false;
  if (inner.term == Term::flag_part && outer.term != Term::filler) return false;
  // "No pain in my chest" says that nothing hurts, and still denies the chest pain.
  const bool negation = inner.term == Term::negation || inner.term == Term::negation_after;
  if (negation && outer.term == Term::no_pain) return false;
  // "My back hurts": a wish for the back and a place that hurts.
  if (inner.term == Term::place && outer.term == Term::focus) return false;
  return is_inside(inner, outer);
}

/// Only these hide others; a match of one word that is no filler has nothing inside it.
bool may_hide(const Hit& hit) {
  if (hit.term == Term::flag_part || hit.term == Term::marker) return false;
  return hit.end - hit.begin > 1 || hit.term == Term::filler;
}

/// Takes out the hits that a longer one hides. Sorted by begin, so only near ones need a look.
void drop_hidden(std::vector<Hit>& hits) {
  std::vector<Hit> outer;
  std::copy_if(hits.begin(), hits.end(), std::back_inserter(outer), may_hide);
  std::size_t first = 0;  // of those that may reach the hit
  std::erase_if(hits, [&](const Hit& hit) {
    while (first < outer.size() && outer[first].begin + kPatternTokensMax < hit.begin)
      ++first;
    for (std::size_t i = first; i < outer.size() && outer[i].begin <= hit.begin; ++i) {
      if (hides(outer[i], hit)) return true;
    }
    return false;
  });
}

}  // namespace

Lexicon::Lexicon(std::span<const LanguageTable> tables) {
  for (const LanguageTable& table : tables)
    add(table);
  for (std::uint32_t i = 0; i < patterns_.size(); ++i)
    index(i);
}

void Lexicon::add(const LanguageTable& table) {
  for (const WordRow& row : table.words) {
    add_patterns(table.language, row.term, row.value, row.patterns);
  }
  for (const FlagRow& row : table.flags) {
    const int rule = static_cast<int>(flag_rules_.size());
    std::uint8_t part = 0;
    for_each_piece(row.parts, '+', [&](std::string_view patterns) {
      add_patterns(table.language, Term::flag_part, rule * kFlagPartsMax + part, patterns);
      ++part;
    });
    flag_rules_.push_back({row.flag, table.language, part, row.said_of_exercise});
  }
}

void Lexicon::add_patterns(Language language, Term term, int value, std::string_view patterns) {
  for_each_piece(patterns, '|', [&](std::string_view pattern) {
    add_pattern(language, term, value, pattern);
    if (language != Language::en || term == Term::marker) return;
    const std::string joined = without_apostrophes(pattern);
    if (joined != pattern) add_pattern(language, term, value, joined);
  });
}

void Lexicon::add_pattern(Language language, Term term, int value, std::string_view pattern) {
  Pattern compiled{term, value, language, {}};
  for_each_piece(pattern, ' ', [&](std::string_view word) {
    const bool open_start = word.front() == '*';
    const bool open_end = word.back() == '*';
    const auto tokens = tokenize(word).list;
    for (std::size_t i = 0; i < tokens.size(); ++i) {
      compiled.words.push_back(
          {tokens[i].text, open_start && i == 0, open_end && i + 1 == tokens.size()});
    }
  });
  if (!compiled.words.empty()) patterns_.push_back(std::move(compiled));
}

void Lexicon::index(std::uint32_t pattern) {
  const auto& words = patterns_[pattern].words;
  const Word& first = words.front();
  const auto is_whole = [](const Word& word) { return !word.open_start && !word.open_end; };
  if (words.size() > 1 && is_whole(first) && is_whole(words[1])) {
    by_words_[both(first.stem, words[1].stem)].push_back(pattern);
  } else if (first.open_start || (first.open_end && first.stem.size() < kKeyBytes)) {
    without_key_.push_back(pattern);
  } else if (first.open_end) {
    by_start_[std::string(start_of(first.stem))].push_back(pattern);
  } else {
    by_word_[first.stem].push_back(pattern);
  }
}

const Lexicon::Patterns& Lexicon::patterns_in(const Index& index, std::string_view key) {
  static const Patterns kNone;
  const auto found = index.find(key);
  return found == index.end() ? kNone : found->second;
}

bool Lexicon::matches(const Word& word, const Token& token) {
  const std::string_view text = token.text;
  if (word.open_start && word.open_end) return text.find(word.stem) != std::string_view::npos;
  if (word.open_start) return text.ends_with(word.stem);
  if (word.open_end) return text.starts_with(word.stem);
  return text == word.stem;
}

bool Lexicon::matches(const Pattern& pattern, const std::vector<Token>& tokens,
                      std::uint32_t at) const {
  if (at + pattern.words.size() > tokens.size()) return false;
  for (std::size_t i = 0; i < pattern.words.size(); ++i) {
    const Token& token = tokens[at + i];
    if (i > 0 && token.before != Gap::none) return false;
    if (!matches(pattern.words[i], token)) return false;
  }
  return true;
}

void Lexicon::find_at(const std::vector<Token>& tokens, std::uint32_t at, bool serbian_only,
                      std::vector<Hit>& hits) const {
  const auto try_all = [&](const Patterns& candidates) {
    for (const std::uint32_t index : candidates) {
      const Pattern& pattern = patterns_[index];
      if (serbian_only && pattern.language != Language::sr) continue;
      if (!matches(pattern, tokens, at)) continue;
      const auto end = static_cast<std::uint32_t>(at + pattern.words.size());
      hits.push_back({pattern.term, pattern.value, pattern.language, at, end, index});
    }
  };
  const std::string_view word = tokens[at].text;
  const auto found_before = static_cast<std::ptrdiff_t>(hits.size());
  if (at + 1 < tokens.size() && tokens[at + 1].before == Gap::none)
    try_all(patterns_in(by_words_, both(word, tokens[at + 1].text)));
  try_all(patterns_in(by_word_, word));
  try_all(patterns_in(by_start_, start_of(word)));
  // In the order of the tables, however they were found.
  std::sort(hits.begin() + found_before, hits.end(),
            [](const Hit& a, const Hit& b) { return a.pattern < b.pattern; });
  try_all(without_key_);
}

std::vector<Hit> Lexicon::find(const Tokens& tokens) const {
  std::vector<Token> latin;
  if (tokens.scripts.cyrillic) latin = in_serbian_latin(tokens.list);
  std::vector<Hit> hits;
  for (std::uint32_t at = 0; at < tokens.list.size(); ++at) {
    find_at(tokens.list, at, false, hits);
    // Serbian is written in both alphabets; the tables have the Latin one.
    if (!latin.empty() && !latin[at].text.empty() && latin[at] != tokens.list[at]) {
      find_at(latin, at, true, hits);
    }
  }
  drop_hidden(hits);
  return hits;
}

std::shared_ptr<const Lexicon> make_lexicon() {
  const LanguageTable tables[] = {
      english_words(), german_words(),     french_words(),   spanish_words(),
      italian_words(), portuguese_words(), polish_words(),   czech_words(),
      dutch_words(),   swedish_words(),    japanese_words(), chinese_words(),
      finnish_words(), russian_words(),    serbian_words(),  shared_words()};
  const auto exercises = exercise_words();
  std::vector<LanguageTable> all(std::begin(tables), std::end(tables));
  all.insert(all.end(), exercises.begin(), exercises.end());
  return std::make_shared<const Lexicon>(all);
}

}  // namespace spotter::trainer

#include "exercises/mention_finder.hpp"

#include "exercises/folding.hpp"

#include <spotter/base/text.hpp>

#include <algorithm>
#include <array>
#include <string>

namespace spotter::exercises {
namespace {

// "squat rack" and "pull-up bar" are things that somebody has, not exercises that somebody does.
constexpr auto kThings =
    std::to_array<std::string_view>({"bar", "belt", "bench", "cage", "handle", "machine", "mat",
                                     "rack", "shoe", "stand", "station", "strap", "tower"});

constexpr auto kTools =
    std::to_array<std::string_view>({"band", "barbell", "bodyweight", "cable", "dumbbell", "ezbar",
                                     "kettlebell", "machine", "smith"});

/// The words with the abbreviation in place of what it stands for; empty if that is not in them.
std::vector<std::string> abbreviated(const std::vector<std::string>& words,
                                     const Abbreviation& abbreviation) {
  const auto full = name_words(abbreviation.words);
  const auto at = std::search(words.begin(), words.end(), full.begin(), full.end());
  if (at == words.end()) return {};
  std::vector<std::string> result(words.begin(), at);
  result.emplace_back(abbreviation.short_form);
  result.insert(result.end(), at + static_cast<std::ptrdiff_t>(full.size()), words.end());
  return result;
}

enum class Gap { none, comma, border };

/// What stands between two words of one name: blanks, hyphens, brackets; not the end of a sentence
/// nor a line.
Gap gap_of(std::string_view between) noexcept {
  constexpr std::size_t kGapBytesMax = 4;
  if (between.size() > kGapBytesMax) return Gap::border;
  bool comma = false;
  for (const char c : between) {
    comma = comma || c == ',';
    const bool beyond_ascii = static_cast<unsigned char>(c) >= 0x80;  // dashes, NBSP
    if (!beyond_ascii && std::string_view(" -/()&,'").find(c) == std::string_view::npos)
      return Gap::border;
  }
  return comma ? Gap::comma : Gap::none;
}

/// A bracket that opened inside the name closes inside it.
std::string_view spelled_from(std::string_view text, std::size_t begin, std::size_t end) noexcept {
  const auto spelled = text.substr(begin, end - begin);
  const bool is_open = std::count(spelled.begin(), spelled.end(), '(') >
                       std::count(spelled.begin(), spelled.end(), ')');
  const bool closes = end < text.size() && text[end] == ')';
  return is_open && closes ? text.substr(begin, end - begin + 1) : spelled;
}

constexpr std::uint64_t joint_key(std::uint32_t first, std::uint32_t second) noexcept {
  return std::uint64_t{first} << 32U | second;
}

}  // namespace

/// The longest name that begins at one word.
class MentionFinder::Walk {
 public:
  Walk(const MentionFinder& finder, std::string_view text, std::span<const Word> words,
       std::size_t& steps) noexcept
      : finder_(finder), text_(text), words_(words), steps_(steps) {}

  Match from(std::size_t first) {
    best_ = {};
    go(0, first, false);
    return best_;
  }

 private:
  /// Names are few words long, so this is not deep; a joint opens a second branch, and no two names
  /// have both, so it is not wide either.
  void go(std::uint32_t node, std::size_t at, bool comma) {
    if (at >= words_.size() || words_[at].id == kUnknown) return;
    const WordId word = words_[at].id;
    step(node, word, at, comma);
    if (at + 1 >= words_.size() || gap(at) != Gap::none) return;
    const auto joint = finder_.joints_.find(joint_key(word, words_[at + 1].id));
    if (joint != finder_.joints_.end()) step(node, joint->second, at + 1, comma);
  }

  void step(std::uint32_t node, WordId word, std::size_t last, bool comma) {
    ++steps_;
    const auto& next = finder_.nodes_[node].next;
    const auto at = next.find(word);
    if (at == next.end()) return;
    const Node& reached = finder_.nodes_[at->second];
    if (reached.exercise != nullptr && (!comma || reached.has_comma) &&
        (best_.exercise == nullptr || last > best_.last))
      best_ = {reached.exercise, last};
    if (last + 1 >= words_.size()) return;
    const Gap after = gap(last);
    if (after != Gap::border) go(at->second, last + 1, comma || after == Gap::comma);
  }

  [[nodiscard]] Gap gap(std::size_t before) const noexcept {
    const auto begin = words_[before].end;
    return gap_of(text_.substr(begin, words_[before + 1].begin - begin));
  }

  const MentionFinder& finder_;
  std::string_view text_;
  std::span<const Word> words_;
  std::size_t& steps_;
  Match best_;
};

MentionFinder::MentionFinder() : nodes_(1) {
  for (const Joint& joint : joints()) {
    const auto first = intern(joint.first);
    const auto second = intern(joint.second);
    joints_.emplace(joint_key(first, second), intern(joint.joined));
  }
  for (const auto word : kThings)
    things_.push_back(intern(word));
  for (const auto word : kTools)
    tools_.push_back(intern(word));
}

MentionFinder::WordId MentionFinder::intern(std::string_view word) {
  const auto next = static_cast<WordId>(ids_.size() + 1);
  return ids_.try_emplace(std::string(word), next).first->second;
}

void MentionFinder::add(std::string_view name, const Exercise& exercise) {
  const auto words = name_words(name);
  const bool has_comma = name.find(',') != std::string_view::npos;
  add_words(words, exercise, has_comma);
  for (const Abbreviation& abbreviation : abbreviations()) {
    const auto shorter = abbreviated(words, abbreviation);
    if (!shorter.empty()) add_words(shorter, exercise, has_comma);
  }
}

void MentionFinder::add_words(std::span<const std::string> words, const Exercise& exercise,
                              bool has_comma) {
  std::uint32_t node = 0;
  for (const std::string& word : words) {
    const WordId id = intern(word);
    const auto fresh = static_cast<std::uint32_t>(nodes_.size());
    const auto [next, is_new] = nodes_[node].next.try_emplace(id, fresh);
    node = next->second;
    if (is_new) nodes_.emplace_back();
  }
  nodes_[node].exercise = &exercise;
  nodes_[node].has_comma = has_comma;
}

std::vector<MentionFinder::Word> MentionFinder::read(std::string_view text) const {
  std::vector<Word> words;
  WordReader reader(text);
  while (reader.next()) {
    const auto id = ids_.find(canonical_word(reader.word()));
    words.push_back({.id = id == ids_.end() ? kUnknown : id->second,
                     .begin = static_cast<std::uint32_t>(reader.begin()),
                     .end = static_cast<std::uint32_t>(reader.end())});
  }
  return words;
}

bool MentionFinder::is_thing(std::string_view text, std::span<const Word> words,
                             std::size_t last) const {
  if (last + 1 >= words.size()) return false;
  const Word& next = words[last + 1];
  return text.substr(words[last].end, next.begin - words[last].end) == " " &&
         std::find(things_.begin(), things_.end(), next.id) != things_.end();
}

/// Where the words for tools begin that stand right before the word `first`, at `least` or later.
std::size_t MentionFinder::first_tool(std::string_view text, std::span<const Word> words,
                                      std::size_t first, std::size_t least) const {
  while (first > least) {
    const Word& before = words[first - 1];
    const auto gap = gap_of(text.substr(before.end, words[first].begin - before.end));
    if (gap != Gap::none || std::find(tools_.begin(), tools_.end(), before.id) == tools_.end())
      break;
    --first;
  }
  return first;
}

MentionFinder::Found MentionFinder::find(std::string_view text) const {
  text = utf8_prefix(text, kTextBytesMax);
  const auto words = read(text);
  Found found;
  found.steps = words.size();
  Walk walk(*this, text, words, found.steps);
  std::size_t free = 0;  // the first word that belongs to no name yet
  for (std::size_t i = 0; i < words.size(); ++i) {
    const Match match = walk.from(i);
    if (match.exercise == nullptr) continue;
    const auto first = first_tool(text, words, i, free);
    const bool is_cardio_word = match.exercise->kind == Kind::cardio && match.last == i;
    if (!is_thing(text, words, match.last) && !is_cardio_word) {
      const auto spelled = spelled_from(text, words[first].begin, words[match.last].end);
      found.hits.push_back({{spelled, match.exercise}, first < i});
    }
    found.steps += i - first;
    i = match.last;
    free = i + 1;
  }
  return found;
}

}  // namespace spotter::exercises

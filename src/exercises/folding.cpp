#include "exercises/folding.hpp"

#include "exercises/letters.hpp"

#include <algorithm>
#include <array>
#include <span>
#include <utility>

namespace spotter::exercises {
namespace {

using Pair = std::pair<std::string_view, std::string_view>;

// What people write instead, in the singular. Sorted by the first.
constexpr auto kSynonyms = std::to_array<Pair>({
    {"1", "one"},
    {"alternating", "alternate"},
    {"armed", "arm"},
    {"banded", "band"},
    {"barbel", "barbell"},
    {"bb", "barbell"},
    {"bicept", "bicep"},
    {"burpie", "burpee"},
    {"bw", "bodyweight"},
    {"calve", "calf"},
    {"db", "dumbbell"},
    {"declined", "decline"},
    {"dumbbel", "dumbbell"},
    {"dumbel", "dumbbell"},
    {"dumbell", "dumbbell"},
    {"ext", "extension"},
    {"flye", "fly"},
    {"handed", "hand"},
    {"inclined", "incline"},
    {"kb", "kettlebell"},
    {"kettlebel", "kettlebell"},
    {"legged", "leg"},
    {"pecdec", "pecdeck"},
    {"pressup", "pushup"},
    {"single", "one"},
    {"tricept", "tricep"},
});

constexpr auto kAbbreviations = std::to_array<Abbreviation>({
    {"cgbp", "close grip bench press"},
    {"ghr", "glute ham raise"},
    {"hspu", "handstand pushup"},
    {"ohp", "overhead press"},
    {"rdl", "romanian deadlift"},
    {"sldl", "stiff leg deadlift"},
    {"tgu", "turkish getup"},
});

constexpr auto kFillers = std::to_array<std::string_view>(
    {"a", "an", "and", "at", "for", "from", "in", "of", "on", "the", "to", "using", "with"});

static_assert(std::is_sorted(kSynonyms.begin(), kSynonyms.end()));
static_assert(std::is_sorted(kFillers.begin(), kFillers.end()));

std::string_view synonym_of(std::string_view word) noexcept {
  const auto* const at =
      std::lower_bound(kSynonyms.begin(), kSynonyms.end(), word,
                       [](const Pair& row, std::string_view key) { return row.first < key; });
  return at != kSynonyms.end() && at->first == word ? at->second : std::string_view();
}

std::string_view meaning_of(std::string_view word) noexcept {
  for (const Abbreviation& abbreviation : kAbbreviations) {
    if (abbreviation.short_form == word) return abbreviation.words;
  }
  return {};
}

std::string_view singular(std::string_view word) noexcept {
  const auto ends = [word](std::string_view ending) { return word.ends_with(ending); };
  if (word.size() < 3 || !ends("s") || ends("ss") || ends("us") || ends("is")) return word;
  if (ends("sses") || ends("ches") || ends("shes") || ends("xes"))
    return word.substr(0, word.size() - 2);
  return word.substr(0, word.size() - 1);
}

void append_words(std::vector<std::string>& out, std::string_view words) {
  while (!words.empty()) {
    const auto space = std::min(words.find(' '), words.size());
    out.emplace_back(words.substr(0, space));
    words.remove_prefix(std::min(space + 1, words.size()));
  }
}

const Joint* joint_of(std::string_view first, std::string_view second) noexcept {
  for (const Joint& joint : joints()) {
    if (joint.first == first && joint.second == second) return &joint;
  }
  return nullptr;
}

constexpr bool is_blank(char32_t c) noexcept {
  return c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == 0xA0;
}

}  // namespace

bool WordReader::next() {
  word_.clear();
  while (at_ < text_.size()) {
    const auto [code_point, bytes] = first_character(text_.substr(at_));
    const Part part = part_of(code_point);
    if (part == Part::separator && !word_.empty()) return true;
    const bool is_accent = code_point >= 0x300 && code_point <= 0x36F;
    if (part == Part::letter && word_.empty()) begin_ = at_;
    at_ += bytes;
    if (part == Part::letter) append_folded(word_, code_point);
    if (part == Part::letter || (is_accent && !word_.empty())) end_ = at_;
  }
  return !word_.empty();
}

std::string canonical_word(std::string_view folded) {
  std::string_view word = singular(folded);
  if (word.size() > 3 && folded.ends_with("ies")) {
    std::string result(word.substr(0, word.size() - 2));
    result.push_back('y');
    return result;
  }
  const auto synonym = synonym_of(word);
  return std::string(synonym.empty() ? word : synonym);
}

std::span<const Joint> joints() noexcept {
  static constexpr auto kJoints = std::to_array<Joint>({{"push", "up", "pushup"},
                                                        {"press", "up", "pushup"},
                                                        {"pull", "up", "pullup"},
                                                        {"chin", "up", "chinup"},
                                                        {"sit", "up", "situp"},
                                                        {"step", "up", "stepup"},
                                                        {"muscle", "up", "muscleup"},
                                                        {"get", "up", "getup"},
                                                        {"v", "up", "vup"},
                                                        {"pull", "down", "pulldown"},
                                                        {"push", "down", "pushdown"},
                                                        {"pull", "over", "pullover"},
                                                        {"pull", "through", "pullthrough"},
                                                        {"kick", "back", "kickback"},
                                                        {"dead", "lift", "deadlift"},
                                                        {"dead", "bug", "deadbug"},
                                                        {"skull", "crusher", "skullcrusher"},
                                                        {"body", "weight", "bodyweight"},
                                                        {"bar", "bell", "barbell"},
                                                        {"dumb", "bell", "dumbbell"},
                                                        {"kettle", "bell", "kettlebell"},
                                                        {"cross", "over", "crossover"},
                                                        {"bent", "over", "bentover"},
                                                        {"ez", "bar", "ezbar"},
                                                        {"t", "bar", "tbar"},
                                                        {"v", "bar", "vbar"},
                                                        {"roll", "out", "rollout"},
                                                        {"wood", "chop", "woodchop"},
                                                        {"wood", "chopper", "woodchopper"},
                                                        {"pec", "deck", "pecdeck"},
                                                        {"pec", "dec", "pecdeck"},
                                                        {"step", "mill", "stepmill"},
                                                        {"stair", "master", "stairmaster"},
                                                        {"bird", "dog", "birddog"},
                                                        {"jack", "knife", "jackknife"}});
  return kJoints;
}

std::span<const Abbreviation> abbreviations() noexcept {
  return kAbbreviations;
}

std::vector<std::string> name_words(std::string_view name) {
  std::vector<std::string> words;
  WordReader reader(name);
  while (reader.next()) {
    std::string word = canonical_word(reader.word());
    if (const auto meaning = meaning_of(word); !meaning.empty()) {
      append_words(words, meaning);
      continue;
    }
    const Joint* joint = words.empty() ? nullptr : joint_of(words.back(), word);
    if (joint != nullptr)
      words.back() = joint->joined;
    else
      words.push_back(std::move(word));
  }
  return words;
}

NameKeys keys_of(const std::vector<std::string>& words) {
  NameKeys keys;
  std::vector<std::string_view> sorted;
  for (const std::string& word : words) {
    keys.in_order += word;
    if (!std::binary_search(kFillers.begin(), kFillers.end(), word)) sorted.push_back(word);
  }
  std::sort(sorted.begin(), sorted.end());
  for (const std::string_view word : sorted) {
    keys.any_order += word;
    keys.any_order += ' ';
  }
  return keys;
}

std::string plain_key(std::string_view name) {
  std::string key;
  WordReader reader(name);
  while (reader.next()) {
    if (!key.empty()) key += ' ';
    key += reader.word();
  }
  return key;
}

std::string case_key(std::string_view name) {
  std::string key;
  bool blank = false;
  while (!name.empty()) {
    const auto [code_point, bytes] = first_character(name);
    if (is_blank(code_point)) {
      blank = true;
    } else {
      if (blank && !key.empty()) key += ' ';
      blank = false;
      const bool is_ascii = code_point < 0x80;
      if (is_ascii)
        append_folded(key, code_point);
      else
        key += name.substr(0, bytes);
    }
    name.remove_prefix(bytes);
  }
  return key;
}

}  // namespace spotter::exercises

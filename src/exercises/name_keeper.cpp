#include "exercises/folding.hpp"

#include <spotter/base/text.hpp>
#include <spotter/exercises/name_keeper.hpp>

namespace spotter::exercises {
namespace {

constexpr std::size_t kKnownMax = 2000;
constexpr std::size_t kFromTextsMax = 500;
constexpr std::size_t kWrittenMax = 500;

std::string folded_words_key(std::string_view name) {
  return keys_of(name_words(name)).in_order;
}

}  // namespace

struct NameKeeper::Query {
  std::string by_case;
  std::string by_words;
  std::string by_folded_words;
  const Exercise* exercise = nullptr;
};

NameKeeper::NameKeeper(const Catalogue& catalogue) : catalogue_(catalogue) {}

void NameKeeper::Spellings::add(std::string_view name, const Exercise* exercise) {
  if (!exact_.emplace(name).second) return;
  const std::size_t place = names_.size();
  names_.emplace_back(name);
  // try_emplace keeps what is there: the first one wins.
  by_case_.try_emplace(case_key(name), place);
  if (auto words = plain_key(name); !words.empty()) {
    by_words_.try_emplace(std::move(words), place);
    by_folded_words_.try_emplace(folded_words_key(name), place);
  }
  if (exercise != nullptr) by_exercise_.try_emplace(exercise, place);
}

bool NameKeeper::Spellings::has(std::string_view name) const noexcept {
  return exact_.find(name) != exact_.end();
}

bool NameKeeper::Spellings::has_folded_words(std::string_view key) const noexcept {
  return by_folded_words_.find(key) != by_folded_words_.end();
}

void NameKeeper::add_known(std::string_view name) {
  if (name.size() > kNameBytesMax || trimmed(name).empty() || known_.size() >= kKnownMax) return;
  known_.add(name, catalogue_.find(name));
}

void NameKeeper::add_text(std::string_view text) {
  if (from_texts_.size() >= kFromTextsMax) return;
  for (const Mention& mention : catalogue_.mentions(text)) {
    if (from_texts_.size() >= kFromTextsMax) return;
    if (mention.text.size() <= kNameBytesMax) from_texts_.add(mention.text, mention.exercise);
  }
}

void NameKeeper::add_written(std::string_view name) {
  const bool fits = name.size() <= kNameBytesMax && !trimmed(name).empty();
  if (fits && written_.size() < kWrittenMax) written_.add(name, catalogue_.find(name));
}

NameKeeper::Names NameKeeper::names() const {
  return {known_.all(), from_texts_.all(), written_.all()};
}

void NameKeeper::add(const Names& names) {
  for (const std::string& name : names.known)
    add_known(name);
  for (const std::string& name : names.from_texts) {
    if (from_texts_.size() < kFromTextsMax && name.size() <= kNameBytesMax)
      from_texts_.add(name, catalogue_.find(name));
  }
  for (const std::string& name : names.written)
    add_written(name);
}

bool NameKeeper::is_users(std::string_view name) const noexcept {
  return known_.has(name) || from_texts_.has(name);
}

const std::string* NameKeeper::Spellings::nearest(const Query& query) const {
  const auto in = [this](const auto& index, const auto& key) -> const std::string* {
    const auto at = index.find(key);
    return at == index.end() ? nullptr : &names_[at->second];
  };
  if (const auto* name = in(by_case_, query.by_case); name != nullptr) return name;
  if (const auto* name = in(by_words_, query.by_words); name != nullptr) return name;
  if (const auto* name = in(by_folded_words_, query.by_folded_words); name != nullptr) return name;
  return in(by_exercise_, query.exercise);
}

std::string NameKeeper::keep(std::string_view name) const {
  if (known_.has(name)) return std::string(name);
  const auto bare = trimmed(name);
  if (known_.has(bare) || bare.size() > kNameBytesMax || bare.empty()) return std::string(bare);
  const Query query = {.by_case = case_key(bare),
                       .by_words = plain_key(bare),
                       .by_folded_words = folded_words_key(bare),
                       .exercise = catalogue_.find(bare)};
  // Who has "Squat" in the app and says "squats" has not named another exercise.
  const bool said_apart = from_texts_.has(bare) &&
                          !known_.has_folded_words(query.by_folded_words) &&
                          !written_.has_folded_words(query.by_folded_words);
  if (said_apart) return std::string(bare);
  if (const auto* spelling = known_.nearest(query); spelling != nullptr) return *spelling;
  if (const auto* spelling = written_.nearest(query); spelling != nullptr) return *spelling;
  if (const auto* spelling = from_texts_.nearest(query); spelling != nullptr) return *spelling;
  return std::string(query.exercise != nullptr ? query.exercise->name : bare);
}

}  // namespace spotter::exercises

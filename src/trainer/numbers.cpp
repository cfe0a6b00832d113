#include "trainer/numbers.hpp"

#include <algorithm>
#include <iterator>
#include <string_view>

namespace spotter::trainer {

Numbers::Numbers(const Reading& reading) : reading_(reading) {
  const auto& tokens = reading_.tokens();
  for (std::uint32_t i = 0; i < tokens.size(); ++i) {
    if (const auto value = number_of(tokens[i])) {
      list_.push_back({*value, {Term::number, 0, Language::any, i, i + 1, 0}, false});
    }
  }
  for (const Hit& hit : reading_.hits()) {
    if (hit.term == Term::number) list_.push_back({static_cast<double>(hit.value), hit, true});
  }
  std::stable_sort(list_.begin(), list_.end(),
                   [](const Number& a, const Number& b) { return a.at.begin < b.at.begin; });
}

bool Numbers::counts_days(const Number& number) const {
  const bool weekly = reading_.after(number.at, Term::week, 4) != nullptr ||
                      reading_.before(number.at, Term::week, 2) != nullptr;
  if (is_ordinal(number.at)) return false;
  // "A session", "eine Einheit", "1日30分": one is rarely a count of days.
  const bool vague_one = number.value == 1 && (number.word || unspaced());
  if (vague_one && !weekly) return false;
  if (reading_.after(number.at, Term::day, 1) != nullptr) return true;
  if (reading_.after(number.at, Term::session, 1) != nullptr) return true;
  if (const Hit* times = reading_.after(number.at, Term::times, 0)) return !is_sets(*times);
  // "3 a week", "3 pro Woche", "週3", but not "for 3 weeks".
  const Hit* week = reading_.after(number.at, Term::week, 2);
  if (week != nullptr && week->begin > number.at.end) return !has_unit(number.at);
  return unspaced() && reading_.before(number.at, Term::week, 0) != nullptr && !has_unit(number.at);
}

bool Numbers::has_unit(const Hit& number) const {
  constexpr Term kUnits[] = {Term::minute, Term::hour, Term::month, Term::year, Term::years_old};
  return std::any_of(std::begin(kUnits), std::end(kUnits),
                     [&](Term unit) { return reading_.after(number, unit, 0) != nullptr; });
}

/// "Day 1", "第1天" names a day and counts none.
bool Numbers::is_ordinal(const Hit& number) const {
  constexpr std::string_view kOne[] = {"day",   "tag",   "jour", "dia", "giorno",
                                       "dzien", "dzien", "den",  "dag", "paiva",
                                       "день",  "dan",   "дан",  "第",  "session"};
  return number.begin > 0 && reading_.gap_between(number.begin - 1, number.begin) == Gap::none &&
         std::find(std::begin(kOne), std::end(kOne), reading_.tokens()[number.begin - 1].text) !=
             std::end(kOne);
}

/// 3x10 is three sets of ten.
bool Numbers::is_sets(const Hit& times) const {
  const auto& tokens = reading_.tokens();
  return times.end < tokens.size() && number_of(tokens[times.end]).has_value();
}

bool Numbers::is_age(const Number& number) const {
  if (number.value < 5 || number.value > 110) return false;
  if (is_experience(number.at) || is_somebody_elses_age(number)) return false;
  return reading_.after(number.at, Term::years_old, 0) != nullptr || is_said_as_age(number);
}

bool Numbers::is_experience(const Hit& number) const {
  if (is_spelled_out_age(number)) return false;
  const Hit* unit = reading_.after(number, Term::year, 0);
  if (unit == nullptr) unit = reading_.after(number, Term::month, 0);
  if (unit == nullptr) return false;
  const Hit* told = reading_.after(*unit, Term::experience, unspaced() ? 3 : 1);
  if (told != nullptr && !are_joined(unit->end, told->begin)) return true;
  if (reading_.before(number, Term::i_am, 0) != nullptr) return false;
  const Hit* since = reading_.before(number, Term::experience, 4);
  return since != nullptr && std::none_of(list_.begin(), list_.end(), [&](const Number& n) {
           return n.at.begin >= since->end && n.at.end <= number.begin;
         });
}

/// "16 years old" or "16yo" as opposed to "16 ans", which may be years of training.
bool Numbers::is_spelled_out_age(const Hit& number) const {
  const Hit* old = reading_.after(number, Term::years_old, 0);
  if (old == nullptr) return false;
  const Hit* years = reading_.after(number, Term::year, 0);
  return years == nullptr || old->end > years->end;
}

/// "My son is 13, I want to train": not the age of who will train.
bool Numbers::is_somebody_elses_age(const Number& number) const {
  return reading_.before(number.at, Term::somebody_is, 0) != nullptr &&
         reading_.has(Term::myself) && !reading_.has(Term::for_somebody);
}

/// "I am 16" with nothing after it that would be a unit.
bool Numbers::is_said_as_age(const Number& number) const {
  const bool somebody = reading_.before(number.at, Term::somebody_is, 0) != nullptr;
  const bool mine = reading_.before(number.at, Term::i_am, 0) != nullptr;
  if ((!mine && !somebody) || reading_.language() == Language::es) return false;
  constexpr Term kUnits[] = {Term::day,  Term::times, Term::session, Term::week,  Term::minute,
                             Term::hour, Term::month, Term::gear,    Term::focus, Term::item};
  const bool unit = std::any_of(std::begin(kUnits), std::end(kUnits), [&](Term term) {
    return reading_.after(number.at, term, 1) != nullptr;
  });
  return !unit && (somebody || number.value >= 8);
}

std::optional<double> Numbers::months_of_training(const Number& number) const {
  if (!is_experience(number.at)) return std::nullopt;
  double months = 0;
  if (reading_.after(number.at, Term::month, 0) != nullptr) months = number.value;
  if (reading_.after(number.at, Term::year, 0) != nullptr) months = number.value * 12;
  if (months <= 0 || months > 12.0 * 60) return std::nullopt;
  return months;
}

/// "14 years *and* train": two things.
bool Numbers::are_joined(std::uint32_t begin, std::uint32_t end) const {
  constexpr std::string_view kAnd[] = {"and", "und", "et", "y", "e", "en", "och", "ja", "i", "a"};
  return begin < end && std::any_of(std::begin(kAnd), std::end(kAnd), [&](std::string_view word) {
           return reading_.tokens()[begin].text == word;
         });
}

}  // namespace spotter::trainer

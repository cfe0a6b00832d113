#include "plan/draft_exercise.hpp"

#include <spotter/base/text.hpp>

#include <algorithm>
#include <array>
#include <chrono>
#include <utility>

namespace spotter::plan {
namespace {

template <class T>
struct Word {
  std::string_view word;
  T meaning;
};

// The first word of a meaning is the schema's.
constexpr auto kKinds = std::to_array<Word<DraftKind>>({{"strength", DraftKind::strength},
                                                        {"timed", DraftKind::timed},
                                                        {"distance", DraftKind::distance}});
constexpr auto kProgressions =
    std::to_array<Word<DraftProgression>>({{"load", DraftProgression::load},
                                           {"reps_then_load", DraftProgression::reps_then_load},
                                           {"reps", DraftProgression::reps},
                                           {"none", DraftProgression::none}});
constexpr auto kResistances =
    std::to_array<Word<Resistance>>({{"external", Resistance::external},
                                     {"bodyweight", Resistance::bodyweight},
                                     {"none", Resistance::none}});
constexpr auto kUnits = std::to_array<Word<DistanceUnit>>({{"m", DistanceUnit::metre},
                                                           {"km", DistanceUnit::kilometre},
                                                           {"yd", DistanceUnit::yard},
                                                           {"mi", DistanceUnit::mile},
                                                           {"metre", DistanceUnit::metre},
                                                           {"meter", DistanceUnit::metre},
                                                           {"kilometre", DistanceUnit::kilometre},
                                                           {"kilometer", DistanceUnit::kilometre},
                                                           {"yard", DistanceUnit::yard},
                                                           {"mile", DistanceUnit::mile}});

template <class T, std::size_t N>
std::optional<T> meaning_of(const std::array<Word<T>, N>& words, std::string_view word) noexcept {
  for (const auto& known : words) {
    if (equals_ignoring_case(known.word, word)) return known.meaning;
  }
  return std::nullopt;
}

template <class T, std::size_t N>
std::string_view word_for(const std::array<Word<T>, N>& words, T meaning) noexcept {
  for (const auto& known : words) {
    if (known.meaning == meaning) return known.word;
  }
  return {};
}

// By how much repetitions may grow before the load does, and where nothing else does.
constexpr int kRepsBeforeLoad = 4;
constexpr int kRepsAlone = 8;

Rest rest_of(const DraftRest& told) {
  const Rest usual;
  const auto seconds = [](std::optional<int> value) {
    return std::chrono::seconds(value.value_or(0));
  };
  // What was told is put in order; what was not makes room for it.
  std::array<std::optional<int>, 3> values{told.minimum, told.maximum, told.after_failure};
  std::vector<int> given;
  for (const auto& value : values) {
    if (value) given.push_back(*value);
  }
  std::sort(given.begin(), given.end());
  auto next = given.begin();
  for (auto& value : values) {
    if (value) value = *next++;
  }
  Rest rest;
  rest.maximum = values[1] ? seconds(values[1]) : std::max(usual.maximum, seconds(values[0]));
  if (!values[1] && values[2]) rest.maximum = std::min(rest.maximum, seconds(values[2]));
  rest.minimum = values[0] ? seconds(values[0]) : std::min(usual.minimum, rest.maximum);
  rest.after_failure = values[2] ? seconds(values[2]) : std::max(usual.after_failure, rest.maximum);
  return rest;
}

bool has_target(const DraftExercise& draft, DraftKind kind) noexcept {
  switch (kind) {
    case DraftKind::strength:
      return !draft.reps.empty();
    case DraftKind::timed:
      return draft.seconds.has_value();
    case DraftKind::distance:
      return draft.distance && draft.unit;
  }
  return false;
}

std::optional<DraftKind> usable_kind(const DraftExercise& draft) noexcept {
  if (draft.kind && has_target(draft, *draft.kind)) return draft.kind;
  for (const auto& known : kKinds) {
    if (has_target(draft, known.meaning)) return known.meaning;
  }
  return std::nullopt;
}

Strength strength_of(DraftExercise&& draft) {
  const auto told = draft.sets ? static_cast<std::size_t>(*draft.sets) : 1;
  Strength work;
  work.sets = std::move(draft.reps);
  work.sets.resize(std::max(told, work.sets.size()), work.sets.back());
  if (draft.rest) work.rest = rest_of(*draft.rest);
  work.superset_with_next = draft.superset_with_next;
  work.resistance = draft.resistance;
  work.progression = rules_of(draft.progression, draft.increment, draft.resistance, work.sets);
  return work;
}

Cardio cardio_of(const DraftExercise& draft, DraftKind kind) {
  CardioSet set;
  if (kind == DraftKind::timed) {
    set.target = std::chrono::seconds(draft.seconds.value_or(0));
  } else {
    set.target =
        Distance{draft.distance.value_or(Decimal()), draft.unit.value_or(DistanceUnit::kilometre)};
  }
  if (draft.rest) set.rest = rest_of(*draft.rest);
  return Cardio{std::vector<CardioSet>(static_cast<std::size_t>(draft.sets.value_or(1)), set)};
}

Progression reps_rule(Scope scope, int ceiling) {
  Progression rule;
  rule.axis = Axis::reps;
  rule.step = Decimal::of_units(1);
  rule.scope = scope;
  rule.ceiling = Decimal::of_units(ceiling);
  return rule;
}

int most_reps(const std::vector<Reps>& sets) {
  int most = 0;
  for (const Reps& set : sets)
    most = std::max(most, set.most);
  return most;
}

bool has_range(const std::vector<Reps>& sets) {
  return std::any_of(sets.begin(), sets.end(),
                     [](const Reps& set) { return set.least < set.most; });
}

}  // namespace

std::optional<DraftKind> kind_of_word(std::string_view word) noexcept {
  return meaning_of(kKinds, word);
}
std::optional<DraftProgression> progression_of_word(std::string_view word) noexcept {
  return meaning_of(kProgressions, word);
}
std::optional<Resistance> resistance_of_word(std::string_view word) noexcept {
  return meaning_of(kResistances, word);
}
std::optional<DistanceUnit> unit_of_word(std::string_view word) noexcept {
  return meaning_of(kUnits, word);
}
std::string_view word_of(DraftProgression progression) noexcept {
  return word_for(kProgressions, progression);
}
std::string_view word_of(Resistance resistance) noexcept {
  return word_for(kResistances, resistance);
}
std::string_view word_of(DistanceUnit unit) noexcept {
  return word_for(kUnits, unit);
}

std::optional<Exercise> exercise_of(DraftExercise&& draft) {
  const auto kind = usable_kind(draft);
  if (draft.name.empty() || !kind || draft.sets == 0) return std::nullopt;
  Exercise exercise;
  exercise.name = std::move(draft.name);
  exercise.notes = std::move(draft.notes);
  if (*kind == DraftKind::strength) {
    exercise.work = strength_of(std::move(draft));
  } else {
    exercise.work = cardio_of(draft, *kind);
  }
  return exercise;
}

std::vector<Progression> rules_of(DraftProgression progression, Decimal increment,
                                  Resistance resistance, const std::vector<Reps>& sets) {
  if (progression == DraftProgression::none) return {};
  const int most = most_reps(sets);
  const bool alone = progression == DraftProgression::reps;
  const bool loads = !alone && increment > Decimal() && resistance != Resistance::none;
  // Without a load to add, more repetitions are all there is.
  if (alone || (!loads && progression == DraftProgression::reps_then_load))
    return {reps_rule(Scope::all_sets, most + kRepsAlone)};
  std::vector<Progression> rules;
  if (!loads) return rules;
  // The top of a range is what the load waits for; a fixed number first has to grow into one.
  if (progression == DraftProgression::reps_then_load && !has_range(sets)) {
    rules.push_back(reps_rule(Scope::lowest_first, most + kRepsBeforeLoad));
    rules.back().reset_at_ceiling = true;
  }
  Progression load;
  load.step = increment;
  rules.push_back(load);
  return rules;
}

ToldProgression told_progression(const Strength& work) {
  const auto& rules = work.progression;
  if (rules.empty()) return {};
  const auto load = std::find_if(rules.begin(), rules.end(),
                                 [](const Progression& rule) { return rule.axis == Axis::load; });
  if (load == rules.end()) return {DraftProgression::reps, Decimal()};
  const bool reps_first = load != rules.begin() || has_range(work.sets);
  return {reps_first ? DraftProgression::reps_then_load : DraftProgression::load, load->step};
}

}  // namespace spotter::plan

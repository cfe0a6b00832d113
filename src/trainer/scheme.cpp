#include "trainer/scheme.hpp"

#include <algorithm>

namespace spotter::trainer {
namespace {

using std::chrono::seconds;

struct Scheme {
  int sets;
  int least;
  int most;
  Rest rest;
};

constexpr Rest kHeavyRest{seconds(180), seconds(300), seconds(480)};
constexpr Rest kMediumRest{seconds(90), seconds(180), seconds(300)};
constexpr Rest kEasyRest{seconds(60), seconds(120), seconds(180)};
constexpr Rest kShortRest{seconds(60), seconds(90), seconds(180)};
constexpr Rest kCircuitRest{seconds(30), seconds(60), seconds(120)};

/// A value for each level.
template <class T>
constexpr T by_level(Level level, T beginner, T intermediate, T advanced) {
  switch (level) {
    case Level::beginner:
      return beginner;
    case Level::intermediate:
      return intermediate;
    case Level::advanced:
      return advanced;
  }
  return beginner;
}

constexpr bool is_small(Kind kind) {
  return kind == Kind::isolation;
}

Scheme strength_scheme(Kind kind, Level level) {
  if (kind == Kind::main_lift) {
    return by_level(level, Scheme{3, 5, 5, kHeavyRest}, Scheme{4, 4, 6, kHeavyRest},
                    Scheme{5, 3, 5, kHeavyRest});
  }
  if (is_small(kind)) return {by_level(level, 2, 3, 3), 8, 12, kShortRest};
  return {3, 6, 10, kMediumRest};
}

Scheme muscle_scheme(Kind kind, const SchemeNeeds& needs) {
  if (is_small(kind)) {
    return by_level(needs.level, Scheme{2, 8, 12, kShortRest}, Scheme{3, 10, 15, kShortRest},
                    Scheme{3, 10, 15, kShortRest});
  }
  const int intermediate_sets = needs.whole_body ? 4 : 3;
  return by_level(needs.level, Scheme{2, 8, 12, kMediumRest},
                  Scheme{intermediate_sets, 6, 12, kMediumRest}, Scheme{4, 6, 10, kMediumRest});
}

Scheme scheme_of(Kind kind, const SchemeNeeds& needs) {
  if (needs.careful) return {2, 10, 15, is_small(kind) ? kShortRest : kMediumRest};
  const int sets = needs.level == Level::beginner ? 2 : 3;
  switch (needs.goal) {
    case Goal::strength:
      return strength_scheme(kind, needs.level);
    case Goal::muscle:
      return muscle_scheme(kind, needs);
    case Goal::weight:
      return {sets, is_small(kind) ? 12 : 10, 15, kShortRest};
    case Goal::toning:
      return {sets, 10, 15, kShortRest};
    case Goal::endurance:
      return {sets, 15, 25, kCircuitRest};
    case Goal::health:
      return is_small(kind) ? Scheme{2, 10, 15, kShortRest} : Scheme{sets, 8, 12, kEasyRest};
  }
  return {sets, 8, 12, kEasyRest};
}

Count count_of(Kind kind) {
  if (kind == Kind::timed) return Count::seconds;
  if (kind == Kind::cardio) return Count::minutes;
  return Count::repetitions;
}

/// Body weight cannot be made lighter or heavier, and core work follows its own range.
bool keeps_own_range(const Exercise& exercise) {
  return exercise.kind == Kind::bodyweight || exercise.kind == Kind::timed ||
         exercise.kind == Kind::cardio || exercise.pattern == Pattern::core;
}

}  // namespace

PlannedExercise plan_exercise(const Exercise& exercise, const SchemeNeeds& needs) {
  const bool own_range = keeps_own_range(exercise);
  const bool small = exercise.kind == Kind::timed || exercise.pattern == Pattern::core;
  const Scheme scheme = scheme_of(small ? Kind::isolation : exercise.kind, needs);
  PlannedExercise planned;
  planned.name = exercise.name;
  planned.count = count_of(exercise.kind);
  planned.sets = scheme.sets;
  planned.least = own_range ? exercise.least : scheme.least;
  planned.most = own_range ? exercise.most : scheme.most;
  planned.each_side = exercise.each_side;
  planned.loaded = !own_range && !exercise.needs.has(Item::band);
  planned.rest = scheme.rest;
  // The deadlift tires more than any other lift: one set fewer.
  if (exercise.name == "Barbell Deadlift") planned.sets = std::max(1, planned.sets - 1);
  if (exercise.kind == Kind::cardio) planned.sets = 1;
  return planned;
}

std::chrono::minutes estimated_length(const std::vector<PlannedExercise>& exercises) {
  constexpr int kWarmUp = 300;
  constexpr int kRepetition = 3;
  constexpr int kSetUp = 90;
  constexpr int kFirstRamp = 180;
  constexpr int kLaterRamp = 60;

  int total = 0;
  bool strength = false;
  bool ramped = false;
  bool walked = false;
  for (const PlannedExercise& exercise : exercises) {
    const int middle = (exercise.least + exercise.most + 1) / 2;
    if (exercise.count == Count::minutes) {
      total += exercise.most * 60;
      walked = true;
      continue;
    }
    const int work = exercise.count == Count::seconds ? middle : middle * kRepetition;
    const auto rest = (exercise.rest.minimum + exercise.rest.maximum).count() / 2;
    total += exercise.sets * work * (exercise.each_side ? 2 : 1);
    total += (exercise.sets - 1) * static_cast<int>(rest) + kSetUp;
    // Isolation rests are short; only the bigger lifts are worth lighter sets before.
    if (exercise.loaded && exercise.rest.maximum > seconds(90)) {
      total += ramped ? kLaterRamp : kFirstRamp;
      ramped = true;
    }
    strength = true;
  }
  // An easy walk first warms up.
  if (strength && !walked) total += kWarmUp;
  return std::chrono::minutes((total + 59) / 60);
}

}  // namespace spotter::trainer

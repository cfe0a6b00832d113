#include "trainer/scheme.hpp"

#include <algorithm>

namespace spotter::trainer {
namespace {

using exercises::Unit;
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

constexpr int kSetsMax = 6;
constexpr std::string_view kDeadlift = "Barbell Deadlift";
/// Small muscles beyond this many repetitions keep their own range.
constexpr int kManyReps = 15;

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

bool is_big(const Exercise& exercise) {
  return rank_of(exercise) == Rank::big;
}

Scheme strength_scheme(const Exercise& exercise, Level level) {
  if (is_main_lift(exercise)) {
    // The beginner's barbell week squats each day: one heavy set of deadlifts is enough besides.
    if (level == Level::beginner && exercise.name == kDeadlift) return {1, 5, 5, kHeavyRest};
    return by_level(level, Scheme{3, 5, 5, kHeavyRest}, Scheme{4, 4, 6, kHeavyRest},
                    Scheme{5, 3, 5, kHeavyRest});
  }
  if (!is_big(exercise)) return {by_level(level, 2, 3, 3), 8, 12, kShortRest};
  return {3, 6, 10, kMediumRest};
}

Scheme muscle_scheme(const Exercise& exercise, const SchemeNeeds& needs) {
  if (!is_big(exercise)) {
    return by_level(needs.level, Scheme{2, 8, 12, kShortRest}, Scheme{3, 10, 15, kShortRest},
                    Scheme{3, 10, 15, kShortRest});
  }
  const int intermediate_sets = needs.whole_body ? 4 : 3;
  return by_level(needs.level, Scheme{2, 8, 12, kMediumRest},
                  Scheme{intermediate_sets, 6, 12, kMediumRest}, Scheme{4, 6, 10, kMediumRest});
}

Scheme scheme_of(const Exercise& exercise, const SchemeNeeds& needs) {
  const bool big = is_big(exercise);
  // Fast and fresh, or not at all.
  if (rank_of(exercise) == Rank::power) {
    return {needs.careful ? 2 : 3, exercise.least, exercise.most, kHeavyRest};
  }
  if (needs.careful) {
    const int least = needs.goal == Goal::endurance ? 12 : 10;
    return {2, least, 15, big ? kMediumRest : kShortRest};
  }
  const int sets = needs.level == Level::beginner ? 2 : 3;
  switch (needs.goal) {
    case Goal::strength:
      return strength_scheme(exercise, needs.level);
    case Goal::muscle:
      return muscle_scheme(exercise, needs);
    case Goal::weight:
      return {sets, big ? 10 : 12, 15, kShortRest};
    case Goal::toning:
      return {sets, 10, 15, kShortRest};
    case Goal::endurance:
      return {sets, 15, 25, kCircuitRest};
    case Goal::health:
      return big ? Scheme{sets, 8, 12, kEasyRest} : Scheme{2, 10, 15, kShortRest};
  }
  return {sets, 8, 12, kEasyRest};
}

/// The range of the goal, moved to what the exercise is good for: heavy lifts with few repetitions
/// stay so, raises and the like are not done with few.
void fit_range(Scheme& scheme, const Exercise& exercise, const SchemeNeeds& needs) {
  if (needs.goal == Goal::endurance || rank_of(exercise) == Rank::power) return;
  if (is_main_lift(exercise) && exercise.most < scheme.least) {
    if (needs.careful) return;  // light, with many
    scheme.least = exercise.most;
    scheme.most = exercise.most + 2;
  } else if (!is_big(exercise) && exercise.least > scheme.least) {
    scheme.least = exercise.least;
    scheme.most = exercise.least >= kManyReps ? exercise.least + 5 : kManyReps;
  }
}

int sets_of(const Exercise& exercise, const SchemeNeeds& needs, int usual) {
  int sets = usual;
  // The deadlift tires more than any other lift: one set fewer.
  if (exercise.name == kDeadlift && sets > 1) --sets;
  const bool changes = is_big(exercise) || needs.effort == 2 || needs.effort == -2;
  if (changes && !needs.careful) sets += std::clamp(needs.effort, -1, 1);
  if (needs.careful && needs.effort < 0) sets = 1;
  return std::clamp(sets, 1, kSetsMax);
}

/// What is held for a time starts low; those who have trained start higher.
int first_seconds(const Exercise& exercise, const SchemeNeeds& needs) {
  const int level = needs.careful ? 0 : static_cast<int>(needs.level);
  return std::min(exercise.least + 10 * level, exercise.most);
}

Why usual_reason(const Exercise& exercise) {
  using enum Pattern;
  switch (rank_of(exercise)) {
    case Rank::trunk:
      return Why::trunk;
    case Rank::easy:
      return exercise.pattern == cardio ? Why::easy : Why::loosens;
    case Rank::small:
      if (exercise.pattern == rear_fly) return Why::balances_pushes;
      if (exercise.pattern == knee_flexion || exercise.pattern == hinge) {
        return Why::balances_squats;
      }
      return Why::small;
    case Rank::power:
    case Rank::big:
      break;
  }
  if (exercise.pattern == lunge) return Why::one_leg;
  if (exercise.pattern == horizontal_pull || exercise.pattern == vertical_pull) {
    return Why::balances_pushes;
  }
  if (exercise.pattern == hinge || exercise.pattern == hip_extension) return Why::balances_squats;
  return Why::main;
}

constexpr int kRepetition = 3;

int work_of(const PlannedExercise& planned) {
  const Exercise& exercise = *planned.exercise;
  const int middle = (planned.least + planned.most + 1) / 2;
  const int sides = exercise.each_side ? 2 : 1;
  switch (exercise.unit) {
    case Unit::reps:
      return planned.sets * middle * kRepetition * sides;
    case Unit::seconds:
      return planned.sets * middle * sides;
    case Unit::metres:
      return planned.sets * planned.most * sides;
    case Unit::minutes:
      break;
  }
  return planned.most * 60;
}

}  // namespace

bool counts_up(const Exercise& exercise) noexcept {
  return exercise.kind == exercises::Kind::bodyweight || exercise.step_kg == 0;
}

PlannedExercise plan_exercise(const Exercise& exercise, const SchemeNeeds& needs) {
  Scheme scheme = scheme_of(exercise, needs);
  fit_range(scheme, exercise, needs);
  PlannedExercise planned;
  planned.exercise = &exercise;
  planned.sets = sets_of(exercise, needs, scheme.sets);
  planned.least = scheme.least;
  planned.most = scheme.most;
  planned.rest = scheme.rest;
  planned.why = usual_reason(exercise);
  const bool reps = exercise.unit == Unit::reps;
  // Body weight cannot be made lighter or heavier, and core work follows its own range.
  const bool own_range = rank_of(exercise) == Rank::power ||
                         exercise.kind == exercises::Kind::bodyweight || !reps ||
                         (is_trunk(exercise.pattern) && needs.goal != Goal::endurance);
  if (own_range) {
    planned.least =
        exercise.unit == Unit::seconds ? first_seconds(exercise, needs) : exercise.least;
    planned.most = exercise.most;
  }
  if (exercise.unit == Unit::minutes) {
    constexpr int kWalk = 30;
    planned.most = std::clamp(kWalk, exercise.least, exercise.most);
    planned.least = std::max(exercise.least, planned.most - 10);
  }
  if (rank_of(exercise) == Rank::easy) planned.sets = 1;
  return planned;
}

std::chrono::seconds estimated_length(const std::vector<PlannedExercise>& exercises) {
  constexpr seconds kWarmUp(300);
  constexpr seconds kSetUp(90);
  constexpr seconds kFirstRamp(180);
  constexpr seconds kLaterRamp(60);

  seconds total(0);
  bool strength = false;
  // Exercises of a superset share their rests and their place.
  seconds rest(0);
  int sets = 0;
  for (const PlannedExercise& planned : exercises) {
    total += seconds(work_of(planned));
    const bool hard = rank_of(*planned.exercise) != Rank::easy;
    if (hard && !strength) {
      total += kFirstRamp;
    } else if (hard && planned.exercise->kind == exercises::Kind::compound) {
      total += kLaterRamp;
    }
    strength = strength || hard;
    rest = std::max(rest, (planned.rest.minimum + planned.rest.maximum) / 2);
    sets = std::max(sets, planned.sets);
    if (planned.superset_with_next) continue;
    total += (sets - 1) * rest + kSetUp;
    rest = seconds(0);
    sets = 0;
  }
  // Cardio warms up by itself.
  return strength ? total + kWarmUp : total;
}

}  // namespace spotter::trainer

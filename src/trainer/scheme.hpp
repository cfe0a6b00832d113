#pragma once

#include "trainer/exercises.hpp"

#include <spotter/trainer/week_plan.hpp>

namespace spotter::trainer {

/// What sets, repetitions and rest depend on besides the exercise.
struct SchemeNeeds {
  Goal goal = Goal::health;
  Level level = Level::beginner;
  bool careful = false;     ///< light work only: age or a condition
  bool whole_body = false;  ///< the week is made of whole-body sessions
  int effort = 0;           ///< more or fewer sets than usual, -2 to 2
};

/// The exercise with sets, repetitions and rest, without a name. Depends on the exercise and the
/// needs only, so one name has the same numbers on all days of a week: a log matches history on
/// name, sets and repetitions.
PlannedExercise plan_exercise(const Exercise& exercise, const SchemeNeeds& needs);

/// Starts low and gets a repetition more each time, instead of a range: there is nothing to load,
/// or the body comes first.
bool counts_up(const Exercise& exercise) noexcept;

/// Estimated length of a session with five minutes of warm-up. A repetition takes 3 s, moving on
/// and setting up 90 s, light sets before the first exercise 180 s and before later compounds 60 s.
std::chrono::seconds estimated_length(const std::vector<PlannedExercise>& exercises);

}  // namespace spotter::trainer

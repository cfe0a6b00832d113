#pragma once

#include "support/small_catalogue.hpp"

#include <spotter/lint/linter.hpp>

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

// Plans in a line each, for tests of what judges them.
namespace spotter::testing {

inline plan::Rest rest_of(int minimum, int maximum, int after_failure) {
  return {std::chrono::seconds(minimum), std::chrono::seconds(maximum),
          std::chrono::seconds(after_failure)};
}

inline plan::Progression load_rule(std::int64_t thousandths) {
  plan::Progression rule;
  rule.step = plan::Decimal::of_thousandths(thousandths);
  return rule;
}

inline plan::Progression reps_rule(std::optional<int> ceiling, bool reset = false) {
  plan::Progression rule;
  rule.axis = plan::Axis::reps;
  rule.step = plan::Decimal::of_units(1);
  if (ceiling) rule.ceiling = plan::Decimal::of_units(*ceiling);
  rule.reset_at_ceiling = reset;
  return rule;
}

/// An exercise of `sets` sets, with the step that the small catalogue has for it in kilograms.
inline plan::Exercise lift(std::string_view name, std::size_t sets, int least, int most) {
  static const SmallCatalogue catalogue;
  plan::Exercise exercise;
  exercise.name = std::string(name);
  plan::Strength strength;
  strength.sets.assign(sets, plan::Reps{least, most});
  if (most <= 5) strength.rest = rest_of(180, 300, 480);
  const exercises::Exercise* known = catalogue.find(name);
  if (known != nullptr && known->kind == exercises::Kind::isolation) {
    strength.rest = rest_of(60, 90, 180);
  }
  if (known != nullptr && known->kind == exercises::Kind::bodyweight) {
    strength.resistance = plan::Resistance::bodyweight;
    strength.progression = {reps_rule(std::nullopt)};
  } else {
    strength.progression = {load_rule(known != nullptr ? known->step_kg : 2500)};
  }
  exercise.work = std::move(strength);
  return exercise;
}

inline plan::Exercise timed(std::string_view name, std::size_t sets, int seconds) {
  plan::Exercise exercise;
  exercise.name = std::string(name);
  exercise.notes = "Easy enough to talk.";
  plan::Cardio cardio;
  plan::CardioSet set;
  set.target = std::chrono::seconds(seconds);
  cardio.sets.assign(sets, set);
  exercise.work = std::move(cardio);
  return exercise;
}

inline plan::Session session_of(std::string_view name, std::vector<plan::Exercise> exercises) {
  plan::Session session;
  session.name = std::string(name);
  session.exercises = std::move(exercises);
  return session;
}

inline plan::Plan plan_of(std::vector<plan::Session> sessions) {
  plan::Plan plan;
  plan.name = "Full body";
  plan.description = "Three days a week. Add weight when every set reaches its target.";
  plan.sessions = std::move(sessions);
  return plan;
}

/// Full body A, B and C with so many sets of compounds and of the rest: nothing is wrong with it.
inline plan::Plan full_body(std::size_t compounds, std::size_t others) {
  return plan_of(
      {session_of("Full body A",
                  {lift("Barbell Squat", compounds, 8, 10),
                   lift("Barbell Bench Press - Medium Grip", compounds, 8, 10),
                   lift("Seated Cable Rows", compounds, 8, 12),
                   lift("Stiff-Legged Dumbbell Deadlift", compounds, 8, 12),
                   lift("Side Lateral Raise", others, 12, 15), timed("Plank", others, 30)}),
       session_of("Full body B", {lift("Trap Bar Deadlift", compounds, 8, 10),
                                  lift("Seated Dumbbell Press", compounds, 8, 12),
                                  lift("Wide-Grip Lat Pulldown", compounds, 8, 12),
                                  lift("Dumbbell Lunges", compounds, 8, 12),
                                  lift("Triceps Pushdown", others, 10, 15),
                                  lift("Dumbbell Bicep Curl", others, 8, 12)}),
       session_of(
           "Full body C",
           {lift("Leg Press", compounds, 8, 12), lift("Incline Dumbbell Press", compounds, 8, 12),
            lift("One-Arm Dumbbell Row", compounds, 8, 12),
            lift("Barbell Glute Bridge", compounds, 8, 12),
            lift("Standing Calf Raises", others, 10, 15), lift("Dead Bug", others, 6, 12)})});
}

/// One session, so that nothing weekly is looked at.
inline plan::Plan single(std::vector<plan::Exercise> exercises) {
  return plan_of({session_of("Day", std::move(exercises))});
}

inline std::vector<std::string> keys_of(const std::vector<lint::Finding>& findings) {
  std::vector<std::string> keys;
  for (const lint::Finding& finding : findings)
    keys.emplace_back(finding.key);
  return keys;
}

inline bool has_key(const std::vector<lint::Finding>& findings, std::string_view key) {
  return std::any_of(findings.begin(), findings.end(),
                     [&](const lint::Finding& finding) { return finding.key == key; });
}

inline const plan::Strength& strength_of(const plan::Plan& plan, std::size_t session,
                                         std::size_t exercise) {
  return std::get<plan::Strength>(plan.sessions.at(session).exercises.at(exercise).work);
}

inline std::vector<std::string> names_of(const plan::Session& session) {
  std::vector<std::string> names;
  for (const plan::Exercise& exercise : session.exercises)
    names.push_back(exercise.name);
  return names;
}

/// Lints with the small catalogue.
inline lint::Report lint_of(plan::Plan plan, const lint::Wanted& wanted = {}) {
  static const SmallCatalogue catalogue;
  return lint::lint(std::move(plan), wanted, catalogue);
}

/// What is wanted of a single session.
inline lint::Wanted one_session() {
  lint::Wanted wanted;
  wanted.single_session = true;
  return wanted;
}

}  // namespace spotter::testing

#pragma once

#include <spotter/trainer/wish.hpp>

#include <chrono>
#include <string_view>
#include <vector>

namespace spotter::trainer {

/// What the numbers of a planned exercise count.
enum class Count { repetitions, seconds, minutes };

/// Rest between two sets; minimum < maximum < after_failure.
struct Rest {
  std::chrono::seconds minimum{60};
  std::chrono::seconds maximum{90};
  std::chrono::seconds after_failure{180};

  friend bool operator==(const Rest&, const Rest&) = default;
};

/// One line of a session.
struct PlannedExercise {
  std::string_view name;  ///< of the public exercise catalogue (free-exercise-db); static storage
  int sets = 1;
  Count count = Count::repetitions;
  int least = 0;  ///< of what is counted, a set
  int most = 0;
  bool each_side = false;
  bool loaded = false;  ///< a weight can be chosen
  Rest rest;            ///< without meaning for minutes

  friend bool operator==(const PlannedExercise&, const PlannedExercise&) = default;
};

enum class SessionKind {
  full_body,
  strength,
  upper,
  lower,
  push,
  pull,
  legs,
  light,
  cardio,
  recovery
};

struct Session {
  SessionKind kind = SessionKind::full_body;
  /// Tells sessions of one kind apart: 0 is "A", 1 is "B"; negative when there is only one.
  int letter = -1;
  std::vector<PlannedExercise> exercises;
  std::chrono::minutes length{0};  ///< estimated, with warm-up

  friend bool operator==(const Session&, const Session&) = default;
};

/// What the user did not say.
enum class Assumption { days, level, goal, gear, minutes, health };

/// What the user should know about the plan.
enum class Note {
  more_sets_later,  ///< two sets in the first two weeks, then three
  few_days,         ///< two days a week are the usual minimum
  rest_days,        ///< a day between two hard sessions
  easy_days,        ///< the further days are easy ones
  cardio_too,       ///< losing weight: easy cardio on free days
  left_out,         ///< a main move found no match
  young,            ///< 12 to 17
  older,            ///< 65 and more
  careful           ///< with a condition, cleared by a professional
};

/// One week of training. A value.
struct WeekPlan {
  Level level = Level::beginner;
  Goal goal = Goal::health;
  bool weight_too = false;
  EnumSet<Gear> gear;
  EnumSet<Item> extra;
  EnumSet<Assumption> assumed;
  EnumSet<Note> notes;
  EnumSet<Area> focus;
  EnumSet<Joint> spared;
  std::vector<Session> sessions;  ///< as many as days were asked

  friend bool operator==(const WeekPlan&, const WeekPlan&) = default;
};

/// The items that can be used with the wish's gear. Without any gear: a full gym.
EnumSet<Item> items_of(const Wish& wish);

/// Makes the week by rules. Pure: the same wish and seed give the same plan; another seed prefers
/// other exercises where there is a choice.
WeekPlan make_week(const Wish& wish, unsigned seed);

}  // namespace spotter::trainer

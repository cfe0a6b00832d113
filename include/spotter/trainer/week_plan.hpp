#pragma once

#include <spotter/exercises/catalogue.hpp>
#include <spotter/trainer/wish.hpp>

#include <chrono>
#include <string>
#include <vector>

namespace spotter::trainer {

/// Rest between two sets; minimum < maximum < after_failure.
struct Rest {
  std::chrono::seconds minimum{60};
  std::chrono::seconds maximum{90};
  std::chrono::seconds after_failure{180};

  friend bool operator==(const Rest&, const Rest&) = default;
};

/// Why an exercise stands where it does.
enum class Why {
  main,             ///< a big lift for its muscles
  balances_pushes,  ///< pulling, for what is pushed
  balances_squats,  ///< the back of the legs, for what is squatted
  one_leg,
  small,    ///< further sets for its muscle
  trunk,    ///< what holds the big lifts
  easy,     ///< cardio, so easy that one can talk
  loosens,  ///< mobility
  focus,    ///< more for what the user named
  asked,    ///< the user named it
  known     ///< the user has done it
};

/// One line of a session.
struct PlannedExercise {
  const exercises::Exercise* exercise = nullptr;  ///< of the catalogue; never null
  std::string name;                               ///< as the user spells it, else the catalogue's
  int sets = 1;
  int least = 0;  ///< of what the exercise's unit counts, a set
  int most = 0;
  Rest rest;  ///< without meaning for minutes
  bool superset_with_next = false;
  bool taught = false;  ///< above the level, with few sets: form first
  Why why = Why::main;

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
  harder,           ///< big exercises have more sets, as was asked
  easier,           ///< fewer sets, as was asked
  no_more,          ///< more was asked for, and there is no room for it
  no_more_careful,  ///< more was asked for, and age or a condition forbids it
  no_less,          ///< less was asked for, and it is little already
  deload,           ///< an easy week after some
  young,            ///< 12 to 17
  older,            ///< 65 and more
  careful,          ///< with an illness, cleared by a professional
  pregnant,         ///< the same in pregnancy
  surgery           ///< the same after surgery or birth
};

/// One week of training, or one session. A value; refers to the catalogue that it was made from.
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
  /// Without any exercise of their own, because nothing fits equipment, level and body.
  EnumSet<exercises::Muscle> left_out;
  /// The same, because the time is short.
  EnumSet<exercises::Muscle> left_out_for_time;
  EnumSet<Area> unwanted;                           ///< left out because the user said so
  std::vector<const exercises::Exercise*> refused;  ///< asked for, but they load what has to rest
  std::vector<const exercises::Exercise*> refused_for_gear;  ///< asked for without the equipment
  bool single_session = false;
  std::vector<Area> areas;        ///< of the single session, as they were named
  std::optional<int> asked;       ///< exercises of the single session, if it has fewer
  std::vector<Session> sessions;  ///< as many as days were asked

  friend bool operator==(const WeekPlan&, const WeekPlan&) = default;
};

/// The items that can be used with the wish's gear. Without any gear: a full gym.
EnumSet<Item> items_of(const Wish& wish);

/// Makes the week, or the single session, by rules. Pure: the same wish and seed give the same
/// plan; another seed prefers other exercises where there is a choice. The catalogue outlives the
/// plan.
WeekPlan make_week(const Wish& wish, unsigned seed, const exercises::Catalogue& catalogue);

}  // namespace spotter::trainer

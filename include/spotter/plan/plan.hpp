#pragma once

#include <spotter/plan/decimal.hpp>

#include <chrono>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace spotter::plan {

/// Rest between two sets; minimum <= maximum <= after_failure. The default is the LiftLog app's
/// "medium".
struct Rest {
  std::chrono::seconds minimum{90};
  std::chrono::seconds maximum{180};
  std::chrono::seconds after_failure{300};

  friend bool operator==(const Rest&, const Rest&) = default;
};

/// Repetitions of one set; equal ends are a fixed target.
struct Reps {
  int least = 8;
  int most = 12;

  friend bool operator==(const Reps&, const Reps&) = default;
};

/// What the weight that somebody enters means.
enum class Resistance {
  external,    ///< all of it
  bodyweight,  ///< added to the body's own
  none         ///< there is none
};

/// What a progression rule raises once every set met its target.
enum class Axis { reps, load };

/// Which sets a rule raises.
enum class Scope { all_sets, lowest_first, lowest_middle, lowest_last, lowest_all };

/// One step of getting better, in the order in which they are tried.
struct Progression {
  Axis axis = Axis::load;
  Decimal step;  ///< > 0; repetitions, or weight in the user's own unit
  Scope scope = Scope::all_sets;
  std::optional<Decimal> ceiling;  ///< of a reps rule only
  bool reset_at_ceiling = false;   ///< of a reps rule only: back to the plan once a later one fires

  friend bool operator==(const Progression&, const Progression&) = default;
};

/// An exercise of sets and repetitions.
struct Strength {
  std::vector<Reps> sets;  ///< one a set
  Rest rest;
  bool superset_with_next = false;
  std::vector<Progression> progression;
  Resistance resistance = Resistance::external;

  friend bool operator==(const Strength&, const Strength&) = default;
};

enum class DistanceUnit { metre, yard, mile, kilometre };

struct Distance {
  Decimal value;
  DistanceUnit unit = DistanceUnit::kilometre;

  friend bool operator==(const Distance&, const Distance&) = default;
};

/// One set of an exercise that is done for a time or over a distance.
struct CardioSet {
  std::variant<std::chrono::seconds, Distance> target = std::chrono::seconds(1800);
  bool track_distance = false;  ///< also of a set that is done for a time
  bool track_resistance = false;
  bool track_incline = false;
  std::optional<Rest> rest;

  friend bool operator==(const CardioSet&, const CardioSet&) = default;
};

/// An exercise of time or distance: a run, a bike ride, a plank.
struct Cardio {
  std::vector<CardioSet> sets;

  friend bool operator==(const Cardio&, const Cardio&) = default;
};

struct Exercise {
  std::string name;
  std::string notes;
  std::string link;  ///< empty unless the user gave one
  std::variant<Strength, Cardio> work;

  friend bool operator==(const Exercise&, const Exercise&) = default;
};

struct Session {
  std::string name;
  std::string notes;
  std::vector<Exercise> exercises;

  friend bool operator==(const Session&, const Session&) = default;
};

/// A training plan: what the coach hands over and the app imports. All texts UTF-8. A value.
struct Plan {
  std::string name;
  std::string description;
  std::vector<Session> sessions;

  friend bool operator==(const Plan&, const Plan&) = default;
};

/// How much of anything a plan may hold; what makes plans and what reads them keep to it.
inline constexpr std::size_t kSessionsMax = 14;
inline constexpr std::size_t kExercisesMax = 20;  ///< a session
inline constexpr std::size_t kSetsMax = 20;       ///< an exercise
inline constexpr std::size_t kNameCharactersMax = 50;
/// Of an exercise, which may have the user's own name; ours keep to the limit above.
inline constexpr std::size_t kExerciseNameCharactersMax = 200;
inline constexpr std::size_t kSessionNameCharactersMax = 40;
inline constexpr std::size_t kDescriptionCharactersMax = 2000;
inline constexpr std::size_t kNotesCharactersMax = 500;

}  // namespace spotter::plan

#pragma once

#include <spotter/trainer/wish.hpp>

#include <span>
#include <string_view>

namespace spotter::trainer {

/// What a movement does; exercises of one pattern can stand in for each other.
enum class Pattern {
  squat,
  lunge,
  hinge,
  hip_extension,
  knee_flexion,
  knee_extension,
  ankle,
  horizontal_push,
  incline_push,
  vertical_push,
  chest_fly,
  horizontal_pull,
  vertical_pull,
  rear_fly,
  side_raise,
  elbow_flexion,
  elbow_extension,
  shrug,
  back_extension,
  core,
  cardio
};

/// What an exercise asks of the body that some people must avoid.
enum class Strain {
  lower_back,
  deep_knee,
  shoulder,
  wrist,
  elbow,
  neck,
  impact,
  bracing,  ///< heavy, with held breath
  supine,   ///< lying on the back
  prone,    ///< lying on the belly
  flexion,  ///< bending or twisting the spine again and again
  balance,
  grip
};

enum class Kind { main_lift, compound, isolation, bodyweight, timed, cardio };

/// An entry of the public catalogue (free-exercise-db, public domain) with what the rules need.
struct Exercise {
  std::string_view name;
  Pattern pattern;
  Kind kind;
  Level level;              ///< the lowest that gets it unasked
  EnumSet<Item> needs;      ///< all of these
  EnumSet<Item> or_one_of;  ///< and one of these, if any is listed
  EnumSet<Strain> strains;
  int least;  ///< repetitions, seconds or minutes
  int most;
  bool each_side = false;
  bool spare = false;  ///< only when its pattern has nothing else that fits
};

/// All exercises; within a pattern in the order of preference.
std::span<const Exercise> all_exercises() noexcept;

/// Whether a family of exercises that people name covers this one.
bool belongs_to(const Exercise& exercise, Move move) noexcept;

}  // namespace spotter::trainer

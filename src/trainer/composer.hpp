#pragma once

#include "trainer/chooser.hpp"
#include "trainer/week_draft.hpp"

#include <spotter/trainer/week_plan.hpp>

namespace spotter::trainer {

/// The wish with everything decided that it left open.
struct Brief {
  int days = 3;
  Level level = Level::beginner;
  Goal goal = Goal::health;
  std::chrono::minutes length{60};
  bool young = false;
  bool older = false;
  bool careful = false;  ///< light work only
  bool whole_body = false;
  Bounds bounds;
};

Brief brief_of(const Wish& wish);

/// Exercises and their numbers, and what became of the wish's special parts.
struct Composition {
  WeekDraft draft;
  EnumSet<Area> focus;
  EnumSet<Muscle> left_out;           ///< for want of anything that fits
  EnumSet<Muscle> left_out_for_time;  ///< chosen and cut
  std::vector<const Exercise*> refused;
};

/// The sessions of a week, cut to their limits.
Composition compose_week(const Wish& wish, const Brief& brief, Chooser& chooser);
/// One session of the wish's areas.
Composition compose_session(const Wish& wish, const Brief& brief, Chooser& chooser);

/// Replaces what the user wants replaced, in the sessions that were chosen.
void make_swaps(const Wish& wish, Composition& made, Chooser& chooser);
/// Something for the trunk or an easy walk, so that no session is a single exercise.
void fill_up(Draft& draft, std::size_t least, Chooser& chooser);
/// What the sessions lack, measured by the sets that there are.
EnumSet<Muscle> trained(const MuscleSets& sets);

}  // namespace spotter::trainer

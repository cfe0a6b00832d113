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

/// Whether a session of this kind is the place for work on the area.
bool suits(SessionKind kind, Area area) noexcept;
/// So many exercises a session has at most when something is added to it.
inline constexpr std::size_t kAddedToMost = 9;

/// Exercises and their numbers, and what became of the wish's special parts.
struct Composition {
  WeekDraft draft;
  EnumSet<Area> focus;                            ///< with an exercise more
  EnumSet<Muscle> left_out;                       ///< for want of anything that fits
  EnumSet<Muscle> left_out_for_time;              ///< chosen and cut
  std::vector<const Exercise*> refused;           ///< they load what has to rest
  std::vector<const Exercise*> refused_for_gear;  ///< there is no equipment for them
};

/// The sessions of a week, cut to their limits.
Composition compose_week(const Wish& wish, const Brief& brief, Chooser& chooser);
/// One session of the wish's areas.
Composition compose_session(const Wish& wish, const Brief& brief, Chooser& chooser);

/// Replaces what the user wants replaced, in the sessions that were chosen.
void make_swaps(const Wish& wish, Composition& made, Chooser& chooser);
/// Brings in what the user wants to have: in place of something alike, else besides the others
/// where a session has fewer than `most`.
void bring_in_wanted(const Wish& wish, std::size_t most, Composition& made, Chooser& chooser);
/// Something for the trunk or an easy walk, so that no session is a single exercise.
void fill_up(Draft& draft, std::size_t least, Chooser& chooser);
/// What the sessions lack, measured by the sets that there are.
EnumSet<Muscle> trained(const MuscleSets& sets);
/// What exercises are there for.
EnumSet<Muscle> main_muscles(const WeekDraft& week);

}  // namespace spotter::trainer

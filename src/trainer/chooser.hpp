#pragma once

#include "trainer/exercises.hpp"
#include "trainer/splits.hpp"

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace spotter::trainer {

/// What an exercise must respect to be chosen.
struct Bounds {
  EnumSet<Equipment> equipment;
  Level level = Level::beginner;
  EnumSet<Strain> barred;
  bool gym = false;  ///< with the small things that nobody lists
  bool young = false;
  bool gentle = false;       ///< the easier of two comes first, again and again if need be
  bool spare_knees = false;  ///< hips and leg curls instead of squats
  bool no_overhead = false;  ///< no pressing over the head
  bool no_standing_calves = false;
  bool heavy_stays_heavy = false;  ///< a heavy lift is only replaced by another one
  bool no_few_reps = false;        ///< nothing that is trained with few repetitions only
};

/// The strains that hurting places bar, and what goes with them.
Bounds bounds_of(const Wish& wish, Level level, bool careful);

using Exercises = std::vector<const Exercise*>;

/// Picks exercises for the sessions of one week. Remembers what the week has, for variety. A value
/// of one call of make_week.
class Chooser {
 public:
  Chooser(const exercises::Catalogue& catalogue, Bounds bounds, const Wish& wish);
  void set_seed(unsigned seed) { seed_ = seed; }

  /// The exercise for the slot: one that the user knows, else its favourite, else the first of its
  /// pattern that fits, else of a pattern that can stand in; never one of `taken`. Another seed
  /// takes one of the next. nullptr when there is none.
  const Exercise* choose(const Slot& slot, const Exercises& taken);

  /// What decides between exercises of one pattern.
  struct Narrow {
    EnumSet<Muscle> primary;  ///< empty: any
    bool known_only = false;
  };
  /// The slot's own exercise, one level above the user's at most: the template teaches it. nullptr
  /// when anything else forbids it.
  const Exercise* choose_taught(const Slot& slot, const Exercises& taken);
  /// The same without stand-ins.
  const Exercise* choose_exactly(const Slot& slot, const Exercises& taken, const Narrow& narrow);

  /// What takes the place of another: of its pattern, else of one that can stand in.
  const Exercise* choose_instead(const Exercise& out, const Exercises& taken);
  /// All others that could stand where this one does, best first.
  [[nodiscard]] Exercises alternatives(const Exercise& exercise) const;
  enum class Counting { primary, any };
  /// Every lift that fits and trains one of the muscles, in the catalogue's order.
  [[nodiscard]] Exercises all_for(EnumSet<Muscle> muscles, Counting counting) const;

  /// Is never chosen again.
  void ban(const Exercise& exercise);
  /// Whether the user may have it because they name it: whatever the level and the equipment.
  [[nodiscard]] bool may_be_asked_for(const Exercise& exercise) const;
  /// Whether there is the equipment for it.
  [[nodiscard]] bool has_gear_for(const Exercise& exercise) const;
  /// The user's own spelling, else the catalogue's.
  [[nodiscard]] std::string name_of(const Exercise& exercise) const;
  [[nodiscard]] bool is_known(const Exercise& exercise) const { return known_.contains(&exercise); }

 private:
  [[nodiscard]] bool fits(const Exercise& exercise, Level level) const;
  [[nodiscard]] std::vector<Pattern> stand_ins_of(Pattern pattern) const;
  [[nodiscard]] std::size_t rank_among_preferred(const Exercise& exercise) const;
  [[nodiscard]] Exercises candidates(const Slot& slot, const Exercises& taken,
                                     const Narrow& narrow) const;
  [[nodiscard]] std::string_view favourite_of(const Slot& slot) const;
  const Exercise* pick(const Exercises& found);

  Bounds bounds_;
  unsigned seed_ = 0;
  std::map<const Exercise*, std::string> known_;
  std::map<Pattern, Exercises> fitting_;  ///< best first
  Exercises used_;
  Exercises banned_;
  const Wish& wish_;  ///< outlives the week that is made
  const exercises::Catalogue& catalogue_;
};

}  // namespace spotter::trainer

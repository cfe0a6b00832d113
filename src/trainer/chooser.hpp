#pragma once

#include "trainer/splits.hpp"

#include <set>
#include <string_view>
#include <vector>

namespace spotter::trainer {

/// What an exercise must respect to be chosen.
struct Bounds {
  EnumSet<Item> items;
  Level level = Level::beginner;
  EnumSet<Strain> barred;
  EnumSet<Move> rejected;
  bool no_overhead = false;  ///< no pressing over the head
  bool no_standing_calves = false;
  bool heavy_stays_heavy = false;  ///< a heavy lift is only replaced by another one
};

/// The strains that hurting places bar, and what goes with them.
Bounds bounds_of(const Wish& wish, Level level, bool careful);

/// Picks exercises for the sessions of one week. Remembers what the week has, for variety. A value
/// of one call of make_week.
class Chooser {
 public:
  Chooser(Bounds bounds, unsigned seed) : bounds_(bounds), seed_(seed) {}

  /// The exercise for the slot: its favourite, else the first of its pattern that fits, else of a
  /// pattern that can stand in; never one of `taken`. nullptr when there is none.
  const Exercise* choose(const Slot& slot, const std::vector<const Exercise*>& taken);

 private:
  [[nodiscard]] bool fits(const Exercise& exercise) const;
  [[nodiscard]] std::vector<const Exercise*> candidates(
      Pattern pattern, std::string_view favourite, const std::vector<const Exercise*>& taken) const;

  Bounds bounds_;
  unsigned seed_;
  std::set<std::string_view> used_;
};

}  // namespace spotter::trainer

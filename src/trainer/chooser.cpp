#include "trainer/chooser.hpp"

#include <algorithm>
#include <span>

namespace spotter::trainer {
namespace {

using enum Pattern;

/// The pattern itself, then what can stand in for it.
std::span<const Pattern> stand_ins(Pattern pattern) {
  static constexpr Pattern kSquat[] = {squat, lunge, hip_extension};
  static constexpr Pattern kLunge[] = {lunge, squat, hip_extension};
  static constexpr Pattern kHinge[] = {hinge, hip_extension, knee_flexion};
  static constexpr Pattern kHipExtension[] = {hip_extension, hinge};
  static constexpr Pattern kKneeFlexion[] = {knee_flexion, hip_extension, hinge};
  static constexpr Pattern kKneeExtension[] = {knee_extension, lunge, squat};
  static constexpr Pattern kHorizontalPush[] = {horizontal_push, incline_push};
  static constexpr Pattern kInclinePush[] = {incline_push, horizontal_push};
  static constexpr Pattern kVerticalPush[] = {vertical_push, incline_push, horizontal_push};
  static constexpr Pattern kChestFly[] = {chest_fly, horizontal_push};
  static constexpr Pattern kHorizontalPull[] = {horizontal_pull, vertical_pull, rear_fly,
                                                back_extension};
  static constexpr Pattern kVerticalPull[] = {vertical_pull, horizontal_pull, rear_fly,
                                              back_extension};
  static constexpr Pattern kRearFly[] = {rear_fly, horizontal_pull};
  static constexpr Pattern kOthers[] = {ankle, side_raise,     elbow_flexion, elbow_extension,
                                        shrug, back_extension, core,          cardio};
  switch (pattern) {
    case squat:
      return kSquat;
    case lunge:
      return kLunge;
    case hinge:
      return kHinge;
    case hip_extension:
      return kHipExtension;
    case knee_flexion:
      return kKneeFlexion;
    case knee_extension:
      return kKneeExtension;
    case horizontal_push:
      return kHorizontalPush;
    case incline_push:
      return kInclinePush;
    case vertical_push:
      return kVerticalPush;
    case chest_fly:
      return kChestFly;
    case horizontal_pull:
      return kHorizontalPull;
    case vertical_pull:
      return kVerticalPull;
    case rear_fly:
      return kRearFly;
    case ankle:
    case side_raise:
    case elbow_flexion:
    case elbow_extension:
    case shrug:
    case back_extension:
    case core:
    case cardio:
      break;
  }
  return std::span(std::find(std::begin(kOthers), std::end(kOthers), pattern), 1);
}

EnumSet<Strain> strains_of(Joint joint) {
  switch (joint) {
    case Joint::lower_back:
      return {Strain::lower_back, Strain::flexion, Strain::bracing};
    case Joint::knee:
      return {Strain::deep_knee, Strain::impact};
    case Joint::shoulder:
      return {Strain::shoulder};
    case Joint::elbow:
      return {Strain::elbow, Strain::grip};
    case Joint::wrist:
      return {Strain::wrist};
    case Joint::neck:
      return {Strain::neck};
    case Joint::hip:
      return {Strain::deep_knee, Strain::balance};
    case Joint::ankle:
      return {Strain::impact, Strain::balance};
  }
  return {};
}

/// Keeps only the elements that `wanted` holds for, if there are any.
template <class F>
void prefer(std::vector<const Exercise*>& exercises, F wanted) {
  if (std::any_of(exercises.begin(), exercises.end(), wanted)) {
    std::erase_if(exercises, [&](const Exercise* exercise) { return !wanted(exercise); });
  }
}

}  // namespace

Bounds bounds_of(const Wish& wish, Level level, bool careful) {
  Bounds bounds;
  bounds.items = items_of(wish);
  bounds.level = level;
  bounds.rejected = wish.rejected;
  for_each(wish.hurts, Joint::ankle, [&](Joint joint) { bounds.barred.add(strains_of(joint)); });
  bounds.no_overhead = wish.hurts.has(Joint::neck);
  bounds.no_standing_calves = wish.hurts.has(Joint::ankle);
  if (careful) bounds.barred.add({Strain::impact, Strain::bracing, Strain::balance});
  if (wish.conditions.has(Condition::pregnancy)) {
    bounds.barred.add({Strain::prone, Strain::supine});
  }
  bounds.heavy_stays_heavy = wish.goal == Goal::strength && !careful;
  return bounds;
}

bool Chooser::fits(const Exercise& exercise) const {
  const bool one_of = exercise.or_one_of.empty() || bounds_.items.has_any(exercise.or_one_of);
  if (!one_of || !bounds_.items.has_all(exercise.needs)) return false;
  if (exercise.level > bounds_.level || bounds_.barred.has_any(exercise.strains)) return false;
  if (bounds_.no_overhead && exercise.pattern == vertical_push) return false;
  if (bounds_.no_standing_calves && exercise.pattern == ankle) return false;
  bool rejected = false;
  for_each(bounds_.rejected, Move::bench_press,
           [&](Move move) { rejected = rejected || belongs_to(exercise, move); });
  return !rejected;
}

std::vector<const Exercise*> Chooser::candidates(Pattern pattern, std::string_view favourite,
                                                 const std::vector<const Exercise*>& taken) const {
  std::vector<const Exercise*> found;
  for (const Exercise& exercise : all_exercises()) {
    const bool is_taken = std::find(taken.begin(), taken.end(), &exercise) != taken.end();
    if (exercise.pattern == pattern && !is_taken && fits(exercise)) found.push_back(&exercise);
  }
  const auto is_favourite = [&](const Exercise* exercise) { return exercise->name == favourite; };
  const bool has_favourite = std::any_of(found.begin(), found.end(), is_favourite);
  prefer(found,
         [&](const Exercise* exercise) { return !exercise->spare || is_favourite(exercise); });
  if (has_favourite) {
    std::stable_partition(found.begin(), found.end(), is_favourite);
    // Where strength begins with a heavy lift, another heavy lift may take its place, nothing less.
    if (bounds_.heavy_stays_heavy && found.front()->kind == Kind::main_lift) {
      prefer(found, [](const Exercise* exercise) { return exercise->kind == Kind::main_lift; });
    }
  } else {
    std::stable_partition(found.begin(), found.end(), [&](const Exercise* exercise) {
      return !used_.contains(exercise->name);
    });
  }
  return found;
}

const Exercise* Chooser::choose(const Slot& slot, const std::vector<const Exercise*>& taken) {
  const bool beginner = bounds_.level == Level::beginner && !slot.for_beginners.empty();
  const std::string_view favourite = beginner ? slot.for_beginners : slot.preferred;
  for (const Pattern pattern : stand_ins(slot.pattern)) {
    const auto found = candidates(pattern, favourite, taken);
    if (found.empty()) continue;
    const Exercise* chosen = found[seed_ % found.size()];
    used_.insert(chosen->name);
    return chosen;
  }
  return nullptr;
}

}  // namespace spotter::trainer

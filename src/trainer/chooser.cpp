#include "trainer/chooser.hpp"

#include <spotter/trainer/week_plan.hpp>

#include <algorithm>
#include <tuple>

namespace spotter::trainer {
namespace {

using enum Pattern;

/// Out of so many the seed takes one: the usual exercises come first.
constexpr std::size_t kPoolMax = 5;

/// The pattern itself, then what can stand in for it.
std::vector<Pattern> stand_ins(Pattern pattern) {
  switch (pattern) {
    case squat:
      return {squat, lunge, hip_extension};
    case lunge:
      return {lunge, squat, hip_extension};
    case hinge:
      return {hinge, hip_extension, knee_flexion};
    case hip_extension:
      return {hip_extension, hinge};
    case knee_flexion:
      return {knee_flexion, hip_extension, hinge};
    case knee_extension:
      return {knee_extension, lunge, squat};
    case horizontal_push:
      return {horizontal_push, incline_push};
    case incline_push:
      return {incline_push, horizontal_push};
    case vertical_push:
      return {vertical_push, incline_push, horizontal_push};
    case chest_fly:
      return {chest_fly, horizontal_push};
    case horizontal_pull:
      return {horizontal_pull, vertical_pull, rear_fly, trunk_extension};
    case vertical_pull:
      return {vertical_pull, horizontal_pull, shoulder_extension, rear_fly, trunk_extension};
    case rear_fly:
      return {rear_fly, horizontal_pull};
    case anti_extension:
      return {anti_extension, anti_rotation, trunk_flexion};
    case anti_rotation:
      return {anti_rotation, anti_extension, trunk_flexion};
    case trunk_flexion:
      return {trunk_flexion, anti_extension, anti_rotation};
    default:
      return {pattern};
  }
}

/// With knees that hurt: what trains the legs from the hip, before what bends the knee.
std::vector<Pattern> stand_ins_for_knees(Pattern pattern) {
  switch (pattern) {
    case squat:
      return {squat, knee_flexion, hip_extension, hinge, lunge};
    case knee_extension:
      return {knee_extension, knee_flexion, hip_extension};
    default:
      return stand_ins(pattern);
  }
}

bool contains(const Exercises& exercises, const Exercise* exercise) {
  return std::find(exercises.begin(), exercises.end(), exercise) != exercises.end();
}

/// Keeps only the elements that `wanted` holds for, if there are any.
template <class F>
void prefer(Exercises& exercises, F wanted) {
  if (std::any_of(exercises.begin(), exercises.end(), wanted)) {
    std::erase_if(exercises, [&](const Exercise* exercise) { return !wanted(exercise); });
  }
}

/// Its place among the preferred names of its pattern; their number if it is none of them.
std::size_t place_of(const Exercise& exercise) {
  const auto names = preferred(exercise.pattern);
  return static_cast<std::size_t>(std::find(names.begin(), names.end(), exercise.name) -
                                  names.begin());
}

bool is_press(Pattern pattern) {
  return pattern == horizontal_push || pattern == incline_push;
}

}  // namespace

Bounds bounds_of(const Wish& wish, Level level, bool careful) {
  constexpr int kAdult = 18;
  Bounds bounds;
  for_each(items_of(wish), Item::cardio_machine,
           [&](Item item) { bounds.equipment.add(equipment_of(item)); });
  bounds.level = level;
  bounds.gym = wish.gear.empty() || wish.gear.has(Gear::gym);
  bounds.young = wish.age && *wish.age < kAdult;
  for_each(wish.hurts, Joint::ankle, [&](Joint joint) { bounds.barred.add(strains_of(joint)); });
  // A box squat spares the knees when it is heavy and short, not with a dozen repetitions.
  bounds.spare_knees = wish.hurts.has(Joint::knee) && (wish.goal != Goal::strength || careful);
  bounds.no_overhead = wish.hurts.has(Joint::neck);
  bounds.no_standing_calves = wish.hurts.has(Joint::ankle);
  if (careful) bounds.barred.add({Strain::impact, Strain::bracing, Strain::balance});
  if (wish.conditions.has(Condition::pregnancy)) {
    bounds.barred.add({Strain::prone, Strain::supine});
  }
  bounds.heavy_stays_heavy = wish.goal == Goal::strength && !careful;
  bounds.no_few_reps = wish.goal == Goal::endurance || careful;
  return bounds;
}

Chooser::Chooser(const exercises::Catalogue& catalogue, Bounds bounds, const Wish& wish)
    : bounds_(bounds), wish_(wish), catalogue_(catalogue) {
  for (const Known& known : wish.known) {
    if (known.exercise != nullptr && !known.name.empty()) {
      known_.emplace(known.exercise, known.name);
    }
  }
  struct Placed {
    bool unknown;
    std::size_t place;
    const Exercise* exercise;
  };
  std::map<Pattern, std::vector<Placed>> placed;
  for (const Exercise& exercise : catalogue.all()) {
    if (!fits(exercise, bounds_.level)) continue;
    const std::size_t place = rank_among_preferred(exercise);
    if (only_preferred(exercise.pattern) && place == preferred(exercise.pattern).size()) continue;
    placed[exercise.pattern].push_back({!is_known(exercise), place, &exercise});
  }
  for (auto& [pattern, exercises] : placed) {
    std::stable_sort(exercises.begin(), exercises.end(), [](const Placed& a, const Placed& b) {
      return std::tie(a.unknown, a.place) < std::tie(b.unknown, b.place);
    });
    Exercises& fitting = fitting_[pattern];
    for (const Placed& one : exercises)
      fitting.push_back(one.exercise);
  }
}

std::size_t Chooser::rank_among_preferred(const Exercise& exercise) const {
  // With the hands on something high they are easier.
  if (bounds_.gentle && exercise.name == "Pushups") return preferred(exercise.pattern).size() - 1;
  return place_of(exercise) - (bounds_.gentle && exercise.name == "Incline Push-Up" ? 1 : 0);
}

std::vector<Pattern> Chooser::stand_ins_of(Pattern pattern) const {
  return bounds_.spare_knees ? stand_ins_for_knees(pattern) : stand_ins(pattern);
}

bool Chooser::fits(const Exercise& exercise, Level level) const {
  constexpr int kFewReps = 6;
  if (!can_be_done(exercise, bounds_.equipment)) return false;
  // Who has done it may know how, as long as nothing asks for care.
  const bool is_own = is_known(exercise) && bounds_.barred.empty() && !bounds_.young;
  if (exercise.level > level_of(level) && !is_own) return false;
  if (strains_any(exercise, bounds_.barred)) return false;
  if (bounds_.no_overhead && exercise.pattern == vertical_push) return false;
  if (bounds_.spare_knees && exercise.pattern == squat) return false;
  if (bounds_.no_standing_calves && exercise.pattern == ankle) return false;
  if (bounds_.no_few_reps && exercise.unit == exercises::Unit::reps && exercise.most <= kFewReps &&
      exercise.kind != exercises::Kind::bodyweight) {
    return false;
  }
  return !is_rejected(exercise, wish_);
}

bool Chooser::may_be_asked_for(const Exercise& exercise) const {
  if (bounds_.young && exercise.pattern == olympic) return false;
  return !strains_any(exercise, bounds_.barred);
}

bool Chooser::has_gear_for(const Exercise& exercise) const {
  EnumSet<Equipment> there = bounds_.equipment;
  if (there.has(Equipment::barbell)) there.add(Equipment::plate);
  if (bounds_.gym) {
    there.add({Equipment::ball, Equipment::ab_wheel, Equipment::sled, Equipment::rope,
               Equipment::medicine_ball, Equipment::rings, Equipment::plate});
  }
  return can_be_done(exercise, there);
}

std::string Chooser::name_of(const Exercise& exercise) const {
  const auto known = known_.find(&exercise);
  return known == known_.end() ? std::string(exercise.name) : known->second;
}

void Chooser::ban(const Exercise& exercise) {
  banned_.push_back(&exercise);
  const auto found = fitting_.find(exercise.pattern);
  if (found != fitting_.end()) std::erase(found->second, &exercise);
}

std::string_view Chooser::favourite_of(const Slot& slot) const {
  const bool beginner = bounds_.level == Level::beginner && !slot.for_beginners.empty();
  return beginner ? slot.for_beginners : slot.preferred;
}

Exercises Chooser::candidates(const Slot& slot, const Exercises& taken,
                              const Narrow& narrow) const {
  const auto fitting = fitting_.find(slot.pattern);
  if (fitting == fitting_.end()) return {};
  Exercises found;
  for (const Exercise* exercise : fitting->second) {
    if (contains(taken, exercise)) continue;
    if (narrow.known_only && !is_known(*exercise)) continue;
    if (!narrow.primary.empty() && !narrow.primary.has(exercise->primary)) continue;
    found.push_back(exercise);
  }
  const std::string_view favourite = favourite_of(slot);
  const auto is_wanted = [&](const Exercise* exercise) {
    return exercise->name == favourite || is_known(*exercise);
  };
  // Some presses are for the arms: where the chest is meant, only if there is nothing else.
  if (is_press(slot.pattern) && narrow.primary.empty()) {
    prefer(found, [](const Exercise* exercise) { return exercise->primary == Muscle::chest; });
  }
  const bool has_wanted = std::any_of(found.begin(), found.end(), is_wanted);
  if (has_wanted) {
    std::erase_if(found, [&](const Exercise* exercise) {
      return is_spare(*exercise) && !is_wanted(exercise);
    });
    // What the user knows leads; a favourite that is known leads those.
    std::stable_partition(found.begin(), found.end(),
                          [&](const Exercise* exercise) { return exercise->name == favourite; });
    std::stable_partition(found.begin(), found.end(),
                          [&](const Exercise* exercise) { return is_known(*exercise); });
    // Where strength begins with a heavy lift, another heavy lift may take its place, nothing less.
    if (bounds_.heavy_stays_heavy && is_main_lift(*found.front())) {
      prefer(found, [](const Exercise* exercise) { return is_main_lift(*exercise); });
    }
    return found;
  }
  // Something new this week, even with the body alone, is better than the same again.
  if (!bounds_.gentle)
    prefer(found, [&](const Exercise* exercise) { return !contains(used_, exercise); });
  prefer(found, [](const Exercise* exercise) { return !is_spare(*exercise); });
  return found;
}

const Exercise* Chooser::pick(const Exercises& found) {
  if (found.empty()) return nullptr;
  const Exercise* chosen = found[seed_ % std::min(found.size(), kPoolMax)];
  used_.push_back(chosen);
  return chosen;
}

const Exercise* Chooser::choose_exactly(const Slot& slot, const Exercises& taken,
                                        const Narrow& narrow) {
  return pick(candidates(slot, taken, narrow));
}

const Exercise* Chooser::choose_taught(const Slot& slot, const Exercises& taken) {
  const Exercise* exercise = catalogue_.find(slot.preferred);
  if (exercise == nullptr || contains(taken, exercise) || contains(banned_, exercise)) {
    return nullptr;
  }
  const auto next = static_cast<Level>(
      std::min(static_cast<int>(bounds_.level) + 1, static_cast<int>(Level::advanced)));
  if (!fits(*exercise, next)) return nullptr;
  used_.push_back(exercise);
  return exercise;
}

const Exercise* Chooser::choose(const Slot& slot, const Exercises& taken) {
  if (slot.teaches) {
    if (const Exercise* taught = choose_taught(slot, taken)) return taught;
  }
  for (const Pattern pattern : stand_ins_of(slot.pattern)) {
    Slot same = slot;
    same.pattern = pattern;
    if (const Exercise* chosen = choose_exactly(same, taken, {})) return chosen;
  }
  return nullptr;
}

const Exercise* Chooser::choose_instead(const Exercise& out, const Exercises& taken) {
  for (const Pattern pattern : stand_ins_of(out.pattern)) {
    if (const Exercise* chosen = choose_exactly({pattern}, taken, {{out.primary}, false})) {
      return chosen;
    }
  }
  return choose({out.pattern}, taken);
}

Exercises Chooser::alternatives(const Exercise& exercise) const {
  Exercises found;
  for (const Pattern pattern : stand_ins_of(exercise.pattern)) {
    const auto fitting = fitting_.find(pattern);
    if (fitting == fitting_.end()) continue;
    for (const Exercise* other : fitting->second) {
      if (other != &exercise) found.push_back(other);
    }
  }
  return found;
}

Exercises Chooser::all_for(EnumSet<Muscle> muscles, Counting counting) const {
  Exercises found;
  for (const Exercise& exercise : catalogue_.all()) {
    const Rank rank = rank_of(exercise);
    const bool lifts = rank != Rank::power && rank != Rank::easy;
    const bool helps = counting == Counting::any &&
                       std::any_of(exercise.secondary.begin(), exercise.secondary.end(),
                                   [&](Muscle muscle) { return muscles.has(muscle); });
    if (!lifts || (!muscles.has(exercise.primary) && !helps)) continue;
    const auto fitting = fitting_.find(exercise.pattern);
    if (fitting != fitting_.end() && contains(fitting->second, &exercise)) {
      found.push_back(&exercise);
    }
  }
  return found;
}

}  // namespace spotter::trainer

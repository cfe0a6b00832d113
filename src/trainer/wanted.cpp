#include "trainer/exercises.hpp"

#include <spotter/trainer/wanted.hpp>
#include <spotter/trainer/week_plan.hpp>

#include <algorithm>
#include <functional>

namespace spotter::trainer {
namespace {

/// Losing weight is no goal for somebody who still grows.
constexpr int kGrownFrom = 18;

lint::Goal goal_of(Goal goal) {
  switch (goal) {
    case Goal::health:
      return lint::Goal::health;
    case Goal::strength:
      return lint::Goal::strength;
    case Goal::muscle:
      return lint::Goal::muscle;
    case Goal::weight:
      return lint::Goal::weight;
    case Goal::toning:
      return lint::Goal::toning;
    case Goal::endurance:
      return lint::Goal::endurance;
  }
  return lint::Goal::health;
}

/// All that there is; nothing when the wish leaves it open, or has a gym where nothing is missing.
std::optional<std::set<Equipment>> equipment_of(const Wish& wish) {
  const bool gym = wish.gear.empty() || wish.gear.has(Gear::gym);
  if (gym && wish.without.empty()) return std::nullopt;
  std::set<Equipment> equipment;
  for_each(items_of(wish), Item::cardio_machine,
           [&](Item item) { equipment.insert(equipment_of(item)); });
  if (gym) {
    // Small things that nobody says a gym lacks.
    equipment.insert({Equipment::ball, Equipment::ab_wheel, Equipment::sled, Equipment::rope,
                      Equipment::medicine_ball, Equipment::rings, Equipment::plate});
  }
  if (equipment.contains(Equipment::barbell)) equipment.insert(Equipment::plate);
  return equipment;
}

/// What the areas of a single session are trained by; nothing for the whole body.
std::set<exercises::Muscle> muscles_of(const Wish& wish) {
  std::set<exercises::Muscle> muscles;
  for (const Area area : wish.areas) {
    if (area == Area::full_body) return {};
    for_each(muscles_of(area), Muscle::adductors, [&](Muscle muscle) { muscles.insert(muscle); });
  }
  return muscles;
}

/// What somebody had swapped out and not back in.
std::vector<const Exercise*> swapped_out(const Wish& wish) {
  std::vector<const Exercise*> out;
  for (const Swap& swap : wish.swaps) {
    if (swap.in != nullptr) std::erase(out, swap.in);
    if (swap.out != nullptr && swap.out != swap.in) out.push_back(swap.out);
  }
  for (const Exercise* wanted : wish.wanted)
    std::erase(out, wanted);
  return out;
}

std::function<bool(const Exercise&)> rejected_by(const Wish& wish) {
  std::vector<const Exercise*> out = swapped_out(wish);
  if (out.empty() && wish.rejected.empty() && wish.unwanted.empty()) return {};
  Wish said;
  said.rejected = wish.rejected;
  said.unwanted = wish.unwanted;
  said.wanted = wish.wanted;
  // What came in by a swap was named, too.
  for (const Swap& swap : wish.swaps) {
    if (swap.in != nullptr) said.wanted.push_back(swap.in);
  }
  return [said = std::move(said), out = std::move(out)](const Exercise& exercise) {
    return std::any_of(out.begin(), out.end(),
                       [&](const Exercise* one) { return one->name == exercise.name; }) ||
           is_rejected(exercise, said);
  };
}

}  // namespace

lint::Wanted wanted_by(const Wish& wish) {
  lint::Wanted wanted;
  wanted.single_session = wish.single_session;
  wanted.sessions = wish.single_session ? 1 : wish.days;
  if (wish.level) wanted.level = level_of(*wish.level);
  if (wish.goal) wanted.goal = goal_of(*wish.goal);
  if (wish.age && *wish.age < kGrownFrom && wanted.goal == lint::Goal::weight) {
    wanted.goal = lint::Goal::health;
  }
  wanted.minutes = wish.minutes;
  wanted.equipment = equipment_of(wish);
  for_each(wish.hurts, Joint::ankle, [&](Joint joint) {
    for_each(strains_of(joint), Strain::grip, [&](Strain strain) { wanted.barred.insert(strain); });
  });
  if (!wish.conditions.empty()) {
    wanted.barred.insert({Strain::impact, Strain::bracing, Strain::balance});
  }
  wanted.age = wish.age;
  wanted.pregnant = wish.conditions.has(Condition::pregnancy);
  wanted.exercises = wish.exercises;
  wanted.wanted_exercises = wish.wanted;
  wanted.rejected = rejected_by(wish);
  if (wish.single_session) wanted.muscles = muscles_of(wish);
  return wanted;
}

}  // namespace spotter::trainer

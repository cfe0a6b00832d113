#include <spotter/trainer/wanted.hpp>
#include <spotter/trainer/week_plan.hpp>

namespace spotter::trainer {
namespace {

using exercises::Equipment;
using exercises::Strain;

/// Losing weight is no goal for somebody who still grows.
constexpr int kGrownFrom = 18;

exercises::Level level_of(Level level) {
  switch (level) {
    case Level::beginner:
      return exercises::Level::beginner;
    case Level::intermediate:
      return exercises::Level::intermediate;
    case Level::advanced:
      return exercises::Level::advanced;
  }
  return exercises::Level::beginner;
}

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

Equipment equipment_of(Item item) {
  switch (item) {
    case Item::barbell:
      return Equipment::barbell;
    case Item::rack:
      return Equipment::rack;
    case Item::bench:
      return Equipment::bench;
    case Item::dumbbell:
      return Equipment::dumbbell;
    case Item::kettlebell:
      return Equipment::kettlebell;
    case Item::band:
      return Equipment::band;
    case Item::machine:
      return Equipment::machine;
    case Item::cable:
      return Equipment::cable;
    case Item::smith_machine:
      return Equipment::smith_machine;
    case Item::pull_up_bar:
      return Equipment::pull_up_bar;
    case Item::trap_bar:
      return Equipment::trap_bar;
    case Item::ez_bar:
      return Equipment::ez_bar;
    case Item::box:
      return Equipment::box;
    case Item::dip_bars:
      return Equipment::dip_bars;
    case Item::landmine:
      return Equipment::landmine;
    case Item::cardio_machine:
      return Equipment::cardio_machine;
  }
  return Equipment::machine;
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

/// What a place that hurts must be spared.
std::set<Strain> strains_of(Joint joint) {
  switch (joint) {
    case Joint::lower_back:
      return {Strain::lower_back, Strain::spine_flexion, Strain::bracing};
    case Joint::knee:
      return {Strain::knee, Strain::impact};
    case Joint::shoulder:
      return {Strain::shoulder};
    case Joint::elbow:
      return {Strain::elbow, Strain::grip};
    case Joint::wrist:
      return {Strain::wrist};
    case Joint::neck:
      return {Strain::neck};
    case Joint::hip:
      return {Strain::knee, Strain::balance};
    case Joint::ankle:
      return {Strain::impact, Strain::balance};
  }
  return {};
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
  for_each(wish.hurts, Joint::ankle, [&](Joint joint) { wanted.barred.merge(strains_of(joint)); });
  if (!wish.conditions.empty()) {
    wanted.barred.insert({Strain::impact, Strain::bracing, Strain::balance});
  }
  wanted.age = wish.age;
  wanted.pregnant = wish.conditions.has(Condition::pregnancy);
  wanted.exercises = wish.exercises;
  return wanted;
}

}  // namespace spotter::trainer

#include "lint/substitutes.hpp"

#include "lint/facts.hpp"

#include <spotter/base/text.hpp>

#include <algorithm>
#include <array>
#include <initializer_list>

namespace spotter::lint {
namespace {

using exercises::Level;
using exercises::Pattern;
using exercises::Strain;
using Measure = exercises::Unit;

using Names = std::span<const std::string_view>;

// What comes instead, best first; names of the public domain's free-exercise-db.
constexpr std::array<std::string_view, 6> kSquats{"Barbell Squat", "Smith Machine Squat",
                                                  "Leg Press",     "Hack Squat",
                                                  "Goblet Squat",  "Bodyweight Squat"};
constexpr std::array<std::string_view, 4> kLunges{"Split Squat with Dumbbells",
                                                  "Dumbbell Rear Lunge", "Dumbbell Step Ups",
                                                  "Bodyweight Walking Lunge"};
constexpr std::array<std::string_view, 6> kHinges{"Romanian Deadlift",
                                                  "Trap Bar Deadlift",
                                                  "Stiff-Legged Dumbbell Deadlift",
                                                  "Pull Through",
                                                  "Hyperextensions (Back Extensions)",
                                                  "Single Leg Glute Bridge"};
constexpr std::array<std::string_view, 4> kHipExtensions{
    "Barbell Hip Thrust", "Barbell Glute Bridge", "One-Legged Cable Kickback",
    "Butt Lift (Bridge)"};
constexpr std::array<std::string_view, 4> kKneeFlexions{"Seated Leg Curl", "Lying Leg Curls",
                                                        "Ball Leg Curl", "Single Leg Glute Bridge"};
constexpr std::array<std::string_view, 6> kHorizontalPushes{"Barbell Bench Press - Medium Grip",
                                                            "Dumbbell Bench Press",
                                                            "Machine Bench Press",
                                                            "Dumbbell Floor Press",
                                                            "Pushups",
                                                            "Incline Push-Up"};
constexpr std::array<std::string_view, 4> kInclinePushes{
    "Incline Dumbbell Press", "Barbell Incline Bench Press - Medium Grip", "Landmine Linear Jammer",
    "Push-Ups With Feet Elevated"};
constexpr std::array<std::string_view, 5> kVerticalPushes{
    "Seated Dumbbell Press", "Standing Military Press", "Machine Shoulder (Military) Press",
    "Landmine Linear Jammer", "Side Lateral Raise"};
constexpr std::array<std::string_view, 7> kHorizontalPulls{
    "Seated Cable Rows",     "One-Arm Dumbbell Row", "Lying T-Bar Row", "Leverage Iso Row",
    "Bent Over Barbell Row", "Inverted Row",         "Band Pull Apart"};
constexpr std::array<std::string_view, 6> kVerticalPulls{
    "Wide-Grip Lat Pulldown", "Pullups",
    "Band Assisted Pull-Up",  "Chin-Up",
    "Straight-Arm Pulldown",  "One-Arm Dumbbell Row"};
constexpr std::array<std::string_view, 4> kElbowFlexions{
    "Cable Hammer Curls - Rope Attachment", "Dumbbell Bicep Curl", "Hammer Curls", "Barbell Curl"};
constexpr std::array<std::string_view, 4> kElbowExtensions{
    "Triceps Pushdown", "Seated Triceps Press", "EZ-Bar Skullcrusher", "Bench Dips"};
constexpr std::array<std::string_view, 5> kCore{"Plank", "Dead Bug", "Side Bridge", "Pallof Press",
                                                "Cable Crunch"};

Names order_for(Pattern pattern) noexcept {
  switch (pattern) {
    case Pattern::squat:
      return kSquats;
    case Pattern::lunge:
      return kLunges;
    case Pattern::hinge:
      return kHinges;
    case Pattern::hip_extension:
      return kHipExtensions;
    case Pattern::knee_flexion:
      return kKneeFlexions;
    case Pattern::horizontal_push:
      return kHorizontalPushes;
    case Pattern::incline_push:
      return kInclinePushes;
    case Pattern::vertical_push:
      return kVerticalPushes;
    case Pattern::horizontal_pull:
      return kHorizontalPulls;
    case Pattern::vertical_pull:
      return kVerticalPulls;
    case Pattern::elbow_flexion:
      return kElbowFlexions;
    case Pattern::elbow_extension:
      return kElbowExtensions;
    case Pattern::trunk_flexion:
    case Pattern::anti_extension:
    case Pattern::anti_rotation:
    case Pattern::trunk_rotation:
      return kCore;
    default:
      return {};
  }
}

bool is_same(const Entry* known, const Entry& entry) noexcept {
  return known != nullptr && known->name == entry.name;
}

bool is_free(const Work& work, const plan::Session& session, const Entry& candidate) {
  // The name has to come back to the same exercise, or the next look would not know it.
  return count_code_points(candidate.name) <= plan::kNameCharactersMax &&
         is_same(work.catalogue.find(candidate.name), candidate) &&
         std::none_of(session.exercises.begin(), session.exercises.end(),
                      [&](const plan::Exercise& exercise) {
                        return is_same(work.known(exercise), candidate);
                      });
}

std::vector<plan::Reps> reps_for(const plan::Exercise& exercise, const Entry& entry) {
  const plan::Reps usual{entry.least, entry.most};
  const auto* strength = std::get_if<plan::Strength>(&exercise.work);
  if (strength == nullptr) return std::vector<plan::Reps>(sets_of(exercise), usual);
  std::vector<plan::Reps> sets = strength->sets;
  for (plan::Reps& reps : sets) {
    if (reps.most < usual.least || reps.least > usual.most) reps = usual;
  }
  return sets;
}

std::optional<plan::Rest> rest_of(const plan::Exercise& exercise) {
  if (const auto* strength = std::get_if<plan::Strength>(&exercise.work)) return strength->rest;
  const auto& sets = std::get<plan::Cardio>(exercise.work).sets;
  return sets.empty() ? std::nullopt : sets.front().rest;
}

plan::CardioSet timed_set(const Entry& entry, const std::optional<plan::Rest>& rest) {
  plan::CardioSet set;
  if (entry.unit == Measure::metres) {
    set.target = plan::Distance{plan::Decimal::of_units(entry.most), plan::DistanceUnit::metre};
  } else {
    const auto scale = entry.unit == Measure::minutes ? 60 : 1;
    set.target = std::chrono::seconds(scale * entry.most);
  }
  set.rest = rest;
  return set;
}

}  // namespace

bool lacks_equipment(const Entry& entry, const Wanted& wanted) {
  if (!wanted.equipment) return false;
  return !std::all_of(entry.equipment.begin(), entry.equipment.end(), [&](const auto& any_of) {
    return any_of.empty() ||
           std::any_of(any_of.begin(), any_of.end(),
                       [&](exercises::Equipment one) { return wanted.equipment->contains(one); });
  });
}

bool is_wanted(const Entry& entry, const Wanted& wanted) noexcept {
  return std::any_of(wanted.wanted_exercises.begin(), wanted.wanted_exercises.end(),
                     [&](const Entry* one) { return one != nullptr && one->name == entry.name; });
}

bool is_above_level(const Entry& entry, const Wanted& wanted) noexcept {
  if (!wanted.level || entry.level <= *wanted.level || is_wanted(entry, wanted)) return false;
  // The barbell's two sessions are how beginners learn strength, and a deadlift is in one of them.
  const bool is_taught = wanted.goal == Goal::strength && entry.level == Level::intermediate &&
                         (entry.name == "Barbell Deadlift" || entry.name == "Romanian Deadlift");
  return !is_taught;
}

std::optional<Strain> barred_strain(const Entry& entry, const Wanted& wanted) {
  const auto is_barred = [&](Strain strain) {
    const bool by_pregnancy = strain == Strain::impact || strain == Strain::balance ||
                              strain == Strain::prone || strain == Strain::bracing;
    return wanted.barred.contains(strain) || (wanted.pregnant && by_pregnancy);
  };
  const auto found = std::find_if(entry.strains.begin(), entry.strains.end(), is_barred);
  return found == entry.strains.end() ? std::nullopt : std::optional(*found);
}

bool is_barred_by_age(const Entry& entry, const Wanted& wanted) {
  if (!wanted.age) return false;
  if (*wanted.age < 18) return entry.pattern == Pattern::olympic;
  return *wanted.age >= 65 && (strains(entry, Strain::impact) || strains(entry, Strain::bracing));
}

bool suits(const Entry& entry, const Wanted& wanted) {
  if (wanted.rejected && wanted.rejected(entry)) return false;
  return !lacks_equipment(entry, wanted) && !is_above_level(entry, wanted) &&
         !barred_strain(entry, wanted) && !is_barred_by_age(entry, wanted);
}

const Entry* substitute_for(const Work& work, const plan::Session& session, const Entry& entry) {
  const auto fits = [&](const Entry& candidate) {
    return candidate.name != entry.name && suits(candidate, work.wanted) &&
           is_free(work, session, candidate);
  };
  for (const std::string_view name : order_for(entry.pattern)) {
    const Entry* candidate = work.catalogue.find(name);
    if (candidate != nullptr && fits(*candidate)) return candidate;
  }
  const Entry* same_movement = nullptr;
  for (const Entry& candidate : work.catalogue.all()) {
    if (candidate.pattern != entry.pattern || !fits(candidate)) continue;
    if (candidate.primary == entry.primary) return &candidate;
    if (same_movement == nullptr) same_movement = &candidate;
  }
  return same_movement;
}

void become(plan::Exercise& exercise, const Entry& entry) {
  exercise.name = std::string(entry.name);
  // They were about another one.
  exercise.notes.clear();
  exercise.link.clear();
  const bool counts_reps = entry.unit == Measure::reps || entry.unit == Measure::metres;
  if (counts_reps && entry.kind != exercises::Kind::cardio) {
    plan::Strength strength;
    if (const auto* old = std::get_if<plan::Strength>(&exercise.work)) strength = *old;
    strength.sets = reps_for(exercise, entry);
    if (const auto rest = rest_of(exercise)) strength.rest = *rest;
    strength.resistance = entry.kind == exercises::Kind::bodyweight ? plan::Resistance::bodyweight
                                                                    : plan::Resistance::external;
    exercise.work = std::move(strength);
    return;
  }
  const std::optional<plan::Rest> rest = rest_of(exercise);
  plan::Cardio cardio;
  cardio.sets.assign(sets_of(exercise), timed_set(entry, rest));
  exercise.work = std::move(cardio);
}

}  // namespace spotter::lint

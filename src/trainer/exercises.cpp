#include "trainer/exercises.hpp"

#include <algorithm>

namespace spotter::trainer {
namespace {

using enum Pattern;
using Names = std::span<const std::string_view>;

constexpr std::string_view kSquats[] = {"Barbell Squat", "Leg Press",    "Smith Machine Squat",
                                        "Hack Squat",    "Goblet Squat", "Dumbbell Squat"};
constexpr std::string_view kLunges[] = {"Split Squat with Dumbbells", "Dumbbell Lunges",
                                        "Dumbbell Rear Lunge", "Dumbbell Step Ups",
                                        "Bodyweight Walking Lunge"};
constexpr std::string_view kHinges[] = {"Romanian Deadlift", "Trap Bar Deadlift",
                                        "Stiff-Legged Dumbbell Deadlift", "Barbell Deadlift",
                                        "Pull Through"};
constexpr std::string_view kHipExtensions[] = {
    "Barbell Hip Thrust", "Barbell Glute Bridge", "One-Legged Cable Kickback",
    "Hip Extension with Bands", "Single Leg Glute Bridge"};
constexpr std::string_view kKneeFlexions[] = {"Seated Leg Curl", "Lying Leg Curls",
                                              "Standing Leg Curl"};
constexpr std::string_view kAnkles[] = {"Standing Calf Raises", "Seated Calf Raise",
                                        "Calf Press On The Leg Press Machine",
                                        "Standing Dumbbell Calf Raise"};
constexpr std::string_view kHorizontalPushes[] = {"Barbell Bench Press - Medium Grip",
                                                  "Dumbbell Bench Press",
                                                  "Machine Bench Press",
                                                  "Cable Chest Press",
                                                  "Dumbbell Floor Press",
                                                  "Pushups",
                                                  "Incline Push-Up"};
constexpr std::string_view kInclinePushes[] = {
    "Incline Dumbbell Press", "Barbell Incline Bench Press - Medium Grip",
    "Smith Machine Incline Bench Press", "Landmine Linear Jammer"};
constexpr std::string_view kVerticalPushes[] = {"Seated Dumbbell Press", "Standing Military Press",
                                                "Machine Shoulder (Military) Press",
                                                "Standing Dumbbell Press"};
constexpr std::string_view kChestFlies[] = {"Butterfly", "Cable Crossover", "Dumbbell Flyes"};
constexpr std::string_view kSideRaises[] = {"Side Lateral Raise", "Cable Seated Lateral Raise",
                                            "One-Arm Side Laterals"};
constexpr std::string_view kHorizontalPulls[] = {
    "Seated Cable Rows",     "One-Arm Dumbbell Row",       "Lying T-Bar Row", "Leverage Iso Row",
    "Bent Over Barbell Row", "Bent Over Two-Dumbbell Row", "Inverted Row"};
constexpr std::string_view kVerticalPulls[] = {
    "Wide-Grip Lat Pulldown", "Close-Grip Front Lat Pulldown", "Pullups", "Chin-Up",
    "V-Bar Pulldown",         "Band Assisted Pull-Up"};
constexpr std::string_view kRearFlies[] = {"Face Pull", "Reverse Machine Flyes", "Reverse Flyes",
                                           "Cable Rear Delt Fly", "Band Pull Apart"};
constexpr std::string_view kCurls[] = {
    "Dumbbell Bicep Curl",        "Hammer Curls",      "Barbell Curl", "EZ-Bar Curl",
    "Standing Biceps Cable Curl", "Machine Bicep Curl"};
constexpr std::string_view kElbowExtensions[] = {
    "Triceps Pushdown", "Seated Triceps Press", "Cable Rope Overhead Triceps Extension",
    "EZ-Bar Skullcrusher", "Triceps Pushdown - Rope Attachment"};
constexpr std::string_view kAntiExtensions[] = {"Plank", "Dead Bug"};
constexpr std::string_view kAntiRotations[] = {"Side Bridge", "Pallof Press", "Bird Dog"};
constexpr std::string_view kTrunkFlexions[] = {"Cable Crunch", "Reverse Crunch",
                                               "Hanging Leg Raise", "Crunches"};
constexpr std::string_view kCardio[] = {"Bicycling, Stationary", "Elliptical Trainer",
                                        "Walking, Treadmill", "Recumbent Bike", "Walking"};
constexpr std::string_view kMobility[] = {"Cat Stretch", "World's Greatest Stretch",
                                          "Kneeling Hip Flexor", "Child's Pose",
                                          "Hamstring Stretch"};

bool contains(std::string_view text, std::string_view part) noexcept {
  return text.find(part) != std::string_view::npos;
}

bool needs(const Exercise& exercise, Equipment equipment) noexcept {
  return std::any_of(exercise.equipment.begin(), exercise.equipment.end(), [&](const auto& any_of) {
    return std::find(any_of.begin(), any_of.end(), equipment) != any_of.end();
  });
}

bool is_pull(Pattern pattern) noexcept {
  return pattern == horizontal_pull || pattern == vertical_pull;
}

}  // namespace

std::span<const std::string_view> preferred(Pattern pattern) noexcept {
  switch (pattern) {
    case squat:
      return kSquats;
    case lunge:
      return kLunges;
    case hinge:
      return kHinges;
    case hip_extension:
      return kHipExtensions;
    case knee_flexion:
      return kKneeFlexions;
    case ankle:
      return kAnkles;
    case horizontal_push:
      return kHorizontalPushes;
    case incline_push:
      return kInclinePushes;
    case vertical_push:
      return kVerticalPushes;
    case chest_fly:
      return kChestFlies;
    case shoulder_abduction:
      return kSideRaises;
    case horizontal_pull:
      return kHorizontalPulls;
    case vertical_pull:
      return kVerticalPulls;
    case rear_fly:
      return kRearFlies;
    case elbow_flexion:
      return kCurls;
    case elbow_extension:
      return kElbowExtensions;
    case anti_extension:
      return kAntiExtensions;
    case anti_rotation:
      return kAntiRotations;
    case trunk_flexion:
      return kTrunkFlexions;
    case cardio:
      return kCardio;
    case mobility:
      return kMobility;
    default:
      return {};
  }
}

bool only_preferred(Pattern pattern) noexcept {
  return pattern == cardio || pattern == mobility;
}

bool is_trunk(Pattern pattern) noexcept {
  return pattern == trunk_flexion || pattern == anti_extension || pattern == anti_rotation ||
         pattern == trunk_rotation || pattern == carry;
}

Rank rank_of(const Exercise& exercise) noexcept {
  if (only_preferred(exercise.pattern)) return Rank::easy;
  if (exercise.pattern == olympic || exercise.pattern == jump || exercise.pattern == throwing) {
    return Rank::power;
  }
  if (is_trunk(exercise.pattern) || exercise.pattern == trunk_extension) return Rank::trunk;
  constexpr Pattern kBig[] = {squat,         lunge,           hinge,
                              hip_extension, horizontal_push, incline_push,
                              vertical_push, horizontal_pull, vertical_pull};
  const bool big = exercise.kind != exercises::Kind::isolation &&
                   std::find(std::begin(kBig), std::end(kBig), exercise.pattern) != std::end(kBig);
  return big ? Rank::big : Rank::small;
}

bool is_main_lift(const Exercise& exercise) noexcept {
  if (rank_of(exercise) != Rank::big || exercise.kind != exercises::Kind::compound) return false;
  if (!needs(exercise, Equipment::barbell) && !needs(exercise, Equipment::trap_bar)) return false;
  constexpr int kHeavyMost = 8;
  return exercise.most <= kHeavyMost || exercise.name == "Bent Over Barbell Row";
}

bool is_spare(const Exercise& exercise) noexcept {
  if (is_trunk(exercise.pattern) || exercise.pattern == mobility) return false;
  if (exercise.pattern == cardio) return exercise.equipment.empty();
  return exercise.kind == exercises::Kind::bodyweight && exercise.step_kg == 0 &&
         !is_pull(exercise.pattern);
}

bool strains_any(const Exercise& exercise, EnumSet<Strain> strains) noexcept {
  return std::any_of(exercise.strains.begin(), exercise.strains.end(),
                     [&](Strain strain) { return strains.has(strain); });
}

bool can_be_done(const Exercise& exercise, EnumSet<Equipment> there) noexcept {
  return std::all_of(exercise.equipment.begin(), exercise.equipment.end(), [&](const auto& any_of) {
    return std::any_of(any_of.begin(), any_of.end(),
                       [&](Equipment equipment) { return there.has(equipment); });
  });
}

bool belongs_to(const Exercise& exercise, Move move) noexcept {
  switch (move) {
    case Move::squat:
      return contains(exercise.name, "Squat");
    case Move::lunge:
      return exercise.pattern == lunge;
    case Move::deadlift:
      return contains(exercise.name, "Deadlift");
    case Move::push_up:
      return contains(exercise.name, "Push-Up") || contains(exercise.name, "Push-up") ||
             exercise.name == "Pushups";
    case Move::pull_up:
      return exercise.pattern == vertical_pull && exercise.kind == exercises::Kind::bodyweight;
    case Move::plank:
      return exercise.name == "Plank" || exercise.name == "Side Bridge";
    case Move::bench_press:
      return contains(exercise.name, "Bench Press");
  }
  return false;
}

bool is_of(const Exercise& exercise, Area area) noexcept {
  if (only_preferred(exercise.pattern)) return false;  // walking is for everybody
  const Pattern pattern = exercise.pattern;
  switch (area) {
    case Area::chest:
      return exercise.primary == Muscle::chest || pattern == horizontal_push ||
             pattern == incline_push || pattern == chest_fly;
    case Area::back:
      return exercise.primary == Muscle::back || exercise.primary == Muscle::traps ||
             exercise.primary == Muscle::lower_back || is_pull(pattern);
    case Area::legs:
      return muscles_of(area).has(exercise.primary) || pattern == hinge || pattern == jump;
    case Area::shoulders:
      return muscles_of(area).has(exercise.primary) || pattern == vertical_push;
    case Area::abs:
      return exercise.primary == Muscle::abdominals || is_trunk(pattern);
    default:
      return muscles_of(area).has(exercise.primary);
  }
}

bool is_rejected(const Exercise& exercise, const Wish& wish) noexcept {
  const bool wanted = std::any_of(wish.wanted.begin(), wish.wanted.end(),
                                  [&](const Exercise* one) { return one->name == exercise.name; });
  if (wanted) return false;
  bool rejected = false;
  for_each(wish.rejected, Move::bench_press,
           [&](Move move) { rejected = rejected || belongs_to(exercise, move); });
  for_each(wish.unwanted, Area::triceps,
           [&](Area area) { rejected = rejected || is_of(exercise, area); });
  return rejected;
}

Equipment equipment_of(Item item) noexcept {
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
  return Equipment::barbell;
}

exercises::Level level_of(Level level) noexcept {
  return static_cast<exercises::Level>(level);
}

EnumSet<Muscle> muscles_of(Area area) noexcept {
  using enum Muscle;
  switch (area) {
    case Area::chest:
      return {chest};
    case Area::back:
      return {back, rear_delts, traps, lower_back};
    case Area::legs:
      return {quadriceps, hamstrings, glutes, calves, abductors, adductors};
    case Area::shoulders:
      return {front_delts, side_delts, rear_delts};
    case Area::arms:
      return {biceps, triceps, forearms};
    case Area::abs:
      return {abdominals, lower_back};
    case Area::glutes:
      return {glutes, abductors};
    case Area::calves:
      return {calves};
    case Area::quads:
      return {quadriceps};
    case Area::hamstrings:
      return {hamstrings};
    case Area::biceps:
      return {biceps};
    case Area::triceps:
      return {triceps};
    case Area::full_body:
      break;
  }
  return {};
}

EnumSet<Strain> strains_of(Joint joint) noexcept {
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

}  // namespace spotter::trainer

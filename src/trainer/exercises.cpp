#include "trainer/exercises.hpp"

namespace spotter::trainer {
namespace {

using enum Item;

constexpr auto kBeginner = Level::beginner;
constexpr auto kIntermediate = Level::intermediate;
constexpr auto kAdvanced = Level::advanced;

constexpr auto kMain = Kind::main_lift;
constexpr auto kCompound = Kind::compound;
constexpr auto kIsolation = Kind::isolation;
constexpr auto kBodyweight = Kind::bodyweight;
constexpr auto kTimed = Kind::timed;
constexpr auto kCardio = Kind::cardio;

// The usual short names of the strains.
constexpr auto BK = Strain::lower_back;
constexpr auto KN = Strain::deep_knee;
constexpr auto SH = Strain::shoulder;
constexpr auto WR = Strain::wrist;
constexpr auto EL = Strain::elbow;
constexpr auto NK = Strain::neck;
constexpr auto VA = Strain::bracing;
constexpr auto SU = Strain::supine;
constexpr auto PR = Strain::prone;
constexpr auto FL = Strain::flexion;
constexpr auto BA = Strain::balance;
constexpr auto GR = Strain::grip;

constexpr bool kEachSide = true;
constexpr bool kBothSides = false;
constexpr bool kSpare = true;

using P = Pattern;

// clang-format off
constexpr Exercise kExercises[] = {
  {"Barbell Squat", P::squat, kMain, kBeginner, {barbell, rack}, {}, {BK, KN, VA}, 5, 8},
  {"Leg Press", P::squat, kCompound, kBeginner, {machine}, {}, {KN, SU}, 8, 12},
  {"Smith Machine Squat", P::squat, kCompound, kBeginner, {smith_machine}, {}, {KN, VA}, 8, 12},
  {"Hack Squat", P::squat, kCompound, kBeginner, {machine}, {}, {KN}, 8, 12},
  {"Goblet Squat", P::squat, kCompound, kBeginner, {}, {dumbbell, kettlebell}, {KN}, 8, 12},
  {"Front Barbell Squat", P::squat, kMain, kIntermediate, {barbell, rack}, {}, {KN, WR, VA}, 5, 8},
  {"Box Squat", P::squat, kMain, kIntermediate, {barbell, rack, box}, {}, {BK, VA}, 4, 6},
  {"Squats - With Bands", P::squat, kCompound, kBeginner, {band}, {}, {KN}, 10, 15},
  {"Bodyweight Squat", P::squat, kBodyweight, kBeginner, {}, {}, {KN}, 10, 20, kBothSides, kSpare},

  {"Split Squat with Dumbbells", P::lunge, kCompound, kBeginner, {dumbbell}, {}, {KN, BA}, 8, 12, kEachSide},
  {"Dumbbell Lunges", P::lunge, kCompound, kBeginner, {dumbbell}, {}, {KN, BA}, 8, 12, kEachSide},
  {"Dumbbell Rear Lunge", P::lunge, kCompound, kBeginner, {dumbbell}, {}, {BA}, 8, 12, kEachSide},
  {"Dumbbell Step Ups", P::lunge, kCompound, kBeginner, {dumbbell, box}, {}, {KN, BA}, 8, 12, kEachSide},
  {"Barbell Lunge", P::lunge, kCompound, kIntermediate, {barbell}, {}, {KN, BA, BK}, 6, 10, kEachSide},
  {"Bodyweight Walking Lunge", P::lunge, kBodyweight, kBeginner, {}, {}, {KN, BA}, 10, 16, kEachSide, kSpare},

  {"Romanian Deadlift", P::hinge, kCompound, kIntermediate, {barbell}, {}, {BK}, 6, 10},
  {"Trap Bar Deadlift", P::hinge, kMain, kBeginner, {trap_bar}, {}, {BK, VA, GR}, 5, 8},
  {"Stiff-Legged Dumbbell Deadlift", P::hinge, kCompound, kBeginner, {dumbbell}, {}, {BK}, 8, 12},
  {"Barbell Deadlift", P::hinge, kMain, kIntermediate, {barbell}, {}, {BK, VA, GR}, 3, 6},
  {"Sumo Deadlift", P::hinge, kMain, kIntermediate, {barbell}, {}, {BK, VA, GR}, 3, 6},
  {"Pull Through", P::hinge, kCompound, kBeginner, {cable}, {}, {BK}, 10, 15},
  {"Hyperextensions (Back Extensions)", P::hinge, kIsolation, kBeginner, {machine}, {}, {BK, PR}, 10, 15},
  {"Kettlebell One-Legged Deadlift", P::hinge, kCompound, kIntermediate, {kettlebell}, {}, {BK, BA}, 8, 12, kEachSide},
  {"One-Arm Kettlebell Swings", P::hinge, kCompound, kIntermediate, {kettlebell}, {}, {BK}, 10, 15, kEachSide},
  {"Band Good Morning", P::hinge, kCompound, kBeginner, {band}, {}, {BK}, 10, 15},

  {"Barbell Hip Thrust", P::hip_extension, kCompound, kIntermediate, {barbell, bench}, {}, {SU}, 8, 12},
  {"Barbell Glute Bridge", P::hip_extension, kCompound, kBeginner, {barbell}, {}, {SU}, 8, 12},
  {"One-Legged Cable Kickback", P::hip_extension, kIsolation, kBeginner, {cable}, {}, {}, 10, 15, kEachSide},
  {"Single Leg Glute Bridge", P::hip_extension, kBodyweight, kBeginner, {}, {}, {SU}, 8, 15, kEachSide, kSpare},
  {"Butt Lift (Bridge)", P::hip_extension, kBodyweight, kBeginner, {}, {}, {SU}, 12, 20, kBothSides, kSpare},
  {"Glute Kickback", P::hip_extension, kBodyweight, kBeginner, {}, {}, {WR}, 12, 20, kEachSide, kSpare},

  {"Seated Leg Curl", P::knee_flexion, kIsolation, kBeginner, {machine}, {}, {}, 10, 15},
  {"Lying Leg Curls", P::knee_flexion, kIsolation, kBeginner, {machine}, {}, {PR}, 10, 15},

  {"Leg Extensions", P::knee_extension, kIsolation, kBeginner, {machine}, {}, {KN}, 10, 15},

  {"Standing Calf Raises", P::ankle, kIsolation, kBeginner, {machine}, {}, {}, 10, 15},
  {"Seated Calf Raise", P::ankle, kIsolation, kBeginner, {machine}, {}, {}, 12, 20},
  {"Calf Press On The Leg Press Machine", P::ankle, kIsolation, kBeginner, {machine}, {}, {}, 12, 20},
  {"Standing Dumbbell Calf Raise", P::ankle, kIsolation, kBeginner, {dumbbell}, {}, {}, 12, 20},
  {"Standing Barbell Calf Raise", P::ankle, kIsolation, kIntermediate, {barbell, rack}, {}, {}, 10, 15},
  {"Calf Raises - With Bands", P::ankle, kIsolation, kBeginner, {band}, {}, {}, 12, 20},

  {"Barbell Bench Press - Medium Grip", P::horizontal_push, kMain, kBeginner, {barbell, bench}, {}, {SH, SU, VA}, 5, 8},
  {"Dumbbell Bench Press", P::horizontal_push, kCompound, kBeginner, {dumbbell, bench}, {}, {SH, SU}, 8, 12},
  {"Machine Bench Press", P::horizontal_push, kCompound, kBeginner, {machine}, {}, {}, 8, 12},
  {"Smith Machine Bench Press", P::horizontal_push, kCompound, kBeginner, {smith_machine, bench}, {}, {SH, SU}, 8, 12},
  {"Dumbbell Floor Press", P::horizontal_push, kCompound, kBeginner, {dumbbell}, {}, {SU}, 8, 12},
  {"One-Arm Kettlebell Floor Press", P::horizontal_push, kCompound, kBeginner, {kettlebell}, {}, {SU}, 8, 12, kEachSide},
  {"Dips - Chest Version", P::horizontal_push, kBodyweight, kIntermediate, {dip_bars}, {}, {SH}, 6, 12},
  {"Pushups", P::horizontal_push, kBodyweight, kBeginner, {}, {}, {WR}, 8, 15, kBothSides, kSpare},
  {"Incline Push-Up", P::horizontal_push, kBodyweight, kBeginner, {}, {}, {WR}, 8, 15, kBothSides, kSpare},

  {"Incline Dumbbell Press", P::incline_push, kCompound, kBeginner, {dumbbell, bench}, {}, {SH}, 8, 12},
  {"Barbell Incline Bench Press - Medium Grip", P::incline_push, kCompound, kBeginner, {barbell, bench, rack}, {}, {SH}, 6, 10},
  {"Landmine Linear Jammer", P::incline_push, kCompound, kIntermediate, {barbell, landmine}, {}, {}, 8, 10},
  {"Push-Ups With Feet Elevated", P::incline_push, kBodyweight, kIntermediate, {bench}, {}, {WR, SH}, 8, 15, kBothSides, kSpare},

  {"Seated Dumbbell Press", P::vertical_push, kCompound, kBeginner, {dumbbell, bench}, {}, {SH}, 8, 12},
  {"Standing Military Press", P::vertical_push, kMain, kBeginner, {barbell}, {}, {SH, BK, VA}, 5, 8},
  {"Machine Shoulder (Military) Press", P::vertical_push, kCompound, kBeginner, {machine}, {}, {SH}, 8, 12},
  {"Standing Dumbbell Press", P::vertical_push, kCompound, kBeginner, {dumbbell}, {}, {SH}, 8, 12},
  {"Arnold Dumbbell Press", P::vertical_push, kCompound, kIntermediate, {dumbbell}, {}, {SH}, 8, 12},
  {"Two-Arm Kettlebell Military Press", P::vertical_push, kCompound, kIntermediate, {kettlebell}, {}, {SH}, 6, 10},
  {"Shoulder Press - With Bands", P::vertical_push, kCompound, kBeginner, {band}, {}, {SH}, 10, 15},

  {"Butterfly", P::chest_fly, kIsolation, kBeginner, {machine}, {}, {SH}, 10, 15},
  {"Cable Crossover", P::chest_fly, kIsolation, kBeginner, {cable}, {}, {SH}, 12, 15},
  {"Dumbbell Flyes", P::chest_fly, kIsolation, kBeginner, {dumbbell, bench}, {}, {SH, SU}, 10, 15},

  {"Seated Cable Rows", P::horizontal_pull, kCompound, kBeginner, {cable}, {}, {}, 8, 12},
  {"One-Arm Dumbbell Row", P::horizontal_pull, kCompound, kBeginner, {dumbbell, bench}, {}, {}, 8, 12, kEachSide},
  {"Lying T-Bar Row", P::horizontal_pull, kCompound, kBeginner, {machine}, {}, {PR}, 8, 12},
  {"Leverage Iso Row", P::horizontal_pull, kCompound, kBeginner, {machine}, {}, {}, 8, 12},
  {"Bent Over Barbell Row", P::horizontal_pull, kMain, kBeginner, {barbell}, {}, {BK}, 6, 10},
  {"Bent Over Two-Dumbbell Row", P::horizontal_pull, kCompound, kBeginner, {dumbbell}, {}, {BK}, 8, 12},
  {"One-Arm Kettlebell Row", P::horizontal_pull, kCompound, kBeginner, {kettlebell}, {}, {BK}, 8, 12, kEachSide},
  {"Inverted Row", P::horizontal_pull, kBodyweight, kBeginner, {}, {rack, smith_machine}, {}, 6, 15},

  {"Wide-Grip Lat Pulldown", P::vertical_pull, kCompound, kBeginner, {cable}, {}, {SH}, 8, 12},
  {"Pullups", P::vertical_pull, kBodyweight, kIntermediate, {pull_up_bar}, {}, {SH, GR}, 4, 10},
  {"Close-Grip Front Lat Pulldown", P::vertical_pull, kCompound, kBeginner, {cable}, {}, {}, 8, 12},
  {"Chin-Up", P::vertical_pull, kBodyweight, kIntermediate, {pull_up_bar}, {}, {EL, GR}, 4, 10},
  {"Band Assisted Pull-Up", P::vertical_pull, kBodyweight, kBeginner, {pull_up_bar, band}, {}, {SH}, 5, 10},

  {"Face Pull", P::rear_fly, kIsolation, kBeginner, {cable}, {}, {}, 12, 20},
  {"Reverse Machine Flyes", P::rear_fly, kIsolation, kBeginner, {machine}, {}, {}, 12, 20},
  {"Reverse Flyes", P::rear_fly, kIsolation, kBeginner, {dumbbell}, {}, {BK}, 12, 20},
  {"Band Pull Apart", P::rear_fly, kIsolation, kBeginner, {band}, {}, {}, 15, 25},
  {"Back Flyes - With Bands", P::rear_fly, kIsolation, kBeginner, {band}, {}, {}, 12, 20},

  {"Side Lateral Raise", P::side_raise, kIsolation, kBeginner, {dumbbell}, {}, {SH}, 12, 20},
  {"Cable Seated Lateral Raise", P::side_raise, kIsolation, kBeginner, {cable}, {}, {SH}, 12, 20},
  {"Lateral Raise - With Bands", P::side_raise, kIsolation, kBeginner, {band}, {}, {SH}, 12, 20},
  {"Upright Barbell Row", P::side_raise, kIsolation, kIntermediate, {barbell}, {}, {SH, WR}, 10, 15},

  {"Dumbbell Bicep Curl", P::elbow_flexion, kIsolation, kBeginner, {dumbbell}, {}, {EL}, 8, 12},
  {"Hammer Curls", P::elbow_flexion, kIsolation, kBeginner, {dumbbell}, {}, {}, 8, 12},
  {"Barbell Curl", P::elbow_flexion, kIsolation, kBeginner, {barbell}, {}, {WR, EL}, 8, 12},
  {"Cable Hammer Curls - Rope Attachment", P::elbow_flexion, kIsolation, kBeginner, {cable}, {}, {}, 10, 15},
  {"Incline Dumbbell Curl", P::elbow_flexion, kIsolation, kIntermediate, {dumbbell, bench}, {}, {SH, EL}, 8, 12},
  {"Concentration Curls", P::elbow_flexion, kIsolation, kBeginner, {dumbbell}, {}, {}, 10, 15, kEachSide},

  {"Triceps Pushdown", P::elbow_extension, kIsolation, kBeginner, {cable}, {}, {}, 10, 15},
  {"Seated Triceps Press", P::elbow_extension, kIsolation, kBeginner, {dumbbell}, {}, {SH, EL}, 10, 15},
  {"Cable Rope Overhead Triceps Extension", P::elbow_extension, kIsolation, kBeginner, {cable}, {}, {SH, EL}, 10, 15},
  {"EZ-Bar Skullcrusher", P::elbow_extension, kIsolation, kIntermediate, {ez_bar, bench}, {}, {EL, SU}, 8, 12},
  {"Standing Dumbbell Triceps Extension", P::elbow_extension, kIsolation, kBeginner, {dumbbell}, {}, {SH, EL}, 10, 15},
  {"Close-Grip Barbell Bench Press", P::elbow_extension, kCompound, kIntermediate, {barbell, bench}, {}, {WR, EL, SU}, 6, 10},
  {"Speed Band Overhead Triceps", P::elbow_extension, kIsolation, kBeginner, {band}, {}, {SH, EL}, 10, 15},
  {"Bench Dips", P::elbow_extension, kBodyweight, kBeginner, {bench}, {}, {SH, WR}, 8, 15, kBothSides, kSpare},
  {"Push-Ups - Close Triceps Position", P::elbow_extension, kBodyweight, kIntermediate, {}, {}, {WR, EL}, 6, 12, kBothSides, kSpare},

  {"Barbell Shrug", P::shrug, kIsolation, kBeginner, {barbell}, {}, {NK}, 10, 15},
  {"Dumbbell Shrug", P::shrug, kIsolation, kBeginner, {dumbbell}, {}, {NK}, 10, 15},

  {"Superman", P::back_extension, kBodyweight, kBeginner, {}, {}, {PR, BK}, 8, 15},

  {"Plank", P::core, kTimed, kBeginner, {}, {}, {}, 20, 40},
  {"Dead Bug", P::core, kBodyweight, kBeginner, {}, {}, {SU}, 6, 12, kEachSide},
  {"Side Bridge", P::core, kTimed, kBeginner, {}, {}, {SH}, 15, 30, kEachSide},
  {"Bird Dog", P::core, kBodyweight, kBeginner, {}, {}, {WR}, 6, 12, kEachSide},
  {"Pallof Press", P::core, kIsolation, kBeginner, {}, {cable, band}, {}, 8, 12, kEachSide},
  {"Cable Crunch", P::core, kIsolation, kBeginner, {cable}, {}, {FL}, 10, 15},
  {"Reverse Crunch", P::core, kBodyweight, kBeginner, {}, {}, {FL, SU}, 10, 20},
  {"Hanging Leg Raise", P::core, kBodyweight, kAdvanced, {pull_up_bar}, {}, {FL, GR, SH}, 5, 12},

  {"Walking, Treadmill", P::cardio, kCardio, kBeginner, {cardio_machine}, {}, {}, 20, 30},
  {"Bicycling, Stationary", P::cardio, kCardio, kBeginner, {cardio_machine}, {}, {}, 20, 30},
  {"Elliptical Trainer", P::cardio, kCardio, kBeginner, {cardio_machine}, {}, {}, 20, 30},
  {"Walking", P::cardio, kCardio, kBeginner, {}, {}, {}, 20, 30, kBothSides, kSpare},
};
// clang-format on

bool contains(std::string_view text, std::string_view part) noexcept {
  return text.find(part) != std::string_view::npos;
}

}  // namespace

std::span<const Exercise> all_exercises() noexcept {
  return kExercises;
}

bool belongs_to(const Exercise& exercise, Move move) noexcept {
  switch (move) {
    case Move::squat:
      return contains(exercise.name, "Squat");
    case Move::lunge:
      return exercise.pattern == Pattern::lunge;
    case Move::deadlift:
      return contains(exercise.name, "Deadlift");
    case Move::push_up:
      return contains(exercise.name, "Push-Up") || exercise.name == "Pushups";
    case Move::pull_up:
      return contains(exercise.name, "Pull-Up") || exercise.name == "Pullups" ||
             exercise.name == "Chin-Up";
    case Move::plank:
      return exercise.name == "Plank" || exercise.name == "Side Bridge";
    case Move::bench_press:
      return contains(exercise.name, "Bench Press");
  }
  return false;
}

}  // namespace spotter::trainer

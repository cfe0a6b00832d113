#pragma once

#include <spotter/base/text.hpp>
#include <spotter/exercises/catalogue.hpp>

#include <functional>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace spotter::testing {

/// Forty-odd exercises of the real catalogue, in code, so that tests of rules do not depend on its
/// data. Finds by name or alias, whatever the case; spaces and hyphens count as one.
class SmallCatalogue final : public exercises::Catalogue {
 public:
  SmallCatalogue() {
    add_legs();
    add_upper_body();
    add_small_and_core();
    add_others();
    for (const exercises::Exercise& exercise : all_) {
      by_name_.emplace(folded(exercise.name), &exercise);
      for (const std::string_view alias : exercise.aliases)
        by_name_.emplace(folded(alias), &exercise);
    }
  }
  SmallCatalogue(const SmallCatalogue&) = delete;
  SmallCatalogue& operator=(const SmallCatalogue&) = delete;

  [[nodiscard]] std::span<const exercises::Exercise> all() const noexcept override { return all_; }
  [[nodiscard]] const exercises::Exercise* find(std::string_view name) const noexcept override {
    const auto found = by_name_.find(folded(name));
    return found == by_name_.end() ? nullptr : found->second;
  }

 private:
  using Muscles = std::vector<exercises::Muscle>;
  using Groups = std::vector<std::vector<exercises::Equipment>>;
  using Strains = std::vector<exercises::Strain>;

  struct Work {
    exercises::Kind kind;
    exercises::Level level;
    int least;
    int most;
    int step_kg;
    int step_lb;
  };

  static std::string folded(std::string_view name) {
    std::string text = to_lower_ascii(trimmed(name));
    for (char& c : text)
      c = c == '-' ? ' ' : c;
    return text;
  }

  exercises::Exercise& add(std::string_view name, exercises::Pattern pattern,
                           exercises::Muscle primary, Muscles secondary, Groups equipment,
                           Work work, Strains strains) {
    exercises::Exercise exercise;
    exercise.name = name;
    exercise.pattern = pattern;
    exercise.primary = primary;
    exercise.secondary = std::move(secondary);
    exercise.equipment = std::move(equipment);
    exercise.kind = work.kind;
    exercise.level = work.level;
    exercise.least = work.least;
    exercise.most = work.most;
    exercise.step_kg = work.step_kg;
    exercise.step_lb = work.step_lb;
    exercise.strains = std::move(strains);
    all_.push_back(std::move(exercise));
    return all_.back();
  }

  static constexpr auto B = exercises::Level::beginner;
  static constexpr auto I = exercises::Level::intermediate;
  static constexpr auto A = exercises::Level::advanced;
  static constexpr auto kCompound = exercises::Kind::compound;
  static constexpr auto kIsolation = exercises::Kind::isolation;
  static constexpr auto kBody = exercises::Kind::bodyweight;

  void add_legs() {
    using enum exercises::Muscle;
    using enum exercises::Pattern;
    using enum exercises::Equipment;
    using S = exercises::Strain;
    add("Barbell Squat", squat, quadriceps, {glutes, hamstrings}, {{barbell}, {rack}},
        {kCompound, B, 5, 8, 2500, 5000}, {S::lower_back, S::knee, S::bracing})
        .aliases = {"Squat", "Back Squat"};
    add("Leg Press", squat, quadriceps, {glutes, hamstrings}, {{machine}},
        {kCompound, B, 8, 12, 5000, 10'000}, {S::knee, S::supine});
    add("Goblet Squat", squat, quadriceps, {glutes}, {{dumbbell, kettlebell}},
        {kCompound, B, 8, 12, 2000, 5000}, {S::knee});
    add("Bodyweight Squat", squat, quadriceps, {glutes}, {}, {kBody, B, 10, 20, 0, 0}, {S::knee});
    add("Smith Machine Squat", squat, quadriceps, {glutes}, {{smith_machine}},
        {kCompound, B, 8, 12, 2500, 5000}, {S::knee, S::bracing});
    add("Dumbbell Lunges", lunge, quadriceps, {glutes, hamstrings}, {{dumbbell}},
        {kCompound, B, 8, 12, 2000, 5000}, {S::knee, S::balance})
        .each_side = true;
    add("Bodyweight Walking Lunge", lunge, quadriceps, {glutes}, {}, {kBody, B, 10, 16, 0, 0},
        {S::knee, S::balance})
        .each_side = true;
    add("Leg Extensions", knee_extension, quadriceps, {}, {{machine}},
        {kIsolation, B, 10, 15, 2500, 5000}, {S::knee});
    add("Barbell Deadlift", hinge, lower_back, {glutes, hamstrings, quadriceps}, {{barbell}},
        {kCompound, I, 3, 6, 5000, 10'000}, {S::lower_back, S::bracing, S::grip})
        .aliases = {"Deadlift"};
    add("Trap Bar Deadlift", hinge, quadriceps, {glutes, hamstrings}, {{trap_bar}},
        {kCompound, B, 5, 8, 5000, 10'000}, {S::lower_back, S::bracing, S::grip});
    add("Romanian Deadlift", hinge, hamstrings, {glutes}, {{barbell}},
        {kCompound, I, 6, 10, 2500, 5000}, {S::lower_back});
    add("Stiff-Legged Dumbbell Deadlift", hinge, hamstrings, {glutes}, {{dumbbell}},
        {kCompound, B, 8, 12, 2000, 5000}, {S::lower_back});
    add("Barbell Glute Bridge", hip_extension, glutes, {hamstrings}, {{barbell}},
        {kCompound, B, 8, 12, 5000, 10'000}, {S::supine});
    add("Single Leg Glute Bridge", hip_extension, glutes, {hamstrings}, {}, {kBody, B, 8, 15, 0, 0},
        {S::supine})
        .each_side = true;
    add("Seated Leg Curl", knee_flexion, hamstrings, {}, {{machine}},
        {kIsolation, B, 10, 15, 2500, 5000}, {});
    add("Standing Calf Raises", ankle, calves, {}, {{machine}},
        {kIsolation, B, 10, 15, 5000, 10'000}, {});
  }

  void add_upper_body() {
    using enum exercises::Muscle;
    using enum exercises::Pattern;
    using enum exercises::Equipment;
    using S = exercises::Strain;
    add("Barbell Bench Press - Medium Grip", horizontal_push, chest, {triceps, front_delts},
        {{barbell}, {bench}}, {kCompound, B, 5, 8, 2500, 5000},
        {S::shoulder, S::supine, S::bracing})
        .aliases = {"Bench Press"};
    add("Dumbbell Bench Press", horizontal_push, chest, {triceps, front_delts},
        {{dumbbell}, {bench}}, {kCompound, B, 8, 12, 2000, 5000}, {S::shoulder, S::supine});
    add("Machine Bench Press", horizontal_push, chest, {triceps, front_delts}, {{machine}},
        {kCompound, B, 8, 12, 5000, 10'000}, {});
    add("Pushups", horizontal_push, chest, {triceps, front_delts}, {}, {kBody, B, 8, 20, 0, 0},
        {S::wrist})
        .aliases = {"Push-up"};
    add("Incline Dumbbell Press", incline_push, chest, {front_delts, triceps},
        {{dumbbell}, {bench}}, {kCompound, B, 8, 12, 2000, 5000}, {S::shoulder});
    add("Butterfly", chest_fly, chest, {}, {{machine}}, {kIsolation, B, 10, 15, 2500, 5000},
        {S::shoulder});
    add("Seated Dumbbell Press", vertical_push, front_delts, {triceps, side_delts},
        {{dumbbell}, {bench}}, {kCompound, B, 8, 12, 2000, 5000}, {S::shoulder});
    add("Standing Military Press", vertical_push, front_delts, {triceps, side_delts}, {{barbell}},
        {kCompound, B, 5, 8, 1250, 2500}, {S::shoulder, S::bracing});
    add("Bent Over Barbell Row", horizontal_pull, back, {biceps, rear_delts}, {{barbell}},
        {kCompound, B, 6, 10, 2500, 5000}, {S::lower_back});
    add("One-Arm Dumbbell Row", horizontal_pull, back, {biceps, rear_delts}, {{dumbbell}, {bench}},
        {kCompound, B, 8, 12, 2000, 5000}, {})
        .each_side = true;
    add("Seated Cable Rows", horizontal_pull, back, {biceps, rear_delts}, {{cable}},
        {kCompound, B, 8, 12, 5000, 10'000}, {});
    add("Inverted Row", horizontal_pull, back, {biceps, rear_delts}, {{pull_up_bar, rings}},
        {kBody, B, 6, 15, 0, 0}, {});
    add("Wide-Grip Lat Pulldown", vertical_pull, back, {biceps}, {{cable}},
        {kCompound, B, 8, 12, 5000, 10'000}, {S::shoulder})
        .aliases = {"Lat Pulldown"};
    add("Pullups", vertical_pull, back, {biceps}, {{pull_up_bar}}, {kBody, I, 4, 10, 2500, 5000},
        {S::shoulder, S::grip})
        .aliases = {"Pull-up"};
  }

  void add_small_and_core() {
    using enum exercises::Muscle;
    using enum exercises::Pattern;
    using enum exercises::Equipment;
    using S = exercises::Strain;
    add("Side Lateral Raise", shoulder_abduction, side_delts, {}, {{dumbbell}},
        {kIsolation, B, 12, 20, 1000, 2500}, {S::shoulder});
    add("Face Pull", rear_fly, rear_delts, {}, {{cable}}, {kCompound, B, 12, 20, 2500, 5000}, {});
    add("Dumbbell Bicep Curl", elbow_flexion, biceps, {}, {{dumbbell}},
        {kIsolation, B, 8, 12, 1000, 2500}, {S::elbow});
    add("Hammer Curls", elbow_flexion, biceps, {}, {{dumbbell}}, {kIsolation, B, 8, 12, 1000, 2500},
        {});
    add("Triceps Pushdown", elbow_extension, triceps, {}, {{cable}},
        {kIsolation, B, 10, 15, 2500, 5000}, {});
    add("Seated Triceps Press", elbow_extension, triceps, {}, {{dumbbell}},
        {kIsolation, B, 10, 15, 2000, 5000}, {S::shoulder, S::elbow});
    add("Plank", anti_extension, abdominals, {}, {}, {kBody, B, 20, 60, 0, 0}, {}).unit =
        exercises::Unit::seconds;
    add("Dead Bug", anti_extension, abdominals, {}, {}, {kBody, B, 6, 12, 0, 0}, {S::supine})
        .each_side = true;
    add("Cable Crunch", trunk_flexion, abdominals, {}, {{cable}},
        {kIsolation, B, 10, 15, 2500, 5000}, {S::spine_flexion});
    add("Superman", trunk_extension, lower_back, {glutes}, {}, {kBody, B, 8, 15, 0, 0},
        {S::prone, S::lower_back});
  }

  void add_others() {
    using enum exercises::Muscle;
    using enum exercises::Pattern;
    using enum exercises::Equipment;
    using S = exercises::Strain;
    add("Snatch", olympic, quadriceps, {glutes}, {{barbell}}, {kCompound, A, 1, 3, 2500, 5000},
        {S::shoulder, S::bracing});
    add("Power Clean", olympic, hamstrings, {quadriceps}, {{barbell}},
        {kCompound, A, 2, 3, 2500, 5000}, {S::lower_back, S::bracing});
    add("Box Jump (Multiple Response)", jump, hamstrings, {quadriceps}, {{box}},
        {kBody, I, 3, 5, 0, 0}, {S::impact, S::knee});
    add("Farmer's Walk", carry, forearms, {traps}, {{dumbbell}}, {kCompound, B, 20, 40, 2000, 5000},
        {S::grip})
        .unit = exercises::Unit::metres;
    add("Running, Treadmill", exercises::Pattern::cardio, quadriceps, {calves}, {{cardio_machine}},
        {exercises::Kind::cardio, I, 15, 60, 0, 0}, {S::impact, S::knee})
        .unit = exercises::Unit::minutes;
    add("Bicycling, Stationary", exercises::Pattern::cardio, quadriceps, {calves},
        {{cardio_machine}}, {exercises::Kind::cardio, B, 10, 60, 0, 0}, {})
        .unit = exercises::Unit::minutes;
  }

  std::vector<exercises::Exercise> all_;
  std::map<std::string, const exercises::Exercise*, std::less<>> by_name_;
};

}  // namespace spotter::testing

#include "exercises/built_in.hpp"
#include "exercises/folding.hpp"
#include "support/source_tree.hpp"

#include <spotter/exercises/catalogue.hpp>

#include <catch2/catch.hpp>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <string>

using namespace spotter::exercises;

namespace {

const Catalogue& catalogue() {
  static const auto kCatalogue = make_built_in_catalogue();
  return *kCatalogue;
}

std::string found(std::string_view name) {
  const Exercise* exercise = catalogue().find(name);
  return exercise == nullptr ? "" : std::string(exercise->name);
}

}  // namespace

TEST_CASE("the built-in table is the file of the tree", "[exercises]") {
  std::ifstream file(spotter::testing::source_path("data/exercises.tsv"), std::ios::binary);
  const std::string bytes{std::istreambuf_iterator<char>(file), {}};
  REQUIRE_FALSE(bytes.empty());
  CHECK(bytes == built_in_table());
}

TEST_CASE("the built-in catalogue is large enough for any gym", "[exercises]") {
  CHECK(catalogue().all().size() >= 160);
}

TEST_CASE("every exercise is found by its name and all its aliases", "[exercises]") {
  for (const Exercise& exercise : catalogue().all()) {
    CAPTURE(exercise.name);
    CHECK(catalogue().find(exercise.name) == &exercise);
    for (const auto alias : exercise.aliases) {
      CAPTURE(alias);
      CHECK(catalogue().find(alias) == &exercise);
    }
  }
}

TEST_CASE("every pattern, muscle, piece of equipment and strain is used", "[exercises]") {
  const auto all = catalogue().all();
  const auto any = [all](const auto& has) { return std::any_of(all.begin(), all.end(), has); };
  for (int i = 0; i <= static_cast<int>(Pattern::mobility); ++i) {
    CAPTURE(i);
    CHECK(any([i](const Exercise& e) { return e.pattern == static_cast<Pattern>(i); }));
  }
  for (int i = 0; i < static_cast<int>(kMuscles); ++i) {
    CAPTURE(i);
    CHECK(any([i](const Exercise& e) { return e.primary == static_cast<Muscle>(i); }));
  }
  for (int i = 0; i <= static_cast<int>(Equipment::plate); ++i) {
    CAPTURE(i);
    CHECK(any([i](const Exercise& e) {
      return std::any_of(e.equipment.begin(), e.equipment.end(), [i](const auto& group) {
        return std::count(group.begin(), group.end(), static_cast<Equipment>(i)) > 0;
      });
    }));
  }
  for (int i = 0; i <= static_cast<int>(Strain::grip); ++i) {
    CAPTURE(i);
    CHECK(any([i](const Exercise& e) {
      return std::count(e.strains.begin(), e.strains.end(), static_cast<Strain>(i)) > 0;
    }));
  }
}

TEST_CASE("nobody is without an exercise for lack of equipment", "[exercises]") {
  const auto pattern =
      GENERATE(Pattern::squat, Pattern::lunge, Pattern::hip_extension, Pattern::horizontal_push,
               Pattern::trunk_flexion, Pattern::anti_extension, Pattern::cardio, Pattern::mobility);
  const auto all = catalogue().all();
  CHECK(std::any_of(all.begin(), all.end(), [pattern](const Exercise& e) {
    return e.pattern == pattern && e.equipment.empty() && e.level == Level::beginner;
  }));
}

TEST_CASE("everyday spellings find the exercise of the app's catalogue", "[exercises]") {
  const auto [spelling, name] = GENERATE(table<std::string, std::string>({
      {"Squat", "Barbell Squat"},
      {"back squats", "Barbell Squat"},
      {"BB squat", "Barbell Squat"},
      {"Squat (Barbell)", "Barbell Squat"},
      {"front squat", "Front Barbell Squat"},
      {"Bench Press", "Barbell Bench Press - Medium Grip"},
      {"bench presses", "Barbell Bench Press - Medium Grip"},
      {"Bénch-Préss", "Barbell Bench Press - Medium Grip"},
      {"benchpress", "Barbell Bench Press - Medium Grip"},
      {"DB bench press", "Dumbbell Bench Press"},
      {"incline dumbell bench press", "Incline Dumbbell Press"},
      {"dumbbell incline press", "Incline Dumbbell Press"},
      {"OHP", "Standing Military Press"},
      {"overhead press with barbell", "Standing Military Press"},
      {"military presses", "Standing Military Press"},
      {"RDL", "Romanian Deadlift"},
      {"barbell romanian dead lift", "Romanian Deadlift"},
      {"DB RDL", "Stiff-Legged Dumbbell Deadlift"},
      {"deadlifts", "Barbell Deadlift"},
      {"Deadlift (Barbell)", "Barbell Deadlift"},
      {"push up", "Pushups"},
      {"Press-Ups", "Pushups"},
      {"PULL UPS", "Pullups"},
      {"pull-up", "Pullups"},
      {"chins", "Chin-Up"},
      {"lat pull-downs", "Wide-Grip Lat Pulldown"},
      {"Cable Face Pull", "Face Pull"},
      {"skull crushers", "EZ-Bar Skullcrusher"},
      {"Bulgarian split squats", "Split Squat with Dumbbells"},
      {"barbell hip thrusts", "Barbell Hip Thrust"},
      {"calf raises", "Standing Calf Raises"},
      {"tricep pushdown", "Triceps Pushdown"},
      {"dumbbell lateral raises", "Side Lateral Raise"},
      {"farmers carry", "Farmer's Walk"},
      {"Farmer\xE2\x80\x99s Walk", "Farmer's Walk"},
      {"side planks", "Side Bridge"},
      {"kb swings", "One-Arm Kettlebell Swings"},
      {"T bar row", "T-Bar Row with Handle"},
      {"1-arm DB row", "One-Arm Dumbbell Row"},
      {"ez bar curls", "EZ-Bar Curl"},
      {"dumbbell flies", "Dumbbell Flyes"},
      {"clean & jerk", "Clean and Jerk"},
      {"hack squat machine", "Hack Squat"},
      {"bicycle crunches", "Air Bike"},
  }));
  CAPTURE(spelling);
  CHECK(found(spelling) == name);
}

TEST_CASE("a name that fits nothing, or more than one exercise, finds nothing", "[exercises]") {
  const auto name = GENERATE(as<std::string>{}, "", " ", "-", "press", "curl", "shoulder press",
                             "Zercher squat thing", "squat rack", "Kniebeuge", "жим лёжа",
                             "\xF0\x9F\x8F\x8B", "barbell", "with the", "squat\xFF\xFEsquat");
  CAPTURE(name);
  CHECK(found(name).empty());
}

TEST_CASE("equipment that is not the exercise's own makes another exercise", "[exercises]") {
  CHECK(found("barbell hip thrust") == "Barbell Hip Thrust");
  CHECK(found("bodyweight dips") == "Dips - Chest Version");
  CHECK(found("dumbbell hip thrust").empty());
  CHECK(found("bodyweight deadlift").empty());
  CHECK(found("smith machine shrug").empty());
  CHECK(found("cable squat").empty());
}

TEST_CASE("a name of more than 200 bytes is not looked up", "[exercises]") {
  const std::string spaces(kNameBytesMax - 5, ' ');
  CHECK(found("squat" + spaces) == "Barbell Squat");
  CHECK(found("squat " + spaces).empty());
  CHECK(found(std::string(1'000'000, 'a')).empty());
}

TEST_CASE("names that differ in accents and case fold to the same words", "[exercises]") {
  CHECK(plain_key("ÉLÉVATION latérale") == "elevation laterale");
  CHECK(plain_key("E\xCC\x81le\xCC\x81vation") == "elevation");
  CHECK(plain_key("Großer Ölzweig Ångström Łódź Žižka Șoc İstanbul") ==
        "grosser olzweig angstrom lodz zizka soc istanbul");
  CHECK(plain_key("ЖИМ Лёжа") == plain_key("жим лежа"));
  CHECK(plain_key("卧推 + squat") == "卧推 squat");
  CHECK(plain_key("\xF0\x9F\x8F\x8B\xEF\xB8\x8F squat") == "squat");
  CHECK(plain_key("a\x80"
                  "b\xE2\x82") == "a b");
  CHECK(plain_key("--- !").empty());
}

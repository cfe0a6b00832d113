#include "support/knowledge.hpp"
#include "support/source_tree.hpp"

#include <spotter/prompts/catalog.hpp>
#include <spotter/trainer/render.hpp>
#include <spotter/trainer/week_plan.hpp>

#include <catch2/catch.hpp>

#include <cstdlib>
#include <fstream>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

// The plans of ten people, as they read. After a change that is meant:
//   SPOTTER_WRITE_GOLDEN=1 build/debug/tests/spotter_unit_tests "[golden]"
// writes them anew; then read the difference like a coach.
namespace spotter::trainer {
namespace {

using std::chrono::minutes;

const exercises::Catalogue& catalogue() {
  return testing::knowledge().exercises;
}

struct User {
  std::string_view name;
  std::string_view language;
  WeightUnit unit = WeightUnit::kilograms;
  Wish wish;
};

Wish wish_of(int days, Level level, Goal goal, EnumSet<Gear> gear) {
  Wish wish;
  wish.days = days;
  wish.level = level;
  wish.goal = goal;
  wish.gear = gear;
  return wish;
}

Known known(std::string name) {
  const exercises::Exercise* exercise = catalogue().find(name);
  return {std::move(name), exercise, {}};
}

Wish beginner() {
  Wish wish;
  wish.days = 3;
  wish.level = Level::beginner;
  wish.gear.add(Gear::gym);
  return wish;
}

Wish at_home_with_dumbbells() {
  Wish wish = wish_of(3, Level::beginner, Goal::muscle, {Gear::dumbbells});
  wish.extra.add(Item::bench);
  wish.minutes = minutes(45);
  return wish;
}

Wish four_days() {
  Wish wish = wish_of(4, Level::intermediate, Goal::muscle, {Gear::gym});
  wish.minutes = minutes(60);
  wish.focus.add(Area::shoulders);
  return wish;
}

Wish woman_of_66() {
  Wish wish = wish_of(3, Level::beginner, Goal::health, {Gear::bodyweight});
  wish.age = 66;
  wish.minutes = minutes(30);
  return wish;
}

Wish teenager() {
  Wish wish = wish_of(3, Level::intermediate, Goal::muscle, {Gear::gym});
  wish.age = 15;
  return wish;
}

Wish runner() {
  Wish wish = wish_of(5, Level::beginner, Goal::weight, {Gear::gym});
  wish.minutes = minutes(45);
  return wish;
}

Wish knee() {
  Wish wish = wish_of(3, Level::intermediate, Goal::muscle, {Gear::gym});
  wish.hurts.add(Joint::knee);
  return wish;
}

Wish chest_and_back() {
  Wish wish;
  wish.single_session = true;
  wish.level = Level::intermediate;
  wish.goal = Goal::muscle;
  wish.areas = {Area::chest, Area::back};
  wish.exercises = 5;
  wish.known = {known("Bench Press"), known("Lat Pulldown"), known("Dips"), known("Zwift ride"),
                known("Barbell Row")};
  return wish;
}

std::vector<User> users() {
  return {{"beginner_gym", "en", WeightUnit::kilograms, beginner()},
          {"dumbbells_45_minutes", "de", WeightUnit::kilograms, at_home_with_dumbbells()},
          {"upper_lower", "en", WeightUnit::pounds, four_days()},
          {"push_pull_legs", "fr", WeightUnit::kilograms,
           wish_of(6, Level::advanced, Goal::muscle, {Gear::gym})},
          {"woman_of_66_at_home", "es", WeightUnit::kilograms, woman_of_66()},
          {"teenager", "pt", WeightUnit::kilograms, teenager()},
          {"losing_weight_5_days", "it", WeightUnit::kilograms, runner()},
          {"knee_pain", "ru", WeightUnit::kilograms, knee()},
          {"strength_barbell", "pl", WeightUnit::kilograms,
           wish_of(3, Level::beginner, Goal::strength, {Gear::barbell})},
          {"chest_and_back_today", "en", WeightUnit::pounds, chest_and_back()}};
}

std::string words_of(const plan::Rest& rest) {
  std::ostringstream out;
  out << "rest " << rest.minimum.count() << "/" << rest.maximum.count() << "/"
      << rest.after_failure.count() << " s";
  return out.str();
}

std::string words_of(const plan::Strength& work) {
  std::ostringstream out;
  out << work.sets.size() << " x " << work.sets.front().least;
  if (work.sets.front().most != work.sets.front().least) out << "-" << work.sets.front().most;
  out << ", " << words_of(work.rest);
  for (const plan::Progression& rule : work.progression) {
    out << ", +" << rule.step.text() << (rule.axis == plan::Axis::load ? " weight" : " rep");
    if (rule.ceiling) out << " to " << rule.ceiling->text();
  }
  if (work.resistance == plan::Resistance::bodyweight) out << ", body weight";
  if (work.superset_with_next) out << ", superset";
  return out.str();
}

std::string words_of(const plan::Cardio& work) {
  std::ostringstream out;
  out << work.sets.size() << " x ";
  if (const auto* time = std::get_if<std::chrono::seconds>(&work.sets.front().target)) {
    out << time->count() << " s";
  } else {
    out << std::get<plan::Distance>(work.sets.front().target).value.text() << " m";
  }
  if (work.sets.front().rest) out << ", " << words_of(*work.sets.front().rest);
  return out.str();
}

std::string on_one_line(std::string text) {
  for (char& c : text) {
    if (c == '\n') c = '|';
  }
  return text;
}

std::string words_of(const plan::Plan& plan) {
  std::ostringstream out;
  out << "# " << plan.name << "\n\n" << plan.description << "\n";
  for (const plan::Session& session : plan.sessions) {
    out << "\n## " << session.name << "\n";
    if (!session.notes.empty()) out << session.notes << "\n";
    for (const plan::Exercise& exercise : session.exercises) {
      out << "- " << exercise.name << ": "
          << std::visit([](const auto& work) { return words_of(work); }, exercise.work) << " ("
          << on_one_line(exercise.notes) << ")\n";
    }
  }
  return out.str();
}

TEST_CASE("the plans of ten people read as they did", "[trainer][golden]") {
  const auto texts = prompts::make_built_in_catalog();
  const bool writes = std::getenv("SPOTTER_WRITE_GOLDEN") != nullptr;
  for (const User& user : users()) {
    CAPTURE(std::string(user.name));
    const std::string closing = texts->text("offline", "safety", user.language, {});
    const std::string words =
        words_of(render(make_week(user.wish, 0, catalogue()),
                        {user.unit, user.language, *texts, catalogue()}, closing));
    const std::string path =
        testing::source_path("tests/data/golden/users/" + std::string(user.name) + ".txt");
    if (writes) {
      std::ofstream(path) << words;
      continue;
    }
    std::ifstream file(path);
    REQUIRE(file.good());
    std::ostringstream expected;
    expected << file.rdbuf();
    CHECK(words == expected.str());
  }
}

}  // namespace
}  // namespace spotter::trainer

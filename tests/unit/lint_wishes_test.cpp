// What the user named, the days of a week, and warm-ups.
#include "support/plan_making.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <string_view>

namespace spotter::testing {
namespace {

using Keys = std::vector<std::string>;
using exercises::Muscle;
using exercises::Pattern;

const exercises::Exercise* entry(std::string_view name) {
  static const SmallCatalogue catalogue;
  const exercises::Exercise* found = catalogue.find(name);
  REQUIRE(found != nullptr);
  return found;
}

/// Looks names up in the same catalogue that entry() does.
lint::Report judged(plan::Plan plan, const lint::Wanted& wanted) {
  return lint::lint(
      std::move(plan), wanted, *[] {
        static const SmallCatalogue catalogue;
        return &catalogue;
      }());
}

TEST_CASE("an exercise that was asked for and is missing is an error", "[lint]") {
  static const SmallCatalogue catalogue;
  lint::Wanted wanted;
  wanted.wanted_exercises = {catalogue.find("Pullups")};
  const lint::Report report = lint::lint(full_body(3, 2), wanted, catalogue);
  REQUIRE(keys_of(report.errors) == Keys{"asked_missing"});
  CHECK(report.errors[0].rule == "V21");
  CHECK(report.errors[0].reason == "The user asked for \"Pullups\": put it in.");
  wanted.wanted_exercises = {catalogue.find("Barbell Squat")};
  CHECK(keys_of(lint::lint(full_body(3, 2), wanted, catalogue).errors) == Keys{});
  // Without a bar there is nothing to ask for, nor with a shoulder that hurts.
  wanted.wanted_exercises = {catalogue.find("Pullups")};
  wanted.barred = {exercises::Strain::shoulder};
  CHECK_FALSE(has_key(lint::lint(full_body(3, 2), wanted, catalogue).errors, "asked_missing"));
  wanted.barred.clear();
  wanted.equipment = {{exercises::Equipment::dumbbell}};
  CHECK_FALSE(has_key(lint::lint(full_body(3, 2), wanted, catalogue).errors, "asked_missing"));
}

TEST_CASE("what was named may be above the level", "[lint]") {
  static const SmallCatalogue catalogue;
  const plan::Plan plan = single({lift("Barbell Deadlift", 3, 6, 6), lift("Pushups", 3, 8, 12)});
  lint::Wanted wanted = one_session();
  wanted.level = exercises::Level::beginner;
  CHECK(keys_of(lint::lint(plan, wanted, catalogue).repaired) == Keys{"level_replaced"});
  wanted.wanted_exercises = {catalogue.find("Barbell Deadlift")};
  CHECK(keys_of(lint::lint(plan, wanted, catalogue).repaired) == Keys{});
}

TEST_CASE("a beginner may learn the deadlift for strength, and for nothing else", "[lint]") {
  const plan::Plan plan = single({lift("Barbell Deadlift", 1, 5, 5), lift("Pushups", 3, 8, 12)});
  lint::Wanted wanted = one_session();
  wanted.level = exercises::Level::beginner;
  wanted.goal = lint::Goal::strength;
  CHECK(keys_of(lint_of(plan, wanted).repaired) == Keys{});
  wanted.goal = lint::Goal::health;
  CHECK(has_key(lint_of(plan, wanted).repaired, "level_replaced"));
}

TEST_CASE("what was rejected is an error where it stands, and is never put in", "[lint]") {
  lint::Wanted wanted;
  wanted.rejected = [](const exercises::Exercise& exercise) {
    return exercise.pattern == Pattern::squat;
  };
  const lint::Report report = lint_of(full_body(3, 2), wanted);
  REQUIRE(keys_of(report.errors) == Keys{"rejected_there", "rejected_there"});
  CHECK(report.errors[0].session == 0);
  CHECK(report.errors[0].exercise == 0);
  CHECK(report.errors[1].session == 2);
  // A plan that somebody has already is changed where they asked.
  wanted.revision = true;
  CHECK(has_key(lint_of(full_body(3, 2), wanted).errors, "rejected_there"));
}

TEST_CASE("nobody misses muscles that the user does not want to train", "[lint]") {
  plan::Plan plan = full_body(3, 2);
  for (plan::Session& session : plan.sessions) {
    std::erase_if(session.exercises, [](const plan::Exercise& exercise) {
      const auto primary = entry(exercise.name)->primary;
      return primary == Muscle::quadriceps || primary == Muscle::hamstrings ||
             primary == Muscle::glutes || primary == Muscle::calves;
    });
  }
  CHECK(has_key(lint_of(plan).warnings, "muscles_missing"));
  lint::Wanted wanted;
  wanted.rejected = [](const exercises::Exercise& exercise) {
    return exercise.primary == Muscle::quadriceps || exercise.primary == Muscle::hamstrings ||
           exercise.primary == Muscle::glutes || exercise.primary == Muscle::calves;
  };
  const lint::Report report = lint_of(plan, wanted);
  CHECK_FALSE(has_key(report.warnings, "muscles_missing"));
  CHECK(keys_of(report.errors) == Keys{});
}

TEST_CASE("a session for an area is for it: the rest goes, or is an error", "[lint]") {
  lint::Wanted wanted = one_session();
  wanted.muscles = {Muscle::chest};
  const plan::Plan mixed =
      single({lift("Barbell Bench Press - Medium Grip", 3, 8, 10),
              lift("Incline Dumbbell Press", 3, 8, 12), lift("Dumbbell Bicep Curl", 3, 8, 12)});
  const lint::Report report = lint_of(mixed, wanted);
  CHECK(keys_of(report.repaired) == Keys{"area_dropped"});
  CHECK(names_of(report.plan.sessions[0]) ==
        Keys{"Barbell Bench Press - Medium Grip", "Incline Dumbbell Press"});
  // Three were asked for: a model has to choose another one.
  wanted.exercises = 3;
  const lint::Report asked = lint_of(mixed, wanted);
  CHECK(keys_of(asked.repaired) == Keys{});
  REQUIRE(keys_of(asked.errors) == Keys{"areas_missed"});
  CHECK(asked.errors[0].rule == "V29");
  wanted.muscles = {Muscle::chest, Muscle::biceps};
  CHECK(keys_of(lint_of(mixed, wanted).errors) == Keys{});
}

plan::Session easy(std::string_view name) {
  return session_of(name, {timed("Bicycling, Stationary", 1, 1200)});
}

lint::Wanted beginner() {
  lint::Wanted wanted;
  wanted.level = exercises::Level::beginner;
  return wanted;
}

TEST_CASE("a beginner's hard days are parted by the easy ones", "[lint]") {
  plan::Plan plan = full_body(3, 2);
  CHECK_FALSE(has_key(lint_of(plan, beginner()).repaired, "days_reordered"));
  for (const std::string_view name : {"Easy ride", "Easy walk", "Easy row"})
    plan.sessions.push_back(easy(name));
  const lint::Report report = lint_of(plan, beginner());
  CHECK(has_key(report.repaired, "days_reordered"));
  CHECK_FALSE(has_key(report.warnings, "days_in_a_row"));
  const std::vector<plan::Session>& sessions = report.plan.sessions;
  CHECK(Keys{sessions[0].name, sessions[1].name, sessions[2].name, sessions[3].name,
             sessions[4].name, sessions[5].name} ==
        Keys{"Full body A", "Easy ride", "Full body B", "Easy walk", "Full body C", "Easy row"});
}

TEST_CASE("sessions that name their day stay, and the user is told", "[lint]") {
  plan::Plan plan = full_body(3, 2);
  for (const std::string_view name : {"Day 4", "Day 5", "Day 6"})
    plan.sessions.push_back(easy(name));
  const lint::Report report = lint_of(plan, beginner());
  CHECK_FALSE(has_key(report.repaired, "days_reordered"));
  CHECK(has_key(report.warnings, "days_in_a_row"));
}

TEST_CASE("the same muscles hard every day are told to everybody", "[lint]") {
  const auto legs = [](std::string_view name) {
    return session_of(name, {lift("Barbell Squat", 3, 8, 8), lift("Leg Press", 3, 8, 12)});
  };
  plan::Plan six = plan_of({legs("One"), legs("Two"), legs("Three")});
  for (const std::string_view name : {"Four", "Five", "Six"})
    six.sessions.push_back(
        session_of(name, {lift("Hammer Curls", 2, 8, 12), lift("Pushups", 2, 8, 12)}));
  CHECK(has_key(lint_of(six).warnings, "days_in_a_row"));
  const plan::Plan three = plan_of({legs("One"), legs("Two"), legs("Three")});
  CHECK_FALSE(has_key(lint_of(three).warnings, "days_in_a_row"));
}

TEST_CASE("sets to warm up with are no work, and nothing is added to them", "[lint]") {
  plan::Exercise warm_up = lift("Bench press, warm-up", 3, 8, 8);
  std::vector<plan::Exercise> exercises{warm_up};
  for (const std::string_view name : {"Barbell Squat", "Seated Cable Rows", "Leg Press"})
    exercises.push_back(lift(name, 9, 8, 8));
  const lint::Report report = lint_of(single(exercises), one_session());
  CHECK(has_key(report.repaired, "warm_up_step_removed"));
  CHECK(strength_of(report.plan, 0, 0).progression.empty());
  CHECK(strength_of(report.plan, 0, 0).sets.size() == 3);
  plan::Plan counted = single({lift("Leg Press", 30, 8, 8)});
  CHECK(has_key(judged(counted, one_session()).repaired, "sets_cut"));
}

}  // namespace
}  // namespace spotter::testing

#include "support/plan_making.hpp"

#include <catch2/catch.hpp>

namespace spotter::testing {
namespace {

using Keys = std::vector<std::string>;

lint::Wanted wanting_days(int days) {
  lint::Wanted wanted;
  wanted.sessions = days;
  return wanted;
}

plan::Session run(std::string_view name) {
  return session_of(name, {timed("Bicycling, Stationary", 1, 1800)});
}

TEST_CASE("a plan has as many sessions as were asked for", "[lint]") {
  CHECK(keys_of(lint_of(full_body(3, 2), wanting_days(3)).errors) == Keys{});
  const lint::Report report = lint_of(full_body(3, 2), wanting_days(4));
  REQUIRE(keys_of(report.errors) == Keys{"sessions_count"});
  CHECK(report.errors[0].rule == "V3");
  CHECK(report.errors[0].reason ==
        "The plan has 3 sessions, 4 were asked for: make exactly that many.");
  CHECK(keys_of(lint_of(plan::Plan{}, wanting_days(1)).errors) ==
        Keys{"name_missing", "sessions_count"});
}

TEST_CASE("an empty session goes when there are too many, else it is an error", "[lint]") {
  plan::Plan plan = full_body(3, 2);
  plan.sessions.insert(plan.sessions.begin() + 1, session_of("Rest", {}));
  const lint::Report fine = lint_of(plan, wanting_days(3));
  CHECK(keys_of(fine.repaired) == Keys{"empty_session_dropped"});
  CHECK(keys_of(fine.errors) == Keys{});
  CHECK(fine.plan.sessions.size() == 3);
  const lint::Report wrong = lint_of(plan, wanting_days(4));
  REQUIRE(keys_of(wrong.errors) == Keys{"session_empty"});
  CHECK(wrong.errors[0].session == 1);
}

TEST_CASE("a week of eight days is told, one that was asked for is an error", "[lint]") {
  std::vector<plan::Session> sessions;
  for (int i = 0; i < 8; ++i)
    sessions.push_back(run("Ride " + std::to_string(i)));
  CHECK(has_key(lint_of(plan_of(sessions)).warnings, "sessions_over_week"));
  sessions.pop_back();
  CHECK(keys_of(lint_of(plan_of(sessions)).warnings) == Keys{});
}

TEST_CASE("a session has at most twelve exercises: small ones go first, the user's never",
          "[lint]") {
  std::vector<plan::Exercise> many;
  for (const std::string_view name :
       {"Barbell Squat", "Barbell Bench Press - Medium Grip", "Seated Cable Rows",
        "Romanian Deadlift", "Seated Dumbbell Press", "Pullups", "Leg Extensions",
        "Side Lateral Raise", "Seated Leg Curl", "Standing Calf Raises", "Hammer Curls",
        "Triceps Pushdown"}) {
    many.push_back(lift(name, 1, 8, 12));
  }
  CHECK(keys_of(lint_of(single(many), one_session()).repaired) == Keys{});
  many.push_back(lift("Cable Crunch", 1, 10, 12));
  lint::Wanted wanted = one_session();
  wanted.users_names = {"Cable Crunch"};
  const lint::Report report = lint_of(single(many), wanted);
  REQUIRE(keys_of(report.repaired) == Keys{"exercises_cut"});
  CHECK(report.repaired[0].reason.find("Triceps Pushdown") != std::string::npos);
  CHECK(names_of(report.plan.sessions[0]).back() == "Cable Crunch");
}

TEST_CASE("an exercise has one to ten sets, a session thirty hard ones", "[lint]") {
  auto plan = single({lift("Sledge Swings", 10, 8, 12), lift("Tyre Flips", 10, 8, 12)});
  CHECK(keys_of(lint_of(plan, one_session()).repaired) == Keys{});
  plan = single({lift("Sledge Swings", 11, 8, 12), lift("Tyre Flips", 0, 8, 12)});
  const lint::Report report = lint_of(plan, one_session());
  CHECK(keys_of(report.repaired) == Keys{"sets_cut", "sets_given"});
  CHECK(strength_of(report.plan, 0, 0).sets.size() == 10);
  CHECK(strength_of(report.plan, 0, 1).sets.size() == 3);
  plan = single({lift("One", 10, 8, 12), lift("Two", 10, 8, 12), lift("Three", 10, 8, 12)});
  CHECK(keys_of(lint_of(plan, one_session()).repaired) == Keys{});
  plan.sessions[0].exercises.push_back(lift("Four", 1, 8, 12));
  const lint::Report cut = lint_of(plan, one_session());
  CHECK(keys_of(cut.repaired) == Keys{"sets_cut"});
}

TEST_CASE("a single exercise is told, a single ride is not", "[lint]") {
  CHECK(keys_of(lint_of(single({lift("Leg Press", 3, 8, 12)}), one_session()).warnings) ==
        Keys{"exercises_few"});
  CHECK(keys_of(lint_of(plan_of({run("Ride")}), one_session()).warnings) == Keys{});
}

TEST_CASE("six hard days at most; a beginner has three", "[lint]") {
  std::vector<plan::Session> sessions;
  for (int i = 0; i < 7; ++i)
    sessions.push_back(
        session_of("Day " + std::to_string(i), {lift("One", 3, 8, 12), lift("Two", 3, 8, 12)}));
  CHECK(has_key(lint_of(plan_of(sessions)).errors, "hard_days_many"));
  sessions.back() = run("Ride");
  CHECK(keys_of(lint_of(plan_of(sessions)).errors) == Keys{});
  lint::Wanted beginner;
  beginner.level = exercises::Level::beginner;
  CHECK(keys_of(lint_of(plan_of(sessions), beginner).errors) == Keys{"beginner_days_many"});
  sessions[5] = run("Ride");
  sessions[4] = run("Ride");
  CHECK(keys_of(lint_of(plan_of(sessions), beginner).errors) == Keys{});
  CHECK(has_key(lint_of(plan_of(sessions), beginner).warnings, "beginner_days_four"));
  sessions[3] = run("Ride");
  CHECK_FALSE(has_key(lint_of(plan_of(sessions), beginner).warnings, "beginner_days_four"));
}

TEST_CASE("the number of exercises asked for is met, or one over", "[lint]") {
  lint::Wanted wanted;
  wanted.exercises = 5;
  CHECK(keys_of(lint_of(full_body(3, 2), wanted).repaired) == Keys{});
  wanted.exercises = 4;
  const lint::Report report = lint_of(full_body(3, 2), wanted);
  CHECK(keys_of(report.repaired) ==
        Keys{"exercises_over_asked", "exercises_over_asked", "exercises_over_asked"});
  CHECK(report.plan.sessions[0].exercises.size() == 5);
  wanted.exercises = 7;
  CHECK(keys_of(lint_of(full_body(3, 2), wanted).errors) ==
        Keys{"exercises_under_asked", "exercises_under_asked", "exercises_under_asked"});
  wanted.barred = {exercises::Strain::neck};
  const lint::Report limited = lint_of(full_body(3, 2), wanted);
  CHECK(keys_of(limited.errors) == Keys{});
  CHECK(has_key(limited.warnings, "exercises_run_out"));
}

TEST_CASE("who asks for more than there is for a muscle is told, and the plan stays", "[lint]") {
  lint::Wanted wanted = one_session();
  wanted.exercises = 12;
  std::vector<plan::Exercise> curls;
  const SmallCatalogue catalogue;
  for (const exercises::Exercise& entry : catalogue.all()) {
    if (entry.primary == exercises::Muscle::biceps) curls.push_back(lift(entry.name, 1, 10, 15));
  }
  REQUIRE(curls.size() >= 2);
  const lint::Report all = lint_of(single(curls), wanted);
  CHECK(keys_of(all.errors) == Keys{});
  CHECK(has_key(all.warnings, "exercises_run_out"));
  curls.pop_back();
  CHECK(keys_of(lint_of(single(curls), wanted).errors) == Keys{"exercises_under_asked"});
}

}  // namespace
}  // namespace spotter::testing

#include "support/plan_making.hpp"

#include <catch2/catch.hpp>

namespace spotter::testing {
namespace {

using Keys = std::vector<std::string>;

plan::Exercise paired(plan::Exercise exercise) {
  std::get<plan::Strength>(exercise.work).superset_with_next = true;
  return exercise;
}

plan::Plan two_days(const plan::Exercise& first, const plan::Exercise& second) {
  return plan_of({session_of("A", {first, lift("Alpha", 3, 8, 12)}),
                  session_of("B", {second, lift("Beta", 3, 8, 12)})});
}

TEST_CASE("one exercise is spelled one way: the user's, the catalogue's, the first", "[lint]") {
  const plan::Plan plan = two_days(lift("back squat", 3, 8, 10), lift("Barbell Squat", 3, 8, 10));
  const lint::Report report = lint_of(plan);
  CHECK(keys_of(report.repaired) == Keys{"spelled_one_way"});
  CHECK(report.plan.sessions[0].exercises[0].name == "Barbell Squat");
  lint::Wanted wanted;
  wanted.users_names = {"back squat"};
  CHECK(lint_of(plan, wanted).plan.sessions[1].exercises[0].name == "back squat");
  const lint::Report unknown = lint_of(two_days(lift("Zap", 3, 8, 10), lift("ZAP", 3, 8, 10)));
  CHECK(unknown.plan.sessions[1].exercises[0].name == "Zap");
}

TEST_CASE("a single spelling stays, and so do two that are the user's", "[lint]") {
  CHECK(keys_of(lint_of(two_days(lift("squat", 3, 8, 10), lift("Leg Press", 3, 8, 12))).repaired) ==
        Keys{});
  lint::Wanted wanted;
  wanted.users_names = {"back squat", "Squat"};
  const plan::Plan plan = two_days(lift("back squat", 3, 8, 10), lift("Squat", 3, 8, 10));
  CHECK(lint_of(plan, wanted).plan == plan);
}

TEST_CASE("a name of the user is never cut, cleaned or replaced", "[lint]") {
  const std::string name = "My  **special** row " + std::string(60, 'x');
  lint::Wanted wanted;
  wanted.users_names = {name, "Snatch"};
  wanted.level = exercises::Level::beginner;
  wanted.equipment.emplace();
  const plan::Plan plan = two_days(lift(name, 3, 8, 10), lift("Snatch", 3, 3, 3));
  CHECK(lint_of(plan, wanted).plan == plan);
}

TEST_CASE("an exercise stands once in a session", "[lint]") {
  const lint::Report same = lint_of(
      single({lift("Leg Press", 3, 8, 12), lift("Alpha", 3, 8, 12), lift("leg press", 3, 8, 12)}),
      one_session());
  CHECK(keys_of(same.repaired) == Keys{"spelled_one_way", "duplicate_merged"});
  CHECK(names_of(same.plan.sessions[0]) == Keys{"Leg Press", "Alpha"});
  CHECK(strength_of(same.plan, 0, 0).sets.size() == 3);
  // A top set and lighter ones are one exercise of several sets.
  const lint::Report other = lint_of(
      single({lift("Leg Press", 1, 6, 6), lift("Alpha", 3, 8, 12), lift("Leg Press", 2, 10, 10)}),
      one_session());
  CHECK(strength_of(other.plan, 0, 0).sets == std::vector<plan::Reps>{{6, 6}, {10, 10}, {10, 10}});
}

TEST_CASE("a name has the same sets on each day, for the app's history", "[lint]") {
  const lint::Report report =
      lint_of(two_days(lift("Leg Press", 3, 8, 12), lift("Leg Press", 4, 10, 12)));
  CHECK(keys_of(report.repaired) == Keys{"scheme_aligned"});
  CHECK(strength_of(report.plan, 1, 0) == strength_of(report.plan, 0, 0));
  const auto rides =
      two_days(timed("Bicycling, Stationary", 1, 1200), timed("Bicycling, Stationary", 1, 2400));
  CHECK(keys_of(lint_of(rides).repaired) == Keys{});
}

TEST_CASE("big lifts come before small ones, power before both", "[lint]") {
  const lint::Report report =
      lint_of(single({lift("Hammer Curls", 3, 8, 12), lift("Seated Cable Rows", 3, 8, 12),
                      lift("Snatch", 3, 3, 3)}),
              one_session());
  CHECK(keys_of(report.repaired) == Keys{"reordered"});
  CHECK(names_of(report.plan.sessions[0]) == Keys{"Snatch", "Seated Cable Rows", "Hammer Curls"});
}

TEST_CASE("what is not clearly wrong keeps its place", "[lint]") {
  const auto fine = single({timed("Bicycling, Stationary", 1, 600), lift("Pullups", 3, 6, 10),
                            lift("Seated Cable Rows", 3, 8, 12), lift("Butterfly", 3, 10, 12),
                            lift("Face Pull", 3, 12, 15), lift("Cable Crunch", 3, 10, 12),
                            lift("Hammer Curls", 3, 8, 12)});
  CHECK(lint_of(fine, one_session()).plan == fine);
  const auto unknown = single({lift("Hammer Curls", 3, 8, 12), lift("Zercher Thing", 3, 8, 12)});
  CHECK(lint_of(unknown, one_session()).plan == unknown);
}

TEST_CASE("sorting never splits a superset", "[lint]") {
  const lint::Report report =
      lint_of(single({lift("Triceps Pushdown", 3, 10, 12), paired(lift("Leg Press", 3, 8, 12)),
                      lift("Hammer Curls", 3, 8, 12), lift("Seated Cable Rows", 3, 8, 12)}),
              one_session());
  CHECK(names_of(report.plan.sessions[0]) ==
        Keys{"Leg Press", "Hammer Curls", "Seated Cable Rows", "Triceps Pushdown"});
  CHECK(strength_of(report.plan, 0, 0).superset_with_next);
}

Keys repaired_pair(const plan::Exercise& first, const plan::Exercise& second) {
  return keys_of(lint_of(single({paired(first), second}), one_session()).repaired);
}

TEST_CASE("a superset pairs what goes together", "[lint]") {
  CHECK(repaired_pair(lift("Seated Cable Rows", 3, 8, 12), lift("Pushups", 3, 8, 12)) == Keys{});
  CHECK(repaired_pair(lift("Triceps Pushdown", 3, 10, 12), lift("Cable Crunch", 3, 10, 12)) ==
        Keys{});
  const Keys cleared{"superset_cleared"};
  CHECK(repaired_pair(lift("Romanian Deadlift", 3, 8, 10),
                      lift("Bent Over Barbell Row", 3, 8, 10)) == cleared);
  CHECK(repaired_pair(lift("Barbell Bench Press - Medium Grip", 3, 8, 8),
                      lift("Bent Over Barbell Row", 3, 8, 8)) == cleared);
  CHECK(repaired_pair(lift("Leg Press", 3, 5, 5), lift("Pushups", 3, 8, 12)) == cleared);
}

TEST_CASE("the last exercise has nothing to pair with", "[lint]") {
  const lint::Report report = lint_of(
      single({lift("Leg Press", 3, 8, 12), paired(lift("Pushups", 3, 8, 12))}), one_session());
  CHECK(keys_of(report.repaired) == Keys{"superset_cleared"});
  CHECK_FALSE(strength_of(report.plan, 0, 1).superset_with_next);
}

TEST_CASE("an exercise that goes takes its superset along", "[lint]") {
  lint::Wanted wanted = one_session();
  wanted.age = 15;
  const lint::Report report =
      lint_of(single({paired(lift("Pushups", 3, 8, 12)), lift("Power Clean", 3, 3, 3),
                      lift("Leg Press", 3, 8, 12)}),
              wanted);
  CHECK(names_of(report.plan.sessions[0]) == Keys{"Pushups", "Leg Press"});
  CHECK_FALSE(strength_of(report.plan, 0, 0).superset_with_next);
}

}  // namespace
}  // namespace spotter::testing

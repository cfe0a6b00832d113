#include "support/plan_making.hpp"

#include <catch2/catch.hpp>

namespace spotter::testing {
namespace {

using Keys = std::vector<std::string>;
using exercises::Muscle;
using std::chrono::minutes;
using std::chrono::seconds;

const SmallCatalogue& catalogue() {
  static const SmallCatalogue small;
  return small;
}

double week_of(const plan::Plan& plan, Muscle muscle) {
  return lint::weekly_sets(plan, catalogue()).at(static_cast<std::size_t>(muscle)).second;
}

seconds time_of(const plan::Session& session) {
  return lint::estimated_time(session, catalogue());
}

TEST_CASE("a week of full body gives the sets that it should", "[lint]") {
  const plan::Plan plan = full_body(3, 2);
  CHECK(week_of(plan, Muscle::chest) == 6);
  CHECK(week_of(plan, Muscle::back) == 9);
  CHECK(week_of(plan, Muscle::quadriceps) == 12);
  CHECK(week_of(plan, Muscle::hamstrings) == 10.5);
  CHECK(week_of(plan, Muscle::glutes) == 10.5);
  CHECK(week_of(plan, Muscle::front_delts) == 6);
  CHECK(week_of(plan, Muscle::side_delts) == 3.5);
  CHECK(week_of(plan, Muscle::rear_delts) == 3);
  CHECK(week_of(plan, Muscle::biceps) == 6.5);
  CHECK(week_of(plan, Muscle::triceps) == 6.5);
  CHECK(week_of(plan, Muscle::calves) == 2);
  CHECK(week_of(plan, Muscle::abdominals) == 4);
  CHECK(lint::weekly_sets(plan, catalogue()).size() == exercises::kMuscles);
}

TEST_CASE("cardio and what nobody knows count no sets", "[lint]") {
  const plan::Plan plan =
      single({timed("Running, Treadmill", 5, 600), lift("Zercher Thing", 5, 8, 12)});
  for (const auto& [muscle, sets] : lint::weekly_sets(plan, catalogue()))
    CHECK(sets == 0);
}

TEST_CASE("three sets of ten at 90 s take six minutes, without what stands around them", "[lint]") {
  plan::Exercise curls = lift("Hammer Curls", 3, 10, 10);
  std::get<plan::Strength>(curls.work).rest = rest_of(60, 120, 180);
  plan::Session session = session_of("Day", {lift("Leg Press", 1, 10, 10)});
  const seconds before = time_of(session);
  CHECK(before == seconds(300 + 30 + 90 + 180));
  session.exercises.push_back(curls);
  CHECK(time_of(session) - before == minutes(6));
}

TEST_CASE("both sides take twice as long, big lifts ramp up, a hold is its own time", "[lint]") {
  const auto added = [](const plan::Exercise& exercise) {
    plan::Session session = session_of("Day", {lift("Leg Press", 1, 10, 10)});
    const seconds before = time_of(session);
    session.exercises.push_back(exercise);
    return time_of(session) - before;
  };
  CHECK(added(lift("Goblet Squat", 1, 10, 10)) == seconds(30 + 90 + 60));
  CHECK(added(lift("Dumbbell Lunges", 1, 10, 10)) == seconds(60 + 90 + 60));
  CHECK(added(lift("Hammer Curls", 1, 10, 10)) == seconds(30 + 90));
  CHECK(added(timed("Plank", 2, 45)) == seconds(45 + 60 + 45 + 90));
}

TEST_CASE("a superset shares its rests and its place", "[lint]") {
  plan::Session session =
      session_of("Day", {lift("Hammer Curls", 3, 10, 10), lift("Triceps Pushdown", 3, 10, 10)});
  const seconds apart = time_of(session);
  std::get<plan::Strength>(session.exercises[0].work).superset_with_next = true;
  CHECK(apart - time_of(session) == seconds(2 * 75 + 90));
}

TEST_CASE("a ride needs no warm-up, a full body day takes three quarters of an hour", "[lint]") {
  CHECK(time_of(session_of("Ride", {timed("Bicycling, Stationary", 1, 1800)})) ==
        seconds(1800 + 90));
  for (const plan::Session& session : full_body(3, 2).sessions) {
    CHECK(time_of(session) >= minutes(44));
    CHECK(time_of(session) <= minutes(54));
  }
}

plan::Plan chest_days(std::size_t sets) {
  plan::Plan plan = full_body(3, 2);
  plan.sessions[1].exercises.push_back(lift("Butterfly", sets, 10, 12));
  return plan;
}

TEST_CASE("a muscle has no more sets a week than its level takes", "[lint]") {
  lint::Wanted wanted;
  wanted.level = exercises::Level::beginner;
  CHECK(keys_of(lint_of(chest_days(4), wanted).repaired) == Keys{});
  const lint::Report report = lint_of(chest_days(6), wanted);
  CHECK(keys_of(report.repaired) == Keys{"volume_cut"});
  CHECK(week_of(report.plan, Muscle::chest) == 10);
  wanted.level = exercises::Level::intermediate;
  CHECK(keys_of(lint_of(chest_days(6), wanted).repaired) == Keys{});
  // Without a level only what is far too much.
  CHECK(keys_of(lint_of(chest_days(10), {}).repaired) == Keys{});
}

TEST_CASE("few sets for a muscle are told, if the plan is for all of the body", "[lint]") {
  const lint::Report fine = lint_of(full_body(2, 2));
  CHECK_FALSE(has_key(fine.warnings, "volume_low"));
  plan::Plan plan = full_body(3, 2);
  plan.sessions.erase(plan.sessions.begin() + 1, plan.sessions.end());
  const lint::Report report = lint_of(plan);
  REQUIRE(has_key(report.warnings, "volume_low"));
  CHECK(report.warnings[0].reason.find("chest 3 of at least 4") != std::string::npos);
  CHECK(keys_of(lint_of(plan, one_session()).warnings) == Keys{});
  const auto arms = single({lift("Hammer Curls", 1, 8, 12), lift("Triceps Pushdown", 1, 10, 12)});
  CHECK(keys_of(lint_of(arms).warnings) == Keys{});
}

TEST_CASE("a session has at most twelve sets for a muscle", "[lint]") {
  const auto chest = [](std::size_t sets) {
    return single({lift("Dumbbell Bench Press", 4, 8, 12), lift("Incline Dumbbell Press", 4, 8, 12),
                   lift("Butterfly", sets, 10, 12)});
  };
  CHECK(keys_of(lint_of(chest(4), one_session()).repaired) == Keys{});
  const lint::Report report = lint_of(chest(6), one_session());
  CHECK(keys_of(report.repaired) == Keys{"session_volume_cut"});
  CHECK(strength_of(report.plan, 0, 2).sets.size() == 4);
}

TEST_CASE("too many sets of a week that cannot be cut are told", "[lint]") {
  // Two sets each day are the least that stays: presses make them too many for the triceps.
  plan::Plan plan = plan_of({});
  for (const std::string_view day : {"One", "Two", "Three", "Four", "Five", "Six", "Seven"}) {
    plan.sessions.push_back(session_of(day, {lift("Barbell Bench Press - Medium Grip", 3, 8, 10),
                                             lift("Triceps Pushdown", 2, 10, 15)}));
  }
  CHECK(has_key(lint_of(plan).warnings, "volume_high"));
  plan.sessions.resize(4);
  CHECK_FALSE(has_key(lint_of(plan).warnings, "volume_high"));
}

TEST_CASE("too many sets of a session that only help a muscle are told", "[lint]") {
  const auto legs = [](std::size_t supermans) {
    return lint_of(single({lift("Goblet Squat", 6, 8, 12), lift("Smith Machine Squat", 6, 8, 12),
                           lift("Stiff-Legged Dumbbell Deadlift", 10, 8, 12),
                           lift("Superman", supermans, 8, 12)}),
                   one_session());
  };
  CHECK(has_key(legs(4).warnings, "session_volume_high"));
  CHECK_FALSE(has_key(legs(1).warnings, "session_volume_high"));
}

TEST_CASE("hard sets over thirty are cut, so that none are left to tell", "[lint]") {
  plan::Plan plan = single({});
  for (const std::string_view name :
       {"Barbell Squat", "Leg Press", "Pushups", "Seated Cable Rows", "Mystery", "Unknown"})
    plan.sessions[0].exercises.push_back(lift(name, 10, 8, 10));
  const lint::Report report = lint_of(plan, one_session());
  CHECK(has_key(report.repaired, "sets_cut"));
  CHECK_FALSE(has_key(report.warnings, "sets_many"));
}

TEST_CASE("a week pulls as it pushes, and hinges half as much as it squats", "[lint]") {
  plan::Plan plan = full_body(3, 2);
  plan.sessions[0].exercises[2] = lift("Pushups", 3, 8, 12);
  CHECK(has_key(lint_of(plan).warnings, "pulling_low"));
  CHECK_FALSE(has_key(lint_of(full_body(3, 2)).warnings, "pulling_low"));
  plan = full_body(3, 2);
  plan.sessions[0].exercises[3] = lift("Goblet Squat", 3, 8, 12);
  plan.sessions[2].exercises[3] = lift("Leg Extensions", 3, 10, 12);
  CHECK(has_key(lint_of(plan).warnings, "hinging_low"));
  CHECK_FALSE(has_key(lint_of(full_body(3, 2)).warnings, "hinging_low"));
}

TEST_CASE("a week that leaves out a part of the body says so", "[lint]") {
  plan::Plan plan = full_body(3, 2);
  plan.sessions[0].exercises.pop_back();
  plan.sessions[2].exercises.pop_back();
  const lint::Report report = lint_of(plan);
  REQUIRE(has_key(report.warnings, "muscles_missing"));
  // Not when there is something that nobody knows: it may be for that part.
  plan.sessions[0].exercises.push_back(lift("Dragon Flags", 3, 8, 12));
  CHECK_FALSE(has_key(lint_of(plan).warnings, "muscles_missing"));
}

lint::Wanted within(int count) {
  lint::Wanted wanted;
  wanted.minutes = minutes(count);
  return wanted;
}

TEST_CASE("a session takes what was asked for and a tenth at most", "[lint]") {
  CHECK(keys_of(lint_of(full_body(3, 2), within(60)).repaired) == Keys{});
  for (const int count : {45, 40, 30, 25}) {
    CAPTURE(count);
    const lint::Report report = lint_of(full_body(3, 2), within(count));
    CHECK(has_key(report.repaired, "time_cut"));
    CHECK_FALSE(has_key(report.warnings, "time_over"));
    for (const plan::Session& session : report.plan.sessions) {
      CHECK(time_of(session) <= seconds(count * 66));
      CHECK(session.exercises.size() >= 2);
    }
  }
}

TEST_CASE("time is saved in order: isolation, third sets, rests; legs, push and pull stay",
          "[lint]") {
  const lint::Report report = lint_of(full_body(3, 2), within(30));
  const auto names = names_of(report.plan.sessions[0]);
  CHECK(std::find(names.begin(), names.end(), "Seated Cable Rows") != names.end());
  CHECK(std::find(names.begin(), names.end(), "Barbell Bench Press - Medium Grip") != names.end());
  CHECK(strength_of(report.plan, 0, 0).sets.size() == 2);
  lint::Wanted wanted = within(40);
  wanted.users_names = {"Side Lateral Raise"};
  const auto kept = names_of(lint_of(full_body(3, 2), wanted).plan.sessions[0]);
  CHECK(std::find(kept.begin(), kept.end(), "Side Lateral Raise") != kept.end());
}

TEST_CASE("what cannot be made short enough is told, and so is a very long session", "[lint]") {
  CHECK(has_key(lint_of(full_body(3, 2), within(5)).warnings, "time_over"));
  const auto ride = single({timed("Bicycling, Stationary", 1, 7200)});
  CHECK(keys_of(lint_of(ride, one_session()).warnings) == Keys{"time_long"});
  const lint::Report shorter = lint_of(ride, within(45));
  CHECK(keys_of(shorter.repaired) == Keys{"time_cut"});
  CHECK(time_of(shorter.plan.sessions[0]) <= seconds(45 * 66));
}

}  // namespace
}  // namespace spotter::testing

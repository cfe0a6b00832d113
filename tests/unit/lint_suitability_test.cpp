#include "support/plan_making.hpp"

#include <catch2/catch.hpp>

namespace spotter::testing {
namespace {

using Keys = std::vector<std::string>;
using exercises::Equipment;
using exercises::Strain;

plan::Plan push_and(const plan::Exercise& exercise) {
  return single({exercise, lift("Pushups", 3, 8, 12)});
}

lint::Wanted having(std::set<Equipment> equipment) {
  lint::Wanted wanted = one_session();
  wanted.equipment = std::move(equipment);
  return wanted;
}

TEST_CASE("what needs equipment that is not there makes way for the same movement", "[lint]") {
  const plan::Plan plan = push_and(lift("Barbell Squat", 3, 5, 5));
  CHECK(keys_of(lint_of(plan, having({Equipment::barbell, Equipment::rack})).repaired) == Keys{});
  const lint::Report dumbbell = lint_of(plan, having({Equipment::barbell, Equipment::dumbbell}));
  CHECK(keys_of(dumbbell.repaired) == Keys{"equipment_replaced"});
  CHECK(dumbbell.plan.sessions[0].exercises[0].name == "Goblet Squat");
  CHECK(strength_of(dumbbell.plan, 0, 0).sets.at(0) == plan::Reps{8, 12});
  const lint::Report nothing = lint_of(plan, having({}));
  CHECK(nothing.plan.sessions[0].exercises[0].name == "Bodyweight Squat");
  CHECK(strength_of(nothing.plan, 0, 0).resistance == plan::Resistance::bodyweight);
  CHECK(strength_of(nothing.plan, 0, 0).progression.empty());
  CHECK(keys_of(nothing.errors) == Keys{});
}

TEST_CASE("any equipment of a group will do, and a bench has to be there too", "[lint]") {
  CHECK(keys_of(lint_of(push_and(lift("Goblet Squat", 3, 8, 12)), having({Equipment::kettlebell}))
                    .repaired) == Keys{});
  const lint::Report report =
      lint_of(push_and(lift("Dumbbell Bench Press", 3, 8, 12)), having({Equipment::dumbbell}));
  CHECK(has_key(report.errors, "equipment_missing"));  // push-ups are in the session already
}

TEST_CASE("without a substitute it is an error that says what is there", "[lint]") {
  const lint::Report report =
      lint_of(push_and(lift("Hammer Curls", 3, 8, 12)), having({Equipment::barbell}));
  REQUIRE(keys_of(report.errors) == Keys{"equipment_missing"});
  CHECK(report.errors[0].reason ==
        "\"Hammer Curls\" needs dumbbell; there is only barbell: choose something else.");
  CHECK(report.errors[0].exercise == 1);  // where it is now: behind the big one
}

TEST_CASE("a substitute is not in the session already, and alike on two days", "[lint]") {
  const lint::Wanted wanted = having({Equipment::dumbbell});
  const lint::Report report =
      lint_of(single({lift("Barbell Squat", 3, 8, 8), lift("Goblet Squat", 3, 8, 12)}), wanted);
  CHECK(names_of(report.plan.sessions[0]) == Keys{"Bodyweight Squat", "Goblet Squat"});
}

TEST_CASE("what is above the user's level makes way", "[lint]") {
  lint::Wanted wanted = one_session();
  wanted.level = exercises::Level::intermediate;
  const plan::Plan plan = push_and(lift("Barbell Deadlift", 3, 6, 6));
  CHECK(keys_of(lint_of(plan, wanted).repaired) == Keys{});
  wanted.level = exercises::Level::beginner;
  const lint::Report report = lint_of(plan, wanted);
  CHECK(keys_of(report.repaired) == Keys{"level_replaced"});
  CHECK(report.plan.sessions[0].exercises[0].name == "Trap Bar Deadlift");
}

TEST_CASE("an advanced lift that nothing replaces is an error for beginners only", "[lint]") {
  lint::Wanted wanted = one_session();
  wanted.level = exercises::Level::beginner;
  const plan::Plan plan = push_and(lift("Snatch", 3, 3, 3));
  CHECK(keys_of(lint_of(plan, wanted).errors) == Keys{"level_far_above"});
  wanted.level = exercises::Level::intermediate;
  CHECK(keys_of(lint_of(plan, wanted).errors) == Keys{});
  CHECK(keys_of(lint_of(plan, wanted).warnings) == Keys{"level_above"});
  wanted.level = exercises::Level::advanced;
  CHECK(keys_of(lint_of(plan, wanted).warnings) == Keys{});
}

TEST_CASE("what hurts is spared", "[lint]") {
  lint::Wanted wanted = one_session();
  wanted.barred = {Strain::lower_back, Strain::bracing};
  const lint::Report report = lint_of(push_and(lift("Barbell Squat", 3, 8, 8)), wanted);
  CHECK(keys_of(report.repaired) == Keys{"barred_replaced"});
  CHECK(report.plan.sessions[0].exercises[0].name == "Leg Press");
  CHECK(keys_of(lint_of(push_and(lift("Leg Press", 3, 8, 12)), wanted).repaired) == Keys{});
}

TEST_CASE("what hurts and has no substitute goes, or is an error in a short session", "[lint]") {
  lint::Wanted wanted = one_session();
  wanted.barred = {Strain::shoulder};
  const lint::Report longer =
      lint_of(single({lift("Leg Press", 3, 8, 12), lift("Pushups", 3, 8, 12),
                      lift("Side Lateral Raise", 3, 12, 15)}),
              wanted);
  CHECK(keys_of(longer.repaired) == Keys{"barred_dropped"});
  CHECK(names_of(longer.plan.sessions[0]) == Keys{"Leg Press", "Pushups"});
  const lint::Report shorter = lint_of(push_and(lift("Side Lateral Raise", 3, 12, 15)), wanted);
  REQUIRE(keys_of(shorter.errors) == Keys{"barred_left"});
  CHECK(shorter.errors[0].rule == "V20");
}

TEST_CASE("the user's own exercise is not replaced, but what hurts is an error", "[lint]") {
  lint::Wanted wanted = one_session();
  wanted.barred = {Strain::knee};
  wanted.users_names = {"Squat"};
  const lint::Report report = lint_of(push_and(lift("Squat", 3, 8, 8)), wanted);
  CHECK(keys_of(report.repaired) == Keys{});
  CHECK(keys_of(report.errors) == Keys{"barred_left"});
  CHECK(report.plan.sessions[0].exercises[0].name == "Squat");
}

TEST_CASE("pregnancy bars impact, balance, bracing and the belly; the back is told", "[lint]") {
  lint::Wanted wanted = one_session();
  wanted.pregnant = true;
  const lint::Report report =
      lint_of(single({lift("Barbell Squat", 3, 8, 8), lift("Dumbbell Lunges", 3, 8, 12),
                      lift("Superman", 3, 8, 12), lift("Pushups", 3, 8, 12)}),
              wanted);
  CHECK(keys_of(report.repaired) == Keys{"barred_replaced", "barred_dropped", "barred_dropped"});
  CHECK(names_of(report.plan.sessions[0]) == Keys{"Leg Press", "Pushups"});
  CHECK(keys_of(report.warnings) == Keys{"lying_on_back"});
}

lint::Wanted aged(int age) {
  lint::Wanted wanted = one_session();
  wanted.age = age;
  return wanted;
}

TEST_CASE("the young lift lighter, with four sets at most, and no Olympic lifts", "[lint]") {
  const plan::Plan plan = push_and(lift("Leg Press", 5, 3, 5));
  const lint::Report report = lint_of(plan, aged(17));
  CHECK(keys_of(report.repaired) == Keys{"age_reps_raised", "age_sets_cut"});
  CHECK(strength_of(report.plan, 0, 0).sets == std::vector<plan::Reps>(4, {6, 6}));
  CHECK(keys_of(lint_of(plan, aged(18)).repaired) == Keys{});
  const lint::Report snatch = lint_of(push_and(lift("Snatch", 3, 3, 3)), aged(16));
  CHECK(keys_of(snatch.errors) == Keys{"age_unsuitable"});
}

TEST_CASE("the old have three sets, no impact and no held breath", "[lint]") {
  const plan::Plan plan = push_and(lift("Barbell Squat", 4, 8, 8));
  CHECK(keys_of(lint_of(plan, aged(64)).repaired) == Keys{});
  const lint::Report report = lint_of(plan, aged(65));
  CHECK(keys_of(report.repaired) == Keys{"age_replaced", "age_sets_cut"});
  CHECK(report.plan.sessions[0].exercises[0].name == "Leg Press");
  lint::Wanted known = aged(70);
  known.users_names = {"Barbell Squat"};
  const lint::Report own = lint_of(plan, known);
  CHECK(keys_of(own.warnings) == Keys{"age_users_own"});
  CHECK(keys_of(own.errors) == Keys{});
}

TEST_CASE("what does not suit the age and has no substitute goes", "[lint]") {
  const lint::Report report = lint_of(
      single({lift("Leg Press", 3, 8, 12), lift("Pushups", 3, 8, 12), lift("Snatch", 3, 3, 3)}),
      aged(16));
  CHECK(keys_of(report.repaired) == Keys{"age_dropped"});
  CHECK(names_of(report.plan.sessions[0]) == Keys{"Leg Press", "Pushups"});
}

TEST_CASE("four days of strength are too many for the young and the old", "[lint]") {
  plan::Plan plan = full_body(3, 2);
  lint::Wanted wanted;
  wanted.age = 15;
  CHECK(keys_of(lint_of(plan, wanted).errors) == Keys{});
  plan.sessions.push_back(plan.sessions[0]);
  CHECK(keys_of(lint_of(plan, wanted).errors) == Keys{"age_days_many"});
}

TEST_CASE("nobody under twelve gets a plan, and the old are told of balance", "[lint]") {
  CHECK(has_key(lint_of(full_body(3, 2), aged(11)).errors, "age_too_young"));
  CHECK_FALSE(has_key(lint_of(full_body(3, 2), aged(12)).errors, "age_too_young"));
  lint::Wanted wanted;
  wanted.age = 70;
  plan::Plan plan = full_body(3, 2);
  CHECK(has_key(lint_of(plan, wanted).warnings, "age_balance"));
  plan.sessions[0].notes = "Then five minutes of balance: stand on one leg.";
  CHECK_FALSE(has_key(lint_of(plan, wanted).warnings, "age_balance"));
}

TEST_CASE("an exercise that the catalogue does not know is kept", "[lint]") {
  lint::Wanted wanted = having({});
  wanted.level = exercises::Level::beginner;
  wanted.barred = {Strain::knee};
  wanted.age = 70;
  const plan::Plan plan = single({lift("Chair Rises", 3, 8, 12), lift("Towel Rows", 3, 8, 12)});
  CHECK(lint_of(plan, wanted).plan == plan);
}

}  // namespace
}  // namespace spotter::testing

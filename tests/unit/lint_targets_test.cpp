#include "support/plan_making.hpp"

#include <catch2/catch.hpp>

namespace spotter::testing {
namespace {

using Keys = std::vector<std::string>;
using std::chrono::seconds;

/// The exercise in a session of its own, with something unknown so that it is not alone.
lint::Report lint_one(const plan::Exercise& exercise, lint::Wanted wanted = {}) {
  wanted.single_session = true;
  return lint_of(single({exercise, lift("Something Else", 3, 8, 12)}), wanted);
}

plan::Reps reps_left(std::string_view name, int least, int most, const lint::Wanted& wanted = {}) {
  return strength_of(lint_one(lift(name, 1, least, most), wanted).plan, 0, 0).sets.at(0);
}

TEST_CASE("repetitions are 1 to 30, in order, and no wider than ten", "[lint]") {
  CHECK(keys_of(lint_one(lift("Unknown", 3, 1, 11)).repaired) == Keys{});
  CHECK(keys_of(lint_one(lift("Unknown", 3, 20, 30)).repaired) == Keys{});
  CHECK(keys_of(lint_one(lift("Unknown", 3, 12, 8)).repaired) == Keys{"target_clamped"});
  CHECK(reps_left("Unknown", 12, 8) == plan::Reps{8, 12});
  CHECK(reps_left("Unknown", 0, 0) == plan::Reps{1, 1});
  CHECK(reps_left("Unknown", 5, 20) == plan::Reps{5, 15});
  CHECK(reps_left("Unknown", 40, 50) == plan::Reps{30, 30});
}

TEST_CASE("times are 5 to 600 s for what is held, distances 5 m to a marathon", "[lint]") {
  const auto time_left = [](std::string_view name, int time) {
    const lint::Report report = lint_one(timed(name, 1, time));
    const auto& cardio = std::get<plan::Cardio>(report.plan.sessions[0].exercises[0].work);
    return std::get<seconds>(cardio.sets.at(0).target);
  };
  CHECK(time_left("Plank", 600) == seconds(600));
  CHECK(time_left("Plank", 601) == seconds(600));
  CHECK(time_left("Plank", 1) == seconds(5));
  CHECK(time_left("Bicycling, Stationary", 3600) == seconds(3600));
  plan::Exercise run = timed("Running, Treadmill", 1, 60);
  auto& target = std::get<plan::Cardio>(run.work).sets[0].target;
  target = plan::Distance{plan::Decimal::of_units(30), plan::DistanceUnit::mile};
  const lint::Report report = lint_one(run);
  CHECK(keys_of(report.repaired) == Keys{"target_clamped"});
  const auto& cardio = std::get<plan::Cardio>(report.plan.sessions[0].exercises[0].work);
  CHECK(std::get<plan::Distance>(cardio.sets[0].target).value.text() == "26.218");
}

TEST_CASE("what is held counts seconds, what is run minutes, not repetitions", "[lint]") {
  const lint::Report report = lint_of(
      single({lift("Plank", 3, 30, 45), lift("Running, Treadmill", 1, 20, 30)}), one_session());
  CHECK(keys_of(report.repaired) == Keys{"cardio_timed", "timed_as_repetitions"});
  const auto& plank = std::get<plan::Cardio>(report.plan.sessions[0].exercises[0].work);
  REQUIRE(plank.sets.size() == 3);
  CHECK(std::get<seconds>(plank.sets[0].target) == seconds(45));
  const auto& run = std::get<plan::Cardio>(report.plan.sessions[0].exercises[1].work);
  CHECK(std::get<seconds>(run.sets.at(0).target) == std::chrono::minutes(30));
  // The history of the user's own is kept by its repetitions.
  lint::Wanted wanted = one_session();
  wanted.users_names = {"Plank"};
  CHECK(keys_of(lint_of(single({lift("Plank", 3, 30, 45), lift("Other", 3, 8, 12)}), wanted)
                    .repaired) == Keys{});
}

TEST_CASE("metres of a carry are no repetitions", "[lint]") {
  CHECK(keys_of(lint_one(lift("Farmer's Walk", 3, 20, 40)).repaired) == Keys{});
}

TEST_CASE("repetitions fit the goal within three, or are usual for the exercise", "[lint]") {
  lint::Wanted wanted;
  wanted.goal = lint::Goal::muscle;
  wanted.level = exercises::Level::beginner;
  CHECK(reps_left("Leg Press", 5, 15, wanted) == plan::Reps{5, 15});
  CHECK(reps_left("Leg Press", 3, 5, wanted) == plan::Reps{5, 5});
  CHECK(reps_left("Leg Press", 16, 20, wanted) == plan::Reps{15, 15});
  CHECK(reps_left("Side Lateral Raise", 12, 20, wanted) == plan::Reps{12, 20});
  CHECK(keys_of(lint_one(lift("Leg Press", 3, 16, 20), wanted).repaired) == Keys{"reps_for_goal"});
  wanted.goal = lint::Goal::endurance;
  CHECK(reps_left("Leg Press", 8, 12, wanted) == plan::Reps{12, 12});
  CHECK(reps_left("Pullups", 4, 8, {}) == plan::Reps{4, 8});
  CHECK(reps_left("Unknown", 3, 5, wanted) == plan::Reps{3, 5});
}

TEST_CASE("isolation has six repetitions or more, Olympic lifts five or fewer", "[lint]") {
  CHECK(reps_left("Hammer Curls", 6, 8) == plan::Reps{6, 8});
  CHECK(reps_left("Hammer Curls", 4, 8) == plan::Reps{6, 8});
  CHECK(reps_left("Snatch", 3, 5) == plan::Reps{3, 5});
  CHECK(reps_left("Snatch", 3, 8) == plan::Reps{3, 5});
  CHECK(reps_left("Power Clean", 8, 10) == plan::Reps{5, 5});
}

plan::Rest rest_left(plan::Rest rest, std::string_view name = "Leg Press", int most = 12) {
  plan::Exercise exercise = lift(name, 3, std::min(8, most), most);
  std::get<plan::Strength>(exercise.work).rest = rest;
  return strength_of(lint_one(exercise).plan, 0, 0).rest;
}

TEST_CASE("rests rise, in steps of five seconds, from 15 to 600", "[lint]") {
  CHECK(rest_left(rest_of(15, 20, 25)) == rest_of(15, 20, 25));
  CHECK(rest_left(rest_of(60, 595, 600)) == rest_of(60, 595, 600));
  CHECK(rest_left(rest_of(180, 90, 300)) == rest_of(90, 180, 300));
  CHECK(rest_left(rest_of(62, 91, 178)) == rest_of(60, 90, 180));
  CHECK(rest_left(rest_of(90, 90, 90)) == rest_of(90, 120, 180));
  CHECK(rest_left(rest_of(700, 800, 900)) == rest_of(510, 595, 600));
  CHECK(rest_left(rest_of(0, 0, 0)) == rest_of(90, 180, 300));
  CHECK(rest_left(rest_of(0, 0, 0), "Hammer Curls") == rest_of(60, 90, 180));
  CHECK(rest_left(rest_of(0, 0, 0), "Leg Press", 5) == rest_of(180, 300, 480));
}

TEST_CASE("heavy lifts rest two minutes at least", "[lint]") {
  CHECK(rest_left(rest_of(120, 180, 300), "Leg Press", 5) == rest_of(120, 180, 300));
  CHECK(rest_left(rest_of(115, 180, 300), "Leg Press", 5) == rest_of(180, 300, 480));
  CHECK(rest_left(rest_of(60, 90, 180), "Leg Press", 6) == rest_of(60, 90, 180));
  CHECK(rest_left(rest_of(60, 90, 180), "Unknown", 5) == rest_of(60, 90, 180));
}

TEST_CASE("rests that were mended are told by their kind", "[lint]") {
  plan::Exercise press = lift("Leg Press", 3, 8, 12);
  std::get<plan::Strength>(press.work).rest = rest_of(180, 90, 300);
  CHECK(keys_of(lint_one(press).repaired) == Keys{"rest_ordered"});
  plan::Exercise heavy = lift("Leg Press", 3, 5, 5);
  std::get<plan::Strength>(heavy.work).rest = rest_of(60, 90, 180);
  CHECK(keys_of(lint_one(heavy).repaired) == Keys{"rest_for_load"});
}

TEST_CASE("a circuit rests at most ninety seconds", "[lint]") {
  std::vector<plan::Exercise> circuit;
  for (const std::string_view name : {"Goblet Squat", "Pushups", "Seated Cable Rows"}) {
    circuit.push_back(lift(name, 3, 8, 12));
    auto& strength = std::get<plan::Strength>(circuit.back().work);
    strength.rest = rest_of(120, 180, 300);
    strength.superset_with_next = circuit.size() < 3;
  }
  const lint::Report report = lint_of(single(circuit), one_session());
  CHECK(keys_of(report.repaired) == Keys(3, "rest_for_circuit"));
  CHECK(strength_of(report.plan, 0, 2).rest == rest_of(60, 90, 180));
  circuit.pop_back();
  std::get<plan::Strength>(circuit[1].work).superset_with_next = false;
  CHECK(keys_of(lint_of(single(circuit), one_session()).repaired) == Keys{});
}

TEST_CASE("cardio says how hard it is in words", "[lint]") {
  plan::Exercise ride = timed("Bicycling, Stationary", 1, 1800);
  CHECK(keys_of(lint_of(single({ride}), one_session()).warnings) == Keys{});
  ride.notes.clear();
  CHECK(keys_of(lint_of(single({ride}), one_session()).warnings) == Keys{"effort_missing"});
}

}  // namespace
}  // namespace spotter::testing

// How plans follow what was said: areas, named exercises, pain, age, time.
#include "support/knowledge.hpp"
#include "trainer/exercises.hpp"

#include <spotter/lint/linter.hpp>
#include <spotter/prompts/catalog.hpp>
#include <spotter/trainer/render.hpp>
#include <spotter/trainer/wanted.hpp>
#include <spotter/trainer/week_plan.hpp>

#include <catch2/catch.hpp>

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

namespace spotter::trainer {
namespace {

using std::chrono::minutes;

const exercises::Catalogue& catalogue() {
  return testing::knowledge().exercises;
}

const Exercise& exercise_named(std::string_view name) {
  const Exercise* exercise = catalogue().find(name);
  REQUIRE(exercise != nullptr);
  return *exercise;
}

Wish wish_of(int days, Level level, Goal goal, EnumSet<Gear> gear = {Gear::gym}) {
  Wish wish;
  wish.days = days;
  wish.level = level;
  wish.goal = goal;
  wish.gear = gear;
  return wish;
}

WeekPlan plan_of(const Wish& wish) {
  return make_week(wish, 0, catalogue());
}

std::string words_of(const WeekPlan& week) {
  static const auto texts = prompts::make_built_in_catalog();
  return render(week, {WeightUnit::kilograms, "en", *texts, catalogue()}, "Stop if it hurts.")
      .description;
}

lint::Report lint_of(const Wish& wish) {
  static const auto texts = prompts::make_built_in_catalog();
  return lint::lint(render(plan_of(wish), {WeightUnit::kilograms, "en", *texts, catalogue()},
                           "Stop if it hurts."),
                    wanted_by(wish), catalogue());
}

std::vector<SessionKind> kinds_of(const WeekPlan& plan) {
  std::vector<SessionKind> kinds;
  for (const Session& session : plan.sessions)
    kinds.push_back(session.kind);
  return kinds;
}

std::vector<PlannedExercise> exercises_of(const WeekPlan& plan) {
  std::vector<PlannedExercise> all;
  for (const Session& session : plan.sessions)
    all.insert(all.end(), session.exercises.begin(), session.exercises.end());
  return all;
}

template <class F>
int sets_where(const WeekPlan& plan, F counts) {
  int sets = 0;
  for (const PlannedExercise& planned : exercises_of(plan)) {
    if (counts(*planned.exercise)) sets += planned.sets;
  }
  return sets;
}

const PlannedExercise* find(const WeekPlan& plan, std::string_view name) {
  for (const Session& session : plan.sessions) {
    for (const PlannedExercise& planned : session.exercises) {
      if (planned.exercise->name == name) return &planned;
    }
  }
  return nullptr;
}

// -- What hurts or is rejected ---------------------------------------------------------------

TEST_CASE("one rejected exercise or a pain leaves the split as it is", "[trainer]") {
  using enum SessionKind;
  const std::vector<SessionKind> split{upper, lower, upper, lower};
  Wish wish = wish_of(4, Level::intermediate, Goal::muscle);
  wish.rejected = {Move::bench_press};
  CHECK(kinds_of(plan_of(wish)) == split);
  wish.rejected.clear();
  for (const Joint joint : {Joint::shoulder, Joint::knee, Joint::lower_back, Joint::wrist}) {
    wish.hurts = {joint};
    CHECK(kinds_of(plan_of(wish)) == split);
  }
  wish.days = 6;
  wish.hurts = {Joint::elbow};
  CHECK(kinds_of(plan_of(wish)) == std::vector<SessionKind>{push, pull, legs, push, pull, legs});
}

TEST_CASE("a split that pain leaves with two exercises becomes whole-body sessions", "[trainer]") {
  Wish wish = wish_of(6, Level::intermediate, Goal::muscle, {Gear::dumbbells});
  wish.hurts = {Joint::knee, Joint::lower_back, Joint::hip, Joint::shoulder};
  const WeekPlan plan = plan_of(wish);
  const auto kinds = kinds_of(plan);
  CHECK(std::count(kinds.begin(), kinds.end(), SessionKind::full_body) == 4);
  for (const Session& session : plan.sessions)
    CHECK((session.kind != SessionKind::full_body || session.exercises.size() >= 3));
}

TEST_CASE("knees that hurt get hips and leg curls instead of squats", "[trainer]") {
  Wish wish = wish_of(3, Level::intermediate, Goal::muscle);
  wish.hurts = {Joint::knee};
  const WeekPlan plan = plan_of(wish);
  CHECK(find(plan, "Box Squat") == nullptr);
  CHECK(find(plan, "Seated Leg Curl") != nullptr);
  const int knees = sets_where(plan, [](const Exercise& exercise) {
    return exercise.pattern == Pattern::squat || exercise.pattern == Pattern::lunge;
  });
  const int hips = sets_where(plan, [](const Exercise& exercise) {
    return exercise.pattern == Pattern::hinge || exercise.pattern == Pattern::hip_extension ||
           exercise.pattern == Pattern::knee_flexion;
  });
  CHECK(knees * 2 <= hips);
  for (const PlannedExercise& planned : exercises_of(plan))
    CHECK(planned.why != Why::balances_squats);
  wish.goal = Goal::strength;  // with few repetitions to a box the knee hardly bends
  CHECK(find(plan_of(wish), "Box Squat") != nullptr);
}

// -- Strength --------------------------------------------------------------------------------

TEST_CASE("a beginner's barbell week has one set of deadlifts and a pull in each session",
          "[trainer]") {
  for (const EnumSet<Gear> gear : {EnumSet<Gear>{Gear::gym}, EnumSet<Gear>{Gear::barbell}}) {
    const Wish wish = wish_of(3, Level::beginner, Goal::strength, gear);
    const WeekPlan plan = plan_of(wish);
    const PlannedExercise* deadlift = find(plan, "Barbell Deadlift");
    REQUIRE(deadlift != nullptr);
    CHECK(deadlift->sets == 1);
    CHECK(deadlift->least == 5);
    CHECK(deadlift->most == 5);
    CHECK(deadlift->taught);
    const int squats = find(plan, "Barbell Squat")->sets;
    for (const Session& session : plan.sessions) {
      const auto pull = std::find_if(
          session.exercises.begin(), session.exercises.end(), [](const PlannedExercise& planned) {
            return planned.exercise->pattern == Pattern::horizontal_pull ||
                   planned.exercise->pattern == Pattern::vertical_pull;
          });
      REQUIRE(pull != session.exercises.end());
      CHECK(pull->sets <= squats);
    }
    const lint::Report report = lint_of(wish);
    CHECK(report.errors.empty());
    CHECK(report.repaired.empty());
  }
}

TEST_CASE("a beginner whose back hurts learns no deadlift", "[trainer]") {
  Wish wish = wish_of(3, Level::beginner, Goal::strength);
  wish.hurts = {Joint::lower_back};
  CHECK(find(plan_of(wish), "Barbell Deadlift") == nullptr);
  wish.hurts.clear();
  wish.rejected = {Move::deadlift};
  CHECK(find(plan_of(wish), "Barbell Deadlift") == nullptr);
}

// -- Areas and exercises that were named -----------------------------------------------------

TEST_CASE("areas that are not wanted are not trained, and nobody complains", "[trainer]") {
  for (const Level level : {Level::beginner, Level::intermediate}) {
    for (const int days : {2, 3, 4, 6}) {
      for (const Area area : {Area::legs, Area::chest, Area::back, Area::shoulders, Area::arms,
                              Area::abs, Area::glutes}) {
        Wish wish = wish_of(days, level, Goal::muscle);
        wish.unwanted = {area};
        CAPTURE(days, static_cast<int>(level), static_cast<int>(area));
        const WeekPlan plan = plan_of(wish);
        for (const PlannedExercise& planned : exercises_of(plan)) {
          CAPTURE(planned.name);
          CHECK_FALSE(is_of(*planned.exercise, area));
        }
        CHECK_FALSE(plan.left_out.has_any(muscles_of(area)));
        const lint::Report report = lint_of(wish);
        CHECK(report.errors.empty());
        for (const lint::Finding& finding : report.warnings)
          CHECK(finding.key != "muscles_missing");
      }
    }
  }
}

TEST_CASE("without legs a week is upper body, without the rest it is legs", "[trainer]") {
  using enum SessionKind;
  Wish wish = wish_of(3, Level::intermediate, Goal::muscle);
  wish.unwanted = {Area::legs};
  CHECK(kinds_of(plan_of(wish)) == std::vector<SessionKind>{upper, upper, upper});
  wish.days = 4;
  CHECK(kinds_of(plan_of(wish)) == std::vector<SessionKind>{push, pull, push, pull});
  CHECK(words_of(plan_of(wish)).find("without: legs") != std::string::npos);
  wish.days = 3;
  wish.unwanted = {Area::chest, Area::back, Area::shoulders, Area::arms, Area::abs};
  CHECK(kinds_of(plan_of(wish)) == std::vector<SessionKind>{lower, lower, lower});
}

TEST_CASE("what was named is in the plan once, in a session that suits it", "[trainer]") {
  Wish wish = wish_of(4, Level::beginner, Goal::muscle);
  wish.level = Level::intermediate;
  const Exercise& dips = exercise_named("Dips - Chest Version");
  const Exercise& good_mornings = exercise_named("Good Morning");
  wish.wanted = {&dips, &good_mornings, &dips};
  const WeekPlan plan = plan_of(wish);
  const auto count = [&](const Exercise& exercise) {
    const auto all = exercises_of(plan);
    return std::count_if(all.begin(), all.end(), [&](const PlannedExercise& planned) {
      return planned.exercise == &exercise && planned.why == Why::asked;
    });
  };
  CHECK(count(dips) == 1);
  CHECK(count(good_mornings) == 1);
  for (const Session& session : plan.sessions) {
    for (const PlannedExercise& planned : session.exercises) {
      if (planned.exercise == &dips) CHECK(session.kind == SessionKind::upper);
      if (planned.exercise == &good_mornings) CHECK(session.kind == SessionKind::lower);
    }
  }
  const lint::Report report = lint_of(wish);
  CHECK(report.errors.empty());
  CHECK(report.repaired.empty());
}

TEST_CASE("what was named and cannot be is said, with the reason", "[trainer]") {
  Wish wish = wish_of(3, Level::intermediate, Goal::muscle, {Gear::dumbbells});
  const Exercise& squat = exercise_named("Barbell Squat");
  wish.wanted = {&squat};
  const WeekPlan no_gear = plan_of(wish);
  CHECK(find(no_gear, "Barbell Squat") == nullptr);
  CHECK(no_gear.refused_for_gear == std::vector<const Exercise*>{&squat});
  CHECK(words_of(no_gear).find("don't have the equipment: Barbell Squat") != std::string::npos);
  CHECK(lint_of(wish).errors.empty());
  wish.gear = {Gear::gym};
  wish.hurts = {Joint::knee};
  const WeekPlan hurts = plan_of(wish);
  CHECK(hurts.refused == std::vector<const Exercise*>{&squat});
  wish.hurts.clear();
  wish.age = 15;
  const Exercise& snatch = exercise_named("Snatch");
  wish.wanted = {&snatch};
  CHECK(plan_of(wish).refused == std::vector<const Exercise*>{&snatch});
}

TEST_CASE("what was named stands even if its area or its kind is not wanted", "[trainer]") {
  Wish wish = wish_of(3, Level::intermediate, Goal::muscle);
  wish.unwanted = {Area::legs};
  wish.wanted = {&exercise_named("Leg Press")};
  CHECK(find(plan_of(wish), "Leg Press") != nullptr);
  CHECK(lint_of(wish).errors.empty());
}

TEST_CASE("a single session has what was named, too", "[trainer]") {
  Wish wish;
  wish.single_session = true;
  wish.level = Level::intermediate;
  wish.areas = {Area::back};
  wish.exercises = 4;
  wish.wanted = {&exercise_named("Chin-Up")};
  const WeekPlan plan = plan_of(wish);
  CHECK(find(plan, "Chin-Up") != nullptr);
  CHECK(plan.sessions.front().exercises.size() == 4);
}

// -- What the description claims -------------------------------------------------------------

TEST_CASE("more work for an area is only claimed if there was time for it", "[trainer]") {
  Wish wish = wish_of(3, Level::beginner, Goal::muscle);
  wish.focus = {Area::arms};
  CHECK(plan_of(wish).focus == EnumSet<Area>{Area::arms});
  wish.minutes = minutes(20);
  const WeekPlan plan = plan_of(wish);
  const auto all = exercises_of(plan);
  const bool has_more = std::any_of(all.begin(), all.end(), [](const PlannedExercise& planned) {
    return planned.why == Why::focus;
  });
  CHECK_FALSE(has_more);
  CHECK(plan.focus.empty());
}

TEST_CASE("what only helped in exercises that were cut is not told as left out", "[trainer]") {
  Wish wish = wish_of(4, Level::intermediate, Goal::muscle);
  wish.minutes = minutes(20);
  const WeekPlan plan = plan_of(wish);
  CHECK_FALSE(plan.left_out_for_time.empty());
  CHECK_FALSE(plan.left_out_for_time.has(Muscle::traps));
  CHECK_FALSE(plan.left_out_for_time.has(Muscle::forearms));
}

TEST_CASE("harder is only claimed where there is more", "[trainer]") {
  Wish wish = wish_of(3, Level::intermediate, Goal::muscle);
  wish.minutes = minutes(90);
  wish.effort = 1;
  CHECK(plan_of(wish).notes.has(Note::harder));
  wish.minutes = minutes(15);
  const WeekPlan no_room = plan_of(wish);
  CHECK_FALSE(no_room.notes.has(Note::harder));
  CHECK(no_room.notes.has(Note::no_more));
  CHECK(words_of(no_room).find("no room for more") != std::string::npos);
  wish.minutes = minutes(60);
  wish.age = 70;
  const WeekPlan older = plan_of(wish);
  CHECK_FALSE(older.notes.has(Note::harder));
  CHECK(older.notes.has(Note::no_more_careful));
}

TEST_CASE("easier is only claimed where there is less", "[trainer]") {
  Wish wish = wish_of(3, Level::intermediate, Goal::muscle);
  wish.effort = -1;
  CHECK(plan_of(wish).notes.has(Note::easier));
  wish.minutes = minutes(15);
  wish.level = Level::beginner;
  wish.goal = Goal::health;
  wish.effort = -2;
  const WeekPlan little = plan_of(wish);
  CHECK(little.notes.has(Note::easier) != little.notes.has(Note::no_less));
}

TEST_CASE("how hard a set is and when to take it easy stands in the plan", "[trainer]") {
  const std::string beginner = words_of(plan_of(wish_of(3, Level::beginner, Goal::muscle)));
  CHECK(beginner.find("could still do 2–3 more") != std::string::npos);
  CHECK(beginner.find("easy week") == std::string::npos);
  const std::string trained = words_of(plan_of(wish_of(4, Level::advanced, Goal::muscle)));
  CHECK(trained.find("could still do 1–3 more") != std::string::npos);
  CHECK(trained.find("easy week") != std::string::npos);
}

// -- Who has to take care --------------------------------------------------------------------

TEST_CASE("pregnancy and surgery have words of their own", "[trainer]") {
  Wish wish = wish_of(3, Level::beginner, Goal::health);
  wish.cleared = true;
  wish.conditions = {Condition::pregnancy};
  const std::string pregnant = words_of(plan_of(wish));
  for (const std::string_view word : {"talk", "pelvic floor", "flat on your back", "bleed"})
    CHECK(pregnant.find(word) != std::string::npos);
  wish.conditions = {Condition::surgery};
  CHECK(words_of(plan_of(wish)).find("pelvic floor") != std::string::npos);
  wish.conditions = {Condition::illness};
  const WeekPlan ill = plan_of(wish);
  CHECK(ill.notes.has(Note::careful));
  CHECK_FALSE(ill.notes.has(Note::pregnant));
}

TEST_CASE("those of 65 and more train on machines if there are any, and begin with the easier push",
          "[trainer]") {
  Wish wish = wish_of(3, Level::beginner, Goal::health);
  wish.age = 70;
  const WeekPlan gym = plan_of(wish);
  for (const std::string_view name : {"Leg Press", "Machine Bench Press", "Seated Cable Rows",
                                      "Seated Leg Curl", "Standing Calf Raises", "Dead Bug"}) {
    CAPTURE(std::string(name));
    CHECK(find(gym, name) != nullptr);
  }
  wish.gear = {Gear::bodyweight};
  const WeekPlan home = plan_of(wish);
  CHECK(find(home, "Incline Push-Up") != nullptr);
  CHECK(find(home, "Pushups") == nullptr);
}

TEST_CASE("a session for chest and back pulls as much as it presses", "[trainer]") {
  Wish wish;
  wish.single_session = true;
  wish.level = Level::intermediate;
  wish.goal = Goal::muscle;
  wish.areas = {Area::chest, Area::back};
  for (const int asked : {4, 5, 6, 7}) {
    wish.exercises = asked;
    const WeekPlan plan = plan_of(wish);
    const int presses = sets_where(
        plan, [](const Exercise& exercise) { return exercise.primary == Muscle::chest; });
    const int pulls = sets_where(plan, [](const Exercise& exercise) {
      return exercise.primary == Muscle::back || exercise.primary == Muscle::rear_delts;
    });
    CAPTURE(asked, presses, pulls);
    CHECK(pulls * 10 >= presses * 9);
  }
}

}  // namespace
}  // namespace spotter::trainer

#include "support/knowledge.hpp"
#include "trainer/exercises.hpp"
#include "trainer/letters.hpp"
#include "trainer/splits.hpp"

#include <spotter/trainer/week_plan.hpp>

#include <catch2/catch.hpp>

#include <algorithm>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace spotter::trainer {
namespace {

using std::chrono::minutes;
using std::chrono::seconds;

constexpr Gear kGear[] = {Gear::gym,   Gear::barbell,    Gear::dumbbells, Gear::kettlebell,
                          Gear::bands, Gear::bodyweight, Gear::machines};

struct Ask {
  int days = 3;
  Level level = Level::beginner;
  Gear gear = Gear::gym;
  Goal goal = Goal::health;
};

Wish wish_of(const Ask& ask) {
  Wish wish;
  wish.days = ask.days;
  wish.level = ask.level;
  wish.gear.add(ask.gear);
  wish.goal = ask.goal;
  return wish;
}

const exercises::Catalogue& catalogue() {
  return testing::knowledge().exercises;
}

WeekPlan plan_of(const Wish& wish, unsigned seed = 0) {
  return make_week(wish, seed, catalogue());
}

const Exercise& exercise_named(std::string_view name) {
  const Exercise* exercise = catalogue().find(name);
  REQUIRE(exercise != nullptr);
  REQUIRE(exercise->name == name);
  return *exercise;
}

std::vector<SessionKind> kinds_of(const WeekPlan& plan) {
  std::vector<SessionKind> kinds;
  for (const Session& session : plan.sessions)
    kinds.push_back(session.kind);
  return kinds;
}

using Names = std::vector<std::string>;

Names names_of(const Session& session) {
  Names names;
  for (const PlannedExercise& exercise : session.exercises)
    names.push_back(exercise.name);
  return names;
}

std::vector<PlannedExercise> exercises_of(const WeekPlan& plan) {
  std::vector<PlannedExercise> all;
  for (const Session& session : plan.sessions)
    all.insert(all.end(), session.exercises.begin(), session.exercises.end());
  return all;
}

bool has_exercise(const WeekPlan& plan, std::string_view name) {
  const auto all = exercises_of(plan);
  return std::any_of(all.begin(), all.end(),
                     [&](const PlannedExercise& planned) { return planned.name == name; });
}

int sets_of(const WeekPlan& plan) {
  int sets = 0;
  for (const PlannedExercise& planned : exercises_of(plan))
    sets += planned.sets;
  return sets;
}

TEST_CASE("beginners get whole-body days and easy days between them", "[trainer]") {
  using enum SessionKind;
  using Kinds = std::vector<SessionKind>;
  const auto kinds = [](int days) { return kinds_of(plan_of(wish_of({.days = days}))); };
  CHECK(kinds(1) == Kinds{full_body});
  CHECK(kinds(2) == Kinds{full_body, full_body});
  CHECK(kinds(3) == Kinds{full_body, full_body, full_body});
  CHECK(kinds(4) == Kinds{full_body, full_body, light, full_body});
  CHECK(kinds(5) == Kinds{full_body, cardio, full_body, cardio, full_body});
  CHECK(kinds(6) == Kinds{full_body, cardio, full_body, cardio, full_body, cardio});
  CHECK(kinds(7) == Kinds{full_body, cardio, full_body, cardio, full_body, cardio, recovery});
}

TEST_CASE("trained people get the split of their days", "[trainer]") {
  using enum SessionKind;
  using Kinds = std::vector<SessionKind>;
  for (const Level level : {Level::intermediate, Level::advanced}) {
    const auto kinds = [&](int days) {
      return kinds_of(plan_of(wish_of({.days = days, .level = level})));
    };
    CHECK(kinds(1) == Kinds{full_body});
    CHECK(kinds(3) == Kinds{full_body, full_body, full_body});
    CHECK(kinds(4) == Kinds{upper, lower, upper, lower});
    CHECK(kinds(5) == Kinds{upper, lower, push, pull, legs});
    CHECK(kinds(6) == Kinds{push, pull, legs, push, pull, legs});
    CHECK(kinds(7) == Kinds{push, pull, legs, recovery, push, pull, legs});
  }
}

TEST_CASE("the templates of a full gym hold their exercises", "[trainer]") {
  const WeekPlan plan = plan_of(wish_of({.days = 3, .level = Level::intermediate}));
  CHECK(names_of(plan.sessions[0]) == Names{"Barbell Squat", "Barbell Bench Press - Medium Grip",
                                            "Seated Cable Rows", "Romanian Deadlift",
                                            "Side Lateral Raise", "Plank"});
  CHECK(names_of(plan.sessions[1]) == Names{"Trap Bar Deadlift", "Seated Dumbbell Press",
                                            "Wide-Grip Lat Pulldown", "Dumbbell Lunges",
                                            "Triceps Pushdown", "Dumbbell Bicep Curl"});
  CHECK(names_of(plan.sessions[2]) == Names{"Leg Press", "Incline Dumbbell Press",
                                            "One-Arm Dumbbell Row", "Barbell Hip Thrust",
                                            "Standing Calf Raises", "Dead Bug"});
}

TEST_CASE("a beginner's strength week alternates two barbell sessions", "[trainer]") {
  const WeekPlan plan = plan_of(wish_of({.goal = Goal::strength}));
  CHECK(kinds_of(plan) == std::vector<SessionKind>(3, SessionKind::strength));
  CHECK(plan.sessions[0] == plan.sessions[2]);
  const PlannedExercise& squat = plan.sessions[0].exercises.front();
  CHECK(squat.name == "Barbell Squat");
  CHECK(squat.sets == 3);
  CHECK(squat.least == 5);
  CHECK(squat.most == 5);
  CHECK(squat.rest.minimum == seconds(180));
}

TEST_CASE("dumbbells without a bench are pressed from the floor, or standing", "[trainer]") {
  Wish wish = wish_of({.gear = Gear::dumbbells});
  CHECK_FALSE(has_exercise(plan_of(wish), "Dumbbell Bench Press"));
  CHECK(has_exercise(plan_of(wish), "Standing Dumbbell Press"));
  wish.extra.add(Item::bench);
  CHECK(has_exercise(plan_of(wish), "Dumbbell Bench Press"));
  wish.without.add(Item::bench);
  CHECK_FALSE(has_exercise(plan_of(wish), "Dumbbell Bench Press"));
}

TEST_CASE("goals change sets, repetitions and rests", "[trainer]") {
  const auto first = [](Goal goal, Level level) {
    return plan_of(wish_of({.days = 4, .level = level, .goal = goal})).sessions[0].exercises[0];
  };
  const PlannedExercise strength = first(Goal::strength, Level::advanced);
  CHECK(strength.sets >= 4);
  CHECK(strength.most == 5);
  const PlannedExercise endurance = first(Goal::endurance, Level::intermediate);
  CHECK(endurance.least == 15);
  CHECK(endurance.rest.maximum <= seconds(90));
  CHECK(first(Goal::muscle, Level::advanced).sets == 4);
  CHECK(first(Goal::muscle, Level::beginner).sets == 2);
}

TEST_CASE("another seed gives another week, the same seed the same", "[trainer]") {
  for (const Gear gear : kGear) {
    const Wish wish = wish_of({.gear = gear});
    CHECK(plan_of(wish, 0) == plan_of(wish, 0));
    CHECK(plan_of(wish, 5) == plan_of(wish, 5));
    CHECK_FALSE(plan_of(wish, 0) == plan_of(wish, 1));
  }
}

TEST_CASE("a focus adds an exercise for the area", "[trainer]") {
  Wish wish = wish_of({.days = 4, .level = Level::intermediate});
  const auto count = [](const WeekPlan& plan, Pattern pattern) {
    const auto all = exercises_of(plan);
    return std::count_if(all.begin(), all.end(), [&](const PlannedExercise& planned) {
      return planned.exercise->pattern == pattern;
    });
  };
  const auto before = count(plan_of(wish), Pattern::ankle);
  wish.focus.add(Area::calves);
  const WeekPlan plan = plan_of(wish);
  CHECK(count(plan, Pattern::ankle) == before + 1);
  CHECK(plan.focus == EnumSet<Area>{Area::calves});
  const auto all = exercises_of(plan);
  CHECK(std::any_of(all.begin(), all.end(),
                    [](const PlannedExercise& planned) { return planned.why == Why::focus; }));
}

TEST_CASE("a focus that nothing fits is not claimed", "[trainer]") {
  Wish wish = wish_of({.gear = Gear::bodyweight});
  wish.focus.add(Area::calves);
  CHECK(plan_of(wish).focus.empty());
}

TEST_CASE("rejected exercises are absent", "[trainer]") {
  Wish wish = wish_of({.days = 6, .level = Level::advanced, .goal = Goal::muscle});
  wish.rejected = {Move::squat, Move::deadlift, Move::pull_up, Move::plank};
  for (unsigned seed = 0; seed < 4; ++seed) {
    for (const PlannedExercise& planned : exercises_of(plan_of(wish, seed))) {
      CAPTURE(planned.name);
      CHECK(planned.name.find("Squat") == std::string::npos);
      CHECK(planned.name.find("Deadlift") == std::string::npos);
      CHECK(planned.name != "Pullups");
      CHECK(planned.name != "Chin-Up");
      CHECK(planned.name != "Plank");
    }
  }
}

TEST_CASE("what the user swaps in stands where the other one was, whatever its level",
          "[trainer]") {
  Wish wish = wish_of({.days = 3});
  const Exercise& bench = exercise_named("Barbell Bench Press - Medium Grip");
  const Exercise& dips = exercise_named("Dips - Chest Version");
  REQUIRE(plan_of(wish).sessions[0].exercises[1].exercise == &bench);
  wish.swaps = {{&bench, &dips}};
  const WeekPlan swapped = plan_of(wish);
  CHECK(swapped.sessions[0].exercises[1].exercise == &dips);
  CHECK(swapped.sessions[0].exercises[1].why == Why::asked);
  CHECK_FALSE(has_exercise(swapped, bench.name));
  // Something that fits, if nothing was named; and again, if that is not wanted either.
  wish.swaps = {{&bench, nullptr}};
  const Exercise* instead = plan_of(wish).sessions[0].exercises[1].exercise;
  CHECK(instead != &bench);
  CHECK(instead->primary == Muscle::chest);
  wish.swaps.push_back({instead, nullptr});
  const WeekPlan twice = plan_of(wish);
  CHECK_FALSE(has_exercise(twice, instead->name));
  CHECK_FALSE(has_exercise(twice, bench.name));
}

TEST_CASE("what hurts is not swapped in, and the plan says so", "[trainer]") {
  Wish wish = wish_of({.days = 3});
  wish.hurts.add(Joint::knee);
  const Exercise& squat = exercise_named("Barbell Squat");
  wish.swaps = {{&exercise_named("Seated Cable Rows"), &squat}};
  const WeekPlan plan = plan_of(wish);
  CHECK_FALSE(has_exercise(plan, squat.name));
  CHECK(plan.refused == std::vector<const Exercise*>{&squat});
}

TEST_CASE("harder is more, easier is less", "[trainer]") {
  Wish wish = wish_of({.days = 3, .level = Level::intermediate});
  const int usual = sets_of(plan_of(wish));
  wish.effort = 1;
  CHECK(sets_of(plan_of(wish)) > usual);
  CHECK(plan_of(wish).notes.has(Note::harder));
  wish.effort = -1;
  CHECK(sets_of(plan_of(wish)) < usual);
  CHECK(plan_of(wish).notes.has(Note::easier));
}

TEST_CASE("less time leaves out small exercises before big ones", "[trainer]") {
  Wish wish = wish_of({.days = 3, .level = Level::intermediate});
  wish.minutes = minutes(20);
  const WeekPlan plan = plan_of(wish);
  for (const Session& session : plan.sessions)
    CHECK(session.length <= minutes(22));
  CHECK(plan.sessions[0].exercises[0].name == "Barbell Squat");
  CHECK_FALSE(has_exercise(plan, "Standing Calf Raises"));
  CHECK(plan.left_out_for_time.has(Muscle::calves));
}

TEST_CASE("without anything to pull on the back is told to be left out", "[trainer]") {
  const WeekPlan plan = plan_of(wish_of({.days = 3, .gear = Gear::bodyweight}));
  CHECK(plan.left_out.has(Muscle::back));
  CHECK_FALSE(plan_of(wish_of({.days = 3})).left_out.has(Muscle::back));
}

TEST_CASE("a single session deals the areas in turn and has as many exercises as asked",
          "[trainer]") {
  Wish wish;
  wish.single_session = true;
  wish.areas = {Area::chest, Area::back};
  wish.exercises = 5;
  wish.level = Level::intermediate;
  const WeekPlan plan = plan_of(wish);
  REQUIRE(plan.sessions.size() == 1);
  CHECK(names_of(plan.sessions[0]) == Names{"Barbell Bench Press - Medium Grip",
                                            "Wide-Grip Lat Pulldown", "Incline Dumbbell Press",
                                            "Seated Cable Rows", "Butterfly"});
  CHECK(plan.single_session);
  CHECK_FALSE(plan.asked);
}

TEST_CASE("a single session uses what the user knows first, spelled as they do", "[trainer]") {
  Wish wish;
  wish.single_session = true;
  wish.areas = {Area::chest};
  wish.exercises = 3;
  wish.known = {{"flyes (dumbbell)", &exercise_named("Dumbbell Flyes"), {}},
                {"BENCH press", &exercise_named("Barbell Bench Press - Medium Grip"), {}},
                {"Mystery", nullptr, {}}};
  const Session session = plan_of(wish).sessions[0];
  CHECK(names_of(session) == Names{"BENCH press", "Incline Dumbbell Press", "flyes (dumbbell)"});
  CHECK(session.exercises[0].why == Why::known);
}

TEST_CASE("many exercises for one muscle share its sets, and too few are told", "[trainer]") {
  Wish wish;
  wish.single_session = true;
  wish.areas = {Area::triceps};
  wish.exercises = 7;
  wish.level = Level::intermediate;
  const WeekPlan plan = plan_of(wish);
  CHECK(plan.sessions[0].exercises.size() == 7);
  CHECK(sets_of(plan) <= 12);
  wish.areas = {Area::calves};
  wish.exercises = 12;
  const WeekPlan calves = plan_of(wish);
  CHECK(calves.sessions[0].exercises.size() >= 5);
  CHECK(calves.asked == 12);
}

TEST_CASE("what was not said is assumed and listed", "[trainer]") {
  const WeekPlan plan = plan_of(Wish{});
  CHECK(plan.sessions.size() == 3);
  CHECK(plan.level == Level::beginner);
  CHECK(plan.gear == EnumSet<Gear>{Gear::gym});
  for (const auto assumed : {Assumption::days, Assumption::level, Assumption::goal,
                             Assumption::gear, Assumption::minutes, Assumption::health}) {
    CHECK(plan.assumed.has(assumed));
  }
  Wish wish = wish_of({});
  wish.minutes = minutes(60);
  wish.healthy = true;
  CHECK(plan_of(wish).assumed.empty());
}

TEST_CASE("the young train light, without a goal of losing weight", "[trainer]") {
  Wish wish = wish_of({6, Level::advanced, Gear::gym, Goal::weight});
  wish.age = 14;
  const WeekPlan plan = plan_of(wish);
  CHECK(plan.goal == Goal::health);
  CHECK(plan.level == Level::beginner);
  CHECK(plan.notes.has(Note::young));
  CHECK_FALSE(plan.notes.has(Note::cardio_too));
  for (const PlannedExercise& planned : exercises_of(plan)) {
    if (planned.exercise->step_kg > 0) CHECK(planned.least >= 8);
  }
}

TEST_CASE("the old and those with a condition get no bracing, impact or wobbling", "[trainer]") {
  const auto has_any = [](const WeekPlan& plan, EnumSet<Strain> strains) {
    const auto all = exercises_of(plan);
    return std::any_of(all.begin(), all.end(), [&](const PlannedExercise& planned) {
      return strains_any(*planned.exercise, strains);
    });
  };
  Wish wish = wish_of({.days = 3, .level = Level::advanced, .goal = Goal::strength});
  wish.age = 70;
  const WeekPlan old = plan_of(wish);
  CHECK(old.notes.has(Note::older));
  CHECK_FALSE(has_any(old, {Strain::bracing, Strain::impact, Strain::balance}));
  wish.age.reset();
  wish.conditions.add(Condition::pregnancy);
  const WeekPlan pregnant = plan_of(wish);
  CHECK(pregnant.notes.has(Note::pregnant));
  CHECK_FALSE(has_any(pregnant, {Strain::bracing, Strain::balance, Strain::prone, Strain::supine}));
}

TEST_CASE("a week exists even when everything hurts and nothing is there", "[trainer]") {
  Wish wish = wish_of({3, Level::beginner, Gear::bodyweight, Goal::health});
  wish.rejected = {Move::plank, Move::push_up};
  for (unsigned i = 0; i <= static_cast<unsigned>(Joint::ankle); ++i)
    wish.hurts.add(static_cast<Joint>(i));
  const WeekPlan plan = plan_of(wish);
  CHECK(plan.sessions.size() == 3);
  for (const Session& session : plan.sessions)
    CHECK(session.exercises.size() >= 2);
}

TEST_CASE("advice depends on the week", "[trainer]") {
  CHECK(plan_of(wish_of({.days = 1})).notes.has(Note::few_days));
  CHECK(plan_of(wish_of({.days = 3})).notes.has(Note::rest_days));
  CHECK(plan_of(wish_of({.days = 5})).notes.has(Note::easy_days));
  CHECK(plan_of(wish_of({.days = 3})).notes.has(Note::more_sets_later));
  CHECK(plan_of(wish_of({.goal = Goal::weight})).notes.has(Note::cardio_too));
}

TEST_CASE("what is preferred is in the catalogue, and of its pattern", "[trainer]") {
  std::size_t names = 0;
  for (unsigned p = 0; p <= static_cast<unsigned>(Pattern::mobility); ++p) {
    const auto pattern = static_cast<Pattern>(p);
    for (const std::string_view name : preferred(pattern)) {
      CAPTURE(std::string(name));
      CHECK(exercise_named(name).pattern == pattern);
      ++names;
    }
  }
  CHECK(names > 90);
}

TEST_CASE("what templates prefer is in the catalogue, and of its pattern", "[trainer]") {
  std::vector<Slot> slots;
  const auto add = [&](std::span<const Slot> more) {
    slots.insert(slots.end(), more.begin(), more.end());
  };
  for (int days = 1; days <= 7; ++days) {
    for (const Level level : {Level::beginner, Level::advanced}) {
      for (const bool novice : {true, false}) {
        for (const Outline& outline : outline_week({days, level, false, novice}))
          add(outline.slots);
      }
      for (const Outline& outline : outline_week({days, level, false, false, true}))
        add(outline.slots);
    }
  }
  for (unsigned area = 0; area <= static_cast<unsigned>(Area::full_body); ++area)
    add(slots_of(static_cast<Area>(area)));
  for (const Slot& slot : slots) {
    for (const std::string_view name : {slot.preferred, slot.for_beginners}) {
      if (name.empty()) continue;
      CAPTURE(std::string(name));
      CHECK(exercise_named(name).pattern == slot.pattern);
    }
  }
}

TEST_CASE("names begin with a capital in every script that has them", "[trainer]") {
  CHECK(capitalised("strength") == "Strength");
  CHECK(capitalised("развитие силы") == "Развитие силы");
  CHECK(capitalised("љубав") == "Љубав");
  CHECK(capitalised("žučno") == "Žučno");
  CHECK(capitalised("łydki") == "Łydki");
  CHECK(capitalised("équilibre") == "Équilibre");
  CHECK(capitalised("ήλιος") == "Ήλιος");
  CHECK(capitalised("ÿ") == "Ÿ");
  CHECK(capitalised("筋肉") == "筋肉");
  CHECK(capitalised("Öl") == "Öl");
  CHECK(capitalised("3×") == "3×");
  CHECK(capitalised("") == "");
  CHECK(capitalised("\xD0") == "\xD0");
}

}  // namespace
}  // namespace spotter::trainer

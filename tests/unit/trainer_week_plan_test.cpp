#include "trainer/exercises.hpp"
#include "trainer/splits.hpp"

#include <spotter/trainer/week_plan.hpp>

#include <catch2/catch.hpp>

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <string_view>
#include <vector>

namespace spotter::trainer {
namespace {

using std::chrono::minutes;
using std::chrono::seconds;

constexpr Level kLevels[] = {Level::beginner, Level::intermediate, Level::advanced};
constexpr Goal kGoals[] = {Goal::health, Goal::strength, Goal::muscle,
                           Goal::weight, Goal::toning,   Goal::endurance};
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

const Exercise& exercise_named(std::string_view name) {
  const auto all = all_exercises();
  const auto found = std::find_if(all.begin(), all.end(),
                                  [&](const Exercise& exercise) { return exercise.name == name; });
  REQUIRE(found != all.end());
  return *found;
}

std::vector<SessionKind> kinds_of(const WeekPlan& plan) {
  std::vector<SessionKind> kinds;
  for (const Session& session : plan.sessions)
    kinds.push_back(session.kind);
  return kinds;
}

std::vector<std::string_view> names_of(const Session& session) {
  std::vector<std::string_view> names;
  for (const PlannedExercise& exercise : session.exercises)
    names.push_back(exercise.name);
  return names;
}

bool has_exercise(const WeekPlan& plan, std::string_view name) {
  return std::any_of(plan.sessions.begin(), plan.sessions.end(), [&](const Session& session) {
    const auto names = names_of(session);
    return std::find(names.begin(), names.end(), name) != names.end();
  });
}

/// Collects what is wrong with a plan instead of asserting a million times.
struct Judge {
  std::set<std::string> faults;

  void expect(bool holds, const char* fault) {
    if (!holds) faults.emplace(fault);
  }

  void check_exercise(const PlannedExercise& planned, const Wish& wish, Level level) {
    const Exercise& exercise = exercise_named(planned.name);
    const EnumSet<Item> items = items_of(wish);
    expect(items.has_all(exercise.needs), "needs what is not there");
    expect(exercise.or_one_of.empty() || items.has_any(exercise.or_one_of),
           "needs one of what is not there");
    expect(exercise.level <= level, "too hard for the level");
    expect(planned.sets >= 1 && planned.sets <= 10, "sets out of range");
    expect(planned.least >= 1 && planned.least <= planned.most, "range upside down");
    if (planned.count == Count::repetitions) {
      expect(planned.most <= 30, "too many repetitions");
      expect(planned.most - planned.least <= 10, "range too wide");
      expect(exercise.kind != Kind::isolation || planned.least >= 6, "isolation too heavy");
    }
    if (planned.count == Count::minutes) return;
    const Rest& rest = planned.rest;
    expect(rest.minimum < rest.maximum && rest.maximum < rest.after_failure, "rest not ascending");
    expect(rest.minimum >= seconds(15) && rest.after_failure <= seconds(600), "rest out of range");
    for (const seconds value : {rest.minimum, rest.maximum, rest.after_failure}) {
      expect(value.count() % 5 == 0, "rest is no multiple of five");
    }
    const bool heavy = planned.most <= 5 && planned.count == Count::repetitions;
    expect(!heavy || rest.minimum >= seconds(120), "heavy lift with a short rest");
  }

  void check_session(const Session& session, const Wish& wish, Level level) {
    std::set<std::string_view> names;
    int sets = 0;
    int previous_rank = 0;
    for (const PlannedExercise& planned : session.exercises) {
      expect(names.insert(planned.name).second, "an exercise twice in a session");
      sets += planned.sets;
      check_exercise(planned, wish, level);
      const Exercise& exercise = exercise_named(planned.name);
      const int rank = exercise.pattern == Pattern::core  ? 2
                       : exercise.kind == Kind::isolation ? 1
                                                          : 0;
      expect(rank >= previous_rank, "small exercises before big ones");
      previous_rank = rank;
    }
    expect(!session.exercises.empty(), "an empty session");
    if (is_hard(session.kind)) {
      expect(session.exercises.size() >= 2, "a strength session of one exercise");
    }
    expect(session.exercises.size() <= 12, "too many exercises");
    expect(sets <= 30, "too many sets in a session");
    expect(session.length > minutes(0), "no length");
  }

  void check_plan(const WeekPlan& plan, const Wish& wish) {
    expect(static_cast<int>(plan.sessions.size()) == *wish.days, "wrong number of sessions");
    std::map<std::string_view, PlannedExercise> first;
    int hard = 0;
    for (const Session& session : plan.sessions) {
      hard += is_hard(session.kind) ? 1 : 0;
      check_session(session, wish, plan.level);
      for (const PlannedExercise& planned : session.exercises) {
        const auto [at, added] = first.emplace(planned.name, planned);
        expect(added || at->second == planned, "one name with two sets of numbers");
      }
      const minutes asked = wish.minutes.value_or(minutes(60));
      expect(session.length <= asked + asked / 10, "longer than asked");
    }
    expect(hard <= 6, "more than six hard days");
    expect(plan.level != Level::beginner || hard <= 3, "more than three hard days for a beginner");
    expect(hard >= 1, "no hard day");
  }
};

template <class F>
void for_every_ask(F visit) {
  for (int days = 1; days <= 7; ++days) {
    for (const Level level : kLevels) {
      for (const Gear gear : kGear) {
        for (const Goal goal : kGoals)
          visit(Ask{days, level, gear, goal});
      }
    }
  }
}

TEST_CASE("every mix of days, level, equipment and goal gives a sound week", "[trainer]") {
  Judge judge;
  int plans = 0;
  for_every_ask([&](const Ask& ask) {
    const Wish wish = wish_of(ask);
    for (unsigned seed = 0; seed < 3; ++seed) {
      judge.check_plan(make_week(wish, seed), wish);
      ++plans;
    }
  });
  CHECK(judge.faults == std::set<std::string>{});
  CHECK(plans == 7 * 3 * 7 * 6 * 3);
}

TEST_CASE("every length from 15 to 120 minutes is kept", "[trainer]") {
  Judge judge;
  for_every_ask([&](const Ask& ask) {
    if (ask.goal != Goal::muscle && ask.goal != Goal::strength) return;
    for (const int length : {15, 20, 30, 45, 90, 120}) {
      Wish wish = wish_of(ask);
      wish.minutes = minutes(length);
      judge.check_plan(make_week(wish, 0), wish);
    }
  });
  CHECK(judge.faults == std::set<std::string>{});
}

TEST_CASE("places that hurt are spared and there is still a week", "[trainer]") {
  Judge judge;
  const std::map<Joint, EnumSet<Strain>> kBarred = {
      {Joint::lower_back, {Strain::lower_back, Strain::flexion, Strain::bracing}},
      {Joint::knee, {Strain::deep_knee, Strain::impact}},
      {Joint::shoulder, {Strain::shoulder}},
      {Joint::elbow, {Strain::elbow, Strain::grip}},
      {Joint::wrist, {Strain::wrist}},
      {Joint::neck, {Strain::neck}},
      {Joint::hip, {Strain::deep_knee, Strain::balance}},
      {Joint::ankle, {Strain::impact, Strain::balance}}};
  for (const auto& [joint, barred] : kBarred) {
    for (const Gear gear : kGear) {
      for (const Level level : kLevels) {
        Wish wish = wish_of({4, level, gear, Goal::muscle});
        wish.hurts.add(joint);
        const WeekPlan plan = make_week(wish, 0);
        judge.check_plan(plan, wish);
        judge.expect(plan.spared == wish.hurts, "does not say what it spared");
        for (const Session& session : plan.sessions) {
          for (const PlannedExercise& planned : session.exercises) {
            judge.expect(!exercise_named(planned.name).strains.has_any(barred), "loads what hurts");
          }
        }
      }
    }
  }
  CHECK(judge.faults == std::set<std::string>{});
}

TEST_CASE("a week exists even when everything hurts and nothing is there", "[trainer]") {
  Judge judge;
  Wish wish = wish_of({3, Level::beginner, Gear::bodyweight, Goal::health});
  for (unsigned i = 0; i <= static_cast<unsigned>(Joint::ankle); ++i) {
    wish.hurts.add(static_cast<Joint>(i));
  }
  judge.check_plan(make_week(wish, 0), wish);
  CHECK(judge.faults == std::set<std::string>{});
}

TEST_CASE("beginners get whole-body days and easy days between them", "[trainer]") {
  using enum SessionKind;
  using Kinds = std::vector<SessionKind>;
  const auto kinds = [](int days) { return kinds_of(make_week(wish_of({.days = days}), 0)); };
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
      return kinds_of(make_week(wish_of({.days = days, .level = level}), 0));
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
  const WeekPlan plan = make_week(wish_of({.days = 3, .level = Level::intermediate}), 0);
  using Names = std::vector<std::string_view>;
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
  const WeekPlan plan = make_week(wish_of({.goal = Goal::strength}), 0);
  CHECK(kinds_of(plan) == std::vector<SessionKind>(3, SessionKind::strength));
  CHECK(plan.sessions[0] == plan.sessions[2]);
  const PlannedExercise& squat = plan.sessions[0].exercises.front();
  CHECK(squat.name == "Barbell Squat");
  CHECK(squat.sets == 3);
  CHECK(squat.least == 5);
  CHECK(squat.rest.minimum == seconds(180));
}

TEST_CASE("dumbbells without a bench are pressed from the floor", "[trainer]") {
  Wish wish = wish_of({.gear = Gear::dumbbells});
  CHECK(has_exercise(make_week(wish, 0), "Dumbbell Floor Press"));
  CHECK_FALSE(has_exercise(make_week(wish, 0), "Dumbbell Bench Press"));
  wish.extra.add(Item::bench);
  CHECK(has_exercise(make_week(wish, 0), "Dumbbell Bench Press"));
  wish.without.add(Item::bench);
  CHECK_FALSE(has_exercise(make_week(wish, 0), "Dumbbell Bench Press"));
}

TEST_CASE("more goals change sets, repetitions and rests", "[trainer]") {
  const auto first = [](Goal goal, Level level) {
    const WeekPlan plan = make_week(wish_of({.days = 4, .level = level, .goal = goal}), 0);
    return plan.sessions[0].exercises[0];
  };
  const PlannedExercise strength = first(Goal::strength, Level::advanced);
  CHECK(strength.sets == 5);
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
    CHECK(make_week(wish, 0) == make_week(wish, 0));
    CHECK(make_week(wish, 5) == make_week(wish, 5));
    CHECK_FALSE(make_week(wish, 0) == make_week(wish, 1));
  }
}

TEST_CASE("a focus adds an exercise for the area", "[trainer]") {
  Wish wish = wish_of({.days = 4, .level = Level::intermediate});
  const auto count = [](const WeekPlan& plan, Pattern pattern) {
    int found = 0;
    for (const Session& session : plan.sessions) {
      for (const PlannedExercise& planned : session.exercises) {
        found += exercise_named(planned.name).pattern == pattern ? 1 : 0;
      }
    }
    return found;
  };
  const int before = count(make_week(wish, 0), Pattern::ankle);
  wish.focus.add(Area::calves);
  const WeekPlan plan = make_week(wish, 0);
  CHECK(count(plan, Pattern::ankle) == before + 1);
  CHECK(plan.focus == EnumSet<Area>{Area::calves});
}

TEST_CASE("a focus that nothing fits is not claimed", "[trainer]") {
  Wish wish = wish_of({.gear = Gear::bodyweight});
  wish.focus.add(Area::calves);
  CHECK(make_week(wish, 0).focus.empty());
}

TEST_CASE("rejected exercises are absent", "[trainer]") {
  Wish wish = wish_of({.days = 6, .level = Level::advanced, .goal = Goal::muscle});
  wish.rejected = {Move::squat, Move::deadlift, Move::pull_up, Move::plank};
  for (unsigned seed = 0; seed < 4; ++seed) {
    for (const Session& session : make_week(wish, seed).sessions) {
      for (const std::string_view name : names_of(session)) {
        CAPTURE(std::string(name));
        CHECK(name.find("Squat") == std::string_view::npos);
        CHECK(name.find("Deadlift") == std::string_view::npos);
        CHECK(name != "Pullups");
        CHECK(name != "Plank");
      }
    }
  }
}

TEST_CASE("what was not said is assumed and listed", "[trainer]") {
  const WeekPlan plan = make_week(Wish{}, 0);
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
  CHECK(make_week(wish, 0).assumed.empty());
}

TEST_CASE("the young train light, without a goal of losing weight", "[trainer]") {
  Judge judge;
  Wish wish = wish_of({6, Level::advanced, Gear::gym, Goal::weight});
  wish.age = 14;
  const WeekPlan plan = make_week(wish, 0);
  judge.check_plan(plan, wish);
  CHECK(judge.faults == std::set<std::string>{});
  CHECK(plan.goal == Goal::health);
  CHECK(plan.level == Level::beginner);
  CHECK(plan.notes.has(Note::young));
  CHECK_FALSE(plan.notes.has(Note::cardio_too));
  for (const Session& session : plan.sessions) {
    for (const PlannedExercise& planned : session.exercises) {
      if (planned.loaded) CHECK(planned.least >= 8);
    }
  }
}

TEST_CASE("the old and those with a condition get no bracing, impact or wobbling", "[trainer]") {
  const auto strains = [](const WeekPlan& plan) {
    EnumSet<Strain> found;
    for (const Session& session : plan.sessions) {
      for (const PlannedExercise& planned : session.exercises) {
        found.add(exercise_named(planned.name).strains);
      }
    }
    return found;
  };
  Wish wish = wish_of({.days = 3, .level = Level::advanced, .goal = Goal::strength});
  wish.age = 70;
  const WeekPlan old = make_week(wish, 0);
  CHECK(old.notes.has(Note::older));
  CHECK_FALSE(strains(old).has_any({Strain::bracing, Strain::impact, Strain::balance}));
  wish.age.reset();
  wish.conditions.add(Condition::pregnancy);
  const WeekPlan pregnant = make_week(wish, 0);
  CHECK(pregnant.notes.has(Note::careful));
  CHECK_FALSE(
      strains(pregnant).has_any({Strain::bracing, Strain::balance, Strain::prone, Strain::supine}));
}

TEST_CASE("advice depends on the week", "[trainer]") {
  CHECK(make_week(wish_of({.days = 1}), 0).notes.has(Note::few_days));
  CHECK(make_week(wish_of({.days = 3}), 0).notes.has(Note::rest_days));
  CHECK(make_week(wish_of({.days = 5}), 0).notes.has(Note::easy_days));
  CHECK(make_week(wish_of({.days = 3}), 0).notes.has(Note::more_sets_later));
  CHECK(make_week(wish_of({.goal = Goal::weight}), 0).notes.has(Note::cardio_too));
}

TEST_CASE("no exercise is in the table twice", "[trainer]") {
  std::set<std::string_view> names;
  for (const Exercise& exercise : all_exercises()) {
    CHECK(names.insert(exercise.name).second);
    CHECK(exercise.least <= exercise.most);
    CHECK(exercise.name.size() <= 50);
  }
}

}  // namespace
}  // namespace spotter::trainer

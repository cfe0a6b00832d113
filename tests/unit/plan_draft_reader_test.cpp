#include "support/plan_drafts.hpp"

#include <spotter/base/text.hpp>
#include <spotter/plan/draft.hpp>

#include <catch2/catch.hpp>

#include <chrono>
#include <string>
#include <variant>

using namespace spotter;
using namespace std::chrono_literals;
using plan::DraftReader;
using testing::read_exercises;
using testing::read_strength;

namespace {

plan::Rest rest(int minimum, int maximum, int after_failure) {
  return {std::chrono::seconds(minimum), std::chrono::seconds(maximum),
          std::chrono::seconds(after_failure)};
}

std::size_t skipped_in(std::string_view draft) {
  DraftReader reader;
  reader.feed(draft);
  CHECK(reader.state() == DraftReader::State::complete);
  return reader.skipped();
}

plan::CardioSet read_cardio_set(const std::string& members) {
  return std::get<plan::Cardio>(read_exercises(R"({"name":"E",)" + members + "}").at(0).work)
      .sets.at(0);
}

}  // namespace

TEST_CASE("a draft becomes the plan that it says", "[plan]") {
  const plan::Plan plan = testing::read_draft(testing::kTwoDayDraft);
  CHECK(plan.name == "Two Day Base");
  CHECK(plan.description == "Two full-body days.\nAdd load when every set hits.");
  REQUIRE(plan.sessions.size() == 2);
  CHECK(plan.sessions[0].name == "Day A");
  CHECK(plan.sessions[0].notes == "Strength first.");
  const auto& squat = plan.sessions[0].exercises.at(0);
  CHECK(squat.name == "Barbell Squat");
  CHECK(squat.notes == "Brace.");
  CHECK(squat.link.empty());
  const auto& squat_work = std::get<plan::Strength>(squat.work);
  CHECK(squat_work.sets == std::vector<plan::Reps>(3, {5, 5}));
  CHECK(squat_work.rest == rest(180, 300, 480));
  CHECK(squat_work.resistance == plan::Resistance::external);
  CHECK_FALSE(squat_work.superset_with_next);
  REQUIRE(squat_work.progression.size() == 1);
  CHECK(squat_work.progression[0].step == plan::Decimal::of_thousandths(2500));
  const auto& pull_up = std::get<plan::Strength>(plan.sessions[0].exercises.at(1).work);
  CHECK(pull_up.sets == std::vector<plan::Reps>{{10, 10}, {8, 8}, {6, 6}});
  CHECK(pull_up.resistance == plan::Resistance::bodyweight);
  CHECK(pull_up.superset_with_next);
  const auto& plank = std::get<plan::Cardio>(plan.sessions[1].exercises.at(0).work);
  REQUIRE(plank.sets.size() == 3);
  CHECK(plank.sets[2].target == std::variant<std::chrono::seconds, plan::Distance>(30s));
  CHECK(plank.sets[2].rest == rest(60, 90, 180));
  const auto& run = std::get<plan::Cardio>(plan.sessions[1].exercises.at(1).work);
  REQUIRE(run.sets.size() == 1);
  CHECK(std::get<plan::Distance>(run.sets[0].target) ==
        plan::Distance{plan::Decimal::of_thousandths(5500), plan::DistanceUnit::kilometre});
  CHECK_FALSE(run.sets[0].rest.has_value());
}

TEST_CASE("unusual drafts are understood, and what is of no use is counted", "[plan]") {
  DraftReader reader;
  REQUIRE(reader.feed(testing::kUnusualDraft) == DraftReader::State::complete);
  const plan::Plan& plan = reader.plan();
  CHECK(plan.name == "Pl\u00e4n \U0001F4AA \U0001F4AA \uFFFD \uFFFD");
  CHECK(plan.description == "\u4e00\u5468\t\ndone\\");
  REQUIRE(plan.sessions.size() == 1);
  CHECK(plan.sessions[0].name == "Tag \"A\"");
  CHECK(plan.sessions[0].notes == "Zuerst \u201e\u00dcbung\u201c");
  REQUIRE(plan.sessions[0].exercises.size() == 2);
  CHECK(plan.sessions[0].exercises[0].name == "Kniebeuge / Squat");
  const auto& squat = std::get<plan::Strength>(plan.sessions[0].exercises[0].work);
  CHECK(squat.sets == std::vector<plan::Reps>(3, {8, 12}));
  CHECK(squat.rest == rest(90, 90, 90));
  const auto& row = std::get<plan::Cardio>(plan.sessions[0].exercises[1].work);
  REQUIRE(row.sets.size() == 2);
  CHECK(std::get<std::chrono::seconds>(row.sets[0].target) == 60s);
  // "x", "color", the nameless exercise, 7, "eight", [9], the second name, the nameless session.
  CHECK(reader.skipped() == 8);
}

TEST_CASE("repetitions are a list, one value, or in words", "[plan]") {
  const auto sets = [](const std::string& members) { return read_strength(members).sets; };
  using Sets = std::vector<plan::Reps>;
  CHECK(sets(R"("sets":2,"reps":[{"min":8,"max":12}])") == Sets(2, {8, 12}));
  CHECK(sets(R"("sets":2,"reps":{"min":8,"max":12})") == Sets(2, {8, 12}));
  CHECK(sets(R"("sets":2,"reps":10)") == Sets(2, {10, 10}));
  CHECK(sets(R"("sets":2,"reps":"8-12")") == Sets(2, {8, 12}));
  CHECK(sets(R"("reps":[5,"3 - 4",{"min":"1","max":2.0}])") == Sets{{5, 5}, {3, 4}, {1, 2}});
  CHECK(sets(R"("sets":2,"reps":[{"min":12,"max":8}])") == Sets(2, {8, 12}));
  CHECK(sets(R"("sets":2,"reps":[{"max":8}])") == Sets(2, {8, 8}));
  CHECK(sets(R"("sets":2,"reps":[{"min":8,"max":null}])") == Sets(2, {8, 8}));
  CHECK(sets(R"("sets":4,"reps":[12,10])") == Sets{{12, 12}, {10, 10}, {10, 10}, {10, 10}});
  CHECK(sets(R"("sets":2,"reps":[12,10,8])") == Sets{{12, 12}, {10, 10}, {8, 8}});
  CHECK(sets(R"("sets":1,"reps":[0,-3,8.5,"many",1001,{},[9],true,6])") == Sets{{6, 6}});
}

TEST_CASE("missing rests are the usual ones and odd ones are put in order", "[plan]") {
  const auto read = [](const std::string& value) {
    return read_strength(R"("sets":1,"reps":5,"rest_seconds":)" + value).rest;
  };
  CHECK(read_strength(R"("sets":1,"reps":5)").rest == rest(90, 180, 300));
  CHECK(read("null") == rest(90, 180, 300));
  CHECK(read("{}") == rest(90, 180, 300));
  CHECK(read("[60]") == rest(90, 180, 300));
  CHECK(read("\"long\"") == rest(90, 180, 300));
  CHECK(read(R"({"min":60,"max":90,"after_failure":120})") == rest(60, 90, 120));
  CHECK(read(R"({"min":300,"max":60,"after_failure":180})") == rest(60, 180, 300));
  CHECK(read(R"({"min":300})") == rest(300, 300, 300));
  CHECK(read(R"({"max":60})") == rest(60, 60, 300));
  CHECK(read(R"({"max":400})") == rest(90, 400, 400));
  CHECK(read(R"({"after_failure":60})") == rest(60, 60, 60));
  CHECK(read(R"({"min":200,"after_failure":100})") == rest(100, 180, 200));
  CHECK(read(R"({"min":-1,"max":3601,"after_failure":1.5})") == rest(90, 180, 300));
  CHECK(read("75") == rest(75, 75, 75));
  CHECK(read("0") == rest(90, 180, 300));
}

TEST_CASE("timed and distance sets have a rest only if one was told", "[plan]") {
  CHECK_FALSE(read_cardio_set(R"("seconds":60)").rest.has_value());
  CHECK_FALSE(read_cardio_set(R"("seconds":60,"rest_seconds":null)").rest.has_value());
  CHECK_FALSE(read_cardio_set(R"("seconds":60,"rest_seconds":0)").rest.has_value());
  CHECK(read_cardio_set(R"("seconds":60,"rest_seconds":30)").rest == rest(30, 30, 30));
  const auto carry = read_cardio_set(R"("distance":40,"unit":"Metre","rest_seconds":{"min":60})");
  CHECK(std::get<plan::Distance>(carry.target) ==
        plan::Distance{plan::Decimal::of_units(40), plan::DistanceUnit::metre});
  CHECK(carry.rest == rest(60, 180, 300));
}

TEST_CASE("the kind of an exercise is what it says, else what it has", "[plan]") {
  const auto kind = [](const std::string& members) {
    const auto work = read_exercises(R"({"name":"E",)" + members + "}").at(0).work;
    if (std::holds_alternative<plan::Strength>(work)) return "strength";
    const auto target = std::get<plan::Cardio>(work).sets.at(0).target;
    return std::holds_alternative<plan::Distance>(target) ? "distance" : "timed";
  };
  const std::string all = R"("reps":5,"seconds":6,"distance":7,"unit":"km")";
  CHECK(kind(all) == std::string("strength"));
  CHECK(kind(R"("kind":"strength",)" + all) == std::string("strength"));
  CHECK(kind(R"("kind":"timed",)" + all) == std::string("timed"));
  CHECK(kind(R"("kind":"distance",)" + all) == std::string("distance"));
  CHECK(kind(R"("kind":"Timed",)" + all) == std::string("timed"));
  CHECK(kind(R"("kind":"strength","sets":3,"seconds":30)") == std::string("timed"));
  CHECK(kind(R"("kind":"yoga","seconds":30)") == std::string("timed"));
  CHECK(kind(R"("kind":7,"distance":"1.5","unit":"mi")") == std::string("distance"));
}

TEST_CASE("an exercise without a name, sets or a target is left out and counted", "[plan]") {
  CHECK(skipped_in(R"({"sessions":[{"name":"A","exercises":[{"sets":3,"reps":5}]}]})") == 1);
  const auto left_out = [](const std::string& exercise) {
    return read_exercises(exercise).empty();
  };
  CHECK(left_out(R"({})"));
  CHECK(left_out(R"({"name":"","sets":3,"reps":5})"));
  CHECK(left_out(R"({"name":" \n\u0007","sets":3,"reps":5})"));
  CHECK(left_out(R"({"name":null,"sets":3,"reps":5})"));
  CHECK(left_out(R"({"name":"E"})"));
  CHECK(left_out(R"({"name":"E","sets":3})"));
  CHECK(left_out(R"({"name":"E","sets":3,"reps":[]})"));
  CHECK(left_out(R"({"name":"E","sets":3,"reps":[{"min":0}]})"));
  CHECK(left_out(R"({"name":"E","sets":0,"reps":5})"));
  CHECK(left_out(R"({"name":"E","sets":-1,"reps":5})"));
  CHECK(left_out(R"({"name":"E","sets":"0","seconds":60})"));
  CHECK(left_out(R"({"name":"E","seconds":0})"));
  CHECK(left_out(R"({"name":"E","distance":0,"unit":"km"})"));
  CHECK(left_out(R"({"name":"E","distance":-5,"unit":"km"})"));
  CHECK(left_out(R"({"name":"E","distance":5})"));
  CHECK(left_out(R"({"name":"E","distance":5,"unit":"parsec"})"));
}

TEST_CASE("an unusable number of sets counts as not told", "[plan]") {
  for (const char* sets : {"2.5", "\"few\"", "[3]", "{\"sets\":3}", "true", "1e-400", "null",
                           "-1e999", "12345678901234567890123456789012345"}) {
    CAPTURE(sets);
    const std::string members = std::string(R"("sets":)") + sets + R"(,"reps":[5])";
    CHECK(read_strength(members).sets.size() == 1);
  }
}

TEST_CASE("progressions become rules that can fire, and none that cannot", "[plan]") {
  const auto rules = [](const std::string& members) {
    return read_strength(R"("sets":3,)" + members).progression;
  };
  using Rules = std::vector<plan::Progression>;
  plan::Progression load;
  load.step = plan::Decimal::of_thousandths(2500);
  plan::Progression ladder{plan::Axis::reps, plan::Decimal::of_units(1), plan::Scope::lowest_first,
                           plan::Decimal::of_units(12), true};
  plan::Progression reps{plan::Axis::reps, plan::Decimal::of_units(1), plan::Scope::all_sets,
                         plan::Decimal::of_units(16), false};

  CHECK(rules(R"("reps":8,"increment":2.5)").empty());
  CHECK(rules(R"("reps":8,"increment":2.5,"progression":"none")").empty());
  CHECK(rules(R"("reps":8,"increment":2.5,"progression":"magic")").empty());
  CHECK(rules(R"("reps":8,"increment":2.5,"progression":"load")") == Rules{load});
  CHECK(rules(R"("reps":8,"increment":2.5,"progression":"reps_then_load")") == Rules{ladder, load});
  CHECK(rules(R"("reps":"6-8","increment":2.5,"progression":"reps_then_load")") == Rules{load});
  CHECK(rules(R"("reps":[8,5,5],"increment":2.5,"progression":"reps_then_load")") ==
        Rules{ladder, load});
  CHECK(rules(R"("reps":8,"increment":2.5,"progression":"reps")") == Rules{reps});
  CHECK(rules(R"("reps":"5-8","increment":0,"progression":"reps")") == Rules{reps});

  CHECK(rules(R"("reps":8,"increment":0,"progression":"load")").empty());
  CHECK(rules(R"("reps":8,"increment":-2.5,"progression":"load")").empty());
  CHECK(rules(R"("reps":8,"increment":1e9,"progression":"load")").empty());
  CHECK(rules(R"("reps":8,"progression":"load")").empty());
  CHECK(rules(R"("reps":8,"increment":2.5,"resistance":"none","progression":"load")").empty());
  CHECK(rules(R"("reps":8,"increment":0,"progression":"reps_then_load")") == Rules{reps});
  CHECK(rules(R"("reps":8,"increment":5,"resistance":"none","progression":"reps_then_load")") ==
        Rules{reps});
  CHECK(rules(R"("reps":8,"increment":2.5,"resistance":"bodyweight","progression":"load")") ==
        Rules{load});
}

TEST_CASE("an increment is exact however it is written", "[plan]") {
  for (const char* increment :
       {"1.25", "\"1.25\"", "\" 1.25 \"", "125e-2", "1.2500000", "0.125E1"}) {
    CAPTURE(increment);
    const auto work = read_strength(
        std::string(R"("sets":1,"reps":5,"progression":"load","increment":)") + increment);
    REQUIRE(work.progression.size() == 1);
    CHECK(work.progression[0].step == plan::Decimal::of_thousandths(1250));
  }
}

TEST_CASE("members of the wrong type are skipped and counted once", "[plan]") {
  CHECK(skipped_in(R"({"name":7,"description":["a",{"b":[]}],"sessions":{"name":"A"}})") == 3);
  CHECK(skipped_in(R"({"name":true,"description":1.5,"sessions":"none"})") == 3);
  CHECK(skipped_in(R"({"sessions":[1,"A",true,[[]],null]})") == 4);
  CHECK(skipped_in(R"({"sessions":[{"name":"A","notes":{"notes":"x"},"exercises":"none"}]})") == 2);
  CHECK(skipped_in(R"({"sessions":[{"name":["A"]}]})") == 2);
  CHECK(skipped_in(R"({"sessions":[{"name":"A","x":1},7,[7]]})") == 3);
  CHECK(skipped_in(R"({"name":null,"description":null,"sessions":null})") == 0);
  const std::string head = R"({"sessions":[{"name":"A","exercises":[{"name":"E","reps":5,)";
  for (const char* member :
       {R"("superset_with_next":"yes")", R"("superset_with_next":1)", R"("resistance":"iron")",
        R"("resistance":3)", R"("progression":["load"])", R"("increment":"heavy")",
        R"("kind":"yoga")", R"("notes":5)", R"("notes":["a"])", R"("unit":"league")",
        R"("rest_seconds":{"min":"soon","max":60})", R"("rest_seconds":{"min":60,"mid":90})"}) {
    CAPTURE(member);
    CHECK(skipped_in(head + member + "}]}]}") == 1);
  }
}

TEST_CASE("of members that are there twice the first counts", "[plan]") {
  DraftReader reader;
  reader.feed(
      R"({"name":"A","name":"B","description":"one","description":"two","sessions":[)"
      R"({"name":"S","exercises":[{"name":"E","sets":1,"sets":9,"reps":5,"reps":[6,7],)"
      R"("rest_seconds":{"min":10,"min":20,"max":30,"after_failure":40}}],"exercises":[]}],)"
      R"("sessions":[{"name":"T"}]})");
  CHECK(reader.plan().name == "A");
  CHECK(reader.plan().description == "one");
  REQUIRE(reader.plan().sessions.size() == 1);
  const auto& work = std::get<plan::Strength>(reader.plan().sessions[0].exercises.at(0).work);
  CHECK(work.sets == std::vector<plan::Reps>{{5, 5}});
  CHECK(work.rest == rest(10, 30, 40));
  CHECK(reader.skipped() == 7);
}

TEST_CASE("texts lose their end at a character, and what nobody can read", "[plan]") {
  const std::string long_text = [] {
    std::string text;
    for (int i = 0; i < 3000; ++i)
      text += "\u00e4";
    return text;
  }();
  DraftReader reader;
  reader.feed(R"({"name":")" + long_text + R"(","description":")" + long_text +
              R"(","sessions":[{"name":")" + long_text + R"(","exercises":[{"name":")" + long_text +
              R"(","notes":")" + long_text + R"(","reps":5}],"notes":")" + long_text + R"("}]})");
  const plan::Plan& plan = reader.plan();
  CHECK(count_code_points(plan.name) == plan::kNameCharactersMax);
  CHECK(count_code_points(plan.description) == plan::kDescriptionCharactersMax);
  const auto& session = plan.sessions.at(0);
  CHECK(count_code_points(session.name) == plan::kSessionNameCharactersMax);
  CHECK(count_code_points(session.notes) == plan::kNotesCharactersMax);
  CHECK(count_code_points(session.exercises.at(0).name) == plan::kExerciseNameCharactersMax);
  CHECK(count_code_points(session.exercises.at(0).notes) == plan::kNotesCharactersMax);
  CHECK(long_text.starts_with(plan.name));
  CHECK(reader.skipped() == 6);

  const plan::Plan clean = testing::read_draft(
      "{\"name\":\"A\\nB\\u0007\\u007f\\u0085C\\u00a0D\x01\","
      "\"description\":\"A\\r\\nB\\t\\u001b[1m\n\"}");
  CHECK(clean.name == "A BC\u00a0D");
  CHECK(clean.description == "A\nB\t[1m\n");
}

TEST_CASE("a text of exactly the limit is whole", "[plan]") {
  DraftReader reader;
  reader.feed(R"({"name":")" + std::string(plan::kNameCharactersMax, 'n') + R"("})");
  CHECK(reader.plan().name.size() == plan::kNameCharactersMax);
  CHECK(reader.skipped() == 0);
}

TEST_CASE("sessions, exercises and sets beyond their limits are left out and counted", "[plan]") {
  const auto repeated = [](const std::string& element, std::size_t times) {
    std::string list = element;
    for (std::size_t i = 1; i < times; ++i)
      list += "," + element;
    return "[" + list + "]";
  };
  const std::string exercise = R"({"name":"E","reps":)" + repeated("5", plan::kSetsMax + 1) + "}";
  const std::string session =
      R"({"name":"S","exercises":)" + repeated(exercise, plan::kExercisesMax + 1) + "}";
  DraftReader reader;
  reader.feed(R"({"sessions":)" + repeated(session, plan::kSessionsMax + 1) + "}");
  REQUIRE(reader.plan().sessions.size() == plan::kSessionsMax);
  CHECK(reader.plan().sessions.back().exercises.size() == plan::kExercisesMax);
  CHECK(std::get<plan::Strength>(reader.plan().sessions.back().exercises.back().work).sets.size() ==
        plan::kSetsMax);
  CHECK(reader.whole_exercises() == plan::kSessionsMax * plan::kExercisesMax);
  CHECK(reader.skipped() == 1 + plan::kSessionsMax * (1 + plan::kExercisesMax));
  CHECK(read_strength(R"("sets":21,"reps":5)").sets.size() == plan::kSetsMax);
  CHECK(read_strength(R"("sets":20,"reps":5)").sets.size() == plan::kSetsMax);
  CHECK(read_strength(R"("sets":1,"reps":{"min":1000,"max":1000})").sets.at(0).most == 1000);
}

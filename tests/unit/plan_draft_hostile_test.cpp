#include "support/plan_drafts.hpp"

#include <spotter/plan/draft.hpp>

#include <catch2/catch.hpp>

#include <random>
#include <string>

using namespace spotter;
using plan::DraftReader;

namespace {

/// Feeds the text many times over, without ever holding all of it.
void feed_often(DraftReader& reader, std::string_view text, std::size_t times) {
  for (std::size_t i = 0; i < times; ++i)
    reader.feed(text);
}

/// What the texts of a plan hold in memory.
std::size_t bytes_held(const plan::Plan& plan) {
  std::size_t bytes = plan.name.capacity() + plan.description.capacity();
  for (const auto& session : plan.sessions) {
    bytes += session.name.capacity() + session.notes.capacity();
    for (const auto& exercise : session.exercises)
      bytes += exercise.name.capacity() + exercise.notes.capacity();
  }
  return bytes;
}

}  // namespace

TEST_CASE("texts of megabytes leave no more than the limit behind", "[plan]") {
  const std::string piece(100000, 'x');
  for (const char* start :
       {R"({"name":")", R"({"description":")", R"({"sessions":[{"name":")",
        R"({"sessions":[{"name":"A","notes":")", R"({"unknown":")", R"({")",
        R"({"sessions":[{"name":"A","exercises":[{"name":"E","reps":5,"notes":")",
        R"({"sessions":[{"name":"A","exercises":[{"name":"E","reps":")"}) {
    CAPTURE(start);
    DraftReader reader;
    reader.feed(start);
    feed_often(reader, piece, 20);
    CHECK(reader.state() == DraftReader::State::open);
    CHECK(bytes_held(reader.plan()) < 3 * plan::kDescriptionCharactersMax);
    CHECK(reader.revision() <= plan::kDescriptionCharactersMax + 2);
    CHECK(reader.skipped() <= 1);
  }
}

TEST_CASE("a text of ten megabytes is read to its end", "[plan]") {
  DraftReader reader;
  reader.feed(R"({"name":"A","description":")");
  feed_often(reader, std::string(1000000, 'x'), 10);
  reader.feed(R"(","sessions":[{"name":"S"}]})");
  CHECK(reader.state() == DraftReader::State::complete);
  CHECK(reader.plan().description == std::string(plan::kDescriptionCharactersMax, 'x'));
  CHECK(reader.plan().sessions.size() == 1);
  CHECK(reader.skipped() == 1);
}

TEST_CASE("members that nobody knows are counted and forgotten, however many", "[plan]") {
  DraftReader reader;
  reader.feed(R"({"name":"A")");
  std::string keys;
  for (int i = 0; i < 1000; ++i)
    keys += R"(,"k":1)";
  feed_often(reader, keys, 200);
  CHECK(reader.feed("}") == DraftReader::State::complete);
  CHECK(reader.skipped() == 200000);
  CHECK(reader.revision() == 1);
}

TEST_CASE("elements without end are counted and forgotten", "[plan]") {
  const std::string exercise = R"({"name":"E","sets":3,"reps":5},)";
  DraftReader reader;
  reader.feed(R"({"sessions":[{"name":"A","exercises":[)");
  feed_often(reader, exercise, 2000);
  CHECK(reader.whole_exercises() == plan::kExercisesMax);
  CHECK(reader.skipped() == 2000 - plan::kExercisesMax);
  reader.feed(R"({"name":"E","reps":[)");
  feed_often(reader, R"(5,{"min":1},)", 2000);
  CHECK(reader.skipped() == 2000 - plan::kExercisesMax + 1);  // it is inside of one that is skipped

  DraftReader sessions;
  sessions.feed(R"({"sessions":[)");
  feed_often(sessions, R"({"name":"A"},)", 2000);
  CHECK(sessions.plan().sessions.size() == plan::kSessionsMax);

  DraftReader reps;
  reps.feed(R"({"sessions":[{"name":"A","exercises":[{"name":"E","reps":[)");
  feed_often(reps, R"(5,{"min":1},)", 2000);
  reps.feed("7]}");
  const auto& exercises = reps.plan().sessions.at(0).exercises;
  CHECK(std::get<plan::Strength>(exercises.at(0).work).sets.size() == plan::kSetsMax);
  CHECK(reps.skipped() == 4001 - plan::kSetsMax);
}

TEST_CASE("deep nesting ends a draft and not the process", "[plan]") {
  for (const char* start : {R"({"x":)", R"({"sessions":)", R"({"sessions":[{"exercises":)"}) {
    for (const char* level : {"[", R"({"a":)", R"([{"sessions":)"}) {
      DraftReader reader;
      reader.feed(start);
      feed_often(reader, level, 100000);
      CHECK(reader.state() == DraftReader::State::broken);
    }
  }
}

TEST_CASE("members of other places are unknown where they do not belong", "[plan]") {
  DraftReader reader;
  reader.feed(R"({"sessions":[{"name":"A","sessions":[{"name":"B"}],"exercises":[)"
              R"({"name":"E","reps":[{"min":5,"reps":[{"min":9}],"name":"F"}],)"
              R"("exercises":[{"name":"G","reps":5}],"rest_seconds":{"rest_seconds":{"min":1},)"
              R"("min":60}}]}],"exercises":[{"name":"H","reps":5}],"min":3})");
  REQUIRE(reader.state() == DraftReader::State::complete);
  REQUIRE(reader.plan().sessions.size() == 1);
  REQUIRE(reader.plan().sessions[0].exercises.size() == 1);
  CHECK(reader.plan().sessions[0].exercises[0].name == "E");
  CHECK(reader.skipped() == 7);
}

TEST_CASE("numbers that are none, or too large, change nothing", "[plan]") {
  for (const char* number : {"NaN", "Infinity", "-Infinity", "+5", "0x10", "1_000", "5."}) {
    CAPTURE(number);
    DraftReader reader;
    const std::string head =
        R"({"name":"A","sessions":[{"name":"S","exercises":[{"name":"E","sets":)";
    reader.feed(head + number + R"(,"reps":5}]}]})");
    CHECK(reader.state() == DraftReader::State::broken);
    CHECK(reader.plan().name == "A");
    CHECK(reader.whole_exercises() == 0);
  }
  for (const char* number : {"1e999", "-1e999", "1e-999", "9223372036854775808", "\"NaN\"",
                             "\"inf\"", "\"0x10\"", "\"5 kg\"", "\"\""}) {
    CAPTURE(number);
    const auto exercises =
        testing::read_exercises(std::string(R"({"name":"E","reps":5,"increment":)") + number +
                                R"(,"progression":"load"},)" + R"({"name":"F","reps":)" + number +
                                R"(},{"name":"G","seconds":)" + number + "}");
    REQUIRE(exercises.size() == 1);
    CHECK(std::get<plan::Strength>(exercises[0].work).progression.empty());
  }
}

TEST_CASE("a draft with any byte changed is read or broken, and never forgets", "[plan]") {
  const std::string draft(testing::kTwoDayDraft);
  std::mt19937 random(7);
  for (int i = 0; i < 500; ++i) {
    std::string changed = draft;
    const std::size_t at = random() % changed.size();
    changed[at] = static_cast<char>(random() % 256);
    CAPTURE(i, at);
    DraftReader untouched;
    untouched.feed(std::string_view(draft).substr(0, at));
    const plan::Plan before = untouched.plan();
    DraftReader reader;
    reader.feed(changed);
    REQUIRE(testing::has_grown(before, reader.plan()));
    REQUIRE(reader.plan().sessions.size() <= 2);
  }
}

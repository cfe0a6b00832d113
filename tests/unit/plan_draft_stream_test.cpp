#include "support/plan_drafts.hpp"

#include <spotter/plan/draft.hpp>

#include <catch2/catch.hpp>

#include <string>
#include <vector>

using namespace spotter;
using plan::DraftReader;

namespace {

/// All that a reader shows.
struct Shown {
  DraftReader::State state = DraftReader::State::open;
  plan::Plan plan;
  std::size_t revision = 0;
  std::size_t whole_exercises = 0;
  std::size_t skipped = 0;

  friend bool operator==(const Shown&, const Shown&) = default;
};

Shown shown_by(const DraftReader& reader) {
  return {reader.state(), reader.plan(), reader.revision(), reader.whole_exercises(),
          reader.skipped()};
}

/// What is shown after each number of bytes, fed one by one.
std::vector<Shown> byte_by_byte(std::string_view draft) {
  DraftReader reader;
  std::vector<Shown> all{shown_by(reader)};
  for (const char c : draft) {
    reader.feed(std::string_view(&c, 1));
    all.push_back(shown_by(reader));
  }
  return all;
}

constexpr std::string_view kBroken =
    R"({"name":"Broken","sessions":[{"name":"A","exercises":[{"name":"E","sets":1,"reps":[5]}],)"
    R"("notes":"so far"},{"name":"B",}]})";

const std::vector<std::string_view> kDrafts = {
    testing::kTwoDayDraft,
    testing::kUnusualDraft,
    kBroken,
    "{\"description\":\"bad \xC3\x28 byte\",\"name\":\"never\"}",
    R"([{"name":"no object"}])",
};

}  // namespace

TEST_CASE("a draft reads the same wherever it is cut", "[plan]") {
  for (const std::string_view draft : kDrafts) {
    const auto reference = byte_by_byte(draft);
    for (std::size_t cut = 0; cut <= draft.size(); ++cut) {
      CAPTURE(cut);
      DraftReader reader;
      reader.feed(draft.substr(0, cut));
      REQUIRE(shown_by(reader) == reference[cut]);
      reader.feed(draft.substr(cut));
      REQUIRE(shown_by(reader) == reference.back());
    }
  }
}

TEST_CASE("what a draft shows only grows", "[plan]") {
  for (const std::string_view draft : kDrafts) {
    const auto all = byte_by_byte(draft);
    for (std::size_t i = 1; i < all.size(); ++i) {
      CAPTURE(i);
      REQUIRE(testing::has_grown(all[i - 1].plan, all[i].plan));
      REQUIRE(all[i].revision >= all[i - 1].revision);
      const bool same = all[i].plan == all[i - 1].plan;
      REQUIRE(same == (all[i].revision == all[i - 1].revision));
    }
  }
}

TEST_CASE("names come whole, descriptions and notes as they are written", "[plan]") {
  DraftReader reader;
  reader.feed(R"({"name":"Two Da)");
  CHECK(reader.plan().name.empty());
  reader.feed(R"(y","description":"Two full)");
  CHECK(reader.plan().name == "Two Day");
  CHECK(reader.plan().description == "Two full");
  reader.feed(R"(-body days.","sessions":[{"name":"Day)");
  CHECK(reader.plan().description == "Two full-body days.");
  CHECK(reader.plan().sessions.empty());
  reader.feed(R"( A","exercises":[{"kind":"strength","name":"Row","sets":3,"reps":[8],"notes":"x)");
  REQUIRE(reader.plan().sessions.size() == 1);
  CHECK(reader.plan().sessions[0].exercises.empty());
  reader.feed(R"("}],"notes":"Go ea)");
  CHECK(reader.plan().sessions[0].exercises.size() == 1);
  CHECK(reader.plan().sessions[0].notes == "Go ea");
  CHECK(reader.whole_exercises() == 1);
  CHECK(reader.state() == DraftReader::State::open);
}

TEST_CASE("a draft that is cut off keeps what was whole", "[plan]") {
  const std::string_view draft = testing::kTwoDayDraft;
  const plan::Plan whole = testing::read_draft(draft);
  std::vector<std::size_t> ends;  // of its exercises
  for (const std::string_view tail : {R"(Brace."})", R"("notes":""}])", R"(back."})", R"(Easy."})"})
    ends.push_back(draft.find(tail) + tail.find('}') + 1);
  for (std::size_t cut = 0; cut <= draft.size(); ++cut) {
    DraftReader reader;
    reader.feed(draft.substr(0, cut));
    std::size_t expected = 0;
    for (const std::size_t end : ends)
      expected += cut >= end ? 1 : 0;
    CAPTURE(cut);
    REQUIRE(reader.whole_exercises() == expected);
    REQUIRE(testing::has_grown(reader.plan(), whole));
    REQUIRE((reader.state() == DraftReader::State::complete) == (cut == draft.size()));
    REQUIRE(reader.skipped() == 0);
  }
}

TEST_CASE("a session that is named late is shown with all that it has", "[plan]") {
  DraftReader reader;
  reader.feed(R"({"sessions":[{"notes":"first","exercises":[{"name":"E","sets":1,"reps":[5]}])");
  CHECK(reader.plan().sessions.empty());
  CHECK(reader.whole_exercises() == 0);
  reader.feed(R"(,"name":"A")");
  REQUIRE(reader.plan().sessions.size() == 1);
  CHECK(reader.plan().sessions[0].notes == "first");
  CHECK(reader.plan().sessions[0].exercises.size() == 1);
  CHECK(reader.whole_exercises() == 1);
}

TEST_CASE("what follows a complete draft is ignored", "[plan]") {
  DraftReader reader;
  CHECK(reader.feed(R"({"name":"A"}{"name":"B","description":"C"} ]]] )") ==
        DraftReader::State::complete);
  const auto before = shown_by(reader);
  CHECK(reader.feed("\xFF\xFF") == DraftReader::State::complete);
  CHECK(shown_by(reader) == before);
  CHECK(reader.plan().name == "A");
}

TEST_CASE("a broken draft keeps what it had and takes no more", "[plan]") {
  DraftReader reader;
  CHECK(reader.feed(R"({"name":"A","description":"so far)"
                    "\xFF") == DraftReader::State::broken);
  const auto before = shown_by(reader);
  CHECK(reader.feed(R"(","sessions":[{"name":"B"}]})") == DraftReader::State::broken);
  CHECK(shown_by(reader) == before);
  CHECK(reader.plan().name == "A");
  CHECK(reader.plan().description == "so far");
}

TEST_CASE("a reader that moved goes on in mid-text", "[plan]") {
  DraftReader first;
  first.feed(R"({"name":"A","description":"one )");
  DraftReader second = std::move(first);
  second.feed(R"(two"})");
  CHECK(second.plan().description == "one two");
  CHECK(second.state() == DraftReader::State::complete);
}

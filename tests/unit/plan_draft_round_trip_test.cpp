#include "support/any_plan.hpp"
#include "support/plan_drafts.hpp"

#include <spotter/plan/draft.hpp>

#include <catch2/catch.hpp>

#include <string>

using namespace spotter;

TEST_CASE("a plan that the form can say reads back the same", "[plan]") {
  for (unsigned seed = 0; seed < 300; ++seed) {
    const plan::Plan plan = testing::AnyPlan(seed).plan();
    const std::string draft = plan::draft_of(plan);
    CAPTURE(seed, draft);
    plan::DraftReader reader;
    REQUIRE(reader.feed(draft) == plan::DraftReader::State::complete);
    REQUIRE(reader.plan() == plan);
    REQUIRE(reader.skipped() == 0);
  }
}

TEST_CASE("a draft is written as its schema orders it, compact", "[plan]") {
  CHECK(plan::draft_of(plan::Plan()) == R"({"name":"","description":"","sessions":[]})");
  const plan::Plan plan = testing::read_draft(testing::kTwoDayDraft);
  CHECK(plan::draft_of(plan) == testing::kTwoDayDraft);
}

TEST_CASE("a plan that the form cannot say becomes one that is near, and stays that", "[plan]") {
  plan::Plan plan = testing::read_draft(testing::kTwoDayDraft);
  auto& squat = std::get<plan::Strength>(plan.sessions[0].exercises[0].work);
  squat.progression[0].scope = plan::Scope::lowest_all;
  plan::Progression reps{plan::Axis::reps, plan::Decimal::of_units(2), plan::Scope::lowest_last,
                         plan::Decimal::of_units(30), true};
  squat.progression.insert(squat.progression.begin(), reps);
  auto& run = std::get<plan::Cardio>(plan.sessions[1].exercises[1].work);
  run.sets.resize(3);
  run.sets[0].track_incline = true;
  plan.sessions[0].exercises[1].link = "https://example.org";

  const plan::Plan near = testing::read_draft(plan::draft_of(plan));
  const auto& rules =
      std::get<plan::Strength>(near.sessions.at(0).exercises.at(0).work).progression;
  REQUIRE(rules.size() == 2);
  CHECK(rules[0].ceiling == plan::Decimal::of_units(9));
  CHECK(rules[0].step == plan::Decimal::of_units(1));
  CHECK(rules[1].step == plan::Decimal::of_thousandths(2500));
  CHECK(rules[1].scope == plan::Scope::all_sets);
  const auto& sets = std::get<plan::Cardio>(near.sessions.at(1).exercises.at(1).work).sets;
  REQUIRE(sets.size() == 3);
  CHECK(sets[2].target == run.sets[0].target);
  CHECK_FALSE(sets[0].track_incline);
  CHECK(near.sessions[0].exercises.at(1).link.empty());
  CHECK(testing::read_draft(plan::draft_of(near)) == near);
}

TEST_CASE("an exercise without sets is left out of a draft", "[plan]") {
  plan::Plan plan = testing::read_draft(testing::kTwoDayDraft);
  std::get<plan::Strength>(plan.sessions[0].exercises[0].work).sets.clear();
  std::get<plan::Cardio>(plan.sessions[1].exercises[0].work).sets.clear();
  const plan::Plan near = testing::read_draft(plan::draft_of(plan));
  CHECK(near.sessions.at(0).exercises.at(0).name == "Pull Up");
  CHECK(near.sessions.at(1).exercises.size() == 1);
}

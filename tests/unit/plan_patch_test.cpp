#include "support/any_plan.hpp"
#include "support/json_document.hpp"
#include "support/plan_drafts.hpp"

#include <spotter/plan/patch.hpp>
#include <spotter/plan/wire.hpp>

#include <catch2/catch.hpp>

using namespace spotter;
using testing::Document;

namespace {

std::string shape_of(const plan::Plan& plan) {
  std::string json = "{";
  plan::append_second_shape(json, plan, "2026-01-01");
  return json + "}";
}

std::string patch_of(const plan::Plan& before, const plan::Plan& after) {
  std::string patch;
  plan::append_second_shape_patch(patch, before, after);
  return patch;
}

/// What an app has that had `before` and got the patch.
std::string patched(const plan::Plan& before, const plan::Plan& after) {
  Document document = Document::parse(shape_of(before));
  document.apply(Document::parse(patch_of(before, after)));
  return document.to_json();
}

plan::Plan any_plan(unsigned seed) {
  return testing::AnyPlan(seed).plan();
}

}  // namespace

TEST_CASE("a patch makes any plan of any other", "[plan]") {
  for (unsigned seed = 0; seed < 200; ++seed) {
    const plan::Plan before = any_plan(seed);
    const plan::Plan after = any_plan(seed + 1000);
    if (before.sessions.empty() || after.sessions.empty()) continue;
    CAPTURE(seed);
    REQUIRE(patched(before, after) == shape_of(after));
    REQUIRE(patch_of(before, before) == "[]");
  }
}

TEST_CASE("a draft that grows by any pieces is the same plan by its patches", "[plan]") {
  for (unsigned seed = 0; seed < 60; ++seed) {
    const std::string draft = plan::draft_of(any_plan(seed));
    plan::DraftReader reader;
    plan::Plan shown;
    Document document;
    for (std::size_t at = 0, piece = seed % 37 + 1; at < draft.size(); at += piece) {
      reader.feed(std::string_view(draft).substr(at, piece));
      const plan::Plan& now = reader.plan();
      if (now.sessions.empty()) continue;
      if (shown.sessions.empty()) {
        document = Document::parse(shape_of(now));
      } else {
        document.apply(Document::parse(patch_of(shown, now)));
      }
      shown = now;
      CAPTURE(seed, at);
      REQUIRE(document.to_json() == shape_of(now));
    }
  }
}

TEST_CASE("patches of a plan that grows cost what is new in it", "[plan]") {
  const plan::Plan whole = testing::read_draft(testing::kTwoDayDraft);
  plan::Plan grown = whole;
  const plan::Exercise squat = whole.sessions[0].exercises[0];
  std::size_t bytes = shape_of(whole).size();
  for (std::size_t i = 0; i < 200; ++i) {
    const plan::Plan before = grown;
    grown.sessions[1].exercises.push_back(squat);
    bytes += patch_of(before, grown).size();
  }
  // An operation around each exercise is all that comes on top.
  CHECK(bytes < shape_of(grown).size() + 200 * 80);
}

TEST_CASE("the operations of a patch read as the contract has them", "[plan]") {
  const plan::Plan before = testing::read_draft(testing::kTwoDayDraft);
  plan::Plan after = before;
  after.name = "Three \"Day\" Base";
  after.sessions[0].notes = "Slowly.";
  after.sessions[0].exercises.pop_back();
  after.sessions.push_back({"Day C", "", {}});
  CHECK(patch_of(before, after) ==
        R"([{"op":"replace","path":"/name","value":"Three \"Day\" Base"},)"
        R"({"op":"replace","path":"/blueprint/name","value":"Three \"Day\" Base"},)"
        R"({"op":"replace","path":"/blueprint/sessions/0/notes","value":"Slowly."},)"
        R"({"op":"remove","path":"/blueprint/sessions/0/exercises/1"},)"
        R"({"op":"add","path":"/blueprint/sessions/-",)"
        R"("value":{"version":6,"name":"Day C","notes":"","exercises":[]}}])");
}

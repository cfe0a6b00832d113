#include "api/answer_stream.hpp"
#include "support/answer_reader.hpp"
#include "support/any_plan.hpp"
#include "support/manual_clock.hpp"

#include <spotter/base/date.hpp>
#include <spotter/plan/wire.hpp>

#include <algorithm>
#include <random>
#include <stdexcept>

using namespace spotter;
using namespace std::chrono_literals;
using chat::Outcome;
using chat::PlanStage;
using testing::AnswerReader;
using testing::Document;

namespace {

/// Takes the items of one invocation.
class FakeClient final : public hub::Client {
 public:
  [[nodiscard]] hub::Room room() const noexcept override { return hub::Room::empty; }
  [[nodiscard]] hub::Encoding encoding() const noexcept override { return hub::Encoding::json; }
  void item(hub::InvocationKey key, std::string_view json) override {
    REQUIRE(key == 7);
    REQUIRE_FALSE(complete_);
    items.emplace_back(json);
    seen.on_event(Document::parse(json));
  }
  void complete(hub::InvocationKey key) override {
    REQUIRE(key == 7);
    REQUIRE_FALSE(complete_);
    complete_ = true;
  }
  void push(const hub::GrowingMessage&) override { FAIL("a stream pushes nothing"); }
  void push(std::string_view, std::string_view) override { FAIL("a stream pushes nothing"); }
  void complete(hub::InvocationKey, std::string_view) override { FAIL("a stream has no result"); }
  void complete(hub::InvocationKey, const hub::Json&) override { FAIL("a stream has no result"); }
  void fail(hub::InvocationKey, const hub::Failure&) override { FAIL("an answer does not fail"); }
  void free_slot(hub::InvocationKey) override { FAIL("a stream has no slot"); }
  Task<hub::UploadItem> next_item(hub::InvocationKey, std::size_t) override {
    throw std::logic_error("nothing is uploaded");
  }
  Task<hub::ClientResult> ask(hub::InvocationKey, std::string, std::string) override {
    throw std::logic_error("nothing is asked");
  }
  Task<bool> is_there(Duration) override { throw std::logic_error("nobody asks"); }
  [[nodiscard]] hub::Standing standing() const override { return {}; }
  void dismiss(hub::Close) override { FAIL("nothing ends the connection"); }
  void abort() override { FAIL("nothing ends the connection"); }
  void abort_with_error() override { FAIL("nothing ends the connection"); }

  [[nodiscard]] bool complete() const noexcept { return complete_; }

  std::vector<std::string> items;
  AnswerReader seen;

 private:
  bool complete_ = false;
};

struct World {
  testing::ManualClock clock;
  FakeClient client;
  api::AnswerStream stream{clock, hub::Call(client, 7)};

  std::string end_of(const chat::Ending& ending) {
    stream.finish(ending);
    REQUIRE(client.complete());
    REQUIRE(client.items.size() >= 2);
    return client.items[client.items.size() - 2] + client.items.back();
  }
};

std::string shape_of(const plan::Plan& plan, std::string_view date) {
  std::string json = "{";
  plan::append_second_shape(json, plan, date);
  return json + "}";
}

}  // namespace

TEST_CASE("what was said comes in pieces, each once", "[api]") {
  World world;
  world.stream.show("One ");
  world.stream.show("One two");
  world.stream.show("One two");
  world.stream.show("One two \"three\"\n");
  CHECK(world.client.items ==
        std::vector<std::string>{R"({"type":"text","delta":"One "})",
                                 R"({"type":"text","delta":"two"})",
                                 R"({"type":"text","delta":" \"three\"\n"})"});
}

TEST_CASE("deltas make the whole text, however often it begins again", "[api]") {
  std::mt19937 random(7);
  const auto number = [&](std::size_t most) {
    return std::uniform_int_distribution<std::size_t>(0, most)(random);
  };
  const std::vector<std::string> pieces = {"a ", "\"", "\n", "\u00e4", "\U0001F4AA", "\\u0041"};
  for (int round = 0; round < 200; ++round) {
    World world;
    std::string text;
    for (std::size_t step = number(30); step > 0; --step) {
      if (number(9) == 0) {
        world.stream.start_over();
        text.clear();
      }
      for (std::size_t piece = number(3); piece > 0; --piece)
        text += pieces[number(pieces.size() - 1)];
      world.stream.show(text);
      REQUIRE(world.client.seen.text == text);
    }
  }
}

TEST_CASE("an answer that begins again before anything was seen resets nothing", "[api]") {
  World world;
  world.stream.start_over();
  world.stream.show("Twelve");
  world.stream.start_over();
  world.stream.show("Ten");
  CHECK(world.client.seen.types == std::vector<std::string>{"text", "reset", "text"});
  CHECK(world.client.seen.text == "Ten");
}

TEST_CASE("a plan is whole once, then patched, and whole once more at the end", "[api]") {
  for (unsigned seed = 0; seed < 100; ++seed) {
    World world;
    CAPTURE(seed);
    const plan::Plan whole = testing::AnyPlan(seed).plan();
    plan::Plan growing = whole;
    growing.sessions.clear();
    for (const plan::Session& session : whole.sessions) {
      growing.sessions.push_back({session.name, session.notes, {}});
      for (const plan::Exercise& exercise : session.exercises) {
        growing.sessions.back().exercises.push_back(exercise);
        CHECK(world.stream.show(growing, PlanStage::growing) == 0);
        REQUIRE(world.client.seen.plan.to_json() ==
                shape_of(growing, day_of(world.clock.wall_now())));
      }
    }
    world.stream.show(growing, PlanStage::growing);  // nothing new
    world.stream.show(whole, PlanStage::last);
    CHECK(world.client.seen.plan_is_final);
    CHECK(world.client.seen.plan.to_json() == shape_of(whole, day_of(world.clock.wall_now())));
    CHECK(std::count(world.client.seen.types.begin(), world.client.seen.types.end(), "plan") <= 2);
  }
}

TEST_CASE("a stream ends with what it cost and why it ended", "[api]") {
  chat::Ending ending;
  SECTION("in an orderly manner") {
    ending = {Outcome::answered, true, 11, {}, chat::Tokens{812, 240, false}};
    CHECK(World().end_of(ending) == R"({"type":"usage","charged":true,"remaining":11,)"
                                    R"("tokens":{"input":812,"output":240,"estimated":false}})"
                                    R"({"type":"end","reason":"complete"})");
  }
  SECTION("nothing is left, and the wait is rounded up") {
    ending = {Outcome::quota_used_up, false, 0, 3599s + 1ms, std::nullopt};
    CHECK(World().end_of(ending) ==
          R"({"type":"usage","charged":false,"remaining":0,"nextFreeInSeconds":3600})"
          R"({"type":"end","reason":"quota"})");
  }
  SECTION("without a limit, and without a word about tokens") {
    ending.outcome = Outcome::stopped;
    CHECK(World().end_of(ending) ==
          R"({"type":"usage","charged":false}{"type":"end","reason":"stopped"})");
  }
  SECTION("tokens that we counted") {
    ending.tokens = chat::Tokens{3, 4, true};
    CHECK(World().end_of(ending).find(R"("estimated":true)") != std::string::npos);
  }
}

TEST_CASE("each outcome of a turn has its own reason, for programs", "[api]") {
  const std::vector<std::pair<Outcome, std::string>> reasons = {
      {Outcome::answered, "complete"},
      {Outcome::warned, "warning"},
      {Outcome::stopped, "stopped"},
      {Outcome::superseded, "superseded"},
      {Outcome::restarted, "restarted"},
      {Outcome::shut_down, "shutdown"},
      {Outcome::cut_off, "cutOff"},
      {Outcome::too_long, "length"},
      {Outcome::blocked, "blocked"},
      {Outcome::upstream_failed, "unavailable"},
      {Outcome::quota_used_up, "quota"},
      {Outcome::too_many_turns, "busy"},
      {Outcome::entitlement_gone, "entitlement"},
      {Outcome::entitlement_unchecked, "entitlementUnchecked"},
      {Outcome::message_refused, "messageRefused"},
      {Outcome::internal_error, "error"},
  };
  for (const auto& [outcome, reason] : reasons) {
    World world;
    chat::Ending ending;
    ending.outcome = outcome;
    world.end_of(ending);
    CHECK(world.client.seen.reason == reason);
  }
}

TEST_CASE("a client that cannot read our plans is told which it would have to read", "[api]") {
  World world;
  api::AnswerStream::require_update(hub::Call(world.client, 7), 3);
  CHECK(
      world.client.items ==
      std::vector<std::string>{R"({"type":"end","reason":"updateRequired","requiredVersion":3})"});
  CHECK(world.client.complete());
}

#include "support/plan_model.hpp"

#include <spotter/codec/json.hpp>
#include <spotter/plan/draft.hpp>

#include <numeric>

using namespace std::chrono_literals;
using namespace spotter;
using llm::FailureClass;
using testing::exercise;
using testing::Model;
using testing::Seen;
using testing::two_days;
using testing::without_notes;
using World = testing::ChatWorld;

namespace {

/// Whether `shorter` is the beginning of `longer`, exercise by exercise.
bool begins(const plan::Plan& longer, const plan::Plan& shorter) {
  if (shorter.sessions.size() > longer.sessions.size()) return false;
  for (std::size_t i = 0; i < shorter.sessions.size(); ++i) {
    const auto& few = shorter.sessions[i].exercises;
    const auto& many = longer.sessions[i].exercises;
    if (few.size() > many.size() || !std::equal(few.begin(), few.end(), many.begin())) return false;
    if (shorter.sessions[i].name != longer.sessions[i].name) return false;
  }
  return longer.name.starts_with(shorter.name);
}

}  // namespace

TEST_CASE("a plan grows exercise by exercise, and the last frame is all of it", "[chat]") {
  World world;
  Seen& seen = world.new_seen();
  world.ask("two days please", seen);
  Model model{world};
  model.begin();
  model.write_in_pieces(plan::draft_of(two_days()), GENERATE(1U, 7U, 100U));
  CHECK(seen.plans.size() >= 4);
  model.end();
  REQUIRE(seen.finished);
  CHECK(without_notes(seen.plans.back()) == two_days());
  for (std::size_t i = 1; i < seen.plans.size(); ++i) {
    INFO(i);
    CHECK(begins(seen.plans[i], seen.plans[i - 1]));
  }
  CHECK(world.limiter.charged == 1);
  CHECK(world.log.contains("outcome=answered"));
  CHECK(world.log.contains("plan_frames=" + std::to_string(seen.plans.size() - 1)));
}

TEST_CASE("the tool is offered to who answers, and not to who introduces itself", "[chat]") {
  World world;
  world.unit = chat::WeightUnit::pounds;
  Seen& first = world.new_seen();
  Seen& second = world.new_seen();
  world.introduce("en-US", first);
  CHECK(world.provider.calls[0]->request.tools.empty());
  world.ask("hi", second);
  const auto& request = world.provider.calls[1]->request;
  REQUIRE(request.tools.size() == 1);
  CHECK(request.tools[0].name == plan::kToolName);
  CHECK(request.weight_unit == "pounds");
  CHECK(request.system.find("pounds") != std::string::npos);
}

TEST_CASE("words before a plan are shown first, words after it go into its description", "[chat]") {
  World world;
  Seen& seen = world.new_seen();
  world.ask("two days please", seen);
  world.say("Here you go.");
  Model model{world};
  model.begin();
  model.write(plan::draft_of(two_days()));
  world.say(" Rest a day");
  world.say(" between.");
  model.end();
  CHECK(seen.frames == std::vector<std::string>{"Here you go."});
  REQUIRE_FALSE(seen.plans.empty());
  CHECK(without_notes(seen.plans.back()).description == "For a start.\n\nRest a day between.");
}

TEST_CASE("the plan is part of the history, as a call with its result", "[chat]") {
  World world;
  Seen& seen = world.new_seen();
  Seen& next = world.new_seen();
  world.ask("two days please", seen);
  Model model{world};
  model.begin();
  model.write(plan::draft_of(two_days()));
  model.end();
  world.ask("three days instead", next);
  const auto& messages = world.provider.calls[1]->request.messages;
  REQUIRE(messages.size() == 3);
  CHECK(messages[1].role == llm::Role::assistant);
  REQUIRE(messages[1].call);
  CHECK(messages[1].call->name == plan::kToolName);
  CHECK(messages[1].call->arguments == plan::draft_of(two_days()));
  CHECK_FALSE(messages[1].call->result.empty());
}

TEST_CASE("the last frame keeps to the rules of training", "[chat]") {
  World world;
  Seen& seen = world.new_seen();
  world.ask("two days please", seen);
  plan::Plan plan = two_days();
  auto& squat = std::get<plan::Strength>(plan.sessions[0].exercises[0].work);
  squat.superset_with_next = true;
  squat.rest = {20s, 30s, 40s};  // too short for a heavy lift
  squat.sets.assign(3, plan::Reps{4, 5});
  auto& last = std::get<plan::Strength>(plan.sessions[1].exercises[1].work);
  last.superset_with_next = true;  // with nothing
  Model model{world};
  model.begin();
  model.write(plan::draft_of(plan));
  model.end();
  const plan::Plan& shown = seen.plans.back();
  CHECK_FALSE(std::get<plan::Strength>(shown.sessions[1].exercises[1].work).superset_with_next);
  CHECK(std::get<plan::Strength>(shown.sessions[0].exercises[0].work).rest.minimum >= 120s);
  CHECK_FALSE(world.log.contains("plan_repairs=0"));
}

TEST_CASE("a plan of the user's own exercises is not rearranged", "[chat]") {
  World world;
  Seen& seen = world.new_seen();
  world.ask(
      "Barbell Squat, Bent Over Barbell Row, Barbell Deadlift, Dumbbell Bench Press: make it "
      "harder",
      seen);
  plan::Plan plan = two_days();
  std::get<plan::Strength>(plan.sessions[0].exercises[0].work).rest = {20s, 30s, 40s};
  Model model{world};
  model.begin();
  model.write(plan::draft_of(plan));
  model.end();
  CHECK(without_notes(seen.plans.back()) == plan);
}

TEST_CASE("exercises keep the names that the user wrote", "[chat]") {
  World world;
  Seen& seen = world.new_seen();
  world.ask("I do Bent-over barbell rows and deadlifts, two days please", seen);
  Model model{world};
  model.begin();
  model.write(plan::draft_of(two_days()));
  model.end();
  REQUIRE(seen.plans.size() >= 1);
  CHECK(seen.plans.back().sessions[0].exercises[1].name == "Bent-over barbell rows");
  CHECK(seen.plans.back().sessions[1].exercises[0].name == "Barbell Deadlift");
}

TEST_CASE("names of a plan that was handed over, or shared, stay as they are", "[chat]") {
  World world;
  Seen& seen = world.new_seen();
  Seen& next = world.new_seen();
  plan::Plan plan = two_days();
  SECTION("handed over") {
    world.ask("two days please", seen);
    Model first{world};
    first.begin();
    first.write(plan::draft_of(plan));
    first.end();
  }
  SECTION("shared, with whatever the linter would say of it") {
    plan.sessions[0].exercises[0].name = "Squat am Turm";
    std::get<plan::Strength>(plan.sessions[1].exercises[0].work).rest = {20s, 30s, 40s};
    world.ask(R"(My plan: {"name":"P","sessions":[{"exercises":[{"name":"Squat am Turm"},)"
              R"({"name":"Bent Over Barbell Row"},{"name":"Barbell Deadlift"}]}]})",
              seen);
    world.finish();
  }
  world.ask("Fewer Squats and ROWS, deadlifts as they are", next);
  Model model{world};
  model.begin();
  model.write(plan::draft_of(plan));
  model.end();
  CHECK(without_notes(next.plans.back()) == plan);
}

TEST_CASE("shared names with quotes and backslashes are the user's like all others", "[chat]") {
  World world;
  Seen& seen = world.new_seen();
  world.ask(R"(My plan: {"name":"Leg Press","sessions":[{"name":"Row","exercises":[)"
            R"({"name":"Squat \"low bar\""},{"name":"Press \\ Push"}]}]})",
            seen);
  plan::Plan plan = two_days();
  plan.sessions[0].exercises[0].name = "Squat \"low bar\"";
  plan.sessions[0].exercises[1].name = "Press \\ Push";
  Model model{world};
  model.begin();
  model.write(plan::draft_of(plan));
  model.end();
  REQUIRE_FALSE(seen.plans.empty());
  CHECK(seen.plans.back().sessions.at(0).exercises.at(0).name == "Squat \"low bar\"");
  CHECK(seen.plans.back().sessions.at(0).exercises.at(1).name == "Press \\ Push");
}

TEST_CASE("words beside a plan, however many, do not hold up its end", "[chat]") {
  World world;
  world.settings.read_ahead_bytes_max = 1000;
  Seen& seen = world.new_seen();
  world.ask("two days please", seen);
  Model model{world};
  model.begin();
  model.write(plan::draft_of(two_days()));
  for (int i = 0; i < 20; ++i)
    world.say(std::string(500, 'x') + " ");
  model.end();
  REQUIRE(seen.finished);
  CHECK(seen.plans.back().description.size() <= plan::kDescriptionCharactersMax);
}

TEST_CASE("a plan follows where the first call was empty", "[chat]") {
  World world;
  Seen& seen = world.new_seen();
  world.ask("two days please", seen);
  Model empty{world, 0};
  empty.begin();
  empty.write("{}");
  Model model{world, 1};
  model.begin();
  model.write(plan::draft_of(two_days()));
  model.end();
  REQUIRE_FALSE(seen.plans.empty());
  CHECK(without_notes(seen.plans.back()) == two_days());
}

TEST_CASE("where people lift pounds an app that says no unit gets pounds", "[chat]") {
  World world;
  Seen& first = world.new_seen();
  Seen& second = world.new_seen();
  world.introduce("en-US", first);
  CHECK(world.provider.calls[0]->request.weight_unit == "pounds");
  world.introduce("en-GB", second);
  CHECK(world.provider.calls[1]->request.weight_unit.empty());
}

TEST_CASE("only the first plan of an answer counts, and no other tool", "[chat]") {
  World world;
  Seen& seen = world.new_seen();
  world.ask("two days please", seen);
  Model other{world, 0};
  other.begin("delete_everything");
  other.write("{}");
  CHECK(seen.plans.empty());
  Model model{world, 1};
  model.begin();
  model.write(plan::draft_of(two_days()));
  Model again{world, 2};
  again.begin();
  plan::Plan another = two_days();
  another.name = "Another";
  again.write(plan::draft_of(another));
  model.end();
  REQUIRE(seen.finished);
  CHECK(without_notes(seen.plans.back()) == two_days());
}

TEST_CASE("a plan that breaks off is shown as far as it is whole, and says so", "[chat]") {
  World world;
  Seen& seen = world.new_seen();
  world.ask("two days please", seen);
  const std::string draft = plan::draft_of(two_days());
  Model model{world};
  model.begin();
  model.write(std::string_view(draft).substr(0, draft.find("Dumbbell Bench Press")));
  std::string sentence;
  SECTION("by the network, three times") {
    for (int i = 0; i < 3; ++i) {
      world.provider.fail(FailureClass::truncated);
      world.poll();
    }
    CHECK(world.provider.calls.size() == 3);
    CHECK(world.provider.calls.back()->request.not_first == "scripted");
    sentence = "<plan_incomplete en-AU>";
  }
  SECTION("by the model's limit, three times") {
    for (int i = 0; i < 2; ++i) {
      world.provider.finish(llm::FinishReason::length);
      world.poll();
    }
    world.provider.finish(llm::FinishReason::length);
    sentence = "<answer_too_long en-AU>";
  }
  SECTION("by a model that thinks that it is done, three times") {
    for (int i = 0; i < 2; ++i) {
      world.provider.finish(llm::FinishReason::stop);
      world.poll();
    }
    world.provider.finish(llm::FinishReason::stop);
    sentence = "<plan_incomplete en-AU>";
  }
  world.poll();
  REQUIRE(seen.finished);
  REQUIRE_FALSE(seen.plans.empty());
  const plan::Plan& last = seen.plans.back();
  REQUIRE(last.sessions.size() == 2);
  CHECK(last.sessions[1].exercises.size() == 1);
  CHECK(last.description == "For a start.\n\n" + sentence);
  Seen& next = world.new_seen();
  world.ask("go on", next);
  const auto& call = world.provider.calls.back()->request.messages[1].call;
  REQUIRE(call);
  CHECK(call->arguments.find(sentence) == std::string::npos);
  CHECK(call->result.find("cut off") != std::string::npos);
  CHECK(world.limiter.charged == 1);
}

TEST_CASE("a plan that the user stops stays as far as it came", "[chat]") {
  World world;
  Seen& seen = world.new_seen();
  Seen& next = world.new_seen();
  world.ask("two days please", seen);
  const std::string draft = plan::draft_of(two_days());
  Model model{world};
  model.begin();
  model.write(std::string_view(draft).substr(0, draft.find("Day B")));
  world.coach->stop();
  world.poll();
  REQUIRE(seen.finished);
  REQUIRE(seen.plans.back().sessions.size() == 1);
  CHECK(seen.plans.back().sessions[0].exercises.size() == 2);
  CHECK(seen.plans.back().description == "For a start.");
  world.ask("go on", next);
  REQUIRE(world.provider.calls[1]->request.messages[1].call);
}

TEST_CASE("a plan that never ends is ended", "[chat]") {
  World world;
  world.settings.plan_bytes_max = 2000;
  Seen& seen = world.new_seen();
  world.ask("two days please", seen);
  Model model{world};
  model.begin();
  for (int i = 0; i < 100 && !seen.finished; ++i)
    model.write(R"({"name":"x","junk":")" + std::string(100, 'y') + "\"");
  CHECK(seen.finished);
  CHECK(world.provider.calls[0]->cancelled);
}

TEST_CASE("the frames of a long plan cost bytes in proportion to its length", "[chat]") {
  World world;
  Seen& seen = world.new_seen();
  world.ask("seven days please", seen);
  plan::Plan plan = two_days();
  plan.sessions.clear();
  for (int day = 0; day < 7; ++day) {
    plan::Session session{"Day " + std::to_string(day), "", {}};
    for (int i = 0; i < 10; ++i)
      session.exercises.push_back(exercise("Lift " + std::to_string(day * 10 + i)));
    plan.sessions.push_back(session);
  }
  Model model{world};
  model.begin();
  model.write_in_pieces(plan::draft_of(plan), 16);
  model.end();
  world.provider.fail(FailureClass::overloaded);  // of the second try: seven hard days are too many
  world.poll();
  REQUIRE(seen.finished);
  CHECK(without_notes(seen.plans.back()) == plan);
  const auto all = std::accumulate(seen.plan_bytes.begin(), seen.plan_bytes.end(), std::size_t{0});
  CHECK(seen.plans.size() > 20);
  CHECK(all <= 9 * seen.plan_bytes.back());
}

TEST_CASE("frames of a plan keep to the frame interval and to the client's pace", "[chat]") {
  World world;
  world.settings.frame_interval = 40ms;
  Seen& seen = world.new_seen();
  world.ask("two days please", seen);
  const std::string draft = plan::draft_of(two_days());
  const auto until = [&](std::string_view mark) { return draft.substr(0, draft.find(mark)); };
  Model model{world};
  model.begin();
  const std::string first = until("Bent Over Barbell Row");
  const std::string second = until("Day B");
  model.write(first);
  CHECK(seen.plans.size() == 1);
  model.write(std::string_view(draft).substr(first.size(), second.size() - first.size()));
  CHECK(seen.plans.size() == 1);  // the interval is not over
  seen.room = chat::Room::some;
  world.later(40ms);
  CHECK(seen.plans.size() == 1);  // the client has not taken the first one yet
  seen.room = chat::Room::empty;
  world.coach->on_room();
  world.poll();
  CHECK(seen.plans.size() == 2);
  model.write(std::string_view(draft).substr(second.size()));
  model.end();
  CHECK(without_notes(seen.plans.back()) == two_days());
}

#include "support/chat_world.hpp"
#include "support/plan_model.hpp"

#include <spotter/plan/draft.hpp>

// What a turn does when whoever answers changes, or breaks off.
namespace spotter {
namespace {

using namespace std::chrono_literals;
using llm::Answering;
using llm::FailureClass;
using testing::ChatWorld;
using testing::Seen;

void break_off(ChatWorld& world, FailureClass cause = FailureClass::truncated) {
  world.provider.fail(cause);
  world.poll();
}

TEST_CASE("an answer that broke off is begun again, and takes the place of the half", "[chat]") {
  ChatWorld world;
  Seen& seen = world.new_seen();
  world.ask("hi", seen);
  world.say("You should do ten s");
  break_off(world);
  REQUIRE_FALSE(seen.finished);
  CHECK(seen.last() == "You should do ten s");  // until there is something better
  REQUIRE(world.provider.calls.size() == 2);
  CHECK(world.provider.calls[1]->request.not_first == "scripted");
  CHECK(world.provider.calls[1]->request.models_only);
  CHECK(world.provider.calls[1]->request.messages.size() == 1);
  world.say("Twelve");
  CHECK(seen.last() == "Twelve");
  CHECK(seen.starts_over == 1);
  world.say(" sets.");
  world.finish();
  REQUIRE(seen.finished);
  CHECK(seen.last() == "Twelve sets.");
  CHECK(world.limiter.charged == 1);
  Seen& next = world.new_seen();
  world.ask("and then?", next);
  CHECK(world.provider.calls.back()->request.messages[1].text == "Twelve sets.");
}

TEST_CASE("when nobody can begin again, the half stays and says that it is one", "[chat]") {
  ChatWorld world;
  Seen& seen = world.new_seen();
  world.ask("hi", seen);
  world.say("Half");
  break_off(world);
  break_off(world, FailureClass::server);
  REQUIRE(seen.finished);
  CHECK(seen.last() == "Half\n\n<answer_cut_off en-AU>");
  CHECK(world.limiter.charged == 1);
  Seen& next = world.new_seen();
  world.ask("go on", next);
  CHECK(world.provider.calls.back()->request.messages[1].text == "Half");
}

TEST_CASE("of several halves the longest stays", "[chat]") {
  ChatWorld world;
  Seen& seen = world.new_seen();
  world.ask("hi", seen);
  world.say("The first half was long");
  break_off(world);
  world.say("The second");
  break_off(world);
  CHECK(seen.last() == "The second");
  world.say("3");
  break_off(world);
  world.say("4");
  break_off(world);
  REQUIRE(seen.finished);
  CHECK(world.provider.calls.size() == 4);  // and no fifth
  CHECK(seen.last() == "The first half was long\n\n<answer_cut_off en-AU>");
}

TEST_CASE("an answer whose time is up is not begun again", "[chat]") {
  ChatWorld world;
  Seen& seen = world.new_seen();
  world.ask("hi", seen);
  world.say("Half");
  world.clock.advance(world.settings.turn_timeout);
  break_off(world, FailureClass::timeout);
  REQUIRE(seen.finished);
  CHECK(seen.last() == "Half\n\n<answer_cut_off en-AU>");
  CHECK(world.provider.calls.size() == 1);
}

TEST_CASE("stopping while another answer begins keeps the half", "[chat]") {
  ChatWorld world;
  Seen& seen = world.new_seen();
  world.ask("hi", seen);
  world.say("Half");
  break_off(world);
  world.coach->stop();
  world.poll();
  REQUIRE(seen.finished);
  CHECK(seen.last() == "Half");
  CHECK(world.provider.calls[1]->cancelled);
}

TEST_CASE("a plan of which nothing was shown yet is begun again", "[chat]") {
  ChatWorld world;
  Seen& seen = world.new_seen();
  world.ask("two days please", seen);
  world.provider.play(llm::ToolBegin{0, "call_1", std::string(plan::kToolName)});
  world.provider.play(llm::ToolArgs{0, R"({"name":"Strong)"});
  world.poll();
  break_off(world);
  REQUIRE(world.provider.calls.size() == 2);
  CHECK_FALSE(world.provider.calls[1]->request.models_only);  // nothing was shown: the rules may
  CHECK_FALSE(world.provider.calls[1]->request.tool_required);
  CHECK_FALSE(seen.finished);
  CHECK(seen.plans.empty());
  break_off(world, FailureClass::server);
  REQUIRE(seen.finished);
  CHECK(seen.last() == "<upstream_down en-AU>");  // nothing was cut off: nothing had been said
}

TEST_CASE("a plan that was shown in part is continued, not begun again", "[chat]") {
  ChatWorld world;
  Seen& seen = world.new_seen();
  world.ask("two days please", seen);
  const std::string draft = plan::draft_of(testing::two_days());
  const auto cut = draft.find("Dumbbell Bench Press");
  world.provider.play(llm::ToolBegin{0, "call_1", std::string(plan::kToolName)});
  world.provider.play(llm::ToolArgs{0, draft.substr(0, cut)});
  world.poll();
  REQUIRE_FALSE(seen.plans.empty());
  break_off(world);
  REQUIRE(world.provider.calls.size() == 2);
  const auto& request = world.provider.calls[1]->request;
  CHECK(request.not_first == "scripted");
  CHECK(request.models_only);
  CHECK(request.messages.back().text.find("continue_plan") == 0);
  CHECK(seen.starts_over == 0);
}

TEST_CASE("the log names whoever answered in the end", "[chat]") {
  ChatWorld world;
  Seen& seen = world.new_seen();
  world.ask("hi", seen);
  world.provider.play(Answering{"openai", "gpt", Answering::Reason::first_choice});
  world.provider.play(Answering{"gemini", "flash", Answering::Reason::after_failure});
  world.say("Hello");
  world.finish();
  CHECK(seen.last() == "Hello");
  CHECK(world.log.contains("provider=gemini"));
  CHECK(world.log.contains("model=flash"));
  CHECK(world.limiter.charged == 1);
}

TEST_CASE("the coach by rules that stands in says why, and costs nothing", "[chat]") {
  const auto [reason, key] = GENERATE(
      std::pair{Answering::Reason::after_failure, std::string("<offline_stands_in en-AU>")},
      std::pair{Answering::Reason::over_budget, std::string("<offline_over_budget en-AU>")});
  ChatWorld world;
  Seen& seen = world.new_seen();
  world.ask("hi", seen);
  world.provider.play(Answering{"offline", "", reason});
  world.say("I work");
  world.say(" by rules.");
  world.finish();
  CHECK(seen.last() == key + "\n\nI work by rules.");
  CHECK(world.limiter.charged == 0);
  CHECK(world.limiter.given_back == 1);
  Seen& next = world.new_seen();
  world.ask("and?", next);
  CHECK(world.provider.calls.back()->request.messages[1].text == "I work by rules.");
}

TEST_CASE("a plan by rules that stands in says why in its description", "[chat]") {
  ChatWorld world;
  Seen& seen = world.new_seen();
  world.ask("two days please", seen);
  world.provider.play(Answering{"offline", "", Answering::Reason::after_failure});
  world.provider.play(llm::ToolBegin{0, "call_1", std::string(plan::kToolName)});
  world.provider.play(llm::ToolArgs{0, plan::draft_of(testing::two_days())});
  world.provider.finish(llm::FinishReason::tool_calls);
  world.poll();
  REQUIRE(seen.finished);
  CHECK(seen.plans.back().description.find("<offline_stands_in en-AU>") != std::string::npos);
  CHECK(world.limiter.charged == 0);
}

TEST_CASE("the coach by rules as first choice makes no excuses", "[chat]") {
  ChatWorld world;
  Seen& seen = world.new_seen();
  world.ask("hi", seen);
  world.provider.play(Answering{"offline", "", Answering::Reason::first_choice});
  world.say("Hello");
  world.finish();
  CHECK(seen.last() == "Hello");
  CHECK(world.limiter.charged == 1);
}

}  // namespace
}  // namespace spotter

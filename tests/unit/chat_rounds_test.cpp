#include "support/plan_model.hpp"

#include <spotter/chat/plan_request.hpp>

using namespace std::chrono_literals;
using namespace spotter;
using testing::exercise;
using testing::Model;
using testing::Seen;
using testing::two_days;
using testing::without_notes;
using World = testing::ChatWorld;

namespace {

plan::Plan three_days() {
  plan::Plan plan = two_days();
  plan.sessions.push_back({"Day C", "", {exercise("Leg Press"), exercise("Seated Cable Rows")}});
  return plan;
}

void write_plan(World& world, const plan::Plan& plan) {
  Model model{world};
  model.begin();
  model.write(plan::draft_of(plan));
  model.end();
}

bool has_note(const plan::Plan& plan, std::string_view key) {
  return plan.description.find("<plan_note_" + std::string(key) + " ") != std::string::npos;
}

}  // namespace

TEST_CASE("a plan with too few days goes back to the model once, with the reason", "[chat]") {
  World world;
  Seen& seen = world.new_seen();
  world.ask("3 days a week please", seen);
  write_plan(world, two_days());
  REQUIRE_FALSE(seen.finished);
  REQUIRE(world.provider.calls.size() == 2);
  const llm::Request& again = world.provider.calls[1]->request;
  CHECK(again.tool_required);
  REQUIRE(again.messages.size() == 3);
  REQUIRE(again.messages[1].call);
  CHECK(again.messages[2].text.starts_with("mend"));
  CHECK(again.messages[2].text.find('3') != std::string::npos);

  const std::size_t frames = seen.plans.size();
  SECTION("and what it mends is what is shown, without growing a second time") {
    write_plan(world, three_days());
    REQUIRE(seen.finished);
    CHECK(seen.plans.size() == frames + 1);
    CHECK(seen.plans.back().sessions.size() == 3);
    CHECK_FALSE(has_note(seen.plans.back(), "sessions_count"));
  }
  SECTION("and what it does not mend is said, once") {
    write_plan(world, two_days());
    REQUIRE(seen.finished);
    CHECK(world.provider.calls.size() == 2);
    CHECK(has_note(seen.plans.back(), "sessions_count"));
  }
  SECTION("and words instead of a plan change nothing") {
    world.say("It is fine as it is.");
    world.finish();
    REQUIRE(seen.finished);
    CHECK(seen.plans.back().sessions.size() == 2);
    CHECK(seen.plans.back().description.find("fine as it is") == std::string::npos);
  }
  SECTION("and a failure leaves the first one") {
    world.provider.fail(llm::FailureClass::overloaded);
    world.poll();
    REQUIRE(seen.finished);
    CHECK(seen.plans.back().sessions.size() == 2);
    CHECK(has_note(seen.plans.back(), "sessions_count"));
  }
  SECTION("and a stop leaves the first one") {
    world.coach->stop();
    world.poll();
    REQUIRE(seen.finished);
    CHECK(seen.plans.back().sessions.size() == 2);
  }
  CHECK(world.limiter.charged == 1);
}

TEST_CASE("a plan cut off by the output limit is continued from its last whole exercise",
          "[chat]") {
  World world;
  Seen& seen = world.new_seen();
  world.ask("three days please", seen);
  const std::string draft = plan::draft_of(three_days());
  Model model{world};
  model.begin();
  model.write(std::string_view(draft).substr(0, draft.find("Dumbbell Bench Press")));
  model.end(llm::FinishReason::length);
  REQUIRE(world.provider.calls.size() == 2);
  const llm::Request& rest = world.provider.calls[1]->request;
  CHECK(rest.messages.back().text == R"(continue_plan "Day A", "Day B" Day B Barbell Deadlift)");
  REQUIRE(rest.messages[1].call);
  CHECK(rest.messages[1].call->arguments.find("Barbell Deadlift") != std::string::npos);
  CHECK(rest.messages[1].call->arguments.find("Dumbbell Bench Press") == std::string::npos);

  plan::Plan more = three_days();
  SECTION("when the model writes the rest") {
    more.sessions.erase(more.sessions.begin());
    more.sessions[0].exercises.erase(more.sessions[0].exercises.begin());
  }
  SECTION("when it writes all of it again") {}
  SECTION("when it repeats the last exercise") {
    more.sessions.erase(more.sessions.begin());
  }
  const std::size_t frames = seen.plans.size();
  Model again{world};
  again.begin();
  again.write_in_pieces(plan::draft_of(more), 50);
  again.end();
  REQUIRE(seen.finished);
  CHECK(without_notes(seen.plans.back()) == three_days());
  CHECK(seen.plans.size() > frames + 1);
  for (const plan::Plan& shown : seen.plans)
    CHECK(shown.sessions.at(0).exercises.at(0).name == "Barbell Squat");
  CHECK(world.limiter.charged == 1);
}

TEST_CASE("JSON among the words of a model is the plan that it is", "[chat]") {
  World world;
  Seen& seen = world.new_seen();
  world.ask("two days please", seen);
  const std::string draft = plan::draft_of(two_days());
  const std::string said = "Here is your plan:\n```json\n" + draft + "\n```\nRest well.";
  const std::size_t size = GENERATE(1U, 5U, 10000U);
  for (std::string_view rest = said; !rest.empty(); rest.remove_prefix(std::min(size, rest.size())))
    world.say(std::string(rest.substr(0, size)));
  world.finish();
  REQUIRE(seen.finished);
  REQUIRE_FALSE(seen.plans.empty());
  CHECK(seen.plans.back().sessions == two_days().sessions);
  CHECK(without_notes(seen.plans.back()).description == "For a start.\n\nRest well.");
  for (const std::string& frame : seen.frames)
    CHECK(frame.find_first_of("`{") == std::string::npos);
}

TEST_CASE("JSON that is no plan, and braces in words, are shown as they are", "[chat]") {
  World world;
  Seen& seen = world.new_seen();
  world.ask("what is JSON?", seen);
  const std::string said = GENERATE(R"(Like this: {"a":1})", "{\"a\": [1, 2]}\nThat is all.",
                                    "{ is a brace", "{\"name\":\"x\",\"sessions\":[", "{}");
  for (const char c : said)
    world.say(std::string(1, c));
  world.finish();
  REQUIRE(seen.finished);
  CHECK(seen.plans.empty());
  CHECK(seen.last() == said);
}

TEST_CASE("a call that cannot be read is asked for again, and then made by the rules, free",
          "[chat]") {
  World world;
  Seen& seen = world.new_seen();
  world.ask("two days a week, dumbbells", seen);
  const std::string nonsense = GENERATE(R"({"name":"Two)", "not JSON at all", "[]", "{}",
                                        R"({"name":"Two","description":"x","sessions":[]})");
  for (int i = 0; i < 2; ++i) {
    Model model{world};
    model.begin();
    model.write(nonsense);
    model.end();
  }
  REQUIRE(seen.finished);
  REQUIRE(world.provider.calls.size() == 2);
  REQUIRE_FALSE(seen.plans.empty());
  CHECK(seen.plans.back().sessions.size() == 2);
  CHECK(seen.plans.back().description.find("<plan_stand_in en-AU>") != std::string::npos);
  CHECK(world.limiter.given_back == 1);
}

TEST_CASE("a warning sign is answered before any model is asked, and costs nothing", "[chat]") {
  World world;
  Seen& seen = world.new_seen();
  world.ask("I have chest pain and my left arm feels heavy", seen);
  REQUIRE(seen.finished);
  CHECK(world.provider.calls.empty());
  CHECK(seen.last() == "<flag_emergency en>");
  CHECK(world.limiter.charged + world.limiter.given_back == 0);
  CHECK(world.log.contains("outcome=warned"));
  Seen& next = world.new_seen();
  world.ask("ok, what now?", next);
  const auto& messages = world.provider.calls.at(0)->request.messages;
  REQUIRE(messages.size() == 3);
  CHECK(messages[1].text == "<flag_emergency en>");
}

TEST_CASE("what loads a hurting place is not handed over, whatever the model says", "[chat]") {
  World world;
  Seen& seen = world.new_seen();
  world.ask("My lower back hurts a little. Two days please.", seen);
  plan::Plan plan = two_days();
  write_plan(world, plan);
  if (!seen.finished) write_plan(world, plan);
  REQUIRE(seen.finished);
  for (const plan::Session& session : seen.plans.back().sessions) {
    for (const plan::Exercise& one : session.exercises)
      CHECK(one.name != "Barbell Deadlift");
  }
}

TEST_CASE("two exercises of a session do not become one by the names that the user uses",
          "[chat]") {
  World world;
  Seen& seen = world.new_seen();
  world.ask("I do Bench Press. Two days please", seen);
  plan::Plan plan = two_days();
  plan.sessions[0].exercises = {exercise("Bench Press"),
                                exercise("Barbell Bench Press - Medium Grip")};
  Model model{world};
  model.begin();
  model.write(plan::draft_of(plan));
  REQUIRE_FALSE(seen.plans.empty());
  const auto& shown = seen.plans.back().sessions[0].exercises;
  REQUIRE(shown.size() == 2);
  CHECK(shown[0].name != shown[1].name);
}

TEST_CASE("long words before a plan stay with it, short ones were for the moment", "[chat]") {
  World world;
  Seen& seen = world.new_seen();
  world.ask("two days please", seen);
  const std::string words =
      "You said that you sleep badly and work shifts, so I kept both days "
      "short and put a free day between them. Start with the first one.";
  world.say(words);
  write_plan(world, two_days());
  CHECK(seen.plans.back().description.find(words) != std::string::npos);
}

namespace {

/// A plan asked for with a form, on the same loop as a chat.
struct Form {
  World& world;
  std::vector<plan::Plan> growing;
  std::optional<chat::PlanResult> result;
  std::unique_ptr<chat::PlanRequest> request;

  explicit Form(World& w) : world(w) {}
  Form(const Form&) = delete;
  Form& operator=(const Form&) = delete;
  ~Form() {
    if (request) request->cancel();
    world.poll();
  }
  void ask(plan::Brief brief, std::size_t generations_max = 100) {
    request = std::make_unique<chat::PlanRequest>(
        world.services(), chat::Speaker{"r1", std::string(64, 'b'), generations_max},
        std::move(brief), "en-AU", [this](const plan::Plan& plan) { growing.push_back(plan); });
    asio::co_spawn(world.context, request->run(), [this](std::exception_ptr bug, auto made) {
      REQUIRE_FALSE(bug);
      result = std::move(made);
    });
    world.poll();
  }
};

plan::Brief two_day_brief() {
  plan::WeekBrief week;
  week.days = 2;
  week.goals = {"Strength"};
  week.weight_range = "70-80";
  plan::Brief brief;
  brief.wanted = week;
  return brief;
}

}  // namespace

TEST_CASE("a form gets its plan as it grows and whole", "[chat]") {
  World world;
  Form form(world);
  form.ask(two_day_brief());
  const llm::Request& request = world.provider.calls.at(0)->request;
  CHECK(request.tool_required);
  CHECK(request.brief == two_day_brief());
  CHECK(request.messages.back().text.starts_with("workout"));
  Model model{world};
  model.begin();
  model.write_in_pieces(plan::draft_of(two_days()), 20);
  model.end();
  if (!form.result) write_plan(world, two_days());
  REQUIRE(form.result);
  CHECK(form.result->kind == chat::PlanResult::Kind::made);
  CHECK(form.result->plan.sessions.size() == 2);
  CHECK(form.growing.size() >= 3);
  CHECK(world.limiter.charged == 1);
}

TEST_CASE("a form whose model cannot do it gets a plan by the rules, with all that was asked",
          "[chat]") {
  World world;
  Form form(world);
  form.ask(two_day_brief());
  SECTION("because it talks") {
    for (int i = 0; i < 2; ++i) {
      world.say("Why not three days?");
      world.finish();
    }
  }
  SECTION("because it plans something else") {
    for (int i = 0; i < 2; ++i)
      write_plan(world, three_days());
  }
  REQUIRE(form.result);
  CHECK(form.result->kind == chat::PlanResult::Kind::made);
  CHECK(form.result->plan.sessions.size() == 2);
  CHECK(world.provider.calls.size() == 2);
  CHECK(world.limiter.given_back == 1);
}

TEST_CASE("a form says what failed, and then costs nothing", "[chat]") {
  using Kind = chat::PlanResult::Kind;
  World world;
  Form form(world);
  SECTION("the upstream is busy") {
    form.ask(two_day_brief());
    world.provider.play(llm::Failed{llm::FailureClass::overloaded, {}, false, 7s});
    world.poll();
    REQUIRE(form.result);
    CHECK(form.result->kind == Kind::unavailable);
    CHECK(form.result->retry_after == 7s);
    CHECK(world.limiter.given_back == 1);
  }
  SECTION("the upstream refuses") {
    form.ask(two_day_brief());
    world.provider.fail(llm::FailureClass::invalid_request);
    world.poll();
    REQUIRE(form.result);
    CHECK(form.result->kind == Kind::failed);
    CHECK(world.limiter.given_back == 1);
  }
  SECTION("a warning sign") {
    plan::Brief brief = two_day_brief();
    brief.info = "I get chest pain when I climb stairs";
    form.ask(brief);
    REQUIRE(form.result);
    CHECK(form.result->kind == Kind::warned);
    CHECK(form.result->plan.description == "<flag_emergency en>");
    CHECK(world.provider.calls.empty());
    CHECK(world.limiter.charged + world.limiter.given_back == 0);
  }
  SECTION("the quota is used up") {
    form.ask(two_day_brief(), 1);
    write_plan(world, two_days());
    if (!form.result) write_plan(world, two_days());
    Form second(world);
    second.ask(two_day_brief(), 1);
    REQUIRE(second.result);
    CHECK(second.result->kind == Kind::quota_used_up);
    CHECK(second.result->retry_after > 0s);
  }
  SECTION("the caller goes away") {
    form.ask(two_day_brief());
    form.request->cancel();
    world.poll();
    REQUIRE(form.result);
    CHECK(form.result->kind == Kind::cancelled);
    CHECK(world.provider.calls.at(0)->cancelled);
    CHECK(world.limiter.given_back == 1);
  }
}

TEST_CASE("a form for one session shows the model what the user lifts most", "[chat]") {
  World world;
  Form form(world);
  plan::SessionBrief session;
  session.areas = {"Chest"};
  session.volume = 40;
  for (int i = 0; i < 150; ++i)
    session.weights.emplace_back("Lift " + std::to_string(i), plan::Decimal::of_units(i));
  plan::Brief brief;
  brief.wanted = session;
  form.ask(brief);
  const std::string& text = world.provider.calls.at(0)->request.messages.back().text;
  CHECK(text.starts_with("session Chest medium 3"));
  CHECK(text.find("- Lift 149: 149\n") != std::string::npos);
  CHECK(text.find("Lift 49:") == std::string::npos);
}

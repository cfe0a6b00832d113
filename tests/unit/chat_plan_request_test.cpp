#include "support/plan_model.hpp"

#include <spotter/chat/plan_request.hpp>

using namespace std::chrono_literals;
using namespace spotter;
using testing::Model;
using testing::three_days;
using testing::two_days;
using testing::write_plan;
using World = testing::ChatWorld;

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
  enum class Watching { yes, no };
  void ask(plan::Brief brief, std::size_t generations_max = 100,
           Watching watching = Watching::yes) {
    chat::PlanRequest::OnGrowing on_growing;
    if (watching == Watching::yes)
      on_growing = [this](const plan::Plan& plan) { growing.push_back(plan); };
    request = std::make_unique<chat::PlanRequest>(
        world.services(), chat::Speaker{"r1", std::string(64, 'b'), generations_max},
        std::move(brief), "en-AU", std::move(on_growing));
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
  SECTION("a warning sign among the goals") {
    plan::Brief brief = two_day_brief();
    std::get<plan::WeekBrief>(brief.wanted).goals = {"Build muscle", "I fainted in training"};
    form.ask(brief);
    REQUIRE(form.result);
    CHECK(form.result->kind == Kind::warned);
    CHECK(world.provider.calls.empty());
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
    CHECK(form.result->remaining == std::size_t{0});
    CHECK(form.result->next_free_in == 24h);
    CHECK(second.result->remaining == std::size_t{0});
    CHECK(second.result->next_free_in > 0s);
  }
  SECTION("the caller goes away, having seen nothing") {
    form.ask(two_day_brief(), 100, Form::Watching::no);
    Model model{world};
    model.begin();
    model.write_in_pieces(plan::draft_of(two_days()), 20);
    form.request->cancel();
    world.poll();
    REQUIRE(form.result);
    CHECK(form.result->kind == Kind::cancelled);
    CHECK_FALSE(form.result->charged);
    CHECK(world.provider.calls.at(0)->cancelled);
    CHECK(world.limiter.given_back == 1);
  }
}

TEST_CASE("who watches a plan grow and leaves has used a generation", "[chat]") {
  World world;
  Form form(world);
  form.ask(two_day_brief());
  Model model{world};
  model.begin();
  model.write_in_pieces(plan::draft_of(two_days()), 20);
  REQUIRE_FALSE(form.growing.empty());
  form.request->cancel();
  world.poll();
  REQUIRE(form.result);
  CHECK(form.result->charged);
  CHECK(world.limiter.charged == 1);
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

TEST_CASE("a form that meets too much load is told when to come again", "[chat][overload]") {
  World world;
  world.busy_for = 9s;
  Form form(world);
  form.ask(two_day_brief());
  REQUIRE(form.result);
  CHECK(form.result->kind == chat::PlanResult::Kind::unavailable);
  CHECK(form.result->retry_after == 9s);
  CHECK_FALSE(form.result->charged);
  CHECK(world.provider.calls.empty());
}

#include "support/plan_model.hpp"

#include <spotter/trainer/coach.hpp>

using namespace std::chrono_literals;
using namespace spotter;
using testing::exercise;
using testing::Model;
using testing::Seen;
using testing::three_days;
using testing::two_days;
using testing::without_notes;
using testing::write_plan;
using World = testing::ChatWorld;

namespace {

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
  const std::string said =
      GENERATE(R"(Like this: {"a":1})", "{\"a\": [1, 2]}\nThat is all.", "{ is a brace", "{}");
  for (const char c : said)
    world.say(std::string(1, c));
  world.finish();
  REQUIRE(seen.finished);
  CHECK(seen.plans.empty());
  CHECK(seen.last() == said);
}

TEST_CASE("a plan among words is found however it is dressed, at every cut and pace", "[chat]") {
  const std::string draft = plan::draft_of(two_days());
  const std::vector<std::string> dresses = {
      draft,
      " " + draft,
      "Sure.\n\n  " + draft + "\n",
      "Here it is: " + draft + " Enjoy.",
      "Use {} wisely.\n```json\n" + draft + "\n```",
      R"({"name":"create_workout_plan","arguments":)" + draft + "}",
      "<tool_call>\n{\"name\": \"create_workout_plan\", \"parameters\": " + draft +
          "}\n</tool_call>"};
  const std::string& said = dresses.at(GENERATE(range(0U, 7U)));
  for (const auto interval : {0ms, 40ms}) {
    for (const std::size_t size : {1U, 2U, 3U, 7U, 64U, 10000U}) {
      World world;
      world.settings.frame_interval = interval;
      Seen& seen = world.new_seen();
      world.ask("two days please", seen);
      for (std::string_view rest = said; !rest.empty();
           rest.remove_prefix(std::min(size, rest.size()))) {
        world.say(std::string(rest.substr(0, size)));
      }
      world.finish();
      REQUIRE(seen.finished);
      REQUIRE_FALSE(seen.plans.empty());
      CHECK(seen.plans.back().sessions == two_days().sessions);
      CHECK(without_notes(seen.plans.back()).description.find_first_of("{}`<\"") ==
            std::string::npos);
    }
  }
}

TEST_CASE("a plan among words that breaks is continued there, and no JSON stays in it", "[chat]") {
  World world;
  Seen& seen = world.new_seen();
  world.ask("three days please", seen);
  const std::string draft = plan::draft_of(three_days());
  const bool is_cut = GENERATE(true, false);
  std::string broken = draft;
  if (is_cut) {
    broken.resize(draft.find("Dumbbell Bench Press"));
  } else {
    broken.insert(draft.find("{\"name\":\"Day C\""), "/* c */ ");
  }
  world.say("Here:\n```json\n" + broken);
  world.finish();
  REQUIRE_FALSE(seen.finished);
  world.say("The rest:\n" + draft + "\n```\nRest well.");
  world.finish();
  REQUIRE(seen.finished);
  CHECK(seen.plans.back().sessions == three_days().sessions);
  CHECK(without_notes(seen.plans.back()).description == "For a start.\n\nRest well.");
}

TEST_CASE("words that hold a plan which cannot be read are asked for again", "[chat]") {
  World world;
  Seen& seen = world.new_seen();
  world.ask("two days please", seen);
  world.say(R"(My plan: {"name":"x","sessions":[{"name":"Day A","exercises":[nothing]}]})");
  world.finish();
  REQUIRE_FALSE(seen.finished);
  CHECK(world.provider.calls.at(1)->request.messages.back().text.starts_with("plan_in_text"));
  write_plan(world, two_days());
  REQUIRE(seen.finished);
  CHECK(without_notes(seen.plans.back()) == two_days());
}

TEST_CASE("a stop while a plan begins among the words leaves the words before it", "[chat]") {
  World world;
  Seen& seen = world.new_seen();
  world.ask("two days please", seen);
  world.say("Here:\n{\"name\":\"x\",\"sessions\":[");
  world.coach->stop();
  REQUIRE(seen.finished);
  CHECK(seen.last() == "Here:\n");
}

TEST_CASE("a call that the provider cannot read is asked for again like one that we cannot",
          "[chat]") {
  World world;
  Seen& seen = world.new_seen();
  world.ask("two days please", seen);
  SECTION("before anything came") {
    world.provider.play(llm::Failed{llm::FailureClass::malformed_tool_call, {}, false, {}});
  }
  SECTION("without arguments") {
    Model empty{world};
    empty.begin();
    world.provider.play(llm::Failed{llm::FailureClass::empty, {}, false, {}});
  }
  SECTION("in the middle") {
    const std::string draft = plan::draft_of(two_days());
    Model model{world};
    model.begin();
    model.write(std::string_view(draft).substr(0, draft.find("Dumbbell Bench Press")));
    world.provider.play(llm::Failed{llm::FailureClass::malformed_tool_call, {}, true, {}});
  }
  world.poll();
  REQUIRE_FALSE(seen.finished);
  write_plan(world, two_days());
  REQUIRE(seen.finished);
  CHECK(without_notes(seen.plans.back()) == two_days());
  CHECK(world.log.contains("outcome=answered"));
}

TEST_CASE("every new plan of a chat passes the same rules", "[chat]") {
  plan::Plan wild = two_days();
  wild.sessions[0].exercises.clear();
  for (const char* name : {"Barbell Bench Press - Medium Grip", "Incline Dumbbell Press",
                           "Dumbbell Flyes", "Machine Bench Press"}) {
    wild.sessions[0].exercises.push_back(exercise(name));
    std::get<plan::Strength>(wild.sessions[0].exercises.back().work)
        .sets.assign(14, plan::Reps{8, 12});
  }
  const auto sets_after = [&](bool is_second) {
    World world;
    const auto ask = [&](const std::string& text, const plan::Plan& plan) {
      Seen& seen = world.new_seen();
      world.ask(text, seen);
      write_plan(world, plan);
      if (!seen.finished) write_plan(world, plan);
      REQUIRE(seen.finished);
      return seen.plans.back();
    };
    if (is_second) ask("two days please", two_days());
    std::vector<std::size_t> sets;
    const plan::Plan shown = ask("a new plan, two days, for a beginner", wild);
    for (const plan::Exercise& one : shown.sessions[0].exercises)
      sets.push_back(std::get<plan::Strength>(one.work).sets.size());
    return sets;
  };
  CHECK(sets_after(false) == sets_after(true));
  CHECK(sets_after(true).front() <= 5);
}

TEST_CASE("a plan that the rules shorten costs no more than it shows", "[chat]") {
  World world;
  Seen& seen = world.new_seen();
  world.ask("seven days please", seen);
  plan::Plan huge = two_days();
  huge.sessions.assign(plan::kSessionsMax, huge.sessions[0]);
  for (std::size_t s = 0; s < huge.sessions.size(); ++s) {
    huge.sessions[s].name = "Day " + std::to_string(s);
    huge.sessions[s].exercises.assign(plan::kExercisesMax, exercise("Leg Press"));
  }
  Model model{world};
  model.begin();
  model.write_in_pieces(plan::draft_of(huge), 16);
  std::size_t longest = 0;
  std::size_t all = 0;
  for (const std::size_t bytes : seen.plan_bytes) {
    longest = std::max(longest, bytes);
    all += bytes;
  }
  CHECK(all <= 9 * longest);
  for (const plan::Plan& plan : seen.plans) {
    CHECK(plan.sessions.size() <= 7);
    for (const plan::Session& session : plan.sessions)
      CHECK(session.exercises.size() <= 12);
  }
}

TEST_CASE("a stop while a whole plan is mended leaves it, with what is wrong", "[chat]") {
  World world;
  Seen& seen = world.new_seen();
  world.ask("3 days a week please", seen);
  write_plan(world, two_days());
  REQUIRE_FALSE(seen.finished);
  world.coach->stop();
  REQUIRE(seen.finished);
  CHECK(has_note(seen.plans.back(), "sessions_count"));
}

TEST_CASE("who told an age or a pain long ago is still who they are", "[chat]") {
  World world;
  world.ask("I'm 14 and I want to train two days a week", world.new_seen());
  world.say("Fine.");
  world.finish();
  for (int i = 0; i < 15; ++i) {
    world.ask("another one", world.new_seen());
    world.say("Fine.");
    world.finish();
  }
  const llm::Request& last = world.provider.calls.back()->request;
  CHECK(last.messages.size() <= 21);
  REQUIRE_FALSE(last.earlier.empty());
  CHECK(trainer::wish_of(last, world.services().knowledge).age == 14);
}

TEST_CASE("a child gets no plan from any model", "[chat]") {
  World world;
  Seen& seen = world.new_seen();
  world.ask("I'm 9 years old, make me a plan", seen);
  REQUIRE(seen.finished);
  CHECK(world.provider.calls.empty());
  CHECK(seen.last().starts_with("<under_age"));
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

TEST_CASE("what may harm and cannot be repaired is taken out, however often the model says it",
          "[chat]") {
  World world;
  Seen& seen = world.new_seen();
  world.ask("My lower back hurts a little. Two days please.", seen);
  plan::Plan plan = two_days();
  const plan::Exercise harmful = exercise("Leg Curls To Failure");
  const bool is_all = GENERATE(false, true);
  for (plan::Session& session : plan.sessions) {
    if (is_all) session.exercises.clear();
    session.exercises.push_back(harmful);
  }
  write_plan(world, plan);
  REQUIRE_FALSE(seen.finished);
  write_plan(world, plan);
  REQUIRE(seen.finished);
  const plan::Plan& last = seen.plans.back();
  REQUIRE(last.sessions.size() == 2);
  for (const plan::Session& session : last.sessions) {
    CHECK_FALSE(session.exercises.empty());
    for (const plan::Exercise& one : session.exercises)
      CHECK(one.name != harmful.name);
  }
  // Where nothing is left the rules make one.
  CHECK((last.description.find("<plan_stand_in en-AU>") != std::string::npos) == is_all);
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

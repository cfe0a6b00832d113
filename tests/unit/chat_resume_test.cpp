#include "support/chat_world.hpp"

#include <spotter/plan/draft.hpp>

// A chat that goes on where it did not begin.
namespace spotter {
namespace {

using chat::AnswerNews;
using chat::Outcome;
using testing::ChatWorld;
using testing::FakeReply;
using testing::Seen;

struct Observer final : chat::TurnObserver {
  void on_turn_begun(std::string_view text, rate_limit::GenerationId id) override {
    begun.emplace_back(text);
    ids.push_back(id);
  }
  void on_turn_over(const chat::Ending& ending) override { over.push_back(ending.outcome); }
  std::vector<std::string> begun;
  std::vector<rate_limit::GenerationId> ids;
  std::vector<Outcome> over;
};

/// An answer that a test gives by hand.
struct ScriptedAnswer {
  explicit ScriptedAnswer(ShardExecutor executor) : recorder(executor) {}
  chat::Recorder recorder;
  std::unique_ptr<chat::Reply> reply = recorder.make_reply();
  std::vector<Outcome> ended;
  bool left = false;

  struct Source final : chat::RunningAnswer {
    explicit Source(ScriptedAnswer& from) : answer(from) {}
    Task<std::optional<AnswerNews>> next(std::uint64_t seen) override {
      const bool more = co_await answer.recorder.wait(seen);
      if (!more) co_return std::nullopt;
      co_return answer.recorder.news();
    }
    void end(Outcome outcome) override { answer.ended.push_back(outcome); }
    void leave() override {
      answer.left = true;
      answer.recorder.interrupt();
    }
    ScriptedAnswer& answer;
  };
  std::unique_ptr<chat::RunningAnswer> source() { return std::make_unique<Source>(*this); }
  void finish(Outcome outcome, chat::Snapshot snapshot = {}) {
    chat::Ending ending;
    ending.outcome = outcome;
    recorder.set_snapshot(std::move(snapshot));
    recorder.finished(ending);
  }
};

std::unique_ptr<FakeReply> reply_of(ChatWorld& world, Seen& seen, const std::string& name = "ask") {
  return std::make_unique<FakeReply>(seen, name, world.finished);
}

TEST_CASE("a chat goes on with another coach: words, names, locale and unit", "[chat]") {
  ChatWorld world;
  Seen& first = world.new_seen();
  world.coach->introduce("de-AT", chat::WeightUnit::kilograms, reply_of(world, first));
  world.poll();
  world.say("Servus");
  world.finish();
  Seen& second = world.new_seen();
  world.ask("I like the Hip Thrust", second);
  world.say("Good");
  world.finish();
  const chat::Snapshot before = world.coach->snapshot();
  CHECK(before.exchanges.size() == 2);
  CHECK(before.exchanges[0].introduction);

  asio::co_spawn(world.context, world.coach->close(), [](std::exception_ptr) {});
  world.poll();
  world.remake();
  world.coach->restore(before);
  CHECK(world.coach->snapshot() == before);
  Seen& third = world.new_seen();
  world.ask("And now?", third);
  const llm::Request& request = world.provider.calls.back()->request;
  CHECK(request.locale == "de-AT");
  CHECK(request.weight_unit == "kilograms");
  REQUIRE(request.messages.size() == 5);
  CHECK(request.messages[2].text == "I like the Hip Thrust");
  CHECK(request.messages[3].text == "Good");
  CHECK(request.messages[4].text == "And now?");
}

TEST_CASE("whoever keeps a chat is told of its turns", "[chat]") {
  ChatWorld world;
  Observer observer;
  world.coach->observe(&observer);
  world.ask("hi", world.new_seen());
  CHECK(observer.begun == std::vector<std::string>{"hi"});
  CHECK(observer.over.empty());
  world.say("One");
  world.finish();
  CHECK(observer.over == std::vector{Outcome::answered});
  CHECK(world.coach->snapshot().exchanges.back().assistant == "One");
  world.coach->send_message("again", reply_of(world, world.new_seen()), {77, {}});
  world.poll();
  CHECK(observer.ids.back() == 77);
  world.coach->observe(nullptr);
}

TEST_CASE("an answer goes on to another reply, with all that was shown", "[chat]") {
  ChatWorld world;
  Seen& gone = world.new_seen();
  Seen& back = world.new_seen();
  world.ask("hi", gone);
  world.say("One ");
  CHECK(world.coach->answering());
  CHECK(world.coach->question() == "hi");
  world.coach->redirect(reply_of(world, back, "back"));
  CHECK(gone.finished);
  CHECK(gone.ending.outcome == Outcome::disconnected);
  CHECK(back.last() == "One ");
  world.say("two");
  world.finish();
  CHECK(gone.last() == "One ");
  CHECK(back.last() == "One two");
  CHECK(back.finished);
  CHECK_FALSE(world.coach->answering());
  CHECK(world.coach->question().empty());
  CHECK(world.limiter.charged == 1);
}

TEST_CASE("an answer without a word yet shows nothing where it goes on", "[chat]") {
  ChatWorld world;
  Seen& back = world.new_seen();
  world.ask("hi", world.new_seen());
  world.coach->redirect(reply_of(world, back, "back"));
  CHECK(back.frames.empty());
  world.say("One");
  CHECK(back.last() == "One");
  world.coach->stop();
}

TEST_CASE("a recorder keeps the newest of an answer, and wakes one reader", "[chat]") {
  ChatWorld world;
  chat::Recorder recorder(world.context.get_executor());
  auto reply = recorder.make_reply();
  std::vector<bool> read;
  const auto wait = [&](std::uint64_t seen) {
    asio::co_spawn(world.context, recorder.wait(seen),
                   [&](std::exception_ptr, bool more) { read.push_back(more); });
    world.poll();
  };
  wait(0);
  CHECK(recorder.is_read());
  reply->show("One");
  reply->show("One two");
  world.poll();
  CHECK(read == std::vector{true});
  CHECK(recorder.news().text == "One two");
  wait(recorder.news().version);
  recorder.interrupt();
  world.poll();
  CHECK(read == std::vector{true, false});
  reply->start_over();
  reply->show("Other");
  CHECK(recorder.news().beginning == 1);
  wait(0);
  CHECK(read.back());
}

TEST_CASE("an answer from elsewhere is shown, costs nothing, and leaves its chat", "[chat]") {
  ChatWorld world;
  ScriptedAnswer elsewhere(world.context.get_executor());
  elsewhere.reply->show("One");
  Seen& seen = world.new_seen();
  world.coach->rejoin(elsewhere.source(), reply_of(world, seen));
  world.poll();
  CHECK(seen.last() == "One");
  CHECK(world.coach->busy());
  elsewhere.reply->show("One two");
  world.poll();
  CHECK(seen.last() == "One two");
  chat::Snapshot after;
  after.locale = "fi-FI";
  after.exchanges = {{"hi", "One two three", false, {}, false}};
  elsewhere.reply->show("One two three");
  elsewhere.finish(Outcome::answered, after);
  world.poll();
  CHECK(seen.last() == "One two three");
  CHECK(seen.finished);
  CHECK(seen.ending.outcome == Outcome::answered);
  CHECK_FALSE(seen.ending.charged);
  CHECK(world.provider.calls.empty());
  world.ask("more", world.new_seen());
  CHECK(world.provider.calls.back()->request.messages.size() == 3);
  CHECK(world.provider.calls.back()->request.locale == "fi-FI");
}

TEST_CASE("an answer from elsewhere waits for the client's room and skips frames", "[chat]") {
  ChatWorld world;
  ScriptedAnswer elsewhere(world.context.get_executor());
  Seen& seen = world.new_seen();
  seen.room = chat::Room::some;
  world.coach->rejoin(elsewhere.source(), reply_of(world, seen));
  elsewhere.reply->show("One");
  world.poll();
  CHECK(seen.frames.empty());
  elsewhere.reply->show("One two");
  world.poll();
  seen.room = chat::Room::empty;
  world.coach->on_room();
  world.poll();
  CHECK(seen.frames.size() <= 2);
  CHECK(seen.last() == "One two");
  elsewhere.finish(Outcome::answered);
  world.poll();
  CHECK(seen.finished);
}

TEST_CASE("an answer from elsewhere is stopped there, and superseded in order", "[chat]") {
  ChatWorld world;
  ScriptedAnswer elsewhere(world.context.get_executor());
  elsewhere.reply->show("One");
  Seen& seen = world.new_seen();
  world.coach->rejoin(elsewhere.source(), reply_of(world, seen, "old"));
  world.poll();
  SECTION("stopped") {
    world.coach->stop();
    CHECK(elsewhere.ended == std::vector{Outcome::stopped});
    CHECK(seen.finished);
    elsewhere.finish(Outcome::stopped);
    world.poll();
  }
  SECTION("superseded: the next turn begins when the chat is known") {
    Seen& next = world.new_seen();
    world.ask("more", next, "new");
    CHECK(elsewhere.ended == std::vector{Outcome::superseded});
    CHECK(world.provider.calls.empty());
    chat::Snapshot after;
    after.exchanges = {{"hi", "One", true, {}, false}};
    elsewhere.finish(Outcome::stopped, after);
    world.poll();
    REQUIRE(world.provider.calls.size() == 1);
    CHECK(world.provider.calls[0]->request.messages.size() == 3);
    world.say("Sure");
    world.finish();
    CHECK(world.finished == testing::Order{"new", "old"});
  }
  SECTION("lost once more: it goes on without us") {
    asio::co_spawn(world.context, world.coach->close(), [](std::exception_ptr) {});
    world.poll();
    CHECK(elsewhere.left);
    CHECK(elsewhere.ended.empty());
    CHECK(seen.finished);
    world.remake();
  }
}

TEST_CASE("an answer that is lost elsewhere ends with a sentence", "[chat]") {
  ChatWorld world;
  ScriptedAnswer elsewhere(world.context.get_executor());
  elsewhere.reply->show("One");
  Seen& seen = world.new_seen();
  world.coach->rejoin(elsewhere.source(), reply_of(world, seen));
  world.poll();
  elsewhere.recorder.interrupt();
  world.poll();
  CHECK(seen.finished);
  CHECK(seen.last().starts_with("One\n\n<answer_cut_off"));
}

TEST_CASE("the last answer is shown once more, a plan as a plan", "[chat]") {
  ChatWorld world;
  chat::Snapshot before;
  plan::Plan plan;
  plan.name = "Two days";
  plan.sessions.emplace_back();
  plan.sessions.back().name = "A";
  const std::string draft =
      R"({"name":"Two days","description":"d","sessions":[{"name":"A","notes":"","exercises":[)"
      R"({"name":"Squat","notes":"","sets":3,"target":"8-12","rest_seconds":[60,90,120],)"
      R"("progression":{"kind":"none"}}]}]})";
  before.exchanges = {{"hi", "Hello", false, {}, false}};
  SECTION("words") {
    world.coach->restore(before);
    Seen& seen = world.new_seen();
    world.coach->repeat_last(reply_of(world, seen));
    CHECK(seen.frames == std::vector<std::string>{"Hello"});
    CHECK(seen.finished);
    CHECK_FALSE(seen.ending.charged);
  }
  SECTION("a plan") {
    before.exchanges.back().call = llm::ToolCall{"create_workout_plan", draft, "seen"};
    world.coach->restore(before);
    Seen& seen = world.new_seen();
    world.coach->repeat_last(reply_of(world, seen));
    REQUIRE(seen.plans.size() == 1);
    CHECK(seen.plans[0].name == "Two days");
    CHECK(seen.plan_is_last);
  }
  CHECK(world.limiter.charged == 0);
}

TEST_CASE("a sentence about what was lost stands before the answer", "[chat]") {
  ChatWorld world;
  Seen& seen = world.new_seen();
  world.coach->send_message("more", reply_of(world, seen), {{}, "answer_lost"});
  world.poll();
  world.say("Sure");
  CHECK(seen.last() == "<answer_lost en-AU>\n\nSure");
  world.finish();
  // It is ours, and not the model's.
  CHECK(world.coach->snapshot().exchanges.back().assistant == "Sure");
}

}  // namespace
}  // namespace spotter

#include "support/manual_clock.hpp"
#include "support/recording_log.hpp"
#include "support/scripted_provider.hpp"

#include <spotter/chat/coach.hpp>
#include <spotter/rate_limit/memory/sliding_log.hpp>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <catch2/catch.hpp>

using namespace std::chrono_literals;
using namespace spotter;
using llm::FailureClass;

namespace {

/// What the client of one call saw.
struct Seen {
  std::vector<std::string> frames;
  bool finished = false;
  bool released = false;
  chat::Room room = chat::Room::empty;
  [[nodiscard]] std::string last() const { return frames.empty() ? "" : frames.back(); }
};

/// Order in which replies were finished, by name.
using Order = std::vector<std::string>;

class FakeReply final : public chat::Reply {
 public:
  FakeReply(Seen& seen, std::string name, Order& order)
      : seen_(seen), name_(std::move(name)), order_(order) {}
  [[nodiscard]] chat::Room room() const noexcept override { return seen_.room; }
  void show(std::string_view text) override {
    REQUIRE_FALSE(seen_.finished);
    if (!seen_.frames.empty()) REQUIRE(text.substr(0, seen_.last().size()) == seen_.last());
    seen_.frames.emplace_back(text);
  }
  void release() override { seen_.released = true; }
  void finish() override {
    REQUIRE_FALSE(seen_.finished);
    seen_.finished = true;
    order_.push_back(name_);
  }

 private:
  Seen& seen_;
  std::string name_;
  Order& order_;
};

class FakeCatalog final : public prompts::Catalog {
 public:
  [[nodiscard]] std::string prompt(std::string_view id,
                                   std::initializer_list<prompts::Slot> slots) const override {
    std::string text(id);
    for (const auto& slot : slots)
      text.append(" ").append(slot.value);
    return text;
  }
  [[nodiscard]] std::string_view prompt_version(std::string_view) const override {
    return "coach/1";
  }
  [[nodiscard]] std::string text(std::string_view, std::string_view key, std::string_view locale,
                                 std::initializer_list<prompts::Slot> slots) const override {
    std::string said = "<" + std::string(key) + " " + std::string(locale);
    for (const auto& slot : slots)
      said.append(" ").append(slot.value);
    return said + ">";
  }
  [[nodiscard]] std::string_view raw_text(std::string_view, std::string_view,
                                          std::string_view) const override {
    return {};
  }
};

/// Counts on the spot; `hold` lets a test end a turn while it still asks.
class FakeLimiter final : public rate_limit::Limiter {
 public:
  FakeLimiter(const Clock& clock, shard::Signal& gate) : clock_(clock), gate_(gate) {}
  Task<Result<rate_limit::Decision>> take(rate_limit::Budget budget,
                                          rate_limit::GenerationId id) override {
    if (hold) co_await gate_.wait();
    co_return log_.take(budget, id, clock_.now());
  }
  Task<void> settle(rate_limit::Budget budget, rate_limit::GenerationId id,
                    rate_limit::Settlement settlement) override {
    log_.settle(budget, id, settlement, clock_.now());
    (settlement == rate_limit::Settlement::charged ? charged : given_back) += 1;
    co_return;
  }
  bool hold = false;
  int charged = 0;
  int given_back = 0;

 private:
  const Clock& clock_;
  shard::Signal& gate_;
  rate_limit::memory::SlidingLog log_{rate_limit::memory::Settings{}};
};

struct World {
  asio::io_context context;
  testing::ManualClock clock;
  testing::RecordingLog log;
  FakeCatalog catalog;
  testing::ScriptedProvider provider;
  shard::Signal gate{context.get_executor()};
  FakeLimiter limiter{clock, gate};
  chat::Settings settings;
  rate_limit::GenerationId ids = 0;
  Order finished;
  bool expects_bug = false;
  int bugs = 0;
  std::deque<Seen> all_seen;
  std::unique_ptr<chat::Coach> coach;

  explicit World(std::size_t generations_max = 100) {
    settings.frame_interval = 0ms;
    settings.held_completion_wait = 5ms;
    remake(generations_max);
  }
  void remake(std::size_t generations_max = 100) {
    coach = std::make_unique<chat::Coach>(
        chat::Services{context.get_executor(), clock, log, catalog, provider, limiter, settings,
                       [this] { return ++ids; },
                       [this](std::exception_ptr bug) {
                         if (!expects_bug) std::rethrow_exception(bug);
                         ++bugs;
                       }},
        chat::Speaker{"session-1", std::string(64, 'a'), generations_max});
  }
  ~World() {
    asio::co_spawn(context, coach->close(), [](std::exception_ptr bug) { REQUIRE_FALSE(bug); });
    gate.notify();
    poll();
  }
  Seen& new_seen() { return all_seen.emplace_back(); }
  void poll() {
    context.restart();
    while (context.poll() > 0) {
    }
  }
  /// Runs the loop until the condition holds; real time may pass for its timers.
  template <class F>
  void run_until(F condition) {
    const auto deadline = std::chrono::steady_clock::now() + 5s;
    while (!condition()) {
      REQUIRE(std::chrono::steady_clock::now() < deadline);
      context.restart();
      context.run_one_for(100ms);
    }
  }
  void ask(const std::string& text, Seen& seen, const std::string& name = "ask") {
    coach->send_message(text, std::make_unique<FakeReply>(seen, name, finished));
    poll();
  }
  void introduce(const std::string& locale, Seen& seen, const std::string& name = "introduce") {
    coach->introduce(locale, std::make_unique<FakeReply>(seen, name, finished));
    poll();
  }
  void say(const std::string& words) {
    provider.say(words);
    poll();
  }
  void finish() {
    provider.finish();
    poll();
  }
};

}  // namespace

TEST_CASE("an answer arrives word by word, each frame with all words so far", "[chat]") {
  World world;
  Seen& seen = world.new_seen();
  world.ask("plan please", seen);
  world.say("Here ");
  world.say("you go");
  REQUIRE(seen.frames == std::vector<std::string>{"Here ", "Here you go"});
  REQUIRE_FALSE(seen.finished);
  world.finish();
  REQUIRE(seen.finished);
  REQUIRE(seen.frames.size() == 2);
  REQUIRE(world.limiter.charged == 1);
  REQUIRE(world.log.contains("outcome=answered"));
  REQUIRE_FALSE(world.log.contains("plan please"));
  REQUIRE_FALSE(world.log.contains("you go"));
}

TEST_CASE("the model gets the prompt, the chat so far and the locale", "[chat]") {
  World world;
  Seen& first = world.new_seen();
  Seen& second = world.new_seen();
  world.introduce("de-DE", first);
  REQUIRE(world.provider.calls[0]->request.intent == llm::Intent::introduce);
  REQUIRE(world.provider.calls[0]->request.locale == "de-DE");
  REQUIRE(world.provider.calls[0]->request.system.find("de-DE") != std::string::npos);
  world.say("Hallo");
  world.finish();
  world.ask("drei Tage", second);
  const auto& messages = world.provider.calls[1]->request.messages;
  REQUIRE(messages.size() == 3);
  REQUIRE(messages[1].text == "Hallo");
  REQUIRE(messages[2].text == "drei Tage");
}

TEST_CASE("with a frame interval the first words go at once and later ones wait their time",
          "[chat]") {
  World world;
  world.settings.frame_interval = 40ms;
  Seen& seen = world.new_seen();
  world.ask("hi", seen);
  world.say("one");
  REQUIRE(seen.frames.size() == 1);
  world.say(" two");
  world.say(" three");
  REQUIRE(seen.frames.size() == 1);
  world.clock.advance(40ms);
  world.coach->on_room();
  world.poll();
  REQUIRE(seen.last() == "one two three");
  REQUIRE(seen.frames.size() == 2);
  world.say(" four");
  world.finish();
  REQUIRE(seen.last() == "one two three four");
  REQUIRE(seen.finished);
}

TEST_CASE("a client that has not taken the last frame gets no second one until it has", "[chat]") {
  World world;
  world.settings.frame_interval = 40ms;
  Seen& seen = world.new_seen();
  world.ask("hi", seen);
  world.say("one");
  seen.room = chat::Room::some;
  for (int i = 0; i < 10; ++i) {
    world.clock.advance(1s);
    world.say(" more");
  }
  REQUIRE(seen.frames.size() == 1);
  seen.room = chat::Room::empty;
  world.coach->on_room();
  world.poll();
  REQUIRE(seen.frames.size() == 2);
}

TEST_CASE("the upstream is not read further ahead than the limit while the client takes nothing",
          "[chat]") {
  World world;
  world.settings.read_ahead_bytes_max = 100;
  Seen& seen = world.new_seen();
  seen.room = chat::Room::full;
  world.ask("hi", seen);
  for (int i = 0; i < 10; ++i)
    world.say(std::string(50, 'x'));
  REQUIRE(world.provider.calls[0]->events.size() == 7);
  seen.room = chat::Room::empty;
  world.coach->on_room();
  world.poll();
  REQUIRE(seen.last().size() >= 150);
}

TEST_CASE("stop ends the upstream, keeps what was said and completes", "[chat]") {
  World world;
  Seen& seen = world.new_seen();
  Seen& next = world.new_seen();
  world.ask("hi", seen);
  world.say("Half an");
  world.coach->stop();
  REQUIRE(seen.finished);
  REQUIRE(world.provider.calls[0]->cancelled);
  world.say(" answer");
  REQUIRE(seen.last() == "Half an");
  world.ask("go on", next);
  const auto& messages = world.provider.calls[1]->request.messages;
  REQUIRE(messages.size() == 3);
  REQUIRE(messages[1].text == "Half an");
  REQUIRE(world.limiter.charged == 1);
}

TEST_CASE("stop works before the first word, while the quota is asked, and after the end",
          "[chat]") {
  World world;
  Seen& early = world.new_seen();
  world.ask("hi", early);
  world.coach->stop();
  world.poll();
  REQUIRE(early.finished);
  REQUIRE(early.frames.empty());
  REQUIRE(world.limiter.given_back == 1);

  world.limiter.hold = true;
  Seen& earlier = world.new_seen();
  world.ask("hi again", earlier);
  world.coach->stop();
  REQUIRE(earlier.finished);
  world.gate.notify();
  world.poll();
  REQUIRE(world.limiter.given_back == 2);
  REQUIRE(world.provider.calls.size() == 1);

  world.limiter.hold = false;
  Seen& whole = world.new_seen();
  world.ask("once more", whole);
  world.say("done");
  world.finish();
  world.coach->stop();
  REQUIRE(whole.frames.size() == 1);
}

TEST_CASE("a newer message supersedes the running one, whose completion follows the newer one's",
          "[chat]") {
  World world;
  Seen& first = world.new_seen();
  Seen& second = world.new_seen();
  world.ask("one", first, "first");
  world.say("Answer to one");
  world.ask("two", second, "second");
  REQUIRE(first.released);
  REQUIRE_FALSE(first.finished);
  REQUIRE(world.provider.calls[0]->cancelled);
  const auto& messages = world.provider.calls[1]->request.messages;
  REQUIRE(messages.size() == 3);
  REQUIRE(messages[1].text == "Answer to one");
  world.say("Answer to two");
  world.finish();
  REQUIRE(world.finished == Order{"second", "first"});
}

TEST_CASE("a restart silences the turn for good, and its completion waits for the next call's",
          "[chat]") {
  World world;
  Seen& old = world.new_seen();
  Seen& fresh = world.new_seen();
  world.ask("one", old, "old");
  world.say("Old words");
  world.coach->restart();
  world.poll();
  REQUIRE_FALSE(old.finished);
  world.introduce("en-US", fresh, "fresh");
  world.run_until([&] { return world.provider.calls.size() == 2; });
  world.say("Hello");
  // Longer than a held completion waits alone: the running call still keeps it.
  const auto later = std::chrono::steady_clock::now() + 20ms;
  world.run_until([&] { return std::chrono::steady_clock::now() > later; });
  REQUIRE_FALSE(old.finished);
  world.finish();
  REQUIRE(world.finished == Order{"fresh", "old"});
  REQUIRE(old.frames.size() == 1);
  REQUIRE(world.provider.calls[1]->request.messages.size() == 1);
}

TEST_CASE("the completion of a restarted turn goes out alone when no call follows", "[chat]") {
  World world;
  Seen& old = world.new_seen();
  world.ask("one", old);
  world.say("words");
  world.coach->restart();
  REQUIRE_FALSE(old.finished);
  world.run_until([&] { return old.finished; });
}

TEST_CASE("only so many completions are held", "[chat]") {
  World world;
  world.settings.held_completions_max = 2;
  for (int i = 0; i < 5; ++i)
    world.ask("hi", world.new_seen(), std::to_string(i));
  REQUIRE(world.finished == Order{"0", "1"});
}

TEST_CASE("a failure before the first word is a sentence, free, and leaves no trace in the chat",
          "[chat]") {
  const std::vector<std::pair<FailureClass, std::string>> cases = {
      {FailureClass::auth, "upstream_refused"},
      {FailureClass::billing, "upstream_refused"},
      {FailureClass::rate_limit, "upstream_busy"},
      {FailureClass::timeout, "timeout"},
      {FailureClass::network, "upstream_down"},
      {FailureClass::server, "upstream_down"},
      {FailureClass::empty, "answer_empty"},
      {FailureClass::context_length, "history_too_long"},
      {FailureClass::blocked, "answer_blocked"}};
  for (const auto& [cause, key] : cases) {
    World world;
    Seen& seen = world.new_seen();
    Seen& next = world.new_seen();
    world.ask("hi", seen);
    world.provider.fail(cause);
    world.poll();
    INFO(key);
    REQUIRE(seen.frames == std::vector<std::string>{"<" + key + " en-AU>"});
    REQUIRE(seen.finished);
    REQUIRE(world.limiter.given_back == 1);
    world.ask("again", next);
    REQUIRE(world.provider.calls[1]->request.messages.size() == 1);
  }
}

TEST_CASE("an answer that is cut off says so under the words that came, and keeps them", "[chat]") {
  World world;
  Seen& seen = world.new_seen();
  Seen& next = world.new_seen();
  world.ask("hi", seen);
  world.say("Half");
  world.provider.fail(FailureClass::truncated);
  world.poll();
  REQUIRE(seen.last() == "Half\n\n<answer_cut_off en-AU>");
  REQUIRE(seen.finished);
  REQUIRE(world.limiter.charged == 1);
  world.ask("go on", next);
  REQUIRE(world.provider.calls[1]->request.messages[1].text == "Half");
}

TEST_CASE("an answer that ran into the model's limit says so", "[chat]") {
  World world;
  Seen& seen = world.new_seen();
  world.ask("hi", seen);
  world.say("Long");
  world.provider.finish(llm::FinishReason::length);
  world.poll();
  REQUIRE(seen.last() == "Long\n\n<answer_too_long en-AU>");
}

TEST_CASE("an answer over our own limit is ended at a character", "[chat]") {
  World world;
  world.settings.answer_bytes_max = 5;
  Seen& seen = world.new_seen();
  world.ask("hi", seen);
  world.say("aaaa\xC3\xA9");
  REQUIRE(seen.last() == "aaaa\n\n<answer_too_long en-AU>");
  REQUIRE(world.provider.calls[0]->cancelled);
}

TEST_CASE("a used-up budget is a sentence that says when to come back", "[chat]") {
  World world(1);
  Seen& first = world.new_seen();
  Seen& second = world.new_seen();
  world.ask("hi", first);
  world.say("hello");
  world.finish();
  world.clock.advance(1h + 30s);
  world.ask("more", second);
  REQUIRE(second.last() == "<quota_used_up en-AU <duration_hours en-AU 23>>");
  REQUIRE(second.finished);
  REQUIRE(world.provider.calls.size() == 1);
}

TEST_CASE("an empty or overlong message is refused with a sentence and costs nothing", "[chat]") {
  World world;
  world.settings.message_characters_max = 3;
  Seen& longer = world.new_seen();
  Seen& empty = world.new_seen();
  Seen& fits = world.new_seen();
  world.ask("abcd", longer);
  REQUIRE(longer.last() == "<message_too_long en-AU 3>");
  world.ask(" \n", empty);
  REQUIRE(empty.frames.size() == 1);
  REQUIRE(empty.finished);
  REQUIRE(world.provider.calls.empty());
  world.ask("\xC3\xA9\xC3\xA9\xC3\xA9", fits);
  REQUIRE(world.provider.calls.size() == 1);
}

TEST_CASE("a provider that throws costs nothing, ends the call with a sentence and is reported",
          "[chat]") {
  World world;
  world.expects_bug = true;
  Seen& seen = world.new_seen();
  Seen& next = world.new_seen();
  SECTION("when it is asked") {
    world.provider.throws_on_open = true;
    world.ask("hi", seen);
    world.provider.throws_on_open = false;
  }
  SECTION("when it should go on") {
    world.ask("hi", seen);
    world.provider.calls.back()->throws = true;
    world.say("never seen");
  }
  REQUIRE(seen.last() == "<internal_error en-AU>");
  REQUIRE(seen.finished);
  REQUIRE(world.bugs == 1);
  REQUIRE(world.limiter.given_back == 1);
  REQUIRE(world.limiter.charged == 0);
  world.ask("once more", next);
  REQUIRE(world.provider.calls.back()->request.messages.size() == 1);
  world.say("Here I am");
  world.finish();
  REQUIRE(next.last() == "Here I am");
}

TEST_CASE("an introduction that was stopped before its first word leaves nothing behind",
          "[chat]") {
  World world;
  Seen& first = world.new_seen();
  Seen& second = world.new_seen();
  world.introduce("de-DE", first);
  SECTION("by the user") {
    world.coach->stop();
    world.poll();
  }
  SECTION("by the user's first message") {}
  world.ask("drei Tage", second);
  const auto& messages = world.provider.calls[1]->request.messages;
  REQUIRE(messages.size() == 1);
  REQUIRE(messages[0].text == "drei Tage");
}

TEST_CASE("closing ends the upstream call and forgets the turn", "[chat]") {
  World world;
  Seen& seen = world.new_seen();
  world.ask("hi", seen);
  world.say("words");
  bool closed = false;
  asio::co_spawn(world.context, world.coach->close(), [&](std::exception_ptr) { closed = true; });
  world.poll();
  REQUIRE(closed);
  REQUIRE(world.provider.calls[0]->cancelled);
  REQUIRE(world.log.contains("outcome=disconnected"));
}

TEST_CASE("a server that ends finishes the answer with a sentence", "[chat]") {
  World world;
  Seen& seen = world.new_seen();
  world.ask("hi", seen);
  world.say("Half");
  world.coach->shut_down();
  REQUIRE(seen.last() == "Half\n\n<shutting_down en-AU>");
  REQUIRE(seen.finished);
}

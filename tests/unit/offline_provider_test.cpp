#include "support/knowledge.hpp"
#include "support/manual_clock.hpp"

#include <spotter/llm/offline/provider.hpp>
#include <spotter/plan/draft.hpp>
#include <spotter/shard/task_group.hpp>

#include <boost/asio/io_context.hpp>
#include <catch2/catch.hpp>

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace spotter::llm::offline {
namespace {

using std::chrono::milliseconds;
using namespace std::chrono_literals;
using testing::ManualClock;

/// A provider on a loop that only a test turns.
struct Bench {
  explicit Bench(milliseconds word_interval) {
    Settings settings;
    settings.word_interval = word_interval;
    provider = make_provider(loop.get_executor(), clock, *texts, testing::knowledge(), settings);
  }

  std::unique_ptr<Stream> open(const std::string& text, Duration limit = 60s) {
    Request request;
    request.locale = "en-US";
    request.messages.push_back({Role::user, text});
    return provider->open(std::move(request), clock.now() + limit, ready);
  }

  /// Whether the stream raised its signal since the last call.
  bool raised() {
    auto wait = [this]() -> Task<void> {
      up = co_await ready.wait_until(std::chrono::steady_clock::now());
    };
    up = false;
    group.spawn(wait());
    loop.restart();
    loop.poll();
    return up;
  }

  asio::io_context loop{1};
  ManualClock clock;
  shard::Signal ready{loop.get_executor()};
  shard::TaskGroup group{loop.get_executor(), [](std::exception_ptr) { FAIL("bug in a task"); }};
  std::unique_ptr<const prompts::Catalog> texts = prompts::make_built_in_catalog();
  std::unique_ptr<Provider> provider;
  bool up = false;
};

/// All events that are there now.
std::vector<Event> take(Stream& stream) {
  std::vector<Event> events;
  while (auto event = stream.try_next())
    events.push_back(std::move(*event));
  return events;
}

std::string text_of(const std::vector<Event>& events) {
  std::string all;
  for (const Event& event : events) {
    if (const auto* text = std::get_if<Text>(&event)) all += text->fragment;
  }
  return all;
}

std::string plan_of(const std::vector<Event>& events) {
  std::string all;
  for (const Event& event : events) {
    if (const auto* piece = std::get_if<ToolArgs>(&event)) all += piece->fragment;
  }
  return all;
}

std::size_t words_in(const std::vector<Event>& events) {
  std::size_t count = 0;
  for (const Event& event : events)
    count += std::holds_alternative<Text>(event) ? 1 : 0;
  return count;
}

FailureClass failure_of(const std::vector<Event>& events) {
  REQUIRE_FALSE(events.empty());
  const auto* failed = std::get_if<Failed>(&events.back());
  REQUIRE(failed != nullptr);
  return failed->cause;
}

TEST_CASE("the offline provider has a name and no model", "[offline]") {
  Bench bench(12ms);
  CHECK(bench.provider->name() == "offline");
  CHECK(bench.provider->model().empty());
}

TEST_CASE("without an interval the whole answer is there at once, word by word", "[offline]") {
  Bench bench(0ms);
  const auto stream = bench.open("thanks");
  const auto events = take(*stream);
  REQUIRE(events.size() > 4);
  CHECK(std::holds_alternative<Started>(events.front()));
  const auto* finished = std::get_if<Finished>(&events.back());
  REQUIRE(finished != nullptr);
  CHECK(finished->reason == FinishReason::stop);
  CHECK(words_in(events) == events.size() - 2);
  CHECK(text_of(events) == "You're welcome! Have a good workout.");
  CHECK(take(*stream).empty());
}

TEST_CASE("a plan is handed over as one call of the tool, piece by piece", "[offline]") {
  Bench bench(0ms);
  const auto events = take(*bench.open("3 days, beginner, dumbbells"));
  REQUIRE(events.size() > 10);
  const auto* begin = std::get_if<ToolBegin>(&events[1]);
  REQUIRE(begin != nullptr);
  CHECK(begin->name == plan::kToolName);
  plan::DraftReader reader;
  std::string draft;
  for (const Event& event : events) {
    if (const auto* args = std::get_if<ToolArgs>(&event)) {
      CHECK(args->slot == begin->slot);
      draft += args->fragment;
      reader.feed(args->fragment);
    }
  }
  const auto* end = std::get_if<ToolEnd>(&events[events.size() - 2]);
  REQUIRE(end != nullptr);
  CHECK((end->ok && end->arguments == draft));
  CHECK(reader.state() == plan::DraftReader::State::complete);
  CHECK(reader.plan().sessions.size() == 3);
  CHECK(reader.skipped() == 0);
  CHECK(std::get<Finished>(events.back()).reason == FinishReason::tool_calls);
}

TEST_CASE("opening raises the signal and the first word does not wait", "[offline]") {
  Bench bench(12ms);
  const auto stream = bench.open("thanks");
  CHECK(bench.raised());
  const auto events = take(*stream);
  CHECK(words_in(events) == 1);
  CHECK(text_of(events) == "You're");
}

TEST_CASE("an answer is whole once its last word is due", "[offline]") {
  Bench bench(10ms);
  const auto stream = bench.open("hello");
  CHECK_FALSE(stream->is_whole());
  bench.clock.advance(1h);
  CHECK(stream->is_whole());
  const auto cancelled = bench.open("hello");
  CHECK_FALSE(cancelled->is_whole());
  cancelled->cancel();
  CHECK(cancelled->is_whole());
}

TEST_CASE("one more word is due after each interval", "[offline]") {
  Bench bench(12ms);
  const auto stream = bench.open("thanks");
  take(*stream);
  bench.clock.advance(11ms);
  CHECK(take(*stream).empty());
  bench.clock.advance(1ms);
  CHECK(text_of(take(*stream)) == " welcome!");
  bench.clock.advance(24ms);
  CHECK(words_in(take(*stream)) == 2);
}

TEST_CASE("a reader that comes late gets all words that were due", "[offline]") {
  Bench bench(12ms);
  const auto stream = bench.open("thanks");
  bench.clock.advance(10s);
  const auto events = take(*stream);
  CHECK(std::holds_alternative<Finished>(events.back()));
  CHECK(text_of(events) == "You're welcome! Have a good workout.");
}

TEST_CASE("the timer raises the signal when the next word is due", "[offline]") {
  Bench bench(1ms);
  const auto stream = bench.open("thanks");
  CHECK(bench.raised());
  take(*stream);
  CHECK_FALSE(bench.raised());
  bench.loop.restart();
  CHECK(bench.loop.run_one_for(10s) == 1);
  CHECK(bench.raised());
}

TEST_CASE("cancel drops the rest and ends the stream as cancelled", "[offline]") {
  Bench bench(12ms);
  const auto stream = bench.open("3 days");
  take(*stream);
  CHECK(bench.raised());
  stream->cancel();
  CHECK(bench.raised());
  const auto events = take(*stream);
  CHECK(events.size() == 1);
  CHECK(failure_of(events) == FailureClass::cancelled);
  CHECK(std::get<Failed>(events.back()).visible);
  stream->cancel();
  CHECK(take(*stream).empty());
}

TEST_CASE("a stream that is cancelled before its first word had nothing visible", "[offline]") {
  Bench bench(12ms);
  const auto stream = bench.open("3 days");
  stream->cancel();
  const auto events = take(*stream);
  REQUIRE(events.size() == 1);
  CHECK_FALSE(std::get<Failed>(events.back()).visible);
}

TEST_CASE("cancel after the end changes nothing", "[offline]") {
  Bench bench(0ms);
  const auto stream = bench.open("thanks");
  take(*stream);
  stream->cancel();
  CHECK(take(*stream).empty());
}

TEST_CASE("the deadline ends the stream with a timeout", "[offline]") {
  Bench bench(12ms);
  const auto stream = bench.open("hello", 100ms);
  take(*stream);
  bench.clock.advance(99ms);
  CHECK(words_in(take(*stream)) == 8);
  bench.clock.advance(1ms);
  const auto events = take(*stream);
  CHECK(events.size() == 1);
  CHECK(failure_of(events) == FailureClass::timeout);
}

TEST_CASE("a deadline that is over gives no word at all", "[offline]") {
  Bench bench(12ms);
  const auto stream = bench.open("3 days", 0ms);
  const auto events = take(*stream);
  CHECK(events.size() == 1);
  CHECK(failure_of(events) == FailureClass::timeout);
}

TEST_CASE("a stream may end while its timer waits", "[offline]") {
  Bench bench(1ms);
  auto stream = bench.open("3 days");
  CHECK(bench.raised());
  take(*stream);
  stream.reset();
  bench.loop.restart();
  bench.loop.run();
  CHECK_FALSE(bench.raised());
}

TEST_CASE("two streams of one provider do not mix", "[offline]") {
  Bench bench(0ms);
  const auto first = bench.open("thanks");
  const auto second = bench.open("bye");
  CHECK(text_of(take(*second)) == "See you! Enjoy your training.");
  CHECK(text_of(take(*first)) == "You're welcome! Have a good workout.");
}

TEST_CASE("the same request gives the same events", "[offline]") {
  Bench bench(0ms);
  const auto first = bench.open("4 days, intermediate, gym, muscle");
  const auto second = bench.open("4 days, intermediate, gym, muscle");
  const std::string plan = plan_of(take(*first));
  CHECK(plan.size() > 500);
  CHECK(plan == plan_of(take(*second)));
}

}  // namespace
}  // namespace spotter::llm::offline

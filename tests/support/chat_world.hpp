#pragma once

#include "support/knowledge.hpp"
#include "support/manual_clock.hpp"
#include "support/recording_log.hpp"
#include "support/scripted_provider.hpp"

#include <spotter/chat/coach.hpp>
#include <spotter/plan/wire.hpp>
#include <spotter/rate_limit/memory/sliding_log.hpp>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <catch2/catch.hpp>

#include <chrono>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace spotter::testing {

using namespace std::chrono_literals;

/// What the client of one call saw.
struct Seen {
  std::vector<std::string> frames;  ///< of text
  std::vector<plan::Plan> plans;
  std::vector<std::size_t> plan_bytes;
  int starts_over = 0;
  bool finished = false;
  chat::Ending ending;  ///< once it is finished
  bool released = false;
  bool plan_is_last = false;
  chat::Room room = chat::Room::empty;
  [[nodiscard]] std::string last() const { return frames.empty() ? "" : frames.back(); }
};

/// Order in which replies were finished, by name.
using Order = std::vector<std::string>;

class FakeReply final : public chat::Reply {
 public:
  /// The app stops listening to all calls at the first that is finished; a stream ends alone.
  enum class Ends { others, itself };
  FakeReply(Seen& seen, std::string name, Order& order, Ends ends = Ends::others)
      : seen_(seen), name_(std::move(name)), order_(order), ends_(ends) {}
  [[nodiscard]] chat::Room room() const noexcept override { return seen_.room; }
  void show(std::string_view text) override {
    REQUIRE_FALSE(seen_.finished);
    REQUIRE(seen_.plans.empty());  // the app would take the plan away
    const bool begins_alike = text.substr(0, seen_.last().size()) == seen_.last();
    REQUIRE((begins_alike || started_over_));
    started_over_ = false;
    seen_.frames.emplace_back(text);
  }
  void start_over() override {
    started_over_ = true;
    ++seen_.starts_over;
  }
  std::size_t show(const plan::Plan& plan, chat::PlanStage stage) override {
    REQUIRE_FALSE(seen_.finished);
    REQUIRE_FALSE(seen_.plan_is_last);
    seen_.plan_is_last = stage == chat::PlanStage::last;
    std::string payload;
    plan::append_second_shape(payload, plan, "2026-01-01");
    seen_.plans.push_back(plan);
    seen_.plan_bytes.push_back(payload.size());
    return payload.size();
  }
  [[nodiscard]] bool ends_others() const noexcept override { return ends_ == Ends::others; }
  void release() override {
    REQUIRE(ends_others());
    seen_.released = true;
  }
  void finish(const chat::Ending& ending) override {
    REQUIRE_FALSE(seen_.finished);
    seen_.finished = true;
    seen_.ending = ending;
    order_.push_back(name_);
  }

 private:
  Seen& seen_;
  std::string name_;
  Order& order_;
  Ends ends_;
  bool started_over_ = false;
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
  [[nodiscard]] std::vector<std::string> versions() const override { return {"coach/1"}; }
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

/// One coach, its provider and all that it uses, on a loop that only the test turns.
struct ChatWorld {
  asio::io_context context;
  ManualClock clock;
  RecordingLog log;
  FakeCatalog catalog;
  chat::WeightUnit unit = chat::WeightUnit::unknown;
  ScriptedProvider provider;
  shard::Signal gate{context.get_executor()};
  FakeLimiter limiter{clock, gate};
  std::optional<Duration> busy_for;      ///< turns are to come back after that
  chat::Right right = chat::Right::yes;  ///< what the store says before each turn
  chat::Metrics metrics;
  chat::Settings settings;
  rate_limit::GenerationId ids = 0;
  Order finished;
  bool expects_bug = false;
  int bugs = 0;
  std::deque<Seen> all_seen;
  chat::Services all_services = make_services();
  std::unique_ptr<chat::Coach> coach;

  explicit ChatWorld(std::size_t generations_max = 100) {
    settings.frame_interval = 0ms;
    settings.held_completion_wait = 5ms;
    remake(generations_max);
  }
  void remake(std::size_t generations_max = 100) {
    chat::Speaker speaker{"session-1", std::string(64, 'a'), generations_max, {}, {}};
    speaker.look_again = [this](const std::string& /*turn*/,
                                const telemetry::SpanParent& /*trace*/) -> Task<chat::Right> {
      co_return right;
    };
    coach = std::make_unique<chat::Coach>(services(), std::move(speaker));
  }
  const chat::Services& services() { return all_services; }
  chat::Services make_services() {
    return chat::Services{context.get_executor(),
                          clock,
                          log,
                          catalog,
                          knowledge(),
                          provider,
                          limiter,
                          metrics,
                          settings,
                          [this] { return ++ids; },
                          [this](std::exception_ptr bug) {
                            if (!expects_bug) std::rethrow_exception(bug);
                            ++bugs;
                          },
                          [this] { return busy_for; },
                          "p-"};
  }
  ~ChatWorld() {
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
  void ask(const std::string& text, Seen& seen, const std::string& name = "ask",
           FakeReply::Ends ends = FakeReply::Ends::others) {
    coach->send_message(text, std::make_unique<FakeReply>(seen, name, finished, ends));
    poll();
  }
  /// Time passes, and the turn looks: its timer does not know the test's clock.
  void later(Duration by) {
    clock.advance(by);
    provider.look();
    poll();
  }
  void introduce(const std::string& locale, Seen& seen, const std::string& name = "introduce") {
    coach->introduce(locale, unit, std::make_unique<FakeReply>(seen, name, finished));
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

}  // namespace spotter::testing

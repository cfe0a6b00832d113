#include "support/chat_world.hpp"

#include <string_view>

using namespace std::chrono_literals;
using namespace spotter;
using chat::Outcome;
using chat::QuotaDecision;
using chat::TurnKind;
using testing::Seen;
using World = testing::ChatWorld;

namespace {

/// All turns that were counted.
std::uint64_t turns_in(const chat::Metrics& metrics) {
  std::uint64_t all = 0;
  metrics.turns.for_each([&](const auto&, const auto& cell) { all += cell.value(); });
  return all;
}

}  // namespace

TEST_CASE("an answer is counted once, with its time, pieces, frames and generation",
          "[chat][metrics]") {
  World world;
  Seen& seen = world.new_seen();
  world.ask("hi", seen);
  CHECK(world.metrics.running.value() == 1);
  world.clock.advance(2s);
  world.say("Here ");
  world.clock.advance(30s);
  world.say("you go");
  world.finish();
  const chat::Metrics& metrics = world.metrics;
  CHECK(metrics.running.value() == 0);
  CHECK(metrics.turns(TurnKind::message, Outcome::answered).value() == 1);
  CHECK(turns_in(metrics) == 1);
  CHECK(metrics.deltas.value() == 2);
  CHECK(metrics.conflated.value() == 0);
  CHECK(metrics.frames(chat::FrameKind::text).value() == 2);
  CHECK(metrics.frames(chat::FrameKind::plan).value() == 0);
  CHECK(metrics.first_word(TurnKind::message).sum() == Approx(2));
  CHECK(metrics.duration(TurnKind::message).sum() == Approx(32));
  CHECK(metrics.duration(TurnKind::introduction).count() == 0);
  CHECK(metrics.quota(QuotaDecision::allowed).value() == 1);
  CHECK(metrics.settled(rate_limit::Settlement::charged).value() == 1);
  CHECK(metrics.settled(rate_limit::Settlement::given_back).value() == 0);
  CHECK(metrics.begun_again.value() == 0);
  CHECK(metrics.stood_in.value() == 0);
}

TEST_CASE("pieces that share a frame are conflated but for one", "[chat][metrics]") {
  World world;
  world.settings.frame_interval = 40ms;
  Seen& seen = world.new_seen();
  world.ask("hi", seen);
  world.say("one");
  world.say(" two");
  world.say(" three");
  world.say(" four");
  CHECK(world.metrics.frames(chat::FrameKind::text).value() == 1);
  world.later(40ms);
  CHECK(world.metrics.frames(chat::FrameKind::text).value() == 2);
  CHECK(world.metrics.deltas.value() == 4);
  CHECK(world.metrics.conflated.value() == 2);
}

TEST_CASE("added latency ends when the client has taken the frame", "[chat][metrics]") {
  World world;
  Seen& seen = world.new_seen();
  world.ask("hi", seen);
  world.say("one");
  seen.room = chat::Room::some;
  world.clock.advance(70ms);
  world.coach->on_room();
  CHECK(world.metrics.added_latency.count() == 0);
  seen.room = chat::Room::empty;
  world.clock.advance(30ms);
  world.coach->on_room();
  CHECK(world.metrics.added_latency.count() == 1);
  CHECK(world.metrics.added_latency.sum() == Approx(0.1));
  world.coach->on_room();
  CHECK(world.metrics.added_latency.count() == 1);
}

TEST_CASE("a used-up quota is one refusal, and neither a call nor a generation",
          "[chat][metrics]") {
  World world(1);
  Seen& first = world.new_seen();
  world.ask("hi", first);
  world.say("Hello");
  world.finish();
  Seen& second = world.new_seen();
  world.ask("again", second);
  const chat::Metrics& metrics = world.metrics;
  CHECK(metrics.quota(QuotaDecision::used_up).value() == 1);
  CHECK(metrics.quota(QuotaDecision::allowed).value() == 1);
  CHECK(metrics.turns(TurnKind::message, Outcome::quota_used_up).value() == 1);
  CHECK(metrics.settled(rate_limit::Settlement::charged).value() == 1);
  CHECK(metrics.settled(rate_limit::Settlement::given_back).value() == 0);
  CHECK(metrics.deltas.value() == 1);
  CHECK(turns_in(metrics) == 2);
}

TEST_CASE("a turn that a newer one supersedes is counted as such and gives back",
          "[chat][metrics]") {
  World world;
  Seen& first = world.new_seen();
  Seen& second = world.new_seen();
  world.introduce("en-AU", first);
  world.ask("hi", second);
  const chat::Metrics& metrics = world.metrics;
  CHECK(metrics.turns(TurnKind::introduction, Outcome::superseded).value() == 1);
  CHECK(metrics.running.value() == 1);
  CHECK(metrics.settled(rate_limit::Settlement::given_back).value() == 1);
  world.say("Hello");
  world.finish();
  CHECK(metrics.turns(TurnKind::message, Outcome::answered).value() == 1);
  CHECK(metrics.running.value() == 0);
}

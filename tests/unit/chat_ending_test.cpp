#include "support/chat_world.hpp"

// What whoever asked is told at the end of a turn.
namespace spotter {
namespace {

using namespace std::chrono_literals;
using chat::Outcome;
using testing::ChatWorld;
using testing::FakeReply;
using testing::Order;
using testing::Seen;

constexpr auto kItself = FakeReply::Ends::itself;

TEST_CASE("an ending says what was charged, what is left and what the model took", "[chat]") {
  ChatWorld world(2);
  world.remake(2);
  Seen& first = world.new_seen();
  world.ask("hi", first);
  world.say("One");
  world.provider.play(llm::Usage{21, 3, 0, 7, 2, false});
  world.finish();
  CHECK(first.ending.outcome == Outcome::answered);
  CHECK(first.ending.charged);
  CHECK(first.ending.remaining == std::size_t{1});
  REQUIRE(first.ending.tokens);
  CHECK(first.ending.tokens->input == 21);
  CHECK(first.ending.tokens->output == 7);
  CHECK_FALSE(first.ending.tokens->estimated);
  Seen& second = world.new_seen();
  world.ask("more", second);
  world.say("Two");
  world.finish();
  CHECK(second.ending.remaining == std::size_t{0});
  CHECK(second.ending.next_free_in == 24h);
  CHECK_FALSE(second.ending.tokens);
  Seen& third = world.new_seen();
  world.ask("more", third);
  CHECK(third.ending.outcome == Outcome::quota_used_up);
  CHECK_FALSE(third.ending.charged);
  CHECK(third.ending.remaining == std::size_t{0});
  CHECK(third.ending.next_free_in == 24h);
}

TEST_CASE("what is given back is left again", "[chat]") {
  ChatWorld world(2);
  Seen& seen = world.new_seen();
  world.ask("hi", seen);
  world.coach->stop();
  world.poll();
  CHECK(seen.ending.outcome == Outcome::stopped);
  CHECK_FALSE(seen.ending.charged);
  CHECK(seen.ending.remaining == std::size_t{2});
  CHECK(world.limiter.given_back == 1);
}

TEST_CASE("a reply that ends nobody but itself is finished as soon as it is superseded", "[chat]") {
  ChatWorld world;
  Seen& first = world.new_seen();
  Seen& second = world.new_seen();
  Seen& third = world.new_seen();
  world.ask("one", first, "first", kItself);
  world.say("One");
  world.ask("two", second, "second");
  CHECK(world.finished == Order{"first"});
  CHECK(first.ending.outcome == Outcome::superseded);
  CHECK(first.ending.charged);
  // One that ends others still waits for the one that took over, whatever that ends.
  world.ask("three", third, "third", kItself);
  CHECK(second.released);
  CHECK(world.finished == Order{"first"});
  world.coach->restart();
  world.poll();
  CHECK(third.ending.outcome == Outcome::restarted);
  world.run_until([&] { return second.finished; });
  CHECK(world.finished == Order{"first", "third", "second"});
  CHECK_FALSE(world.coach->busy());
}

TEST_CASE("what is preferred holds from the next message on, and what is not said stays",
          "[chat]") {
  ChatWorld world;
  const auto asked = [&] {
    world.ask("hi", world.new_seen(), "ask", kItself);
    return world.provider.calls.back()->request;
  };
  world.coach->prefer("", chat::WeightUnit::unknown);
  CHECK(asked().locale == "en-AU");
  CHECK(world.provider.calls.back()->request.weight_unit.empty());
  world.coach->prefer("en-US", chat::WeightUnit::unknown);
  CHECK(asked().weight_unit == "pounds");
  world.coach->prefer("de_AT.nonsense", chat::WeightUnit::kilograms);
  CHECK(asked().locale == "en-AU");
  CHECK(world.provider.calls.back()->request.weight_unit == "kilograms");
  world.coach->prefer("", chat::WeightUnit::unknown);
  CHECK(asked().weight_unit == "kilograms");
}

}  // namespace
}  // namespace spotter

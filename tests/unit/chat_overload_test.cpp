#include "support/chat_world.hpp"

#include <spotter/chat/plan_request.hpp>

using namespace spotter;
using namespace spotter::testing;
using chat::Outcome;

TEST_CASE("a server with too much to do refuses a turn with a sentence, free, and asks nobody",
          "[chat][overload]") {
  ChatWorld world;
  world.busy_for = 7s;
  Seen& refused = world.new_seen();
  world.ask("a plan", refused);
  REQUIRE(refused.finished);
  CHECK(refused.last() == "<server_busy en-AU>");
  CHECK(refused.ending.outcome == Outcome::overloaded);
  CHECK_FALSE(refused.ending.charged);
  CHECK(world.provider.calls.empty());
  CHECK(world.limiter.charged + world.limiter.given_back == 0);

  // It leaves no trace in the chat.
  world.busy_for.reset();
  Seen& answered = world.new_seen();
  world.ask("a plan", answered);
  REQUIRE(world.provider.calls.size() == 1);
  CHECK(world.provider.calls.back()->request.messages.size() == 1);
  world.say("Here");
  world.finish();
  CHECK(answered.last() == "Here");
}

TEST_CASE("an answer that runs goes on, however much there is to do", "[chat][overload]") {
  ChatWorld world;
  Seen& seen = world.new_seen();
  world.ask("hi", seen);
  world.say("One");
  world.busy_for = 7s;
  world.say(" two");
  world.finish();
  REQUIRE(seen.finished);
  CHECK(seen.last() == "One two");
  CHECK(seen.ending.outcome == Outcome::answered);
}

TEST_CASE("chest pain is answered however much there is to do", "[chat][overload]") {
  ChatWorld world;
  world.busy_for = 7s;
  Seen& seen = world.new_seen();
  world.ask("I have chest pain and my left arm is numb", seen);
  REQUIRE(seen.finished);
  CHECK(seen.ending.outcome == Outcome::warned);
}

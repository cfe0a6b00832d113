#include "support/failover_world.hpp"

#include <catch2/catch.hpp>

namespace spotter::llm::failover {
namespace {

using namespace std::chrono_literals;
using testing::failed;
using testing::FailoverWorld;
using testing::one_model;
using Lines = std::vector<std::string>;

TEST_CASE("a provider's advice is obeyed when nobody else can answer", "[failover]") {
  FailoverWorld world(one_model());
  auto answer = world.ask();
  world.providers[0]->play(failed(FailureClass::rate_limit, 7000ms));
  answer->events();
  world.clock.advance(7s - 1ms);
  answer->events();
  CHECK(world.providers[0]->calls.size() == 1);
  world.clock.advance(1ms);
  answer->events();
  CHECK(world.providers[0]->calls.size() == 2);
}

TEST_CASE("advice above a second sends the question to the next provider at once", "[failover]") {
  FailoverWorld world;
  auto answer = world.ask();
  world.providers[0]->play(failed(FailureClass::rate_limit, 1001ms));
  answer->events();
  CHECK(world.providers[0]->calls.size() == 1);
  CHECK(world.providers[1]->calls.size() == 1);
}

TEST_CASE("advice beyond the window ends the answer with the advice", "[failover]") {
  FailoverWorld world(one_model());
  auto answer = world.ask();
  world.providers[0]->play(failed(FailureClass::rate_limit, 34'000ms));
  CHECK(answer->events().back() ==
        "failed rate_limit retryable=true visible=false retry_after_ms=34000");
  // And others are kept away for so long.
  auto other = world.ask();
  CHECK(other->events().back().find("failed server") == 0);
  CHECK(world.providers[0]->calls.size() == 1);
  world.clock.advance(34s);
  other = world.ask();
  CHECK(world.providers[0]->calls.size() == 2);
}

TEST_CASE("who finds out that a key is refused says when to come back, as all after it",
          "[failover]") {
  FailoverWorld world(one_model());
  auto answer = world.ask();
  world.providers[0]->play(failed(FailureClass::auth));
  CHECK(answer->events().back() ==
        "failed auth retryable=false visible=false retry_after_ms=300000");
}

TEST_CASE("with every breaker open the answer fails at once and says when to come back",
          "[failover]") {
  FailoverWorld world(one_model());
  auto answer = world.ask();
  world.providers[0]->play(failed(FailureClass::billing));
  answer->events();
  auto next = world.ask();
  CHECK(next->events() == Lines{"failed auth retryable=false visible=false code=no_provider "
                                "retry_after_ms=300000"});
  CHECK(world.board->report().answering.empty());
}

TEST_CASE("whoever waits out a provider's advice is answered when it is over, all of them",
          "[failover]") {
  FailoverWorld world(one_model());
  std::vector<std::unique_ptr<FailoverWorld::Answer>> answers;
  for (int i = 0; i < 3; ++i)
    answers.push_back(world.ask());
  for (int i = 0; i < 3; ++i) {
    auto& call = *world.providers[0]->calls[static_cast<std::size_t>(i)];
    call.events.emplace_back(failed(FailureClass::rate_limit, 11'000ms));
    answers[static_cast<std::size_t>(i)]->events();
  }
  CHECK(world.standing(0).state == resilience::Breaker::State::open);
  auto late = world.ask();  // asks while the provider rests, and waits as well
  world.clock.advance(11s + 2ms);
  for (const auto& answer : answers)
    answer->events();
  late->events();
  REQUIRE(world.providers[0]->calls.size() == 4);  // a probe
  CHECK(world.board->report().answering == "first");
  const auto say = [&](std::size_t call) {
    world.providers[0]->calls[call]->events.emplace_back(Text{"Hi"});
    for (const auto& answer : answers)
      answer->events();
    late->events();
  };
  say(3);
  REQUIRE(world.providers[0]->calls.size() == 5);  // its first word lets the next one pass
  say(4);
  CHECK(world.standing(0).state == resilience::Breaker::State::closed);
  CHECK(world.providers[0]->calls.size() == 7);
  CHECK(world.standing(0).waiting == 0);
}

}  // namespace
}  // namespace spotter::llm::failover

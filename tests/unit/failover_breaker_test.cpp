#include "support/failover_world.hpp"

#include <catch2/catch.hpp>

namespace spotter::llm::failover {
namespace {

using namespace std::chrono_literals;
using testing::failed;
using testing::FailoverWorld;
using testing::model_and_offline;
using testing::one_model;
using Lines = std::vector<std::string>;

TEST_CASE("a bad key keeps the next questions away from a provider", "[failover]") {
  FailoverWorld world;
  auto answer = world.ask();
  world.providers[0]->play(failed(FailureClass::auth));
  answer->events();
  CHECK(world.standing(0).state == resilience::Breaker::State::misconfigured);
  CHECK(world.board->report().answering == "second");
  for (int i = 0; i < 10; ++i)
    world.ask();
  CHECK(world.providers[0]->calls.size() == 1);
  CHECK(world.providers[1]->calls.size() == 11);
}

TEST_CASE("five failed answers open the breaker, and the next goes elsewhere at once",
          "[failover]") {
  FailoverWorld world;
  for (int i = 0; i < 5; ++i) {
    auto answer = world.ask();
    world.providers[0]->play(failed(FailureClass::server));
    answer->events();
  }
  CHECK(world.standing(0).state == resilience::Breaker::State::open);
  const auto before = world.providers[0]->calls.size();
  auto answer = world.ask();
  CHECK(world.providers[0]->calls.size() == before);
  world.providers[1]->say("Hi");
  world.providers[1]->finish();
  CHECK(answer->events() == Lines{"answering second", "text \"Hi\"", "finished stop"});
  CHECK(world.log.count("provider_state") == 1);
}

TEST_CASE("a probe that speaks and then breaks off opens the breaker again", "[failover]") {
  FailoverWorld world(one_model());
  auto answer = world.ask();
  world.providers[0]->play(failed(FailureClass::auth));
  answer->events();
  world.clock.advance(5min);
  auto probe = world.ask();
  world.providers[0]->say("Half");
  probe->events();
  CHECK(world.standing(0).state == resilience::Breaker::State::half_open);
  world.providers[0]->play(failed(FailureClass::truncated));
  probe->events();
  CHECK(world.standing(0).state == resilience::Breaker::State::open);
  CHECK(world.standing(0).running == 0);
}

TEST_CASE("with nobody behind it a probe is waited for, and with the rules behind it is not",
          "[failover]") {
  FailoverWorld world(model_and_offline());
  auto answer = world.ask();
  world.providers[0]->play(failed(FailureClass::auth));
  answer->events();
  world.clock.advance(5min);
  auto probe = world.ask();
  auto other = world.ask();
  CHECK(world.standing(0).waiting == 0);
  CHECK(world.providers[1]->calls.size() == 2);
}

TEST_CASE("that nobody can answer is told once, and once when it is over", "[failover]") {
  FailoverWorld world(one_model());
  auto answer = world.ask();
  world.providers[0]->play(failed(FailureClass::auth));
  answer->events();
  for (int i = 0; i < 10; ++i)
    world.ask();
  CHECK(world.log.count("nobody_can_answer") == 1);
  CHECK(world.log.count("somebody_can_answer") == 0);
  world.clock.advance(5min);
  auto probe = world.ask();
  CHECK(world.log.count("somebody_can_answer") == 1);
}

TEST_CASE("a provider that refuses each question as such is well, and its figures show it",
          "[failover]") {
  FailoverWorld world(one_model());
  for (int i = 0; i < 10; ++i) {
    auto answer = world.ask();
    world.providers[0]->play(failed(FailureClass::invalid_request));
    answer->events();
  }
  CHECK(world.standing(0).state == resilience::Breaker::State::closed);
  CHECK(world.standing(0).recent.calls == 10);
  CHECK(world.standing(0).recent.success_rate == 0);
}

}  // namespace
}  // namespace spotter::llm::failover

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

TEST_CASE("a failure that may heal is tried again there after a pause, before the rules stand in",
          "[failover]") {
  FailoverWorld world(model_and_offline());
  auto answer = world.ask();
  world.providers[0]->play(failed(FailureClass::server));
  answer->events();
  CHECK(world.providers[0]->calls.size() == 1);
  world.clock.advance(500ms);
  answer->events();
  REQUIRE(world.providers[0]->calls.size() == 2);
  world.providers[0]->say("Hi");
  world.providers[0]->finish();
  CHECK(answer->events() ==
        Lines{"answering first", "answering first", "text \"Hi\"", "finished stop"});
  CHECK(world.providers[1]->calls.empty());
}

TEST_CASE("when all models have failed once, they are asked again after their pauses",
          "[failover]") {
  FailoverWorld::Options options;
  options.offline = true;
  FailoverWorld world(options);
  auto answer = world.ask();
  world.providers[0]->play(failed(FailureClass::server));
  answer->events();
  world.clock.advance(100ms);
  world.providers[1]->play(failed(FailureClass::overloaded));
  answer->events();
  CHECK(world.providers[2]->calls.empty());
  world.clock.advance(400ms);
  answer->events();
  REQUIRE(world.providers[0]->calls.size() == 2);
  world.providers[0]->play(failed(FailureClass::server));
  answer->events();
  CHECK(world.providers[1]->calls.size() == 1);
  world.clock.advance(100ms);
  answer->events();
  REQUIRE(world.providers[1]->calls.size() == 2);
  world.providers[1]->play(failed(FailureClass::server));
  answer->events();
  CHECK(world.providers[2]->calls.size() == 1);
  CHECK(world.providers[0]->calls.size() == 2);
}

TEST_CASE("what the same provider would say again is not tried again there", "[failover]") {
  for (const auto cause :
       {FailureClass::auth, FailureClass::permission, FailureClass::billing,
        FailureClass::not_found, FailureClass::invalid_request, FailureClass::context_length,
        FailureClass::request_too_large, FailureClass::blocked, FailureClass::timeout}) {
    CAPTURE(name_of(cause));
    FailoverWorld world;
    auto answer = world.ask();
    world.providers[0]->play(failed(cause));
    answer->events();
    CHECK(world.providers[0]->calls.size() == 1);
    CHECK(world.providers[1]->calls.size() == 1);
  }
}

TEST_CASE("with nobody else to ask there are three attempts", "[failover]") {
  FailoverWorld world(one_model());
  auto answer = world.ask();
  for (int i = 0; i < 3; ++i) {
    REQUIRE(world.providers[0]->calls.size() == static_cast<std::size_t>(i + 1));
    world.providers[0]->play(failed(FailureClass::overloaded));
    answer->events();
    world.clock.advance(2s);
    answer->events();
  }
  CHECK(answer->events().back() == "failed overloaded retryable=true visible=false");
  CHECK(world.providers[0]->calls.size() == 3);
}

TEST_CASE("there are three attempts, too, when all others are left alone", "[failover]") {
  FailoverWorld world;
  auto before = world.ask();
  world.providers[0]->play(failed(FailureClass::auth));
  before->events();
  world.providers[1]->say("Hi");
  world.providers[1]->finish();
  before->events();
  auto answer = world.ask();
  for (std::size_t made = 1; made <= 3; ++made) {
    REQUIRE(world.providers[1]->calls.size() == 1 + made);
    world.providers[1]->play(failed(FailureClass::overloaded));
    answer->events();
    world.clock.advance(1s);
    answer->events();
  }
  CHECK(answer->events().back() == "failed overloaded retryable=true visible=false");
  CHECK(world.providers[0]->calls.size() == 1);
}

TEST_CASE("an empty or unreadable answer is tried once more", "[failover]") {
  for (const auto cause : {FailureClass::empty, FailureClass::malformed_tool_call}) {
    FailoverWorld world(one_model());
    auto answer = world.ask();
    for (int i = 0; i < 2; ++i) {
      world.providers[0]->play(failed(cause));
      answer->events();
      world.clock.advance(2s);
      answer->events();
    }
    CHECK(world.providers[0]->calls.size() == 2);
    // An empty answer is a fault; one that the model wrote badly says nothing of its server.
    CHECK(world.standing(0).failures == (cause == FailureClass::empty ? 2 : 0));
  }
}

TEST_CASE("the provider's word on retrying counts more than the kind of failure", "[failover]") {
  FailoverWorld world;
  auto answer = world.ask();
  Failed no = failed(FailureClass::server);
  no.should_retry = false;
  world.providers[0]->play(no);
  answer->events();
  CHECK(world.providers[1]->calls.size() == 1);
  Failed yes = failed(FailureClass::invalid_request);
  yes.should_retry = true;
  world.providers[1]->play(yes);
  answer->events();
  world.clock.advance(500ms);
  answer->events();
  CHECK(world.providers[1]->calls.size() == 2);
}

TEST_CASE("the retry budget bounds second attempts in the whole process", "[failover]") {
  FailoverWorld::Options options = one_model();
  options.policy.retry_budget = {.earned_per_call = 0.1, .saved_max = 2};
  options.policy.breaker.failures_in_a_row = 1'000'000;
  options.policy.breaker.window_calls_min = 1'000'000;
  FailoverWorld world(options);
  for (int i = 0; i < 100; ++i) {
    auto answer = world.ask();
    for (int attempt = 0; attempt < 3; ++attempt) {
      world.providers[0]->play(failed(FailureClass::server));
      answer->events();
      world.clock.advance(2s);
      answer->events();
    }
  }
  CHECK(world.providers[0]->calls.size() <= 112);
  CHECK(world.providers[0]->calls.size() >= 110);
}

TEST_CASE("stopping during a pause ends the answer and asks nobody", "[failover]") {
  FailoverWorld world(one_model());
  auto answer = world.ask();
  world.providers[0]->play(failed(FailureClass::server));
  answer->events();
  answer->cancel();
  world.clock.advance(10s);
  CHECK(answer->events().back() == "failed cancelled retryable=false visible=false");
  CHECK(world.providers[0]->calls.size() == 1);
}

}  // namespace
}  // namespace spotter::llm::failover

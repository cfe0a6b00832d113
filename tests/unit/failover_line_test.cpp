#include "support/failover_world.hpp"

#include <catch2/catch.hpp>

namespace spotter::llm::failover {
namespace {

using namespace std::chrono_literals;
using testing::failed;
using testing::FailoverWorld;
using testing::model_and_offline;
using testing::one_model;

/// The first of them has room for one answer.
FailoverWorld::Options one_place(FailoverWorld::Options options = one_model()) {
  options.policy.bulkhead.running_max = 1;
  options.policy.bulkhead.running_min = 1;
  return options;
}

Request begun_again() {
  Request again;
  again.not_first = "first";
  again.models_only = true;
  return again;
}

TEST_CASE("above the limit answers wait in line, and go elsewhere when it takes too long",
          "[failover]") {
  FailoverWorld world(one_place(model_and_offline()));
  auto first = world.ask();
  auto second = world.ask();
  auto third = world.ask();
  CHECK(world.standing(0).waiting == 2);
  world.providers[0]->say("Hi");
  world.providers[0]->finish();
  first->events();
  second->events();
  CHECK(world.providers[0]->calls.size() == 2);
  CHECK(world.standing(0).waiting == 1);
  world.clock.advance(5s);
  third->events();
  CHECK(world.standing(0).waiting == 0);
  CHECK(world.providers[1]->calls.size() == 1);
  CHECK(world.desk.open_orders() == 0);
}

TEST_CASE("a free second model is better than waiting for the first", "[failover]") {
  FailoverWorld world(one_place(FailoverWorld::Options()));
  auto first = world.ask();
  auto second = world.ask();
  CHECK(world.providers[1]->calls.size() == 1);
  CHECK(world.standing(0).waiting == 0);
}

TEST_CASE("whoever waits for a provider that falls ill looks for another one", "[failover]") {
  FailoverWorld world(one_place(model_and_offline()));
  auto first = world.ask();
  auto waiting = world.ask();
  world.providers[0]->play(failed(FailureClass::auth));
  first->events();
  waiting->events();
  CHECK(world.providers[1]->calls.size() == 2);
  CHECK(world.standing(0).waiting == 0);
}

TEST_CASE("an answer that is begun again waits in line like any other", "[failover]") {
  FailoverWorld world(one_place());
  auto first = world.ask();
  auto again = world.ask(begun_again());
  CHECK(world.standing(0).waiting == 1);
  world.providers[0]->say("Hi");
  world.providers[0]->finish();
  first->events();
  again->events();
  REQUIRE(world.providers[0]->calls.size() == 2);
  world.providers[0]->say("Hello");
  world.providers[0]->finish();
  CHECK(again->events().back() == "finished stop");
}

TEST_CASE("who waits for a second call pays for it when it begins", "[failover]") {
  FailoverWorld::Options options = one_place();
  options.policy.retry_budget.saved_max = 1;
  options.policy.retry_budget.earned_per_call = 0.0001;
  FailoverWorld world(options);
  auto first = world.ask();
  auto again = world.ask(begun_again());
  auto too_many = world.ask(begun_again());
  CHECK(world.standing(0).waiting == 2);
  for (const auto& answer : {&first, &again}) {
    world.providers[0]->say("Hi");
    world.providers[0]->finish();
    (*answer)->events();
    again->events();
  }
  CHECK(world.providers[0]->calls.size() == 2);
  CHECK(too_many->events().back() ==
        "failed overloaded retryable=true visible=false code=no_provider");
  CHECK(world.standing(0).running == 0);
  CHECK(world.ask(begun_again())->events().size() == 1);
  CHECK(world.desk.open_orders() == 0);
}

TEST_CASE("a waiting answer that is stopped leaves the line", "[failover]") {
  FailoverWorld world(one_place());
  auto first = world.ask();
  auto waiting = world.ask();
  waiting->cancel();
  CHECK(world.standing(0).waiting == 0);
  auto dropped = world.ask();
  dropped->drop();
  CHECK(world.standing(0).waiting == 0);
  CHECK(world.desk.open_orders() == 0);
}

TEST_CASE("an answer that comes too late to begin fails, and does not go round in circles",
          "[failover]") {
  FailoverWorld world(one_place());
  auto first = world.ask();
  auto waiting = world.ask();
  world.clock.advance(5min);
  CHECK(waiting->events().back() == "failed timeout retryable=true visible=false");
  CHECK(world.desk.open_orders() == 0);
  CHECK(world.standing(0).waiting == 0);
}

}  // namespace
}  // namespace spotter::llm::failover

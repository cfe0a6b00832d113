#include "support/failover_world.hpp"

#include <catch2/catch.hpp>

namespace spotter::llm::failover {
namespace {

using namespace std::chrono_literals;
using testing::failed;
using testing::FailoverWorld;
using Lines = std::vector<std::string>;

FailoverWorld::Options hedging() {
  FailoverWorld::Options options;
  options.policy.hedge_after = 2s;
  return options;
}

TEST_CASE("the first to speak answers when a second one was asked in parallel", "[failover]") {
  FailoverWorld world(hedging());
  auto answer = world.ask();
  world.providers[0]->play(Started{});
  world.clock.advance(2s);
  answer->events();
  REQUIRE(world.providers[1]->calls.size() == 1);
  world.providers[1]->play(Started{});
  world.providers[1]->say("Fast");
  answer->events();
  CHECK(world.providers[0]->calls[0]->cancelled);
  world.providers[1]->finish();
  CHECK(answer->events() == Lines{"answering first", "started", "answering second", "started",
                                  "text \"Fast\"", "finished stop"});
  CHECK(world.standing(0).failures == 0);
  CHECK(world.standing(0).running == 0);
  CHECK(world.standing(1).running == 0);
}

TEST_CASE("the second is dropped when the first speaks after all", "[failover]") {
  FailoverWorld world(hedging());
  auto answer = world.ask();
  world.clock.advance(2s);
  answer->events();
  world.providers[0]->say("Hi");
  world.providers[0]->finish();
  CHECK(answer->events() == Lines{"answering first", "text \"Hi\"", "finished stop"});
  CHECK(world.providers[1]->calls[0]->cancelled);
  CHECK(world.standing(1).running == 0);
}

TEST_CASE("a second one asked in parallel takes over when the first fails", "[failover]") {
  FailoverWorld world(hedging());
  auto answer = world.ask();
  world.clock.advance(2s);
  answer->events();
  world.providers[0]->play(failed(FailureClass::server));
  answer->events();
  world.providers[1]->say("Hi");
  world.providers[1]->finish();
  CHECK(answer->events() ==
        Lines{"answering first", "answering second", "text \"Hi\"", "finished stop"});
  CHECK(world.providers[0]->calls.size() == 1);
}

TEST_CASE("a second one that is found too late is not asked", "[failover]") {
  FailoverWorld world(hedging());
  world.desk.slow = true;
  auto answer = world.ask();
  world.desk.deliver();
  answer->events();
  world.clock.advance(2s);
  answer->events();
  world.providers[0]->say("Hi");
  answer->events();
  world.desk.deliver();
  answer->events();
  CHECK(world.providers[1]->calls.empty());
  CHECK(world.standing(1).running == 0);
  world.providers[0]->finish();
  CHECK(answer->events() == Lines{"answering first", "text \"Hi\"", "finished stop"});
}

TEST_CASE("a failing second one leaves the first to answer", "[failover]") {
  FailoverWorld world(hedging());
  auto answer = world.ask();
  world.clock.advance(2s);
  answer->events();
  world.providers[1]->play(failed(FailureClass::server));
  answer->events();
  world.providers[0]->say("Hi");
  world.providers[0]->finish();
  CHECK(answer->events() == Lines{"answering first", "text \"Hi\"", "finished stop"});
}

TEST_CASE("two silent ones are not waited for longer than one", "[failover]") {
  FailoverWorld::Options options = hedging();
  options.offline = true;
  FailoverWorld world(options);
  auto answer = world.ask();
  world.clock.advance(2s);
  answer->events();
  world.clock.advance(8s);
  answer->events();
  CHECK(world.providers[0]->calls[0]->cancelled);
  CHECK_FALSE(world.providers[1]->calls[0]->cancelled);
  world.clock.advance(2s);
  answer->events();
  CHECK(world.providers[1]->calls[0]->cancelled);
  CHECK(world.providers[2]->calls.size() == 1);
}

TEST_CASE("a second one that will not answer leaves the first its time", "[failover]") {
  FailoverWorld world(hedging());
  auto answer = world.ask();
  world.clock.advance(2s);
  answer->events();
  world.providers[1]->finish(FinishReason::content_filter);
  answer->events();
  world.providers[0]->say("Hi");
  world.providers[0]->finish();
  CHECK(answer->events() == Lines{"answering first", "text \"Hi\"", "finished stop"});
}

}  // namespace
}  // namespace spotter::llm::failover

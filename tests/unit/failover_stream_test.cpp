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

TEST_CASE("the first provider answers, and says so", "[failover]") {
  FailoverWorld world;
  auto answer = world.ask();
  world.providers[0]->say("Hi");
  world.providers[0]->finish();
  CHECK(answer->events() == Lines{"answering first", "text \"Hi\"", "finished stop"});
  CHECK(world.providers[1]->calls.empty());
  CHECK(world.standing(0).running == 0);
  CHECK(world.standing(0).recent.calls == 1);
}

TEST_CASE("an answer is whole when that of who answers is", "[failover]") {
  FailoverWorld world;
  auto answer = world.ask();
  world.providers[0]->say("Hi");
  answer->events();
  CHECK_FALSE(answer->stream().is_whole());
  world.providers[0]->finish();
  CHECK(answer->stream().is_whole());
  answer->events();
  CHECK(answer->stream().is_whole());
}

TEST_CASE("another model is asked at once, in silence", "[failover]") {
  FailoverWorld world;
  auto answer = world.ask();
  world.providers[0]->play(failed(FailureClass::server));
  answer->events();
  REQUIRE(world.providers[1]->calls.size() == 1);
  world.providers[1]->say("Hi");
  world.providers[1]->finish();
  CHECK(answer->events() ==
        Lines{"answering first", "answering second", "text \"Hi\"", "finished stop"});
  CHECK(std::get<Answering>(answer->taken()[1]).reason == Answering::Reason::after_failure);
}

TEST_CASE("after a visible word a failure is the reader's affair", "[failover]") {
  FailoverWorld world;
  auto answer = world.ask();
  world.providers[0]->say("Half");
  Failed cut = failed(FailureClass::truncated);
  cut.visible = true;
  world.providers[0]->play(cut);
  CHECK(answer->events() ==
        Lines{"answering first", "text \"Half\"", "failed truncated retryable=true visible=true"});
  CHECK(world.providers[1]->calls.empty());
  CHECK(world.standing(0).failures == 1);

  Request again;
  again.not_first = "first";
  auto next = world.ask(again);
  CHECK(world.providers[1]->calls.size() == 1);
}

TEST_CASE("whose answer broke off is still asked before the coach by rules", "[failover]") {
  FailoverWorld world(model_and_offline());
  Request again;
  again.not_first = "first";
  auto answer = world.ask(again);
  CHECK(world.providers[0]->calls.size() == 1);
  CHECK(world.providers[1]->calls.empty());
}

TEST_CASE("who has not said a word after ten seconds is left for another one", "[failover]") {
  FailoverWorld world;
  auto answer = world.ask();
  world.providers[0]->play(Started{});
  world.providers[0]->play(Reasoning{"hm"});
  world.clock.advance(10s - 1ms);
  answer->events();
  CHECK(world.providers[1]->calls.empty());
  world.clock.advance(1ms);
  answer->events();
  CHECK(world.providers[0]->calls[0]->cancelled);
  REQUIRE(world.providers[1]->calls.size() == 1);
  CHECK(world.standing(0).failures == 1);
  CHECK(world.standing(0).last_failure == "timeout:first_word");
  world.providers[1]->say("Hi");
  world.providers[1]->finish();
  CHECK(answer->events().back() == "finished stop");
}

TEST_CASE("with nobody else to ask a slow provider has its time", "[failover]") {
  FailoverWorld world(one_model());
  auto answer = world.ask();
  world.clock.advance(25s);
  answer->events();
  CHECK_FALSE(world.providers[0]->calls[0]->cancelled);
}

TEST_CASE("no new attempt begins after twenty seconds, except by rules", "[failover]") {
  FailoverWorld world;
  auto answer = world.ask();
  world.clock.advance(9s);
  answer->events();
  world.providers[0]->play(failed(FailureClass::timeout));
  answer->events();
  REQUIRE(world.providers[1]->calls.size() == 1);
  world.clock.advance(9s);
  answer->events();
  world.clock.advance(3s);
  world.providers[1]->play(failed(FailureClass::server));
  CHECK(answer->events().back() == "failed server retryable=true visible=false");

  FailoverWorld with_rules(model_and_offline());
  auto late = with_rules.ask();
  with_rules.clock.advance(9s);
  late->events();
  with_rules.clock.advance(30s);
  late->events();  // the first word was due
  CHECK(with_rules.providers[1]->calls.size() == 1);
}

TEST_CASE("what the user stopped counts for nothing and frees its place", "[failover]") {
  FailoverWorld world;
  auto answer = world.ask();
  CHECK(world.standing(0).running == 1);
  answer->cancel();
  CHECK(answer->events().back() == "failed cancelled retryable=false visible=false");
  CHECK(world.providers[0]->calls[0]->cancelled);
  CHECK(world.standing(0).running == 0);
  CHECK(world.standing(0).failures == 0);
  CHECK(world.standing(0).recent.calls == 0);

  auto dropped = world.ask();
  dropped->drop();
  CHECK(world.standing(0).running == 0);
  CHECK_FALSE(world.providers[0]->calls[1]->alive);
}

TEST_CASE("when all providers are down the coach by rules answers", "[failover]") {
  FailoverWorld world(model_and_offline());
  auto answer = world.ask();
  world.providers[0]->play(failed(FailureClass::auth));
  answer->events();
  REQUIRE(world.providers[1]->calls.size() == 1);
  world.providers[1]->say("Offline");
  world.providers[1]->finish();
  CHECK(answer->events() ==
        Lines{"answering first", "answering offline", "text \"Offline\"", "finished stop"});
  CHECK(std::get<Answering>(answer->taken()[1]).model.empty());
}

TEST_CASE("a reply that comes after the answer was stopped goes back", "[failover]") {
  FailoverWorld world;
  world.desk.slow = true;
  auto answer = world.ask();
  CHECK(world.standing(0).running == 1);
  answer->cancel();
  world.desk.deliver();
  CHECK(world.standing(0).running == 0);
  CHECK(world.providers[0]->calls.empty());
}

TEST_CASE("a provider that throws leaves no call behind", "[failover]") {
  FailoverWorld world;
  world.providers[0]->throws_on_open = true;
  CHECK_THROWS(world.ask());
  CHECK(world.standing(0).running == 0);
}

}  // namespace
}  // namespace spotter::llm::failover

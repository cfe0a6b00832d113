#include "support/failover_world.hpp"

#include <catch2/catch.hpp>

namespace spotter::llm::failover {
namespace {

using namespace std::chrono_literals;
using testing::FailoverWorld;
using Lines = std::vector<std::string>;

Failed failed(FailureClass cause, std::optional<std::chrono::milliseconds> advice = {}) {
  return Failed{cause, {}, false, advice};
}

FailoverWorld::Options one_model() {
  FailoverWorld::Options options;
  options.models = {"first"};
  return options;
}

FailoverWorld::Options model_and_offline() {
  FailoverWorld::Options options = one_model();
  options.offline = true;
  return options;
}

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

TEST_CASE("above the limit answers wait in line, and go elsewhere when it takes too long",
          "[failover]") {
  FailoverWorld::Options options = model_and_offline();
  options.policy.bulkhead.running_max = 1;
  options.policy.bulkhead.running_min = 1;
  FailoverWorld world(options);
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
  FailoverWorld::Options options;
  options.policy.bulkhead.running_max = 1;
  options.policy.bulkhead.running_min = 1;
  FailoverWorld world(options);
  auto first = world.ask();
  auto second = world.ask();
  CHECK(world.providers[1]->calls.size() == 1);
  CHECK(world.standing(0).waiting == 0);
}

TEST_CASE("whoever waits for a provider that falls ill looks for another one", "[failover]") {
  FailoverWorld::Options options = model_and_offline();
  options.policy.bulkhead.running_max = 1;
  options.policy.bulkhead.running_min = 1;
  FailoverWorld world(options);
  auto first = world.ask();
  auto waiting = world.ask();
  world.providers[0]->play(failed(FailureClass::auth));
  first->events();
  waiting->events();
  CHECK(world.providers[1]->calls.size() == 2);
  CHECK(world.standing(0).waiting == 0);
}

FailoverWorld::Options one_place() {
  FailoverWorld::Options options = one_model();
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
  FailoverWorld::Options options = one_model();
  options.policy.bulkhead.running_max = 1;
  options.policy.bulkhead.running_min = 1;
  FailoverWorld world(options);
  auto first = world.ask();
  auto waiting = world.ask();
  waiting->cancel();
  CHECK(world.standing(0).waiting == 0);
  auto dropped = world.ask();
  dropped->drop();
  CHECK(world.standing(0).waiting == 0);
  CHECK(world.desk.open_orders() == 0);
}

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

TEST_CASE("an answer that comes too late to begin fails, and does not go round in circles",
          "[failover]") {
  FailoverWorld::Options options = one_model();
  options.policy.bulkhead.running_max = 1;
  options.policy.bulkhead.running_min = 1;
  FailoverWorld world(options);
  auto first = world.ask();
  auto waiting = world.ask();
  world.clock.advance(5min);
  CHECK(waiting->events().back() == "failed timeout retryable=true visible=false");
  CHECK(world.desk.open_orders() == 0);
  CHECK(world.standing(0).waiting == 0);
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

TEST_CASE("a provider that throws leaves no call behind", "[failover]") {
  FailoverWorld world;
  world.providers[0]->throws_on_open = true;
  CHECK_THROWS(world.ask());
  CHECK(world.standing(0).running == 0);
}

TEST_CASE("what providers told of tokens is booked, also for answers that failed", "[failover]") {
  FailoverWorld world;
  Request request;
  request.store = "Web";
  auto answer = world.ask(request);
  world.providers[0]->play(Usage{1000, 0, 0, 0, 0, false});
  world.providers[0]->play(failed(FailureClass::auth));
  answer->events();
  world.providers[1]->say("Hi");
  world.providers[1]->play(Usage{1000, 500, 0, 20, 10, false});
  world.providers[1]->finish();
  answer->events();
  const auto& sums = world.board->ledger().sums();
  CHECK(sums.at({"first", "test", "Web"}).tokens.input == 1000);
  CHECK(sums.at({"second", "test", "Web"}).tokens.output == 20);
  CHECK(sums.at({"second", "test", "Web"}).tokens.cached == 500);
}

TEST_CASE("an answer that broke off is booked as estimated, one without figures as unknown",
          "[failover]") {
  FailoverWorld world(one_model());
  Request request;
  request.system = std::string(4000, 's');
  auto stopped = world.ask(request);
  world.providers[0]->say(std::string(400, 'x'));
  stopped->events();
  stopped->cancel();
  const auto& sums = world.board->ledger().sums().at({"first", "test", ""});
  CHECK(sums.estimated_calls == 1);
  CHECK(sums.tokens.output == 100);
  CHECK(sums.tokens.input == 1001);

  auto silent = world.ask();
  world.providers[0]->say("Hi");
  world.providers[0]->finish();
  silent->events();
  CHECK(sums.unknown_calls == 1);
  auto zeros = world.ask();
  world.providers[0]->say("Hi");
  world.providers[0]->play(Usage{});
  world.providers[0]->finish();
  zeros->events();
  CHECK(sums.unknown_calls == 2);
  auto refused = world.ask();
  world.providers[0]->play(failed(FailureClass::network));
  refused->events();
  CHECK(sums.calls == 3);  // a connection that never was costs nothing
}

TEST_CASE("when the day's money is spent the coach by rules answers, until midnight",
          "[failover]") {
  FailoverWorld::Options options = model_and_offline();
  options.usd_per_day = 0.001;
  FailoverWorld world(options);
  auto answer = world.ask();
  world.providers[0]->say("Hi");
  world.providers[0]->play(Usage{1000, 0, 0, 0, 0, false});
  world.providers[0]->finish();
  answer->events();
  auto next = world.ask();
  world.providers[1]->say("Offline");
  world.providers[1]->finish();
  next->events();
  CHECK(std::get<Answering>(next->taken()[0]).reason == Answering::Reason::over_budget);
  CHECK(world.board->report().answering == "offline");
  CHECK_FALSE(world.board->report().budget_left);
  world.clock.advance(24h);
  auto tomorrow = world.ask();
  CHECK(world.providers[0]->calls.size() == 2);
}

}  // namespace
}  // namespace spotter::llm::failover

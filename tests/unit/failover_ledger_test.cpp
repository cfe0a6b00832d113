#include "support/failover_world.hpp"

#include <catch2/catch.hpp>

namespace spotter::llm::failover {
namespace {

using namespace std::chrono_literals;
using testing::failed;
using testing::FailoverWorld;
using testing::model_and_offline;
using testing::one_model;

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

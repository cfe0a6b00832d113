#include "support/failover_world.hpp"

#include <catch2/catch.hpp>

using namespace std::chrono_literals;
using namespace spotter;
using llm::FailureClass;
using testing::failed;
using World = testing::FailoverWorld;

namespace {

const llm::failover::CallMetrics& calls_of(const llm::failover::Metrics& metrics,
                                           std::size_t seat) {
  return metrics.seats.at(seat).calls;
}

std::uint64_t failures_of(const llm::failover::CallMetrics& calls) {
  std::uint64_t all = 0;
  calls.failed.for_each([&](const auto&, const auto& cell) { all += cell.value(); });
  return all;
}

}  // namespace

TEST_CASE("a call that answers is counted with its times, tokens and cost", "[failover][metrics]") {
  World world;
  auto answer = world.ask();
  auto& call = *world.providers[0]->calls.at(0);
  world.clock.advance(300ms);
  call.events.push_back(llm::Text{"Hello"});
  answer->events();
  world.clock.advance(5s);
  llm::Usage usage;
  usage.input = 1000;
  usage.output = 200;
  call.events.push_back(usage);
  call.events.push_back(llm::Finished{llm::FinishReason::stop});
  answer->events();
  const auto metrics = world.board->metrics();
  const auto& calls = calls_of(metrics, 0);
  CHECK(calls.answered.value() == 1);
  CHECK(failures_of(calls) == 0);
  CHECK(calls.duration.sum() == Approx(5.3));
  CHECK(calls.first_word.sum() == Approx(0.3));
  CHECK(calls.input_tokens.sum() == Approx(1000));
  CHECK(calls.output_tokens.sum() == Approx(200));
  CHECK(calls_of(metrics, 1).answered.value() == 0);
  CHECK(metrics.denied.value() == 0);
  REQUIRE(metrics.spent.size() == 2);
  CHECK(metrics.spent[0].provider == "first");
  CHECK(metrics.spent[0].tokens.output == 200);
  CHECK(metrics.spent[0].usd == Approx(0.0012));
  CHECK(metrics.spent[1].usd == 0);
}

TEST_CASE("a failure counts for its class, and whoever stands in for itself",
          "[failover][metrics]") {
  World world;
  auto answer = world.ask();
  world.clock.advance(1s);
  world.providers[0]->calls.at(0)->events.push_back(failed(FailureClass::server));
  answer->events();
  auto& second = *world.providers[1]->calls.at(0);
  second.events.push_back(llm::Text{"Hello"});
  second.events.push_back(llm::Finished{llm::FinishReason::stop});
  answer->events();
  const auto metrics = world.board->metrics();
  CHECK(calls_of(metrics, 0).answered.value() == 0);
  CHECK(calls_of(metrics, 0).failed(FailureClass::server).value() == 1);
  CHECK(failures_of(calls_of(metrics, 0)) == 1);
  CHECK(calls_of(metrics, 0).failed_duration(FailureClass::server).sum() == Approx(1));
  CHECK(calls_of(metrics, 1).answered.value() == 1);
}

TEST_CASE("what the user stops is a call that was cancelled", "[failover][metrics]") {
  World world;
  auto answer = world.ask();
  answer->cancel();
  answer->events();
  const auto metrics = world.board->metrics();
  CHECK(calls_of(metrics, 0).failed(FailureClass::cancelled).value() == 1);
  CHECK(failures_of(calls_of(metrics, 0)) == 1);
}

TEST_CASE("a wish that nobody can take is denied, and no call", "[failover][metrics]") {
  auto options = testing::one_model();
  options.policy.breaker.failures_in_a_row = 1;
  World world(options);
  auto answer = world.ask();
  world.providers[0]->calls.at(0)->events.push_back(failed(FailureClass::auth));
  answer->events();
  const auto before = world.board->metrics().denied.value();
  auto refused = world.ask();
  refused->events();
  const auto metrics = world.board->metrics();
  CHECK(metrics.denied.value() == before + 1);
  CHECK(calls_of(metrics, 0).failed(FailureClass::auth).value() == 1);
  CHECK(failures_of(calls_of(metrics, 0)) == 1);
}

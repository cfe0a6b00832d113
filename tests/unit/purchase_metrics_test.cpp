#include "support/entitlements_world.hpp"

using namespace spotter;
using namespace spotter::purchase;
using namespace spotter::purchase::entitlements;
using namespace spotter::testing;
using namespace std::chrono_literals;
using World = EntitlementsWorld;

namespace {

std::uint64_t sources_in(const Metrics& metrics) {
  std::uint64_t all = 0;
  metrics.sources.for_each([&](const auto&, const auto& cell) { all += cell.value(); });
  return all;
}

}  // namespace

TEST_CASE("each judgement is counted once, with where it came from", "[purchase][metrics]") {
  World world;
  const Metrics& metrics = world.entitlements->metrics();
  world.ask("payer");
  world.ask("payer");
  world.ask("misshapen");
  CHECK(metrics.sources(AnswerSource::asked).value() == 1);
  CHECK(metrics.sources(AnswerSource::kept).value() == 1);
  CHECK(metrics.sources(AnswerSource::examined).value() == 1);
  CHECK(metrics.decisions(Store::google, Verdict::entitled).value() == 2);
  CHECK(metrics.decisions(Store::google, Verdict::not_entitled).value() == 1);
  CHECK(metrics.reasons(Reason::ok).value() == 2);
  CHECK(metrics.reasons(Reason::token_shape).value() == 1);
  CHECK(sources_in(metrics) == 3);
}

TEST_CASE("a store that is away is grace for who has paid, and nobody's answer for others",
          "[purchase][metrics]") {
  World world;
  const Metrics& metrics = world.entitlements->metrics();
  world.ask("payer");
  world.clock.advance(2h);
  world.store->next = answer(Reason::upstream_timeout);
  world.ask("payer");
  world.ask("stranger");
  CHECK(metrics.sources(AnswerSource::asked).value() == 1);
  CHECK(metrics.sources(AnswerSource::grace).value() == 1);
  CHECK(metrics.sources(AnswerSource::nobody).value() == 1);
  CHECK(metrics.decisions(Store::google, Verdict::entitled).value() == 2);
  CHECK(metrics.decisions(Store::google, Verdict::unknown).value() == 1);
  CHECK(metrics.reasons(Reason::upstream_timeout).value() == 1);
}

TEST_CASE("notifications are counted", "[purchase][metrics]") {
  World world;
  world.hear("1 payer");
  world.hear("2 payer");
  CHECK(world.entitlements->metrics().notifications.value() == 2);
}

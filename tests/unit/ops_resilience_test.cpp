#include <spotter/codec/json.hpp>
#include <spotter/ops/resilience.hpp>

#include <catch2/catch.hpp>

namespace spotter::ops {
namespace {

using namespace std::chrono_literals;
using llm::failover::Standing;

const WallTime kNoon = WallTime(std::chrono::seconds(1795262400));  // 2026-11-21T12:00:00Z

TEST_CASE("the page of upstreams has all that people ask for", "[ops]") {
  Report report;
  report.providers.answering = "gemini";
  Standing ill;
  ill.provider = "openai";
  ill.model = "gpt \"x\"";
  ill.state = resilience::Breaker::State::open;
  ill.failures = 5;
  ill.last_failure = "server:500";
  ill.since = kNoon;
  ill.next_probe = kNoon + 30s;
  ill.running = 2;
  ill.waiting = 1;
  ill.running_limit = 192;
  ill.recent = {40, 0.875, 120ms, 900ms};
  ill.limits.requests_max = 500;
  ill.limits.requests_left = 0;
  ill.limits.reset_in = 12s;
  Standing rules;
  rules.provider = "offline";
  rules.by_rules = true;
  rules.since = kNoon;
  report.providers.standings = {ill, rules};
  Upstream store;
  store.name = "google_play";
  store.kind = "store";
  store.state = "closed";
  store.since = kNoon;
  report.others = {store};
  report.entitlements = {7, 3, true, 4, 1};
  report.quotas = {true, 5, 2, 1};
  CHECK(
      resilience_page(report) ==
      R"({"answering":"gemini","entitlements":{"kept":7,"in_grace":3,"shared":true,"taken_over":4,"forget_owed":1},)"
      R"("quotas":{"counted_by":"redis","instead_of_redis":5,"owed":2,"dropped":1},"upstreams":[{"name":"openai","kind":"provider",)"
      R"("model":"gpt \"x\"","state":"open","failures":5,"last_failure":"server:500",)"
      R"("since":"2026-11-21T12:00:00Z","next_probe":"2026-11-21T12:00:30Z","running":2,)"
      R"("waiting":1,"running_limit":192,"recent_calls":40,"success_rate":0.875,)"
      R"("latency_ms":{"p50":120,"p99":900},"rate_limits":{"requests_max":500,)"
      R"("requests_left":0,"reset_in_ms":12000}},{"name":"offline","kind":"provider",)"
      R"("state":"closed","failures":0,"since":"2026-11-21T12:00:00Z","next_probe":null,)"
      R"("running":0,"waiting":0,"recent_calls":0,"success_rate":1.000,)"
      R"("latency_ms":{"p50":0,"p99":0}},{"name":"google_play","kind":"store",)"
      R"("state":"closed","failures":0,"since":"2026-11-21T12:00:00Z","next_probe":null,)"
      R"("running":0,"waiting":0,"recent_calls":0,"success_rate":1.000,)"
      R"("latency_ms":{"p50":0,"p99":0}}]})");
}

TEST_CASE("the page says whether there is money left, and not how much", "[ops]") {
  Report report;
  report.providers.budget_limited = true;
  report.providers.budget_left = false;
  report.providers.budget_renewed = kNoon + 12h;
  const std::string page = resilience_page(report);
  CHECK(page ==
        R"({"answering":null,"budget":{"left":false,"renewed":"2026-11-22T00:00:00Z"},)"
        R"("entitlements":{"kept":0,"in_grace":0,"shared":false,"taken_over":0,"forget_owed":0},)"
        R"("quotas":{"counted_by":"process",)"
        R"("instead_of_redis":0,"owed":0,"dropped":0},"upstreams":[]})");
  codec::JsonParser parser;
  CHECK(parser.parse(page).has_value());
}

TEST_CASE("a provider that is held open by hand says so, and only then", "[ops]") {
  Standing standing;
  standing.provider = "openai";
  standing.model = "gpt";
  standing.since = kNoon;
  CHECK(provider_object(standing).find("manual") == std::string::npos);
  standing.state = resilience::Breaker::State::open;
  standing.held = true;
  CHECK(provider_object(standing).find(
            R"("next_probe":null,"manual":true,"manual_until":null,"running":0)") !=
        std::string::npos);
  standing.held_until = kNoon + 30s;
  CHECK(provider_object(standing).find(R"("manual_until":"2026-11-21T12:00:30Z")") !=
        std::string::npos);
}

}  // namespace
}  // namespace spotter::ops

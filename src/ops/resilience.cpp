#include "ops/pages.hpp"

#include <spotter/base/date.hpp>
#include <spotter/codec/json_object.hpp>
#include <spotter/ops/resilience.hpp>

#include <optional>
#include <string_view>

namespace spotter::ops {
namespace {

using codec::Object;
using llm::failover::Standing;

void append_limits(Object& upstream, std::string& out, const llm::RateLimits& limits) {
  if (limits == llm::RateLimits{}) return;
  upstream.key("rate_limits");
  Object object(out);
  object.known("requests_max", limits.requests_max);
  object.known("requests_left", limits.requests_left);
  object.known("tokens_max", limits.tokens_max);
  object.known("tokens_left", limits.tokens_left);
  if (limits.reset_in) object.number("reset_in_ms", std::int64_t{limits.reset_in->count()});
  object.end();
}

void append_moments(Object& upstream, WallTime since, const std::optional<WallTime>& next_probe) {
  upstream.text("since", rfc3339(since));
  upstream.moment("next_probe", next_probe);
}

void append_recent(Object& upstream, std::string& out,
                   const resilience::RecentCalls::Summary& recent) {
  upstream.number("recent_calls", static_cast<std::size_t>(recent.calls));
  upstream.share("success_rate", recent.success_rate);
  upstream.key("latency_ms");
  Object latency(out);
  latency.number("p50", std::int64_t{recent.latency_p50.count()});
  latency.number("p99", std::int64_t{recent.latency_p99.count()});
  latency.end();
}

void append_upstream(std::string& out, const Standing& standing) {
  Object upstream(out);
  upstream.text("name", standing.provider);
  upstream.text("kind", "provider");
  if (!standing.by_rules) upstream.text("model", standing.model);
  upstream.text("state", name_of(standing.state));
  upstream.number("failures", std::int64_t{standing.failures});
  if (!standing.last_failure.empty()) upstream.text("last_failure", standing.last_failure);
  append_moments(upstream, standing.since, standing.next_probe);
  if (standing.held) {
    upstream.truth("manual", true);
    upstream.moment("manual_until", standing.held_until);
  }
  upstream.number("running", standing.running);
  upstream.number("waiting", standing.waiting);
  if (!standing.by_rules) upstream.number("running_limit", standing.running_limit);
  append_recent(upstream, out, standing.recent);
  append_limits(upstream, out, standing.limits);
  upstream.end();
}

void append_upstream(std::string& out, const Upstream& other) {
  Object upstream(out);
  upstream.text("name", other.name);
  upstream.text("kind", other.kind);
  upstream.text("state", other.state);
  upstream.number("failures", std::int64_t{other.failures});
  if (!other.last_failure.empty()) upstream.text("last_failure", other.last_failure);
  append_moments(upstream, other.since, other.next_probe);
  upstream.number("running", other.running);
  upstream.number("waiting", other.waiting);
  append_recent(upstream, out, other.recent);
  upstream.end();
}

template <class Upstreams>
void append_upstreams(std::string& out, const Upstreams& upstreams) {
  for (const auto& upstream : upstreams) {
    if (out.back() != '[') out += ',';
    append_upstream(out, upstream);
  }
}

Task<server::Answer> answer_with_report(const AskReport& ask) {
  const Report report = co_await ask();
  co_return server::Answer(json_page(200, resilience_page(report)));
}

}  // namespace

std::string provider_object(const Standing& standing) {
  std::string out;
  append_upstream(out, standing);
  return out;
}

std::string resilience_page(const Report& report) {
  std::string out;
  Object page(out);
  const llm::failover::Report& providers = report.providers;
  if (providers.answering.empty()) {
    page.key("answering") += "null";
  } else {
    page.text("answering", providers.answering);
  }
  if (providers.budget_limited) {
    page.key("budget");
    Object budget(out);
    budget.truth("left", providers.budget_left);
    budget.text("renewed", rfc3339(providers.budget_renewed));
    budget.end();
  }
  page.key("entitlements");
  Object entitlements(out);
  entitlements.number("kept", report.entitlements.kept);
  entitlements.number("in_grace", static_cast<std::size_t>(report.entitlements.in_grace));
  entitlements.truth("shared", report.entitlements.shared);
  entitlements.number("taken_over", static_cast<std::size_t>(report.entitlements.taken_over));
  entitlements.number("forget_owed", report.entitlements.forget_owed);
  entitlements.end();
  page.key("quotas");
  Object quotas(out);
  quotas.text("counted_by", report.quotas.by_redis ? "redis" : "process");
  quotas.number("instead_of_redis", static_cast<std::size_t>(report.quotas.by_process));
  quotas.number("owed", report.quotas.owed);
  quotas.number("dropped", static_cast<std::size_t>(report.quotas.dropped));
  quotas.end();
  page.key("upstreams") += '[';
  append_upstreams(out, providers.standings);
  append_upstreams(out, report.others);
  out += ']';
  page.end();
  return out;
}

void add_resilience_route(server::Router& router, const AskReport& ask) {
  server::Route route;
  route.path = "/resilience";
  route.methods = {"GET"};
  route.answer = [&ask](const server::Request&) { return answer_with_report(ask); };
  router.add(std::move(route));
}

}  // namespace spotter::ops

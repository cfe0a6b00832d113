#include "ops/metrics/text_page.hpp"

#include <spotter/ops/metrics/metrics.hpp>
#include <spotter/server/address.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

namespace spotter::ops::metrics {
namespace {

using telemetry::MetricPage;
using telemetry::MetricType;

void show_number(MetricPage& page, std::string_view name, std::string_view help, MetricType type,
                 double value) {
  page.family(name, help, type);
  page.number({}, value);
}

void describe(const Process& process, MetricPage& page) {
  const auto show = [&](std::string_view name, std::string_view help, const auto& value,
                        MetricType type = MetricType::gauge) {
    if (value) show_number(page, name, help, type, static_cast<double>(*value));
  };
  // The names that all client libraries of Prometheus use.
  show("process_resident_memory_bytes", "Resident memory.", process.resident_bytes);
  show("process_virtual_memory_bytes", "Virtual memory.", process.virtual_bytes);
  show("process_open_fds", "Open file descriptors.", process.open_files);
  show("process_max_fds", "File descriptors that the process may open.", process.open_files_max);
  show("process_cpu_seconds_total", "User and system CPU time.", process.cpu_seconds,
       MetricType::counter);
  show("process_start_time_seconds", "When the process started, in seconds since 1970.",
       process.started_at);
}

/// One series a state, 1 for the one that it is in.
template <class States>
void show_state(MetricPage& page, std::initializer_list<telemetry::Label> labels,
                const States& states, std::string_view now) {
  for (const std::string_view state : states) {
    std::vector<telemetry::Label> all(labels);
    all.push_back({"state", state});
    page.number(std::span<const telemetry::Label>(all), state == now ? 1 : 0);
  }
}

template <class Visit>
void for_each_upstream(const Report& report, Visit visit) {
  for (const auto& standing : report.providers.standings) {
    visit(standing.provider, std::string_view("provider"), name_of(standing.state),
          standing.running, standing.waiting);
  }
  for (const Upstream& other : report.others) {
    if (other.kind == "store") {
      visit(other.name, other.kind, other.state, other.running, other.waiting);
    }
  }
}

/// As /resilience tells it.
void describe_upstreams(const Report& report, MetricPage& page) {
  using State = resilience::Breaker::State;
  constexpr std::array kStates = {State::closed, State::open, State::half_open,
                                  State::misconfigured};
  std::array<std::string_view, kStates.size()> names;
  std::transform(kStates.begin(), kStates.end(), names.begin(),
                 [](State state) { return name_of(state); });
  page.family("spotter_upstream_breaker_state",
              "1 for the state that a provider's or a store's breaker is in.", MetricType::gauge);
  for_each_upstream(report, [&](std::string_view name, std::string_view kind,
                                std::string_view state, std::size_t, std::size_t) {
    show_state(page, {{"upstream", name}, {"kind", kind}}, names, state);
  });
  page.family("spotter_upstream_running", "Calls that run now.", MetricType::gauge);
  for_each_upstream(report, [&](std::string_view name, std::string_view kind, std::string_view,
                                std::size_t running, std::size_t) {
    page.number({{"upstream", name}, {"kind", kind}}, static_cast<double>(running));
  });
  page.family("spotter_upstream_waiting", "Calls that wait for a free place.", MetricType::gauge);
  for_each_upstream(report, [&](std::string_view name, std::string_view kind, std::string_view,
                                std::size_t, std::size_t waiting) {
    page.number({{"upstream", name}, {"kind", kind}}, static_cast<double>(waiting));
  });
  page.family("spotter_upstream_running_limit", "How many calls of a provider may run at once now.",
              MetricType::gauge);
  for (const auto& standing : report.providers.standings) {
    if (standing.by_rules) continue;
    page.number({{"upstream", standing.provider}, {"kind", "provider"}},
                static_cast<double>(standing.running_limit));
  }
}

void describe_standing(const Cells& cells, MetricPage& page) {
  const Report& report = cells.report;
  const bool answers = !report.providers.answering.empty();
  page.family("spotter_build_info", "1, with the version.", MetricType::gauge);
  page.number({{"version", cells.version}}, 1);
  show_number(page, "spotter_ready", "1 while /health/ready says 200.", MetricType::gauge,
              cells.phase == Phase::serving && answers ? 1 : 0);
  show_number(page, "spotter_draining", "1 once the end has begun.", MetricType::gauge,
              cells.phase == Phase::draining ? 1 : 0);
  show_number(page, "spotter_budget_limited", "1 if there is a daily budget.", MetricType::gauge,
              report.providers.budget_limited ? 1 : 0);
  show_number(page, "spotter_budget_left", "0 once the day's budget is spent.", MetricType::gauge,
              report.providers.budget_left ? 1 : 0);
  describe_upstreams(report, page);
}

void describe_shared(const Report& report, MetricPage& page) {
  const auto redis = std::find_if(report.others.begin(), report.others.end(),
                                  [](const Upstream& other) { return other.kind == "redis"; });
  if (redis != report.others.end()) {
    show_number(page, "spotter_redis_up",
                "1 while all connections to Redis stand and it takes commands.", MetricType::gauge,
                redis->state == "connected" ? 1 : 0);
    show_number(page, "spotter_redis_in_flight", "Commands that wait for their answer.",
                MetricType::gauge, static_cast<double>(redis->running));
  }
  const auto count = [&](std::string_view name, std::string_view help, MetricType type,
                         auto value) {
    show_number(page, name, help, type, static_cast<double>(value));
  };
  count("spotter_quota_by_process_total",
        "Generations that the process counted by itself while Redis was away.", MetricType::counter,
        report.quotas.by_process);
  count("spotter_quota_owed", "Generations that Redis has yet to be told of.", MetricType::gauge,
        report.quotas.owed);
  count("spotter_quota_dropped_total", "Generations that were too many to remember for it.",
        MetricType::counter, report.quotas.dropped);
  count("spotter_purchase_kept", "Answers of stores that are kept.", MetricType::gauge,
        report.entitlements.kept);
}

void describe_loops(const std::vector<ShardCells>& shards, MetricPage& page) {
  page.family("spotter_shard_loop_lag_seconds",
              "How late an event loop came to what was due, looked at ten times a second.",
              MetricType::histogram);
  for (std::size_t id = 0; id < shards.size(); ++id) {
    const std::string shard = std::to_string(id);
    const telemetry::Label label{"shard", shard};
    show(page, std::span(&label, 1), shards[id].lag.histogram());
  }
  page.family("spotter_shard_loop_lag_recent_max_seconds", "The longest of the last 10 seconds.",
              MetricType::gauge);
  for (std::size_t id = 0; id < shards.size(); ++id) {
    page.number({{"shard", std::to_string(id)}},
                std::chrono::duration<double>(shards[id].lag.recent_max()).count());
  }
}

void describe_load(const std::vector<ShardCells>& shards, MetricPage& page) {
  using resilience::Load;
  std::array<std::string_view, 3> names = {name_of(Load::normal), name_of(Load::high),
                                           name_of(Load::critical)};
  page.family("spotter_shard_load", "1 for the level that a shard's load is at.",
              MetricType::gauge);
  std::uint64_t sessions = 0;
  std::uint64_t turns = 0;
  for (std::size_t id = 0; id < shards.size(); ++id) {
    const resilience::Overload& overload = shards[id].overload;
    show_state(page, {{"shard", std::to_string(id)}}, names, name_of(overload.load()));
    sessions += overload.sessions_turned_away();
    turns += overload.turns_turned_away();
  }
  page.family("spotter_turned_away_total", "New sessions and turns that met too much load.",
              MetricType::counter);
  page.number({{"what", "session"}}, static_cast<double>(sessions));
  page.number({{"what", "turn"}}, static_cast<double>(turns));
  if (shards.empty()) return;
  show_number(page, "spotter_memory_used_ratio",
              "The part of the memory that the process may take; 0 without a limit.",
              MetricType::gauge, shards.front().overload.memory_used());
}

/// Of what not every process has.
template <class M>
void add(std::optional<M>& sum, const std::optional<M>& more) {
  if (!more) return;
  if (!sum) sum.emplace();
  telemetry::merge(*sum, *more);
}

void describe(const telemetry::LogCounts& log, MetricPage& page) {
  using telemetry::Level;
  page.family("spotter_log_lines_total",
              "Lines of the log, by level; audit: what was administered.", MetricType::counter);
  const auto by_level = [&page](const auto& lines) {
    for (const Level level : {Level::trace, Level::debug, Level::info, Level::warn, Level::error}) {
      page.number({{"level", telemetry::name_of(level)}},
                  static_cast<double>(lines[static_cast<std::size_t>(level)]));
    }
  };
  by_level(log.lines);
  page.number({{"level", "audit"}}, static_cast<double>(log.audits));
  const auto count = [&](std::string_view name, std::string_view help, std::uint64_t value) {
    show_number(page, name, help, MetricType::counter, static_cast<double>(value));
  };
  count("spotter_log_lines_withheld_total", "Lines that repeated too often.", log.withheld);
  page.family("spotter_log_lines_dropped_total",
              "Lines that were lost, by level: too many waited to be written.",
              MetricType::counter);
  by_level(log.dropped);
  page.number({{"level", "audit"}}, static_cast<double>(log.dropped.back()));
  count("spotter_log_lines_misplaced_total",
        "Lines that a file did not take; they went to standard error.", log.misplaced);
}

/// All shards as one.
ShardCells sum_of(const std::vector<ShardCells>& shards) {
  ShardCells sum;
  for (const ShardCells& shard : shards) {
    telemetry::merge(sum.turns, shard.turns);
    telemetry::merge(sum.conversations, shard.conversations);
    telemetry::merge(sum.sessions, shard.sessions);
    telemetry::merge(sum.connections, shard.connections);
    server::merge(sum.routes, shard.routes);
    add(sum.redis, shard.redis);
    add(sum.traces, shard.traces);
  }
  return sum;
}

/// Who scrapes comes by itself: what a proxy passes on may come from anywhere.
bool is_private(const server::Request& request) {
  for (const std::string_view relayed : {"Forwarded", "X-Forwarded-For", "X-Real-IP"}) {
    if (request.has_header(relayed)) return false;
  }
  return server::is_private_address(request.peer);
}

Task<server::Answer> answer_with_page(const AskCells& ask, shard::WorkerPool& workers,
                                      ShardExecutor executor) {
  Cells cells = co_await ask();
  auto write = [cells = std::move(cells)] { return metrics_page(cells, read_process()); };
  auto writing = shard::offload(workers, executor, std::move(write));
  auto page = co_await std::move(writing);
  if (!page) {
    server::Response later = server::problem(503, "Too much other work waits.");
    later.headers.emplace_back("Retry-After", "5");
    co_return server::Answer(std::move(later));
  }
  server::Response response;
  response.headers = {{"Content-Type", "text/plain; version=0.0.4; charset=utf-8"},
                      {"Cache-Control", "no-store"}};
  response.body = std::move(*page);
  co_return server::Answer(std::move(response));
}

Task<server::Answer> answer_as_nothing() {
  co_return server::Answer(server::problem(404, "There is nothing at this path."));
}

}  // namespace

std::string metrics_page(const Cells& cells, const Process& process) {
  TextPage page;
  const ShardCells sum = sum_of(cells.shards);
  describe_standing(cells, page);
  describe(sum.turns, page);
  describe(sum.conversations, page);
  describe(sum.sessions, page);
  describe(sum.connections, page);
  show_number(page, "spotter_http_connections_max", "Connections that are served at once, at most.",
              MetricType::gauge, static_cast<double>(cells.connections_max));
  describe(sum.routes, page);
  describe(cells.upstreams, page);
  describe(cells.purchases, page);
  describe_shared(cells.report, page);
  if (sum.redis) describe(*sum.redis, page);
  if (sum.traces) describe(*sum.traces, page);
  describe_loops(cells.shards, page);
  describe_load(cells.shards, page);
  describe(cells.log, page);
  describe(process, page);
  return page.text();
}

void add_metrics_route(server::Router& router, Access access, const AskCells& ask,
                       shard::WorkerPool& workers, ShardExecutor executor) {
  if (access == Access::off) return;
  server::Route route;
  route.path = "/metrics";
  route.methods = {"GET"};
  route.answer = [access, &ask, &workers, executor](const server::Request& request) {
    if (access == Access::private_only && !is_private(request)) return answer_as_nothing();
    return answer_with_page(ask, workers, executor);
  };
  router.add(std::move(route));
}

}  // namespace spotter::ops::metrics

#include "support/loop.hpp"
#include "support/source_tree.hpp"

#include <spotter/base/file.hpp>
#include <spotter/ops/metrics/metrics.hpp>
#include <spotter/server/address.hpp>

#include <catch2/catch.hpp>

#include <algorithm>
#include <map>
#include <regex>
#include <set>
#include <sstream>

namespace spotter::ops::metrics {
namespace {

using namespace std::chrono_literals;

std::string file(const std::string& path) {
  const auto text = read_file(testing::source_path(path), 1024 * 1024);
  REQUIRE(text.has_value());
  return *text;
}

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);)
    lines.push_back(line);
  return lines;
}

/// Two shards, all that can be there, and some of it counted.
Cells full_cells() {
  Cells cells;
  cells.version = "1.2.3";
  cells.phase = Phase::serving;
  cells.connections_max = 100;
  ShardCells shard;
  shard.turns.turns(chat::TurnKind::message, chat::Outcome::answered).add(2);
  shard.turns.running.set(3);
  shard.turns.duration(chat::TurnKind::message).observe(100s);
  shard.routes.push_back({"none", {}, {}});
  shard.routes.push_back({"/health", {}, {}});
  shard.routes[1].requests(server::StatusClass::successful).add(5);
  shard.routes[1].duration.observe(3ms);
  shard.redis.emplace();
  shard.redis->commands(redis::CommandOutcome::answered).add(7);
  shard.lag.add(20ms);
  shard.overload.on_memory(0.95);
  shard.overload.turn_away_turn();
  shard.conversations.resumed(conversation::Resumption::joined).add();
  shard.traces.emplace();
  shard.traces->exported.add(6);
  shard.traces->dropped(telemetry::otlp::DropReason::full).add(1);
  cells.shards = {shard, shard};
  llm::failover::Metrics::Seat seat{"gemini", "gemini-2.5-flash", {}};
  seat.calls.failed(llm::FailureClass::timeout).add();
  seat.calls.failed_duration(llm::FailureClass::timeout).observe(81s);
  cells.upstreams.seats = {seat, {"offline", "", {}}};
  cells.upstreams.spent = {{"gemini", "gemini-2.5-flash", {100, 10, 0, 50, 5}, 0.25, 1, 0}};
  llm::failover::Standing standing;
  standing.provider = "gemini";
  standing.running_limit = 64;
  cells.report.providers.answering = "gemini";
  cells.report.providers.standings = {standing};
  Upstream store;
  store.name = "google_play";
  store.kind = "store";
  store.state = "open";
  Upstream redis;
  redis.name = "redis";
  redis.kind = "redis";
  redis.state = "connected";
  cells.report.others = {store, redis};
  return cells;
}

Process full_process() {
  return {1, 2, 3, 4, 5.5, 6.5};
}

bool has_line(const std::string& page, const std::string& line) {
  const auto lines = lines_of(page);
  return std::find(lines.begin(), lines.end(), line) != lines.end();
}

/// "name type labels" of all families of a page; labels without `le`, in alphabetical order.
std::set<std::string> families_of(const std::string& page) {
  std::map<std::string, std::string> types;
  std::map<std::string, std::set<std::string>> labels;
  static const std::regex kType("# TYPE (\\S+) (\\S+)");
  static const std::regex kSample("([a-z_]+)(?:\\{(.*)\\})? \\S+");
  static const std::regex kLabel("([a-z_]+)=\"(?:[^\"\\\\]|\\\\.)*\"");
  for (const std::string& line : lines_of(page)) {
    std::smatch match;
    if (std::regex_match(line, match, kType)) types[match[1]] = match[2];
    if (!std::regex_match(line, match, kSample)) continue;
    std::string name = match[1];
    for (const std::string suffix : {"_bucket", "_sum", "_count"}) {
      const std::string base = name.substr(0, name.size() - std::min(name.size(), suffix.size()));
      if (name.ends_with(suffix) && types.contains(base)) name = base;
    }
    CHECK(types.contains(name));
    const std::string all = match[2];
    for (std::sregex_iterator label(all.begin(), all.end(), kLabel), end; label != end; ++label) {
      if ((*label)[1] != "le") labels[name].insert((*label)[1]);
    }
  }
  std::set<std::string> families;
  for (const auto& [name, type] : types) {
    std::string line = name + " " + type;
    for (const std::string& label : labels[name])
      line += " " + label;
    families.insert(line);
  }
  return families;
}

std::set<std::string> golden() {
  std::set<std::string> families;
  for (const std::string& line : lines_of(file("tests/data/golden/metrics.txt"))) {
    if (!line.empty() && line.front() != '#') families.insert(line);
  }
  return families;
}

/// Of metrics and of their labels.
std::set<std::string> golden_names() {
  std::set<std::string> names;
  for (const std::string& line : golden()) {
    std::istringstream words(line);
    for (std::string word; words >> word;)
      names.insert(word);
  }
  return names;
}

/// All words of a text that look like a metric of ours, without what histograms append.
std::set<std::string> metrics_named_in(const std::string& text) {
  static const std::regex kName("\\b(?:spotter|gen_ai|process)_[a-z_]+\\b");
  static const std::regex kSuffix("_(?:bucket|sum|count)$");
  const auto known = golden_names();
  std::set<std::string> names;
  for (std::sregex_iterator name(text.begin(), text.end(), kName), end; name != end; ++name) {
    const std::string whole = name->str();
    names.insert(known.contains(whole) ? whole : std::regex_replace(whole, kSuffix, ""));
  }
  return names;
}

TEST_CASE("names, types and labels of metrics change on purpose only", "[ops][metrics]") {
  const auto families = families_of(metrics_page(full_cells(), full_process()));
  const auto wanted = golden();
  for (const std::string& line : families) {
    CAPTURE(line);
    CHECK(wanted.contains(line));
  }
  for (const std::string& line : wanted) {
    CAPTURE(line);
    CHECK(families.contains(line));
  }
}

TEST_CASE("the page adds up what the shards counted", "[ops][metrics]") {
  const std::string page = metrics_page(full_cells(), full_process());
  CHECK(has_line(page, R"(spotter_chat_turns_total{kind="message",outcome="answered"} 4)"));
  CHECK(has_line(page, R"(spotter_chat_turns_total{kind="session",outcome="internal_error"} 0)"));
  CHECK(has_line(page, "spotter_chat_turns_running 6"));
  CHECK(has_line(page, R"(spotter_http_requests_total{route="/health",status="2xx"} 10)"));
  CHECK(has_line(page, R"(spotter_redis_commands_total{outcome="answered"} 14)"));
  CHECK(has_line(page, R"(spotter_chat_turn_duration_seconds_count{kind="message"} 2)"));
  CHECK(has_line(page, R"(spotter_chat_turn_duration_seconds_bucket{kind="message",le="60"} 0)"));
  CHECK(has_line(page, R"(spotter_chat_turn_duration_seconds_bucket{kind="message",le="100"} 2)"));
  CHECK(has_line(page, R"(spotter_chat_turn_duration_seconds_bucket{kind="message",le="+Inf"} 2)"));
  CHECK(has_line(page, R"(spotter_shard_loop_lag_seconds_count{shard="1"} 1)"));
  CHECK(has_line(page, R"(spotter_shard_load{shard="1",state="critical"} 1)"));
  CHECK(has_line(page, R"(spotter_shard_load{shard="1",state="normal"} 0)"));
  CHECK(has_line(page, R"(spotter_turned_away_total{what="turn"} 2)"));
  CHECK(has_line(page, R"(spotter_turned_away_total{what="session"} 0)"));
  CHECK(has_line(page, "spotter_memory_used_ratio 0.95"));
  CHECK(has_line(page, R"(spotter_conversation_resumed_total{how="joined"} 2)"));
}

TEST_CASE("the page tells how everybody stands", "[ops][metrics]") {
  Cells cells = full_cells();
  const std::string page = metrics_page(cells, full_process());
  CHECK(has_line(page, R"(spotter_build_info{version="1.2.3"} 1)"));
  CHECK(has_line(page, "spotter_ready 1"));
  CHECK(has_line(page, "spotter_redis_up 1"));
  CHECK(has_line(page, "spotter_trace_spans_exported_total 12"));
  CHECK(has_line(page, R"(spotter_trace_spans_dropped_total{reason="full"} 2)"));
  CHECK(has_line(
      page,
      R"(spotter_upstream_breaker_state{upstream="google_play",kind="store",state="open"} 1)"));
  CHECK(has_line(
      page,
      R"(spotter_upstream_breaker_state{upstream="google_play",kind="store",state="closed"} 0)"));
  CHECK(has_line(
      page, R"(spotter_upstream_cost_usd_total{provider="gemini",model="gemini-2.5-flash"} 0.25)"));
  cells.report.providers.answering.clear();
  cells.report.others.back().state = "refusing";
  const std::string ill = metrics_page(cells, full_process());
  CHECK(has_line(ill, "spotter_ready 0"));
  CHECK(has_line(ill, "spotter_redis_up 0"));
  cells = full_cells();
  cells.phase = Phase::draining;
  const std::string ending = metrics_page(cells, full_process());
  CHECK(has_line(ending, "spotter_ready 0"));
  CHECK(has_line(ending, "spotter_draining 1"));
}

TEST_CASE("without Redis nothing is said of it, and of errors only those that happened",
          "[ops][metrics]") {
  Cells cells = full_cells();
  cells.report.others.pop_back();
  for (ShardCells& shard : cells.shards)
    shard.redis.reset();
  const std::string page = metrics_page(cells, full_process());
  CHECK(page.find("spotter_redis_") == std::string::npos);
  CHECK(page.find(R"(error_type="timeout")") != std::string::npos);
  CHECK(page.find(R"(error_type="server")") == std::string::npos);
  CHECK(page.find(R"(gen_ai_provider_name="gcp.gemini")") != std::string::npos);
}

TEST_CASE("the process knows its memory, files and times", "[ops][metrics]") {
  const Process process = read_process();
  REQUIRE(process.resident_bytes);
  CHECK(*process.resident_bytes > 1024 * 1024);
  REQUIRE(process.virtual_bytes);
  CHECK(*process.virtual_bytes >= *process.resident_bytes);
  REQUIRE(process.open_files);
  CHECK(*process.open_files >= 3);
  REQUIRE(process.open_files_max);
  CHECK(*process.open_files_max >= *process.open_files);
  REQUIRE(process.cpu_seconds);
  CHECK(*process.cpu_seconds >= 0);
  REQUIRE(process.started_at);
  CHECK(*process.started_at > 1.6e9);
}

TEST_CASE("addresses of machines nearby are private, all others are not", "[server][metrics]") {
  for (const char* address :
       {"127.0.0.1", "127.9.9.9", "::1", "10.1.2.3", "172.16.0.1", "172.31.255.255", "192.168.1.1",
        "169.254.1.1", "fe80::1", "fd00::1", "fc12::1", "::ffff:10.0.0.1"}) {
    CAPTURE(address);
    CHECK(server::is_private_address(address));
  }
  for (const char* address : {"8.8.8.8", "172.15.0.1", "172.32.0.1", "192.169.0.1", "2001:db8::1",
                              "::ffff:8.8.8.8", "fec0::1", "", "localhost", "10.1"}) {
    CAPTURE(address);
    CHECK_FALSE(server::is_private_address(address));
  }
}

TEST_CASE("a request counts for its route, and a strange one for none", "[server][metrics]") {
  testing::Loop loop;
  server::Router router{{}};
  server::Route route;
  route.path = "/thing";
  route.methods = {"GET"};
  route.answer = [](const server::Request&) -> Task<server::Answer> {
    co_return server::Answer(server::Response{200, {}, {}});
  };
  router.add(std::move(route));
  const auto ask = [&](std::string method, std::string target) {
    server::Request request;
    request.method = std::move(method);
    request.target = std::move(target);
    loop.run(router.handle(request));
  };
  ask("GET", "/thing");
  ask("GET", "/THING/?user=somebody");
  ask("HEAD", "/thing");
  ask("BREW", "/thing");
  ask("OPTIONS", "/thing");
  for (int i = 0; i < 100; ++i)
    ask(i % 2 == 0 ? "GET" : "METHOD-" + std::to_string(i), "/hostile/" + std::to_string(i));
  router.refuse({}, 431, "");
  router.refuse({}, 999, "");
  const auto& routes = router.metrics();
  REQUIRE(routes.size() == 2);
  CHECK(routes[0].path == server::kNoRoute);
  CHECK(routes[0].requests(server::StatusClass::client_error).value() == 101);
  CHECK(routes[0].requests(server::StatusClass::server_error).value() == 1);
  CHECK(routes[0].duration.count() == 100);
  CHECK(routes[1].path == "/thing");
  CHECK(routes[1].requests(server::StatusClass::successful).value() == 4);
  CHECK(routes[1].requests(server::StatusClass::client_error).value() == 1);
}

TEST_CASE("the operator's guide has each metric with its type", "[ops][metrics]") {
  const std::string guide = file("docs/operating.md");
  for (const std::string& line : golden()) {
    std::istringstream words(line);
    std::string name;
    std::string type;
    std::string labels;
    words >> name >> type;
    for (std::string label; words >> label;)
      labels.append(labels.empty() ? "" : ", ").append("`").append(label).append("`");
    const std::string row = "| `" + name + "` | " + type + " | " + labels;
    CAPTURE(row);
    CHECK(guide.find(row) != std::string::npos);
  }
  const auto known = golden_names();
  for (const std::string& name : metrics_named_in(guide)) {
    CAPTURE(name);
    CHECK(known.contains(name));
  }
}

TEST_CASE("each alert has its paragraph in the operator's guide, and each paragraph its alert",
          "[ops][metrics]") {
  const std::string guide = file("docs/operating.md");
  const std::string rules = file("docker/prometheus/alerts.yml");
  const std::string cases = file("docker/prometheus/alerts_test.yml");
  static const std::regex kAlert("- alert: (\\w+)");
  std::set<std::string> alerts;
  for (std::sregex_iterator alert(rules.begin(), rules.end(), kAlert), end; alert != end; ++alert) {
    const std::string name = (*alert)[1];
    std::string anchor = name;
    std::transform(anchor.begin(), anchor.end(), anchor.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    CAPTURE(name);
    CHECK(alerts.insert(name).second);
    CHECK(guide.find("\n### " + name + "\n") != std::string::npos);
    CHECK(rules.find("runbook_url: docs/operating.md#" + anchor + "\n") != std::string::npos);
    CHECK(cases.find("alertname: " + name + "\n") != std::string::npos);
  }
  CHECK(alerts.size() >= 10);
  static const std::regex kParagraph("\n### (Spotter\\w+)\n");
  for (std::sregex_iterator found(guide.begin(), guide.end(), kParagraph), end; found != end;
       ++found) {
    CAPTURE((*found)[1]);
    CHECK(alerts.contains((*found)[1]));
  }
}

TEST_CASE("alerts and the dashboard ask for metrics that exist", "[ops][metrics]") {
  const auto known = golden_names();
  for (const char* path :
       {"docker/prometheus/alerts.yml", "docker/grafana/dashboards/spotter.json"}) {
    const auto named = metrics_named_in(file(path));
    CHECK(named.size() >= 10);
    for (const std::string& name : named) {
      CAPTURE(path, name);
      CHECK(known.contains(name));
    }
  }
}

}  // namespace
}  // namespace spotter::ops::metrics

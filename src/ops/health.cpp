#include "ops/pages.hpp"

#include <spotter/codec/json_writer.hpp>
#include <spotter/ops/health.hpp>

namespace spotter::ops {
namespace {

std::string_view name_of(Phase phase) noexcept {
  switch (phase) {
    case Phase::starting:
      return "starting";
    case Phase::serving:
      return "serving";
    case Phase::draining:
      return "draining";
  }
  return "unknown";
}

Task<server::Answer> answer_if_ready(const Condition& condition, const AskReport& ask) {
  const auto report = co_await ask();
  const bool ready = condition.phase == Phase::serving && !report.providers.answering.empty();
  std::string body = R"({"status":")";
  body.append(ready ? "ready" : "not ready");
  body.append(R"(","phase":")").append(name_of(condition.phase)).append(R"(","answering":)");
  if (report.providers.answering.empty()) {
    body.append("null");
  } else {
    codec::append_json_string(body, report.providers.answering);
  }
  // Where all instances are so busy, none would be left to be asked: it is told, and no reason to
  // go.
  if (condition.overload != nullptr)
    body.append(R"(,"load":")").append(name_of(condition.overload->load())).append("\"");
  // Without it quotas are counted here; nobody is refused for it.
  for (const Upstream& other : report.others) {
    if (other.kind == "redis") body.append(R"(,"redis":")").append(other.state).append("\"");
  }
  body.push_back('}');
  co_return server::Answer(json_page(ready ? 200 : 503, std::move(body)));
}

Task<server::Answer> answer_with(server::Response response) {
  co_return server::Answer(std::move(response));
}

}  // namespace

void add_health_routes(server::Router& router, const Condition& condition, const AskReport& ask) {
  server::Route health;
  health.path = "/health";
  health.methods = {"GET"};
  health.answer = [](const server::Request&) {
    server::Response response;
    response.headers = {{"Content-Type", "text/plain; charset=utf-8"}};
    response.body = "healthy";
    return answer_with(std::move(response));
  };
  router.add(std::move(health));

  server::Route live;
  live.path = "/health/live";
  live.methods = {"GET"};
  live.answer = [](const server::Request&) {
    return answer_with(json_page(200, R"({"status":"live"})"));
  };
  router.add(std::move(live));

  server::Route ready;
  ready.path = "/health/ready";
  ready.methods = {"GET"};
  ready.answer = [&condition, &ask](const server::Request&) {
    return answer_if_ready(condition, ask);
  };
  router.add(std::move(ready));
}

}  // namespace spotter::ops

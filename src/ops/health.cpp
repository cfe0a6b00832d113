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

server::Response json(int status, std::string body) {
  server::Response response;
  response.status = status;
  response.headers = {{"Content-Type", "application/json"}, {"Cache-Control", "no-store"}};
  response.body = std::move(body);
  return response;
}

server::Response ready_page(const Condition& condition) {
  std::string body = R"({"status":")";
  body.append(condition.ready() ? "ready" : "not ready");
  body.append(R"(","phase":")").append(name_of(condition.phase)).append(R"(","answering":)");
  if (condition.answering.empty()) {
    body.append("null");
  } else {
    codec::append_json_string(body, condition.answering);
  }
  body.push_back('}');
  return json(condition.ready() ? 200 : 503, std::move(body));
}

Task<server::Answer> answer_with(server::Response response) {
  co_return server::Answer(std::move(response));
}

}  // namespace

void add_health_routes(server::Router& router, const Condition& condition) {
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
    return answer_with(json(200, R"({"status":"live"})"));
  };
  router.add(std::move(live));

  server::Route ready;
  ready.path = "/health/ready";
  ready.methods = {"GET"};
  ready.answer = [&condition](const server::Request&) {
    return answer_with(ready_page(condition));
  };
  router.add(std::move(ready));
}

}  // namespace spotter::ops

#include "support/loop.hpp"

#include <spotter/ops/metrics/metrics.hpp>

#include <catch2/catch.hpp>

using namespace spotter;

TEST_CASE("a scrape beyond what the workers take is 503 and comes again", "[ops][metrics]") {
  testing::Loop loop;
  server::Router router{{}};
  shard::WorkerPool workers(1, 0);
  const ops::metrics::AskCells ask = []() -> Task<ops::metrics::Cells> {
    co_return ops::metrics::Cells{};
  };
  ops::metrics::add_metrics_route(router, ops::metrics::Access::open, ask, workers,
                                  loop.executor());
  server::Request request;
  request.method = "GET";
  request.target = "/metrics";
  const auto answer = loop.run(router.handle(request));
  const auto& response = std::get<server::Response>(answer);
  CHECK(response.status == 503);
  CHECK(response.headers.back() == server::Header("Retry-After", "5"));
  CHECK(response.body.find("urn:spotter:problem:service-unavailable") != std::string::npos);
}

#include "component/http_client_world.hpp"
#include "support/recording_log.hpp"

#include <spotter/codec/json.hpp>
#include <spotter/crypto/random.hpp>
#include <spotter/shard/task_group.hpp>
#include <spotter/telemetry/otlp/exporter.hpp>

#include <catch2/catch.hpp>

#include <set>

using namespace spotter;
using namespace spotter::telemetry;
using namespace spotter::testing;
using namespace std::chrono_literals;

namespace {

/// Times that a test need not wait for; what is waited for in vain is long.
otlp::Settings quick() {
  otlp::Settings settings;
  settings.interval = 1ms;
  settings.request_timeout = 5 * kPatience;
  settings.backoff = {1ms, 1ms};
  settings.flush_timeout = 5 * kPatience;
  settings.resource = {{"service.name", "spotter"}};
  return settings;
}

struct World {
  explicit World(otlp::Settings settings = quick()) {
    settings.url = upstream.url("/v1/traces");
    start(std::move(settings));
  }
  ~World() {
    exporter->stop();
    http.loop.run(tasks.join());
  }
  void start(otlp::Settings settings) {
    exporter.emplace(http.client, http.loop.executor(), clock, entropy, log, std::move(settings));
    tracer.emplace(Tracer::Settings{}, clock, entropy, *exporter);
    tasks.spawn(run());
  }
  Task<void> run() {
    co_await exporter->run();
    ended = true;
  }
  void spans(int count, std::string_view name = "span") {
    for (int i = 0; i < count; ++i)
      SpanParent{&*tracer, {}, {}}.begin(name, SpanKind::internal).end();
  }
  bool until(const std::function<bool()>& condition) { return http.loop.turn_until(condition); }
  [[nodiscard]] std::uint64_t exported() const { return exporter->metrics().exported.value(); }
  [[nodiscard]] std::uint64_t dropped(otlp::DropReason reason) const {
    return exporter->metrics().dropped(reason).value();
  }
  /// Spans in the requests that came.
  [[nodiscard]] std::vector<std::size_t> batches() const {
    std::vector<std::size_t> sizes;
    for (const auto& request : upstream.requests()) {
      std::size_t count = 0;
      for (std::size_t at = 0; (at = request.body.find("\"spanId\"", at)) != std::string::npos;
           ++at)
        ++count;
      sizes.push_back(count);
    }
    return sizes;
  }

  HttpWorld http;
  ScriptedUpstream upstream{http.loop};
  SystemClock clock;
  crypto::SystemEntropy entropy;
  RecordingLog log;
  shard::TaskGroup tasks{http.loop.executor(),
                         [](std::exception_ptr bug) { std::rethrow_exception(bug); }};
  std::optional<otlp::Exporter> exporter;
  std::optional<Tracer> tracer;
  bool ended = false;
};

Script answer(int status, const Headers& headers = {}, std::string_view body = "{}") {
  return {step::Send{http_response(status, headers, body)}};
}

}  // namespace

TEST_CASE("spans are sent to the collector, together", "[telemetry][trace]") {
  otlp::Settings settings = quick();
  settings.headers = {{"x-api-key", Secret("collector-key")}};
  World world(settings);
  world.upstream.reply(answer(200));
  world.spans(3);
  REQUIRE(world.until([&] { return world.exported() == 3; }));
  REQUIRE(world.upstream.requests().size() == 1);
  const ReceivedRequest& request = world.upstream.requests().front();
  CHECK(request.method == "POST");
  CHECK(request.target == "/v1/traces");
  CHECK(request.header("content-type") == "application/json");
  CHECK(request.header("x-api-key") == "collector-key");
  codec::JsonParser parser;
  CHECK(parser.parse(request.body).has_value());
  CHECK(world.batches() == std::vector<std::size_t>{3});
  CHECK(world.log.lines.empty());
}

TEST_CASE("a full batch does not wait, and the next one waits for its answer",
          "[telemetry][trace]") {
  otlp::Settings settings = quick();
  settings.interval = 5 * kPatience;
  settings.batch_max = 4;
  World world(settings);
  world.upstream.reply({step::AwaitGate{"first"}, step::Send{http_response(200, {}, "{}")}});
  world.upstream.reply(answer(200));
  world.spans(4);
  REQUIRE(world.until([&] { return world.upstream.requests().size() == 1; }));
  world.spans(6);
  REQUIRE(world.http.loop.settle());
  CHECK(world.upstream.requests().size() == 1);
  world.upstream.release("first");
  REQUIRE(world.until([&] { return world.exported() == 8; }));
  CHECK(world.batches() == std::vector<std::size_t>{4, 4});
  // The last two wait for others, and go at the end.
  world.upstream.reply(answer(200));
  world.exporter->stop();
  REQUIRE(world.until([&] { return world.ended; }));
  CHECK(world.batches() == std::vector<std::size_t>{4, 4, 2});
}

TEST_CASE("a collector that cannot take a batch now gets the same one again",
          "[telemetry][trace]") {
  for (const int status : {429, 502, 503, 504}) {
    INFO(status);
    World world;
    world.upstream.reply(answer(status));
    world.upstream.reply({step::Reset{}});
    world.upstream.reply(answer(200));
    world.spans(2);
    REQUIRE(world.until([&] { return world.exported() == 2; }));
    CHECK(world.upstream.requests().front().body == world.upstream.requests().back().body);
    CHECK(world.log.lines.empty());
  }
}

TEST_CASE("a collector's Retry-After is kept to", "[telemetry][trace]") {
  otlp::Settings settings = quick();
  settings.flush_timeout = 1s;
  World world(settings);
  world.upstream.reply(answer(503, {{"Retry-After", "3600"}}));
  world.spans(1);
  REQUIRE(world.until([&] { return world.upstream.requests().size() == 1; }));
  REQUIRE(world.http.loop.settle());
  CHECK(world.upstream.requests().size() == 1);
  CHECK_FALSE(world.ended);
}

TEST_CASE("a batch that was refused often enough is dropped", "[telemetry][trace]") {
  otlp::Settings settings = quick();
  settings.attempts_max = 3;
  World world(settings);
  world.upstream.otherwise([](const ReceivedRequest&) { return answer(503); });
  world.spans(2);
  REQUIRE(world.until([&] { return world.dropped(otlp::DropReason::undelivered) == 2; }));
  CHECK(world.upstream.requests().size() == 3);
  CHECK(world.log.contains("traces_lost"));
  CHECK(world.log.contains("collector_unable"));
}

TEST_CASE("a collector that does not want such a request is not asked again",
          "[telemetry][trace]") {
  World world;
  world.upstream.reply(answer(400));
  world.spans(2);
  REQUIRE(world.until([&] { return world.dropped(otlp::DropReason::refused) == 2; }));
  CHECK(world.upstream.requests().size() == 1);
  CHECK(world.log.contains("400"));
}

TEST_CASE("a collector may take a part of a batch", "[telemetry][trace]") {
  World world;
  world.upstream.reply(
      answer(200, {}, R"({"partialSuccess":{"rejectedSpans":"2","errorMessage":"too old"}})"));
  world.spans(5);
  REQUIRE(world.until([&] { return world.exported() == 3; }));
  CHECK(world.dropped(otlp::DropReason::rejected) == 2);
  CHECK(world.log.contains("too old"));
}

TEST_CASE("a collector that hangs is given up, and nothing of it waits", "[telemetry][trace]") {
  otlp::Settings settings = quick();
  settings.request_timeout = 1ms;
  settings.attempts_max = 2;
  World world(settings);
  world.upstream.otherwise([](const ReceivedRequest&) { return Script{step::Stall{}}; });
  world.spans(1);
  REQUIRE(world.until([&] { return world.dropped(otlp::DropReason::undelivered) == 1; }));
  CHECK(world.log.contains("collector_silent"));
}

TEST_CASE("a collector that is gone is told of once, and costs spans only", "[telemetry][trace]") {
  otlp::Settings settings = quick();
  settings.attempts_max = 1;
  World world(settings);
  world.upstream.stop_accepting();
  for (std::uint64_t round = 1; round <= 3; ++round) {
    world.spans(1);
    REQUIRE(world.until([&] { return world.dropped(otlp::DropReason::undelivered) == round; }));
  }
  CHECK(world.log.count("traces_lost") == 1);
  CHECK(world.log.contains("collector_unreachable"));
}

TEST_CASE("while a collector hangs so many spans are kept and no more", "[telemetry][trace]") {
  otlp::Settings settings = quick();
  settings.spans_max = 10;
  settings.batch_max = 5;
  World world(settings);
  world.upstream.reply({step::AwaitGate{"late"}, step::Send{http_response(200, {}, "{}")}});
  world.upstream.otherwise([](const ReceivedRequest&) { return answer(200); });
  world.spans(5, "first");
  REQUIRE(world.until([&] { return world.upstream.requests().size() == 1; }));
  world.spans(10, "kept");
  world.spans(3, "too_many");
  CHECK(world.dropped(otlp::DropReason::full) == 3);
  world.upstream.release("late");
  REQUIRE(world.until([&] { return world.exported() == 15; }));
  for (const auto& request : world.upstream.requests())
    CHECK(request.body.find("too_many") == std::string::npos);
}

TEST_CASE("the end does not wait for a collector that hangs", "[telemetry][trace]") {
  otlp::Settings settings = quick();
  settings.flush_timeout = 20ms;
  World world(settings);
  world.upstream.otherwise([](const ReceivedRequest&) { return Script{step::Stall{}}; });
  world.spans(1);
  REQUIRE(world.until([&] { return world.upstream.requests().size() == 1; }));
  world.spans(2);
  world.exporter->stop();
  REQUIRE(world.until([&] { return world.ended; }));
  CHECK(world.dropped(otlp::DropReason::undelivered) == 3);
  // What comes after the end is lost, and counted.
  world.spans(1);
  CHECK(world.dropped(otlp::DropReason::undelivered) == 4);
}

TEST_CASE("the end does not wait until a collector wants to be asked again", "[telemetry][trace]") {
  otlp::Settings settings = quick();
  settings.flush_timeout = 10s;  // it asks for more
  World world(settings);
  world.upstream.otherwise([](const ReceivedRequest&) {
    return answer(503, {{"Retry-After", "3600"}});
  });
  world.spans(1);
  REQUIRE(world.until([&] { return world.upstream.requests().size() == 1; }));
  world.exporter->stop();
  REQUIRE(world.http.loop.turn_until([&] { return world.ended; }, 9s));
  CHECK(world.dropped(otlp::DropReason::undelivered) == 1);
}

#include "support/loop.hpp"
#include "support/manual_clock.hpp"
#include "support/recording_log.hpp"

#include <spotter/api/webhook_endpoint.hpp>

#include <catch2/catch.hpp>

using namespace spotter;
using namespace spotter::api;
using namespace std::chrono_literals;

namespace {

/// The endpoint in front of stores that answer what the test says.
struct World {
  testing::Loop loop;
  testing::ManualClock clock;
  testing::RecordingLog log;
  shard::ShardGroup shards{1};
  shard::Sharded<AbuseLimits> limits{shards};
  int status = 401;
  std::size_t heard = 0;
  TimePoint deadline;
  server::Router router{{}};
  WebhookEndpoint endpoint{
      {[this](purchase::Store, purchase::Message, TimePoint until) { return hear(until); }, clock,
       log, limits}};

  World() {
    endpoint.add_routes(router);
    shards.start([](std::exception_ptr) {});
    AbuseLimits::Settings settings;
    settings.failed_webhooks_per_minute = 3;
    shards.run_everywhere([&](shard::ShardId) { limits.emplace_local(settings); });
  }
  ~World() {
    shards.run_everywhere([this](shard::ShardId) { limits.reset_local(); });
    shards.stop();
  }

  Task<int> hear(TimePoint until) {
    ++heard;
    deadline = until;
    co_return status;
  }
  server::Response tell(const std::string& peer = "192.0.2.1",
                        const std::string& path = "/webhooks/revenuecat") {
    server::Request request;
    request.method = "POST";
    request.target = path;
    request.peer = peer;
    request.body = "{}";
    return std::get<server::Response>(loop.run(router.handle(request)));
  }
};

std::string retry_after(const server::Response& response) {
  for (const auto& [name, value] : response.headers) {
    if (name == "Retry-After") return value;
  }
  return {};
}

}  // namespace

TEST_CASE("a store is answered before it stops waiting, whoever has to be asked", "[api]") {
  World world;
  world.status = 503;
  CHECK(retry_after(world.tell()) == "30");
  CHECK(world.deadline > world.clock.now());
  CHECK(world.deadline < world.clock.now() + 2s);
}

TEST_CASE("an address whose messages are refused is not listened to for a while", "[api]") {
  for (const int status : {400, 401, 413}) {
    World world;
    world.status = status;
    for (int i = 0; i < 3; ++i)
      CHECK(world.tell().status == status);
    for (const char* path : {"/webhooks/revenuecat", "/webhooks/apple", "/webhooks/google-play"}) {
      const auto limited = world.tell("192.0.2.1", path);
      CHECK(limited.status == 429);
      CHECK(limited.body.empty());
      CHECK(retry_after(limited) == "20");
    }
    CHECK(world.heard == 3);
    CHECK(world.tell("192.0.2.2").status == status);
    world.clock.advance(20s);
    CHECK(world.tell().status == status);
    CHECK(world.tell().status == 429);
  }
}

TEST_CASE("an address is as large as who has it: a network of IPv6 counts as one", "[api]") {
  World world;
  for (const char* peer : {"2001:db8:1:2::1", "2001:db8:1:2::2", "2001:db8:1:2:3:4:5:6"})
    CHECK(world.tell(peer).status == 401);
  CHECK(world.tell("2001:db8:1:2::7").status == 429);
  CHECK(world.tell("2001:db8:1:3::7").status == 401);
}

TEST_CASE("messages that are heard, or that we fail, are never too many", "[api]") {
  World world;
  for (const int status : {200, 204, 404, 500, 503}) {
    world.status = status;
    for (int i = 0; i < 10; ++i)
      CHECK(world.tell().status == status);
  }
}

TEST_CASE("refusing to listen is one line of the log a minute", "[api]") {
  World world;
  for (int i = 0; i < 303; ++i)
    world.tell();
  CHECK(world.log.count("webhooks_limited") == 1);
  world.clock.advance(1min);
  for (int i = 0; i < 4; ++i)
    world.tell();
  CHECK(world.log.count("webhooks_limited") == 2);
  CHECK(world.log.contains("repeated=299"));
}

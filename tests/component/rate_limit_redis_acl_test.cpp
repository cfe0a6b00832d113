#include "rate_limit_redis_world.hpp"
#include "redis_acl.hpp"

#include <catch2/catch.hpp>

using namespace spotter;
using namespace spotter::testing;
using namespace std::chrono_literals;

TEST_CASE("the commands that docs/redis.md names are enough to count quotas", "[rate_limit]") {
  REQUIRE(documented_commands().size() > 5);
  QuotaWorld world;
  make_user(world.server);
  world.settings.redis = quick(settings_of(world.server.url("operator:p@", "/1")));
  world.settings.redis.backoff = {1ms, 50ms};
  QuotaProcess& process = world.start();
  const Budget three{"payer", 3};

  // Taken, given back, taken again, used up.
  for (GenerationId id = 1; id <= 3; ++id)
    REQUIRE(process.take(id, three).allowed());
  process.settle(1, three, Settlement::charged);
  process.settle(2, three, Settlement::given_back);
  REQUIRE(process.take(4, three).allowed());
  CHECK(process.take(5, three).retry_after > 23h);

  // Told what passed and what was given back while it was away.
  world.server.silence();
  const Budget other{"other", 5};
  for (GenerationId id = 11; id <= 13; ++id)
    REQUIRE(process.take(id, other).allowed());
  process.settle(11, other, Settlement::given_back);
  process.settle(4, three, Settlement::given_back);
  world.server.wake();
  REQUIRE(process.until_told());
  REQUIRE(process.take(21, other).allowed());
  process.settle(21, other, Settlement::given_back);

  // Forgotten scripts are sent again.
  REQUIRE(world.server.cli("SCRIPT FLUSH") == "OK");
  REQUIRE(process.take(22, other).allowed());

  CHECK(refusals(world.server).empty());
  CHECK(world.server.cli("-n 1 ZCARD spotter:q:payer") == "2");
  CHECK(world.server.cli("-n 1 ZCARD spotter:q:other") == "3");
  CHECK(process.standing().dropped == 0);
  CHECK_FALSE(process.standing().by_process);
}

TEST_CASE("they are enough for a server clock that was set back", "[rate_limit]") {
  QuotaWorld world;
  make_user(world.server);
  world.settings.redis = settings_of(world.server.url("operator:p@"));
  world.settings.quotas.script_clock = &world.script_clock;
  QuotaProcess& process = world.start();
  const Budget one{"payer", 1};
  REQUIRE(process.take(1, one).allowed());
  world.script_clock.advance(-1h);
  CHECK_FALSE(process.take(2, one).allowed());
  CHECK(refusals(world.server).empty());
  CHECK_FALSE(process.standing().by_process);
}

TEST_CASE("such a user sees no other keys and does nothing else, and a lack shows",
          "[rate_limit]") {
  QuotaWorld world;
  make_user(world.server);
  REQUIRE(world.server.cli("ACL SETUSER lacking on '>p' '~spotter:*' +@all -zcount") == "OK");
  RedisWorld client(world.server.url("operator:p@"));
  REQUIRE(client.until_connected());
  CHECK(refusals(world.server).empty());
  CHECK(client.text_of({"ZADD", "others:key", "1", "a"}) == "refused NOPERM");
  const std::vector<std::string> others[] = {
      {"KEYS", "*"}, {"FLUSHALL"}, {"CONFIG", "GET", "*"}, {"ACL", "LIST"}, {"CLIENT", "LIST"}};
  for (const auto& command : others)
    CHECK(client.text_of(command) == "refused NOPERM");

  world.settings.redis = settings_of(world.server.url("lacking:p@"));
  QuotaProcess& process = world.start();
  CHECK(process.take(1, Budget{"payer", 1}).allowed());
  CHECK_FALSE(refusals(world.server).empty());
  CHECK(process.standing().by_process);
}

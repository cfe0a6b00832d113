#include "rate_limit_redis_world.hpp"

#include <catch2/catch.hpp>

using namespace spotter;
using namespace spotter::testing;
using namespace std::chrono_literals;
using rate_limit::Refusal;

namespace {

const Budget kTwenty{"payer", 20};

std::size_t take_all(QuotaProcess& process, GenerationId first, std::size_t tries,
                     const Budget& budget = kTwenty) {
  std::size_t passed = 0;
  for (GenerationId id = first; id < first + tries; ++id) {
    if (process.take(id, budget).allowed()) ++passed;
  }
  return passed;
}

}  // namespace

TEST_CASE("without Redis the process lets through what is left of its own part", "[rate_limit]") {
  QuotaWorld world;
  world.settings.quotas.instances = 2;
  QuotaProcess& process = world.start();
  CHECK(take_all(process, 1, 4) == 4);
  world.server.kill();
  REQUIRE(QuotaProcess::until([&] { return !process.is_connected(); }));
  // Half of sixteen.
  CHECK(take_all(process, 11, 20) == 8);
  const auto refused = process.take(40, kTwenty);
  CHECK(refused.refusal == Refusal::used_up);
  // Redis may have more.
  CHECK(refused.retry_after == 60s);
  CHECK(take_all(process, 50, 3, Budget{"other", 1}) == 1);
  const auto standing = process.standing();
  CHECK(standing.by_process);
  CHECK(standing.reason == "away");
  CHECK(standing.takes_by_process == 24);
  CHECK(standing.owed == 9);
  CHECK(process.logged("quotas_by_process") == 1);
}

TEST_CASE("when Redis returns it is told what passed, and what was given back", "[rate_limit]") {
  QuotaWorld world;
  world.settings.redis = quick(world.settings.redis);
  QuotaProcess& process = world.start();
  CHECK(take_all(process, 1, 5) == 5);
  world.server.silence();
  // The first one finds out, and may have happened.
  CHECK(process.take(6, kTwenty).allowed());
  CHECK(take_all(process, 7, 20) == 14);
  CHECK(take_all(process, 60, 5, Budget{"other", 3}) == 3);
  process.settle(2, kTwenty, Settlement::given_back);  // known to Redis
  process.settle(6, kTwenty, Settlement::given_back);  // perhaps
  process.settle(7, kTwenty, Settlement::given_back);  // not known
  process.settle(8, kTwenty, Settlement::charged);
  CHECK(process.standing().owed > 0);
  world.server.wake();
  REQUIRE(process.until_told());
  CHECK(world.counted("payer") == "17");
  CHECK(world.counted("other") == "3");
  CHECK(std::stol(world.server.cli("PTTL spotter:q:other")) > 86'300'000);
  CHECK(process.standing().dropped == 0);
  // And it decides again, knowing all.
  CHECK(take_all(process, 100, 10) == 3);
  CHECK_FALSE(process.standing().by_process);
  CHECK(process.logged("quotas_by_redis") == 1);
  CHECK(world.counted("payer") == "20");
}

TEST_CASE("what passed without Redis is told with its age", "[rate_limit]") {
  QuotaWorld world;
  world.settings.quotas.script_clock = &world.script_clock;
  QuotaProcess& process = world.start();
  world.server.kill();
  REQUIRE(QuotaProcess::until([&] { return !process.is_connected(); }));
  CHECK(process.take(1, kTwenty).allowed());
  const auto taken = std::chrono::steady_clock::now();
  world.server.start();
  REQUIRE(process.until_told());
  const auto told = std::chrono::steady_clock::now();
  const double now_us =
      std::chrono::duration<double, std::micro>(world.script_clock.wall_now().time_since_epoch())
          .count();
  const std::string out = world.server.cli("ZRANGE spotter:q:payer 0 0 WITHSCORES");
  const double at_us = std::stod(out.substr(out.find('\n') + 1));
  CHECK(at_us < now_us);
  CHECK(now_us - at_us <= std::chrono::duration<double, std::micro>(told - taken).count() + 1e6);
}

TEST_CASE("a server that comes back empty is told what passed meanwhile", "[rate_limit]") {
  QuotaWorld world;
  QuotaProcess& process = world.start();
  world.server.kill();
  REQUIRE(QuotaProcess::until([&] { return !process.is_connected(); }));
  // More than one batch.
  for (GenerationId id = 1; id <= 200; ++id)
    REQUIRE(process.take(id, Budget{"payer" + std::to_string(id), 2}).allowed());
  CHECK(process.standing().owed == 200);
  world.server.start();
  REQUIRE(process.until_told());
  CHECK(process.standing().told == 200);
  CHECK(world.server.cli("DBSIZE") == "200");
  CHECK(process.take(1001, Budget{"payer7", 2}).remaining == 0);
  CHECK_FALSE(process.take(1002, Budget{"payer7", 2}).allowed());
}

TEST_CASE("only so much is remembered for Redis", "[rate_limit]") {
  QuotaWorld world;
  world.settings.quotas.owed_max = 10;
  QuotaProcess& process = world.start();
  world.server.kill();
  REQUIRE(QuotaProcess::until([&] { return !process.is_connected(); }));
  CHECK(take_all(process, 1, 15) == 15);
  CHECK(process.standing().owed == 10);
  CHECK(process.standing().dropped == 5);
  world.server.start();
  REQUIRE(process.until_told());
  CHECK(world.counted("payer") == "10");
}

TEST_CASE("a full Redis refuses to count: the process counts, and tells it later", "[rate_limit]") {
  QuotaWorld world;
  QuotaProcess& process = world.start();
  CHECK(take_all(process, 1, 5) == 5);
  REQUIRE(world.server.cli("CONFIG SET maxmemory 1") == "OK");
  CHECK(take_all(process, 11, 20) == 15);
  CHECK(process.standing().by_process);
  CHECK(process.standing().reason == "OOM");
  CHECK(process.standing().refusing);
  CHECK(process.is_connected());
  REQUIRE(world.server.cli("CONFIG SET maxmemory 0") == "OK");
  REQUIRE(process.until_told());
  CHECK(world.counted("payer") == "20");
  CHECK_FALSE(process.take(50, kTwenty).allowed());
  CHECK_FALSE(process.standing().by_process);
  CHECK(process.logged("quotas_by_process") == 1);
}

TEST_CASE("a user who may not run scripts is counted by the process, and said so", "[rate_limit]") {
  QuotaWorld world;
  REQUIRE(world.server.cli("ACL SETUSER coach on '>p' '~*' '+@all' '-@scripting'") == "OK");
  world.settings.redis.user = "coach";
  world.settings.redis.password = Secret("p");
  QuotaProcess& process = world.start();
  CHECK(take_all(process, 1, 30) == 20);
  CHECK(process.standing().reason == "NOPERM");
  CHECK(process.logged("quotas_by_process") == 1);
  CHECK(process.logged("NOPERM") == 1);
  CHECK(process.standing().owed == 20);
}

TEST_CASE("a paused Redis holds one turn up for its deadline, and the next ones not at all",
          "[rate_limit]") {
  QuotaWorld world;
  world.settings.redis = quick(world.settings.redis);
  QuotaProcess& process = world.start();
  REQUIRE(world.server.cli("CLIENT PAUSE 1500 ALL") == "OK");
  CHECK(take_all(process, 1, 30) == 20);
  CHECK(process.standing().by_process);
  REQUIRE(process.until_told());
  CHECK(world.counted("payer") == "20");
}

TEST_CASE("after a failover the new master counts", "[rate_limit]") {
  QuotaWorld world;
  const RedisServer other;
  QuotaProcess& process = world.start();
  CHECK(take_all(process, 1, 5) == 5);
  REQUIRE(world.server.cli("REPLICAOF 127.0.0.1 " + std::to_string(other.port())) == "OK");
  REQUIRE(QuotaProcess::until([&] {
    return world.server.cli("INFO replication").find("master_link_status:up") != std::string::npos;
  }));
  CHECK(take_all(process, 6, 20) == 15);
  REQUIRE(QuotaProcess::until([&] { return !process.is_connected(); }));
  REQUIRE(world.server.cli("REPLICAOF NO ONE") == "OK");
  REQUIRE(process.until_told());
  // It took over the other's (empty) data, and was told what passed since.
  CHECK(world.counted("payer") == "15");
}

TEST_CASE("what is owed is told before the end", "[rate_limit]") {
  QuotaWorld world;
  QuotaProcess& process = world.start();
  REQUIRE(world.server.cli("CONFIG SET maxmemory 1") == "OK");
  CHECK(take_all(process, 1, 3) == 3);
  REQUIRE(world.server.cli("CONFIG SET maxmemory 0") == "OK");
  world.process.reset();
  CHECK(world.counted("payer") == "3");
}

TEST_CASE("running generations stay bounded over an outage", "[rate_limit]") {
  QuotaWorld world;
  world.settings.memory.running_max = 4;
  QuotaProcess& process = world.start();
  CHECK(take_all(process, 1, 2) == 2);
  world.server.kill();
  REQUIRE(QuotaProcess::until([&] { return !process.is_connected(); }));
  CHECK(take_all(process, 3, 5) == 2);
  CHECK(process.take(9, kTwenty).refusal == Refusal::too_many_running);
  // One that runs is allowed again, whoever allowed it first.
  CHECK(process.take(1, kTwenty).allowed());
  CHECK(process.take(3, kTwenty).allowed());
  process.settle(1, kTwenty, Settlement::charged);
  CHECK(process.take(10, kTwenty).allowed());
}

TEST_CASE("a full Redis that has room again is noticed without another generation",
          "[rate_limit]") {
  QuotaWorld world;
  QuotaProcess& process = world.start();
  const Budget one{"payer", 1};
  REQUIRE(world.server.cli("CONFIG SET maxmemory 1") == "OK");
  REQUIRE(process.take(1, one).allowed());
  process.settle(1, one, Settlement::given_back);
  CHECK(process.standing().refusing);
  REQUIRE(world.server.cli("CONFIG SET maxmemory 0") == "OK");
  REQUIRE(QuotaProcess::until([&] { return !process.standing().by_process; }));
  REQUIRE(process.until_told());
  CHECK(process.logged("quotas_by_redis") == 1);
  CHECK(process.standing().takes == 1);
  // Nothing of the question whether it counts again stays.
  REQUIRE(QuotaProcess::until([&] { return world.server.cli("DBSIZE") == "0"; }));
}

TEST_CASE("a Redis that is back is noticed without another generation", "[rate_limit]") {
  QuotaWorld world;
  QuotaProcess& process = world.start();
  world.server.kill();
  REQUIRE(QuotaProcess::until([&] { return !process.is_connected(); }));
  // Before anybody has asked, too.
  CHECK(process.standing().by_process);
  CHECK(process.standing().reason == "away");
  REQUIRE(process.take(1, Budget{"payer", 0}).allowed());
  REQUIRE(process.take(2, kTwenty).allowed());
  world.server.start();
  REQUIRE(QuotaProcess::until([&] { return process.logged("quotas_by_redis") == 1; }));
  CHECK_FALSE(process.standing().by_process);
  REQUIRE(process.until_told());
}

TEST_CASE("the shard that is connected first lets no more through than the log has left",
          "[rate_limit]") {
  QuotaWorld world({}, 2);
  QuotaProcess& process = world.start();
  // Only the second shard's answers are refused: it owes what it lets through.
  REQUIRE(process.take(1, kTwenty, 0).allowed());
  REQUIRE(world.server.cli("CONFIG SET maxmemory 1") == "OK");
  for (GenerationId id = 2; id <= 18; ++id)
    REQUIRE(process.take(id, kTwenty, 1).allowed());
  // It says so only when it looks again; the first one asks at once.
  REQUIRE(world.server.cli("CONFIG SET maxmemory 0") == "OK");
  std::size_t passed = 0;
  for (GenerationId id = 30; id < 50; ++id)
    passed += process.take(id, kTwenty, 0).allowed() ? 1 : 0;
  CHECK(passed == 2);
  REQUIRE(QuotaProcess::until(
      [&] { return process.standing(0).owed == 0 && process.standing(1).owed == 0; }));
  CHECK(world.counted("payer") == "20");
  CHECK_FALSE(process.take(60, kTwenty, 0).allowed());
}

TEST_CASE("a key of another kind holds up nobody else, and is given up", "[rate_limit]") {
  QuotaWorld world;
  QuotaProcess& process = world.start();
  REQUIRE(world.server.cli("SET spotter:q:odd x") == "OK");
  const Budget odd{"odd", 2};
  // Redis counts, only not this payer.
  CHECK(take_all(process, 1, 5, odd) == 2);
  CHECK_FALSE(process.standing().by_process);
  REQUIRE(world.server.cli("CONFIG SET maxmemory 1") == "OK");
  CHECK(take_all(process, 11, 3) == 3);
  REQUIRE(world.server.cli("CONFIG SET maxmemory 0") == "OK");
  REQUIRE(QuotaProcess::until([&] { return world.counted("payer") == "3"; }));
  REQUIRE(process.until_told());
  CHECK(process.standing().dropped == 2);
  CHECK(process.logged("quotas_not_told") > 0);
  CHECK(take_all(process, 20, 20) == 17);
  CHECK(take_all(process, 40, 5, odd) == 0);
  CHECK_FALSE(process.standing().by_process);
}

TEST_CASE("too many running generations do not say how many are left", "[rate_limit]") {
  QuotaWorld world;
  world.settings.memory.running_max = 1;
  QuotaProcess& process = world.start();
  CHECK(process.take(1, kTwenty).remaining == std::size_t{19});
  const auto refused = process.take(2, kTwenty);
  CHECK(refused.refusal == Refusal::too_many_running);
  CHECK_FALSE(refused.remaining.has_value());
}

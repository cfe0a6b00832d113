#include "rate_limit_redis_world.hpp"

#include <catch2/catch.hpp>

using namespace spotter;
using namespace spotter::testing;
using namespace std::chrono_literals;
using rate_limit::Refusal;
using rate_limit::Tally;

namespace {

const Budget kThree{"5ebe2294ecd0e0f08eab7690d2a6ee69", 3};

void take_and_charge(QuotaProcess& process, GenerationId id) {
  REQUIRE(process.take(id, kThree).allowed());
  process.settle(id, kThree, Settlement::charged);
}

}  // namespace

TEST_CASE("what Redis counts of a payer is the same from every shard and process", "[rate_limit]") {
  QuotaWorld world({}, 2);
  world.settings.quotas.script_clock = &world.script_clock;
  QuotaProcess& one = world.start();
  QuotaProcess two(world.shards, world.settings);
  REQUIRE(two.until_connected());
  CHECK(one.look(kThree.subject).used == 0);
  CHECK_FALSE(one.look(kThree.subject).oldest_leaves_in);
  for (const GenerationId id : {1U, 2U, 3U}) {
    take_and_charge(one, id);
    world.script_clock.advance(1h);
  }
  for (const shard::ShardId shard : {0U, 1U}) {
    const Tally tally = one.look(kThree.subject, shard);
    CHECK(tally.by_redis);
    CHECK(tally.used == 3);
    CHECK(tally.limit == 3U);
    CHECK(tally.oldest_leaves_in == Duration(21h));
    CHECK(tally.next_free_in == Duration(21h));
  }
  // The other process has not seen the payer: it knows of no limit.
  const Tally elsewhere = two.look(kThree.subject);
  CHECK(elsewhere.used == 3);
  CHECK_FALSE(elsewhere.limit);
  CHECK_FALSE(elsewhere.next_free_in);
  CHECK(two.find("5ebe").empty());
  CHECK(one.find("5ebe") == std::vector<std::string>{kThree.subject});
  world.script_clock.advance(21h);
  CHECK(one.look(kThree.subject).used == 2);
}

TEST_CASE("a payer that is forgotten by one process goes on in all of them", "[rate_limit]") {
  QuotaWorld world({}, 2);
  QuotaProcess& one = world.start();
  QuotaProcess two(world.shards, world.settings);
  REQUIRE(two.until_connected());
  for (const GenerationId id : {1U, 2U, 3U})
    take_and_charge(one, id);
  CHECK(two.take(1, kThree).refusal == Refusal::used_up);
  REQUIRE(two.forget(kThree.subject, 1).has_value());
  CHECK(world.server.cli("EXISTS spotter:q:" + kThree.subject) == "0");
  CHECK(one.look(kThree.subject).used == 0);
  for (const GenerationId id : {4U, 5U, 6U})
    take_and_charge(one, id);
  CHECK(one.take(7, kThree).refusal == Refusal::used_up);
  CHECK(two.take(2, kThree).refusal == Refusal::used_up);
  REQUIRE(one.forget(kThree.subject).has_value());
  CHECK(two.take(3, kThree).allowed());
}

TEST_CASE("while Redis is away the process says what it knows, and forgets nothing",
          "[rate_limit]") {
  QuotaWorld world;
  QuotaProcess& process = world.start();
  take_and_charge(process, 1);
  world.server.kill();
  REQUIRE(QuotaProcess::until([&] { return !process.is_connected(); }));
  const Tally tally = process.look(kThree.subject);
  CHECK_FALSE(tally.by_redis);
  CHECK(tally.used == 1);
  CHECK(process.forget(kThree.subject).error().code == Errc::unavailable);
  CHECK(process.look(kThree.subject).used == 1);
  // What passes now is owed: it would come back after it was forgotten.
  REQUIRE(process.take(2, kThree).allowed());
  CHECK(process.forget(kThree.subject).error().note == "Redis has yet to be told");
}

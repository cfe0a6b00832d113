#include "rate_limit_redis_world.hpp"

#include <catch2/catch.hpp>

using namespace spotter;
using namespace spotter::testing;
using namespace std::chrono_literals;
using rate_limit::Refusal;

namespace {

const Budget kTwenty{"5ebe2294ecd0e0f08eab7690d2a6ee69", 20};
constexpr auto kDay = std::chrono::hours(24);

void take_and_charge(QuotaProcess& process, GenerationId first, GenerationId last,
                     const Budget& budget = kTwenty) {
  for (GenerationId id = first; id <= last; ++id) {
    REQUIRE(process.take(id, budget).allowed());
    process.settle(id, budget, Settlement::charged);
  }
}

}  // namespace

TEST_CASE("of two hundred at once on two processes with two shards each, twenty pass",
          "[rate_limit]") {
  QuotaWorld world({}, 2);
  QuotaProcess& one = world.start();
  QuotaProcess two(world.shards, world.settings);
  REQUIRE(two.until_connected());
  std::vector<std::future<Decision>> ends;
  for (GenerationId id = 1; id <= 200; ++id) {
    QuotaProcess& process = id % 2 == 0 ? one : two;
    ends.push_back(process.start((id / 2) % 2, process.take_there(kTwenty, id)));
  }
  std::ptrdiff_t passed = 0;
  for (auto& end : ends) {
    const Decision decision = end.get();
    if (decision.allowed()) ++passed;
    CHECK((decision.allowed() || decision.refusal == Refusal::used_up));
    CHECK((decision.allowed() || decision.retry_after > 23h));
  }
  CHECK(passed == 20);
  CHECK(world.counted(kTwenty.subject) == "20");
}

TEST_CASE("the window in Redis is exact to the microsecond", "[rate_limit]") {
  QuotaWorld world;
  world.settings.quotas.script_clock = &world.script_clock;
  QuotaProcess& process = world.start();
  const Budget two{"payer", 2};
  CHECK(process.take(1, two).remaining == 1);
  world.script_clock.advance(1h);
  CHECK(process.take(2, two).remaining == 0);
  const auto refused = process.take(3, two);
  CHECK(refused.refusal == Refusal::used_up);
  CHECK(refused.retry_after == 23h);
  world.script_clock.advance(23h - 1us);
  CHECK(process.take(4, two).retry_after == 1us);
  world.script_clock.advance(1us);
  CHECK(process.take(5, two).allowed());
  // A lower limit waits for more than one to leave.
  CHECK(process.take(6, Budget{"payer", 1}).retry_after == kDay);
  // Refused calls are not stored.
  CHECK(world.counted("payer") == "2");
}

TEST_CASE("a server clock that was set back holds nobody up for longer than the window",
          "[rate_limit]") {
  QuotaWorld world;
  world.settings.quotas.script_clock = &world.script_clock;
  QuotaProcess& process = world.start();
  const Budget one{"payer", 1};
  REQUIRE(process.take(1, one).allowed());
  world.script_clock.advance(-100h);
  CHECK(process.take(2, one).retry_after == kDay);
  world.script_clock.advance(kDay);
  CHECK(process.take(3, one).allowed());
}

TEST_CASE("by the server's own clock, keys live as long as the window", "[rate_limit]") {
  QuotaWorld world;
  QuotaProcess& process = world.start();
  take_and_charge(process, 1, 20);
  const auto refused = process.take(21, kTwenty);
  CHECK(refused.refusal == Refusal::used_up);
  CHECK(refused.retry_after <= kDay);
  CHECK(refused.retry_after > kDay - 1min);
  CHECK(world.server.cli("KEYS '*'") == "spotter:q:" + kTwenty.subject);
  const auto left = std::stol(world.server.cli("PTTL spotter:q:" + kTwenty.subject));
  CHECK(left > 86'300'000);
  CHECK(left <= 86'400'000);
  // One command each for those that were charged.
  CHECK(world.server.calls_of("evalsha") + world.server.calls_of("eval") == 22);
  CHECK(world.server.calls_of("zrem") == 0);
  CHECK(process.standing().takes == 21);
  CHECK(process.standing().takes_by_process == 0);
  CHECK(process.logged("quotas_") == 0);
}

TEST_CASE("what is given back may be taken again, and giving back twice takes nothing",
          "[rate_limit]") {
  QuotaWorld world;
  QuotaProcess& process = world.start();
  const Budget one{"payer", 1};
  REQUIRE(process.take(1, one).allowed());
  process.settle(1, one, Settlement::given_back);
  CHECK(world.counted("payer") == "0");
  CHECK(world.server.cli("EXISTS spotter:q:payer") == "0");
  REQUIRE(process.take(2, one).allowed());
  process.settle(1, one, Settlement::given_back);
  process.settle(2, one, Settlement::charged);
  process.settle(2, one, Settlement::given_back);
  process.settle(77, one, Settlement::given_back);
  CHECK(world.counted("payer") == "1");
  CHECK(world.server.calls_of("zrem") == 1);
}

TEST_CASE("a generation asked for twice counts once and gets the same answer", "[rate_limit]") {
  QuotaWorld world;
  QuotaProcess& process = world.start();
  const Budget two{"payer", 2};
  CHECK(process.take(1, two).remaining == 1);
  CHECK(process.take(1, two).remaining == 1);
  CHECK(process.take(2, two).remaining == 0);
  CHECK(process.take(1, two).allowed());
  CHECK(world.counted("payer") == "2");
}

TEST_CASE("a budget without a limit needs no Redis, and still runs only so many", "[rate_limit]") {
  QuotaWorld world;
  world.settings.memory.running_max = 3;
  QuotaProcess& process = world.start();
  const Budget unlimited{"payer", 0};
  for (GenerationId id = 1; id <= 3; ++id)
    CHECK(process.take(id, unlimited).allowed());
  CHECK(process.take(4, unlimited).refusal == Refusal::too_many_running);
  process.settle(1, unlimited, Settlement::charged);
  CHECK(process.take(5, unlimited).allowed());
  process.settle(5, unlimited, Settlement::given_back);

  const Budget many{"other", 100};
  for (GenerationId id = 11; id <= 13; ++id)
    CHECK(process.take(id, many).allowed());
  CHECK(process.take(14, many).refusal == Refusal::too_many_running);
  process.settle(11, many, Settlement::charged);
  CHECK(process.take(15, many).allowed());
  CHECK(world.counted("other") == "4");
  CHECK(world.server.calls_of("evalsha") == 4);
  CHECK(world.server.cli("EXISTS spotter:q:payer") == "0");
}

TEST_CASE("a script cache that was flushed is filled again", "[rate_limit]") {
  QuotaWorld world;
  QuotaProcess& process = world.start();
  take_and_charge(process, 1, 10);
  REQUIRE(world.server.cli("SCRIPT FLUSH") == "OK");
  take_and_charge(process, 11, 20);
  CHECK_FALSE(process.take(21, kTwenty).allowed());
  CHECK(process.standing().takes_by_process == 0);
}

TEST_CASE("payers are counted apart in Redis", "[rate_limit]") {
  QuotaWorld world;
  QuotaProcess& process = world.start();
  REQUIRE(process.take(1, Budget{"a", 1}).allowed());
  CHECK_FALSE(process.take(2, Budget{"a", 1}).allowed());
  CHECK(process.take(3, Budget{"b", 1}).allowed());
}

TEST_CASE("another process gives back what a dead one took, and the living one counts it again",
          "[rate_limit]") {
  QuotaWorld world;
  QuotaProcess& one = world.start();
  QuotaProcess two(world.shards, world.settings);
  REQUIRE(two.until_connected());
  take_and_charge(one, 1, 20);
  const std::string fifth = one.name_of(5);
  CHECK(fifth != two.name_of(5));
  two.give_back(fifth, kTwenty);
  CHECK(world.counted(kTwenty.subject) == "19");
  two.give_back("", kTwenty);
  two.give_back("a process:that never was", kTwenty);
  CHECK(world.counted(kTwenty.subject) == "19");
  one.count_again(fifth, kTwenty);
  one.count_again(fifth, kTwenty);
  one.count_again("", kTwenty);
  CHECK(world.counted(kTwenty.subject) == "20");
  CHECK(two.take(1, kTwenty).refusal == Refusal::used_up);
}

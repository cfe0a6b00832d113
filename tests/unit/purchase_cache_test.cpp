#include "support/same_bytes.hpp"

#include <spotter/purchase/entitlements/cache.hpp>

#include <catch2/catch.hpp>

using namespace spotter;
using namespace spotter::purchase;
using namespace spotter::purchase::entitlements;
using namespace std::chrono_literals;
using testing::SameBytes;

namespace {

constexpr TimePoint kStart{std::chrono::hours(100)};
const WallTime kWall = std::chrono::sys_days(std::chrono::year(2026) / 1 / 15);

Key key(int number) {
  return crypto::sha256(std::to_string(number));
}

Entitlement answer(Reason reason, Duration keep_for) {
  Entitlement entitlement;
  entitlement.reason = reason;
  entitlement.keep_for = keep_for;
  return entitlement;
}

/// No time is taken off.
struct World {
  SameBytes entropy{std::byte{0}};
  Cache cache{CacheSettings{}};
  Store store = Store::google;  ///< of what is kept from now on
  void keep(int number, const Entitlement& entitlement, Duration after = {},
            const std::vector<Key>& names = {}) {
    cache.keep(store, key(number), names, entitlement, kStart + after, entropy);
  }
  std::optional<Cache::Known> find(int number, Duration after) {
    return cache.find(key(number), kStart + after,
                      kWall + std::chrono::duration_cast<WallTime::duration>(after));
  }
};

}  // namespace

TEST_CASE("a yes holds for its time, and then for a day where nobody can be asked", "[purchase]") {
  World world;
  world.keep(1, answer(Reason::ok, 1h));
  CHECK(world.find(1, 1h - 1s)->fresh);
  CHECK_FALSE(world.find(1, 1h)->fresh);
  CHECK_FALSE(world.find(1, 24h - 1s)->fresh);
  CHECK_FALSE(world.find(1, 24h));
}

TEST_CASE("a no holds for its time, and not in grace", "[purchase]") {
  World world;
  world.keep(1, answer(Reason::not_found, 10s));
  CHECK(world.find(1, 10s - 1ms)->fresh);
  CHECK_FALSE(world.find(1, 10s));
}

TEST_CASE("nothing holds beyond the end that the store named", "[purchase]") {
  World world;
  auto entitlement = answer(Reason::ok, 1h);
  entitlement.until = kWall + 10min;
  world.keep(1, entitlement);
  CHECK(world.find(1, 10min - 1s)->fresh);
  CHECK_FALSE(world.find(1, 10min));
}

TEST_CASE("what nobody decided is not kept, nor what is not to be kept", "[purchase]") {
  World world;
  world.keep(1, answer(Reason::upstream_timeout, 1h));
  Entitlement once = answer(Reason::ok, 1h);
  once.keep_for.reset();
  world.keep(2, once);
  CHECK_FALSE(world.find(1, 0s));
  CHECK_FALSE(world.find(2, 0s));
}

TEST_CASE("an answer lives up to a tenth shorter, and for five seconds at least", "[purchase]") {
  World world;
  world.entropy = SameBytes{std::byte{0xff}};
  world.keep(1, answer(Reason::ok, 100s));
  world.keep(2, answer(Reason::not_entitled, 1s));
  CHECK(world.find(1, 90s - 1ms)->fresh);
  CHECK_FALSE(world.find(1, 90s)->fresh);
  CHECK(world.find(2, 5s - 1ms)->fresh);
  CHECK_FALSE(world.find(2, 5s));
}

TEST_CASE("a yes that is soon over is known to be", "[purchase]") {
  World world;
  world.keep(1, answer(Reason::ok, 100s));
  CHECK_FALSE(world.find(1, 89s)->ageing);
  CHECK(world.find(1, 90s)->ageing);
}

TEST_CASE("a notification ends what is known, by whatever name", "[purchase]") {
  World world;
  world.keep(1, answer(Reason::ok, 1h), {}, {key(101), key(102)});
  world.keep(2, answer(Reason::ok, 1h), {}, {key(102)});
  world.keep(3, answer(Reason::ok, 1h));
  world.cache.forget(key(102));
  CHECK_FALSE(world.find(1, 0s));
  CHECK_FALSE(world.find(2, 0s));
  world.cache.forget(key(101));
  CHECK(world.find(3, 0s));
  world.cache.forget(key(3));
  CHECK_FALSE(world.find(3, 0s));
}

TEST_CASE("rubbish pushes no customer out", "[purchase]") {
  World world;
  CacheSettings settings;
  settings.yes_max = 2;
  settings.no_max = 3;
  world.cache = Cache(settings);
  world.keep(1, answer(Reason::ok, 1h));
  world.keep(2, answer(Reason::ok, 1h));
  for (int i = 100; i < 200; ++i)
    world.keep(i, answer(Reason::not_found, 1h));
  CHECK(world.cache.no() == 3);
  CHECK(world.find(1, 0s));
  world.keep(3, answer(Reason::ok, 1h));
  CHECK(world.cache.yes() == 2);
  CHECK(world.find(1, 0s));
  CHECK_FALSE(world.find(2, 0s));
}

TEST_CASE("a newer answer takes the place of the older one", "[purchase]") {
  World world;
  world.keep(1, answer(Reason::ok, 1h), 0s, {key(101)});
  world.keep(1, answer(Reason::refunded_or_revoked, 10min), 1min, {key(101)});
  CHECK(world.find(1, 2min)->entitlement.reason == Reason::refunded_or_revoked);
  CHECK(world.cache.yes() == 0);
  CHECK(world.cache.no() == 1);
}

TEST_CASE("all of one store are forgotten, and nothing of another", "[purchase]") {
  World world;
  world.keep(1, answer(Reason::ok, 1h), {}, {key(101)});
  world.keep(2, answer(Reason::not_found, 10s));
  world.store = Store::apple;
  world.keep(3, answer(Reason::ok, 1h), {}, {key(101)});
  world.cache.forget_all(Store::google);
  CHECK_FALSE(world.find(1, 1s));
  CHECK_FALSE(world.find(2, 1s));
  CHECK(world.find(3, 1s));
  world.cache.forget(key(101));
  CHECK_FALSE(world.find(3, 1s));
}

TEST_CASE("what is doubted is not fresh, and a yes is still good in grace", "[purchase]") {
  World world;
  world.keep(1, answer(Reason::ok, 1h));
  world.keep(2, answer(Reason::not_found, 10s));
  world.cache.doubt_all(kStart + 1s);
  REQUIRE(world.find(1, 2s));
  CHECK_FALSE(world.find(1, 2s)->fresh);
  CHECK_FALSE(world.find(2, 2s));
  world.keep(1, answer(Reason::ok, 1h), 3s);
  CHECK(world.find(1, 4s)->fresh);
}

TEST_CASE("an answer of another process takes the place of an older one only", "[purchase]") {
  World world;
  world.keep(1, answer(Reason::not_found, 10s), 5s);
  world.cache.put(Store::google, key(1), {}, answer(Reason::ok, 1h), kStart + 4s, 1h);
  CHECK(world.find(1, 6s)->entitlement.reason == Reason::not_found);
  world.cache.put(Store::google, key(1), {}, answer(Reason::ok, 1h), kStart + 6s, 1h);
  CHECK(world.find(1, 7s)->entitlement.reason == Reason::ok);
}

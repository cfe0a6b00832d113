#include "support/manual_clock.hpp"

#include <spotter/api/idempotency.hpp>

#include <catch2/catch.hpp>

using namespace spotter;
using namespace spotter::api;
using namespace std::chrono_literals;

namespace {

using State = IdempotencyStore::State;

IdempotencyKey key(std::string_view name, std::string_view body = "{}", std::string owner = "payer",
                   std::string_view route = "workout") {
  return IdempotencyKey::of(std::move(owner), route, name, body);
}

struct World {
  testing::ManualClock clock;
  IdempotencyStore store{IdempotencyStore::Settings()};
  IdempotencyStore::Begun begin(const IdempotencyKey& what) {
    return store.begin(what, clock.now());
  }
  void finish(const IdempotencyKey& what, std::string answer) {
    store.finish(what, std::move(answer), clock.now());
  }
};

}  // namespace

TEST_CASE("a key is 1 to 255 printable ASCII characters", "[api]") {
  REQUIRE(IdempotencyKey::is_valid("a"));
  REQUIRE(IdempotencyKey::is_valid(std::string(255, '~')));
  REQUIRE(IdempotencyKey::is_valid("8e03978e-40d5-43dd-bc93-6894a57f9324"));
  for (const std::string& bad : {std::string(), std::string(256, 'a'), std::string("a\tb"),
                                 std::string("\x7F"), std::string("\xC3\xA9")}) {
    REQUIRE_FALSE(IdempotencyKey::is_valid(bad));
  }
}

TEST_CASE("a repeated request gets the first one's answer for a day", "[api]") {
  World world;
  REQUIRE(world.begin(key("a")).state == State::fresh);
  REQUIRE(world.begin(key("a")).state == State::running);
  world.finish(key("a"), "answer");
  world.clock.advance(24h - 1s);
  const auto again = world.begin(key("a"));
  REQUIRE(again.state == State::finished);
  REQUIRE(again.answer == "answer");
  world.clock.advance(1s);
  REQUIRE(world.begin(key("a")).state == State::fresh);
}

TEST_CASE("a key with another body belongs to another request, running or finished", "[api]") {
  World world;
  world.begin(key("a"));
  REQUIRE(world.begin(key("a", "other")).state == State::other_body);
  world.finish(key("a"), "answer");
  REQUIRE(world.begin(key("a", "other")).state == State::other_body);
  REQUIRE(world.begin(key("a")).state == State::finished);
}

TEST_CASE("keys of other payers and other routes are other keys", "[api]") {
  World world;
  world.begin(key("a"));
  REQUIRE(world.begin(key("a", "{}", "somebody else")).state == State::fresh);
  REQUIRE(world.begin(key("a", "{}", "payer", "session")).state == State::fresh);
  REQUIRE(world.begin(key("b")).state == State::fresh);
}

TEST_CASE("a request that came to nothing frees its key", "[api]") {
  World world;
  world.begin(key("a"));
  world.store.abandon(key("a"));
  REQUIRE(world.begin(key("a", "other")).state == State::fresh);
  REQUIRE(world.store.entries() == 1);
}

TEST_CASE("an answer of 64 KiB is kept, a larger one is not", "[api]") {
  World world;
  world.begin(key("a"));
  world.finish(key("a"), std::string(64 * 1024, 'x'));
  REQUIRE(world.begin(key("a")).state == State::finished);
  world.begin(key("b"));
  world.finish(key("b"), std::string(64 * 1024 + 1, 'x'));
  REQUIRE(world.begin(key("b")).state == State::fresh);
}

TEST_CASE("beyond the number of entries the oldest answer goes, never what runs", "[api]") {
  IdempotencyStore store({24h, 3, 1 << 20, 1 << 10});
  const TimePoint now{1h};
  store.begin(key("running"), now);
  for (const char* name : {"a", "b", "c"}) {
    REQUIRE(store.begin(key(name), now).state == State::fresh);
    store.finish(key(name), name, now);
  }
  REQUIRE(store.entries() == 3);
  REQUIRE(store.begin(key("running"), now).state == State::running);
  REQUIRE(store.begin(key("b"), now).state == State::finished);
  REQUIRE(store.begin(key("c"), now).state == State::finished);
  REQUIRE(store.begin(key("d"), now).state == State::fresh);
  REQUIRE(store.begin(key("e"), now).state == State::fresh);
  REQUIRE(store.begin(key("f"), now).state == State::full);
}

TEST_CASE("beyond the number of bytes the oldest answers go", "[api]") {
  IdempotencyStore store({24h, 100, 4096, 2048});
  const TimePoint now{1h};
  for (const char* name : {"a", "b", "c"}) {
    store.begin(key(name), now);
    store.finish(key(name), std::string(1500, 'x'), now);
  }
  REQUIRE(store.bytes() <= 4096);
  REQUIRE(store.begin(key("c"), now).state == State::finished);
  REQUIRE(store.begin(key("a"), now).state == State::fresh);
}

TEST_CASE("nothing is left behind when everything has expired or ended", "[api]") {
  World world;
  world.begin(key("a"));
  world.finish(key("a"), "answer");
  world.clock.advance(25h);
  world.begin(key("b"));
  world.store.abandon(key("b"));
  REQUIRE(world.store.entries() == 0);
  REQUIRE(world.store.bytes() == 0);
}

TEST_CASE("an attempt that was charged and came to nothing pays for the next one", "[api]") {
  World world;
  REQUIRE_FALSE(world.begin(key("a")).paid);
  world.store.abandon_paid(key("a"), world.clock.now());
  REQUIRE(world.begin(key("a", "other")).state == State::other_body);
  const auto again = world.begin(key("a"));
  REQUIRE(again.state == State::fresh);
  REQUIRE(again.paid);
  REQUIRE(world.begin(key("a")).state == State::running);
  world.finish(key("a"), "answer");
  REQUIRE(world.begin(key("a")).state == State::finished);
  world.begin(key("b"));
  world.store.abandon_paid(key("b"), world.clock.now());
  world.clock.advance(24h);
  REQUIRE_FALSE(world.begin(key("b")).paid);
  REQUIRE(world.store.entries() == 1);
}

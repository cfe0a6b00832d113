#include "component/rest_world.hpp"

#include <catch2/catch.hpp>

using namespace spotter;
using namespace spotter::testing::rest;
using namespace std::chrono_literals;

TEST_CASE("a repeated key gets the first answer, as JSON or as a stream", "[api]") {
  World world;
  const std::vector<server::Header> key{{"Idempotency-Key", "k1"}};
  Asked& first = world.post("/ai/workout", kWorkout, key);
  world.until_plans(1);
  world.end(world.plans.back(), made("Kept"));
  world.until_answered(first);
  REQUIRE(first.header("Idempotency-Replayed").empty());
  Asked& again = world.post("/v2/ai/workout", kWorkout, key);
  world.until_answered(again);
  REQUIRE(again.response().status == 200);
  REQUIRE(again.response().body == first.response().body);
  REQUIRE(again.header("Idempotency-Replayed") == "true");
  Asked& streamed = world.post("/ai/workout", kWorkout,
                               {{"Idempotency-Key", "k1"}, {"Accept", "text/event-stream"}});
  world.until_answered(streamed);
  REQUIRE(streamed.header("Idempotency-Replayed") == "true");
  REQUIRE(streamed.response().body == "event: done\ndata: " + first.response().body + "\n\n");
  REQUIRE(world.plans.size() == 1);
}

TEST_CASE("a key that runs is 409, one with another body 422, a bad one 400", "[api]") {
  World world;
  const std::vector<server::Header> key{{"Idempotency-Key", "k1"}};
  Asked& first = world.post("/ai/workout", kWorkout, key);
  world.until_plans(1);
  Asked& early = world.post("/ai/workout", kWorkout, key);
  world.until_answered(early);
  REQUIRE(early.response().status == 409);
  REQUIRE(early.header("Retry-After") == "1");
  Asked& other = world.post("/ai/workout", std::string(kWorkout) + " ", key);
  world.until_answered(other);
  REQUIRE(other.response().status == 422);
  REQUIRE(other.header("Content-Type") == "application/problem+json; charset=utf-8");
  REQUIRE(world.post("/ai/workout", kWorkout, {{"Idempotency-Key", ""}}).response().status == 400);
  REQUIRE(world.post("/ai/workout", kWorkout, {{"Idempotency-Key", "a"}, {"Idempotency-Key", "a"}})
              .response()
              .status == 400);
  REQUIRE_FALSE(first.answer);
}

TEST_CASE("a failed or abandoned request frees its key", "[api]") {
  World world;
  const std::vector<server::Header> key{{"Idempotency-Key", "k1"}};
  Asked& failed = world.post("/ai/workout", kWorkout, key);
  world.until_plans(1);
  world.end(world.plans.back(), result_of(Kind::failed));
  world.until_answered(failed);
  Asked& left = world.post("/ai/workout", "  " + std::string(kWorkout), key);
  world.until_plans(2);
  left.caller.leave();
  world.until_answered(left);
  Asked& third = world.post("/ai/workout", kWorkout, key);
  world.until_plans(3);
  world.end(world.plans.back(), made());
  world.until_answered(third);
  REQUIRE(third.response().status == 200);
}

namespace {

/// The caller had seen a plan grow and left.
chat::PlanResult left_behind() {
  chat::PlanResult result = result_of(Kind::cancelled);
  result.charged = true;
  return result;
}

/// One attempt with the same key that ends so; what it was allowed to count.
std::size_t attempt(World& world, chat::PlanResult result) {
  const std::size_t before = world.plans.size();
  Asked& asked = world.post("/ai/workout", kWorkout, {{"Idempotency-Key", "k1"}});
  world.until_plans(before + 1);
  world.end(world.plans.back(), std::move(result));
  world.until_answered(asked);
  return world.plans.back().speaker.generations_max;
}

}  // namespace

TEST_CASE("a charge pays for one repetition: who leaves that one too is charged again", "[api]") {
  World world;
  CHECK(attempt(world, left_behind()) == 7);
  CHECK(attempt(world, left_behind()) == 0);
  CHECK(attempt(world, left_behind()) == 7);
  CHECK(attempt(world, left_behind()) == 0);
  CHECK(attempt(world, result_of(Kind::quota_used_up)) == 7);
  CHECK(attempt(world, made()) == 7);
  Asked& again = world.post("/ai/workout", kWorkout, {{"Idempotency-Key", "k1"}});
  world.until_answered(again);
  CHECK(again.header("Idempotency-Replayed") == "true");
}

TEST_CASE("a repetition that was paid for and that we failed is still paid for", "[api]") {
  World world;
  CHECK(attempt(world, left_behind()) == 7);
  for (const Kind kind : {Kind::failed, Kind::unavailable, Kind::too_many_running, Kind::shut_down})
    CHECK(attempt(world, result_of(kind)) == 0);
  CHECK(attempt(world, made()) == 0);
}

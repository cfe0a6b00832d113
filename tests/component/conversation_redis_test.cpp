#include "redis_acl.hpp"
#include "redis_world.hpp"

#include <spotter/conversation/redis/redis_archive.hpp>

#include <catch2/catch.hpp>

using namespace spotter;
using namespace spotter::testing;
using namespace std::chrono_literals;
using conversation::Archive;
using conversation::Taking;
using conversation::redis::RedisArchive;

namespace {

constexpr conversation::ClientMark kMark = 0xFFFFFFFFFFFFFFFF;

Archive::Opening opening(const std::string& talker, Taking taking) {
  Archive::Opening one;
  one.name = "chat";
  one.talker = talker;
  one.mark = kMark;
  one.taking = taking;
  one.turn = "turn";
  return one;
}

struct World {
  RedisServer server;
  RedisWorld redis{server.url()};
  RedisArchive archive{*redis.client, Secret(std::string(32, 's')), 1800s};

  World() {
    if (!redis.until_connected()) throw std::runtime_error("no connection to Redis");
  }
  void open(const std::string& talker, Taking taking) {
    REQUIRE(redis.loop.run(archive.open_turn(opening(talker, taking))).has_value());
  }
  void close(const std::string& talker, const std::string& chat) {
    REQUIRE(redis.loop.run(archive.close_turn("chat", talker, kMark, chat, {})).has_value());
  }
  std::vector<std::string> keys() {
    std::vector<std::string> names;
    const auto reply = redis.ask({"KEYS", "*"});
    for (const auto& item : reply->items)
      names.push_back(item.text);
    return names;
  }
  /// How long the only key still lives.
  std::int64_t life() {
    const auto all = keys();
    REQUIRE(all.size() == 1);
    return redis.ask({"PTTL", all[0]})->integer;
  }
};

}  // namespace

TEST_CASE("a chat in Redis has a name that tells nothing, and always an end", "[conversation]") {
  World world;
  world.open("1:0:1", Taking::go_on);
  const auto keys = world.keys();
  REQUIRE(keys.size() == 1);
  CHECK(keys[0].starts_with("spotter:c:"));
  CHECK(keys[0].find("chat") == std::string::npos);
  CHECK(world.life() > 1'790'000);
  CHECK(world.life() <= 1'800'000);
  SECTION("with its words") {
    world.close("1:0:1", "words");
  }
  SECTION("without any") {
    world.close("1:0:1", "");
  }
  SECTION("begun anew") {
    world.open("1:0:2", Taking::begin);
  }
  SECTION("shared") {
    CHECK(world.redis.loop.run(world.archive.share("chat", "1:0:1")).has_value());
    CHECK(world.redis.ask({"HKEYS", keys[0]})->items.size() == 1);
  }
  SECTION("erased") {
    CHECK(world.redis.loop.run(world.archive.erase("chat", "1:0:1")).has_value());
  }
  SECTION("deleted, and nothing of it is left") {
    CHECK(world.redis.loop.run(world.archive.forget("chat", "1:0", "note")).has_value());
    for (const char* field : {"s", "t", "m", "l", "x"})
      CHECK(world.redis.ask({"HEXISTS", keys[0], field})->integer == 0);
  }
  SECTION("after it was away") {
    world.redis.ask({"FLUSHALL"});
    CHECK(world.redis.loop.run(world.archive.catch_up("chat", "1:0:0", kMark, 1s, "words"))
              .has_value());
  }
  CHECK(world.life() > 1'790'000);
}

TEST_CASE("what a payer has in Redis tells nothing of them, and is gone with the chats",
          "[conversation]") {
  World world;
  REQUIRE(world.redis.loop.run(world.archive.close_turn("payer.1", "1:0:1", kMark, "words", {}))
              .has_value());
  const auto keys = world.keys();
  CHECK(keys.size() == 3);
  for (const std::string& key : keys) {
    CHECK(key.find("payer") == std::string::npos);
    CHECK(world.redis.ask({"PTTL", key})->integer > 1'790'000);
  }
}

TEST_CASE("a desk in Redis is heard of for some seconds", "[conversation]") {
  World world;
  CHECK(world.redis.loop.run(world.archive.beat("17:3")).has_value());
  CHECK(world.keys() == std::vector<std::string>{"spotter:p:17:3"});
  CHECK(world.life() > 0);
  CHECK(world.life() <= 4'000);
}

TEST_CASE("what stands in the place of a desk goes with the next beat", "[conversation]") {
  World world;
  world.redis.ask({"SET", "spotter:p:1:0", "a string"});
  world.open("1:0:1", Taking::go_on);
  CHECK(world.redis.loop.run(world.archive.open_turn(opening("2:0:1", Taking::go_on))).has_value());
  CHECK(world.redis.loop.run(world.archive.beat("1:0")).has_value());
  CHECK(world.redis.ask({"HEXISTS", "spotter:p:1:0", "-"})->integer == 1);
  CHECK(world.redis.ask({"PTTL", "spotter:p:1:0"})->integer > 0);
}

TEST_CASE("Redis away is an error, and the chat is not available", "[conversation]") {
  World world;
  world.server.kill();
  CHECK(world.redis.loop.turn_until([&] { return !world.archive.available(); }));
  auto& loop = world.redis.loop;
  CHECK(loop.run(world.archive.open_turn(opening("1:0:1", Taking::go_on))).has_error());
  CHECK(loop.run(world.archive.forget("chat", "1:0", "note")).has_error());
  CHECK(loop.run(world.archive.leave("chat", "1:0:1")).has_error());
  CHECK(loop.run(world.archive.beat("1:0")).has_error());
}

TEST_CASE("what stands in the place of a chat is no chat", "[conversation]") {
  World world;
  world.open("1:0:1", Taking::go_on);
  const std::string key = world.keys()[0];
  world.redis.ask({"DEL", key});
  world.redis.ask({"SET", key, "a string"});
  const auto opened =
      world.redis.loop.run(world.archive.open_turn(opening("1:0:1", Taking::go_on)));
  REQUIRE(opened.has_error());
  CHECK(opened.error().code == Errc::refused);
}

TEST_CASE("chats need no more of Redis than is documented", "[conversation]") {
  RedisServer server;
  make_user(server);
  RedisWorld redis{server.url("operator:p@")};
  REQUIRE(redis.until_connected());
  RedisArchive archive{*redis.client, Secret(std::string(32, 's')), 1800s, {1, 1'000}};
  auto& loop = redis.loop;
  CHECK(loop.run(archive.beat("1:0")).has_value());
  for (const char* name : {"payer.1", "payer.2"})
    CHECK(loop.run(archive.close_turn(name, "1:0:1", kMark, "words", {})).has_value());
  for (const Taking taking : {Taking::go_on, Taking::nothing, Taking::begin}) {
    CHECK(loop.run(archive.open_turn(opening("1:0:1", taking))).has_value());
    CHECK(loop.run(archive.close_turn("chat", "1:0:1", kMark, "words", {})).has_value());
  }
  CHECK(loop.run(archive.open_turn(opening("2:0:1", Taking::go_on))).has_value());
  const auto asked = loop.run(archive.beat("1:0"));
  REQUIRE(asked.has_value());
  REQUIRE(asked->size() == 1);
  CHECK(loop.run(archive.leave("chat", "1:0:1")).has_value());
  CHECK(loop.run(archive.erase("chat", "1:0:1")).has_value());
  CHECK(loop.run(archive.catch_up("chat", "1:0:0", kMark, 1s, "words")).has_value());
  CHECK(loop.run(archive.close_turn("chat", "1:0:0", kMark, "", "cut off")).has_value());
  CHECK(loop.run(archive.answer(asked->at(0), "1:0:0", true)).has_value());
  auto named = opening("2:0:1", Taking::go_on);
  named.named = true;
  CHECK(loop.run(archive.open_turn(named)).has_value());
  CHECK(loop.run(archive.forget("chat", "3:0", "note")).has_value());
  CHECK(loop.run(archive.is_forgotten("chat")).has_value());
  CHECK(loop.run(archive.open_turn(opening("2:0:1", Taking::go_on))).has_value());
  CHECK(refusals(server).empty());
}

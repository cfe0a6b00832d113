#include "redis_acl.hpp"
#include "redis_world.hpp"

#include <spotter/conversation/redis/redis_archive.hpp>

#include <catch2/catch.hpp>

using namespace spotter;
using namespace spotter::testing;
using namespace std::chrono_literals;
using conversation::Taking;
using conversation::redis::RedisArchive;
using Opened = conversation::Archive::Opened;

namespace {

constexpr conversation::ClientMark kAndroid = 0xFFFFFFFFFFFFFFFF;
constexpr conversation::ClientMark kIos = 12;

struct World {
  RedisServer server;
  RedisWorld redis{server.url()};
  RedisArchive archive{*redis.client, Secret(std::string(32, 's')), 1800s};

  World() {
    if (!redis.until_connected()) throw std::runtime_error("no connection to Redis");
  }
  Opened open(const std::string& talker, Taking taking, const std::string& turn = "turn",
              conversation::ClientMark mark = kAndroid) {
    const auto opened = redis.loop.run(archive.open_turn("chat", talker, mark, taking, turn));
    if (!opened) throw std::runtime_error("no answer from Redis");
    return *opened;
  }
  /// Whether it was still theirs.
  bool close(const std::string& talker, const std::string& chat) {
    const auto closed = redis.loop.run(archive.close_turn("chat", talker, chat));
    if (!closed) throw std::runtime_error("no answer from Redis");
    return *closed;
  }
  std::vector<std::string> keys() {
    std::vector<std::string> names;
    const auto reply = redis.ask({"KEYS", "*"});
    for (const auto& item : reply->items)
      names.push_back(item.text);
    return names;
  }
};

}  // namespace

TEST_CASE("a chat in Redis goes on with the turn that was not ended", "[conversation]") {
  World world;
  const Opened first = world.open("1:0:1", Taking::begin, "first turn");
  CHECK(first.kept);
  CHECK(first.chat.empty());
  world.close("1:0:1", std::string("sealed\0words", 12));
  CHECK(world.open("1:0:1", Taking::nothing, "second turn").kept);
  const Opened next = world.open("2:1:9", Taking::go_on, "third turn");
  CHECK(next.kept);
  CHECK(next.chat == std::string("sealed\0words", 12));
  CHECK(next.turn == "second turn");
  // Who has lost it writes nothing into it any more, and is told.
  CHECK_FALSE(world.close("1:0:1", "of the one before"));
  CHECK(world.close("2:1:9", "newer words"));
  const Opened last = world.open("3:0:1", Taking::go_on);
  CHECK(last.chat == "newer words");
  CHECK(last.turn.empty());
}

TEST_CASE("a chat in Redis has a name that tells nothing, and an end", "[conversation]") {
  World world;
  world.open("1:0:1", Taking::go_on);
  const auto keys = world.keys();
  REQUIRE(keys.size() == 1);
  CHECK(keys[0].starts_with("spotter:c:"));
  CHECK(keys[0].find("chat") == std::string::npos);
  const auto left = world.redis.ask({"PTTL", keys[0]});
  CHECK(left->integer > 1'790'000);
  CHECK(left->integer <= 1'800'000);
  world.close("1:0:1", "words");
  CHECK(world.redis.ask({"PTTL", keys[0]})->integer > 1'790'000);
}

TEST_CASE("a new chat in Redis takes the place of the old one", "[conversation]") {
  World world;
  world.open("1:0:1", Taking::go_on);
  world.close("1:0:1", "old words");
  world.open("1:0:2", Taking::begin, "turn", kIos);
  world.close("1:0:2", "new words");
  const Opened next = world.open("1:0:3", Taking::go_on, "turn", kIos);
  CHECK(next.chat == "new words");
}

TEST_CASE("a chat that is erased, or empty, is no more in Redis", "[conversation]") {
  World world;
  world.open("1:0:1", Taking::go_on);
  SECTION("erased") {
    CHECK(world.redis.loop.run(world.archive.erase("chat")).has_value());
    // A turn that ends after that does not bring it back.
    world.close("1:0:1", "words");
  }
  SECTION("empty") {
    world.close("1:0:1", "");
  }
  CHECK(world.keys().empty());
}

TEST_CASE("when two talk in a chat nobody goes on with it for its lifetime", "[conversation]") {
  World world;
  SECTION("on two instances") {
    world.open("1:0:1", Taking::go_on);
    world.close("1:0:1", "words");
    CHECK(world.open("2:0:1", Taking::go_on).kept);
    CHECK_FALSE(world.open("1:0:1", Taking::nothing).kept);
  }
  SECTION("clients of two kinds") {
    world.open("1:0:1", Taking::go_on, "turn", kAndroid);
    world.close("1:0:1", "words");
    CHECK_FALSE(world.open("2:0:1", Taking::go_on, "turn", kIos).kept);
  }
  for (const std::string talker : {"1:0:1", "2:0:1", "3:0:1"}) {
    CHECK_FALSE(world.open(talker, Taking::go_on).kept);
    CHECK_FALSE(world.open(talker, Taking::nothing).kept);
  }
  world.close("2:0:1", "words of the second");
  CHECK(world.redis.ask({"HEXISTS", world.keys()[0], "s"})->integer == 0);
  CHECK(world.redis.ask({"PTTL", world.keys()[0]})->integer > 0);
  // Who begins a new one has it.
  CHECK(world.open("4:0:1", Taking::begin).kept);
}

TEST_CASE("Redis away is an error, and the chat is not available", "[conversation]") {
  World world;
  world.server.kill();
  CHECK(world.redis.loop.turn_until([&] { return !world.archive.available(); }));
  const auto opened = world.redis.loop.run(
      world.archive.open_turn("chat", "1:0:1", kAndroid, Taking::go_on, "turn"));
  CHECK(opened.has_error());
  CHECK(world.redis.loop.run(world.archive.erase("chat")).has_error());
}

TEST_CASE("what stands in the place of a chat is no chat", "[conversation]") {
  World world;
  world.open("1:0:1", Taking::go_on);
  const std::string key = world.keys()[0];
  world.redis.ask({"DEL", key});
  world.redis.ask({"SET", key, "a string"});
  const auto opened = world.redis.loop.run(
      world.archive.open_turn("chat", "1:0:1", kAndroid, Taking::go_on, "turn"));
  REQUIRE(opened.has_error());
  CHECK(opened.error().code == Errc::refused);
}

TEST_CASE("chats need no more of Redis than is documented", "[conversation]") {
  RedisServer server;
  make_user(server);
  RedisWorld redis{server.url("operator:p@")};
  REQUIRE(redis.until_connected());
  RedisArchive archive{*redis.client, Secret(std::string(32, 's')), 1800s};
  for (const Taking taking : {Taking::go_on, Taking::nothing, Taking::begin}) {
    CHECK(redis.loop.run(archive.open_turn("chat", "1:0:1", kAndroid, taking, "turn")).has_value());
    CHECK(redis.loop.run(archive.close_turn("chat", "1:0:1", "words")).has_value());
  }
  CHECK(redis.loop.run(archive.close_turn("chat", "1:0:1", "")).has_value());
  CHECK(redis.loop.run(archive.open_turn("chat", "1:0:1", kAndroid, Taking::go_on, "turn"))
            .has_value());
  CHECK(
      redis.loop.run(archive.open_turn("chat", "1:0:2", kIos, Taking::go_on, "turn")).has_value());
  CHECK(redis.loop.run(archive.erase("chat")).has_value());
  CHECK(refusals(server).empty());
}

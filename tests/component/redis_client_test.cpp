#include "redis_world.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <catch2/catch.hpp>

using namespace spotter;
using namespace spotter::testing;
using namespace std::chrono_literals;
using redis::State;

namespace {

/// Waits for a command without being in its way.
Task<void> keep(redis::Client* client, std::vector<std::string> words,
                std::optional<Result<redis::Reply>>* result) {
  auto reply = co_await client->command(std::move(words));
  result->emplace(std::move(reply));
}

}  // namespace

TEST_CASE("a client speaks to a server by its port, its name and its socket", "[redis]") {
  const RedisServer server;
  const std::string port = std::to_string(server.port());
  for (const auto& url : {server.url(), "redis://localhost:" + port, server.unix_url()}) {
    RedisWorld world(url);
    REQUIRE(world.until_connected());
    CHECK(world.text_of({"SET", "greeting", std::string("a\0b", 3)}) == "OK");
    CHECK(world.text_of({"GET", "greeting"}) == std::string("a\0b", 3));
    CHECK(world.ask({"GET", "nothing"})->is_nil());
    CHECK(world.text_of({"STRLEN", "greeting"}) == "3");
    const auto array = world.ask({"MGET", "greeting", "nothing"});
    REQUIRE(array->items.size() == 2);
    CHECK(array->items[1].is_nil());
    CHECK(server.cli("CLIENT LIST").find("name=spotter") != std::string::npos);
    const auto standing = world.client->standing();
    CHECK(standing.state == State::connected);
    CHECK(standing.in_flight == 0);
    CHECK(standing.failures == 0);
    CHECK(standing.calls.calls == 5);
    CHECK(world.log.count("redis_connected") == 1);
    CHECK(world.log.count("redis_away") == 0);
  }
}

TEST_CASE("the database and the prefix of keys are those of the settings", "[redis]") {
  const RedisServer server;
  auto settings = settings_of(server.url("", "/3"));
  settings.key_prefix = "gym:";
  RedisWorld world(settings);
  REQUIRE(world.until_connected());
  CHECK(world.client->key("q:1") == "gym:q:1");
  CHECK(world.text_of({"SET", world.client->key("q:1"), "x"}) == "OK");
  CHECK(server.cli("-n 3 KEYS '*'") == "gym:q:1");
  CHECK(server.cli("-n 0 DBSIZE") == "0");

  RedisWorld by_socket(server.unix_url("?db=3"));
  REQUIRE(by_socket.until_connected());
  CHECK(by_socket.text_of({"GET", "gym:q:1"}) == "x");

  RedisWorld beyond(server.url("", "/99"));
  CHECK(beyond.until_away("no_such_database"));
}

TEST_CASE("passwords and users of an ACL open the door, wrong ones do not", "[redis]") {
  const RedisServer server({"--requirepass", "open-sesame"});
  REQUIRE(server.cli("ACL SETUSER coach on '>p@ss:/word' '~*' '+@all' '-eval' '-evalsha'") == "OK");
  for (const char* user : {":open-sesame@", "default:open-sesame@", "coach:p%40ss%3A%2Fword@"}) {
    RedisWorld world(server.url(user));
    REQUIRE(world.until_connected());
    CHECK(world.text_of({"PING"}) == "PONG");
  }
  const std::pair<const char*, const char*> wrong[] = {{":sesame-closed@", "wrong_password"},
                                                       {"nobody:open-sesame@", "wrong_password"},
                                                       {"", "password_needed"}};
  for (const auto& [user, reason] : wrong) {
    auto settings = settings_of(server.url(user));
    settings.backoff = {1ms, 2ms};
    RedisWorld world(settings);
    CHECK(world.until_away(reason));
    // However often it tries.
    CHECK(world.loop.turn_until([&] { return world.client->standing().failures >= 5; }));
    CHECK(world.log.count("redis_away") == 1);
    CHECK(world.log.count(reason) == 1);
    CHECK_FALSE(world.log.contains("sesame"));
    CHECK(world.text_of({"PING"}) == "unavailable Redis is away");
  }
}

TEST_CASE("a password that the server does not want is said so", "[redis]") {
  const RedisServer server;
  RedisWorld world(server.url(":secret@"));
  CHECK(world.until_away("password_not_wanted"));
}

TEST_CASE("what the user may not do is refused, and the connection stays", "[redis]") {
  const RedisServer server;
  REQUIRE(server.cli("ACL SETUSER coach on '>p' '~*' '+@all' '-@scripting' '-client'") == "OK");
  RedisWorld world(server.url("coach:p@"));
  REQUIRE(world.until_connected());
  const redis::Script script("return 1");
  CHECK(RedisWorld::text(world.loop.run(world.client->eval(script, "k", {}))) == "refused NOPERM");
  CHECK(world.text_of({"NO-SUCH-COMMAND", "private"}) == "refused ERR");
  CHECK(world.text_of({"SET", "a", "b"}) == "OK");
  CHECK(world.text_of({"LPUSH", "a", "b"}) == "refused WRONGTYPE");
  CHECK(world.client->is_connected());
  CHECK(world.log.count("redis_connected") == 1);
}

TEST_CASE("a thousand commands travel at once, and each gets its own answer", "[redis]") {
  const RedisServer server;
  RedisWorld world(server.url());
  REQUIRE(world.until_connected());
  std::vector<std::vector<std::string>> commands;
  for (int i = 0; i < 1000; ++i)
    commands.push_back({"ECHO", std::to_string(i)});
  const auto replies = world.loop.run(world.client->pipeline(std::move(commands)));
  REQUIRE(replies.size() == 1000);
  for (int i = 0; i < 1000; ++i)
    REQUIRE(RedisWorld::text(replies[static_cast<std::size_t>(i)]) == std::to_string(i));
  CHECK(server.calls_of("echo") == 1000);
  CHECK(world.client->standing().calls.calls == 1000);
}

TEST_CASE("a script goes by its name, and with its text when the server forgot it", "[redis]") {
  const RedisServer server;
  RedisWorld world(server.url());
  REQUIRE(world.until_connected());
  const redis::Script script("return KEYS[1] .. ARGV[1]");
  const auto eval = [&] {
    return RedisWorld::text(world.loop.run(world.client->eval(script, "k", {"!"})));
  };
  CHECK(eval() == "k!");
  CHECK(eval() == "k!");
  CHECK(server.calls_of("eval") == 1);
  REQUIRE(server.cli("SCRIPT FLUSH") == "OK");
  CHECK(eval() == "k!");
  CHECK(eval() == "k!");
  CHECK(server.calls_of("eval") == 2);
  CHECK(server.calls_of("evalsha") == 4);
}

TEST_CASE("commands over a limit are refused before they are sent", "[redis]") {
  const RedisServer server;
  auto settings = settings_of(server.url());
  settings.commands_max = 3;
  settings.command_bytes_max = 1000;
  RedisWorld world(settings);
  REQUIRE(world.until_connected());
  const auto replies =
      world.loop.run(world.client->pipeline({{"PING"}, {"PING"}, {"PING"}, {"PING"}}));
  CHECK(RedisWorld::text(replies[2]) == "PONG");
  CHECK_FALSE(replies[3].has_value());
  CHECK(replies[3].error().code == Errc::overloaded);
  CHECK(world.text_of({"ECHO", std::string(996, 'x')}) == std::string(996, 'x'));
  CHECK(world.ask({"ECHO", std::string(997, 'x')}).error().code == Errc::too_large);
  CHECK(world.ask({}).error().code == Errc::invalid_argument);
}

TEST_CASE("an answer over the limit ends the connection, not the process", "[redis]") {
  const RedisServer server;
  auto settings = settings_of(server.url());
  settings.reply_bytes_max = 100'000;
  settings.backoff = {1ms, 2ms};
  RedisWorld world(settings);
  const auto connected_again = [&](std::ptrdiff_t times) {
    return world.loop.turn_until([&] { return world.log.count("redis_connected") == times; });
  };
  REQUIRE(world.until_connected());
  CHECK(world.text_of({"SETRANGE", "large", "99999", "x"}) == "100000");
  CHECK(world.text_of({"GET", "large"}).size() == 100'000);
  CHECK(world.text_of({"SETRANGE", "large", "100000", "x"}) == "100001");
  CHECK(world.ask({"GET", "large"}).error().code == Errc::unavailable);
  REQUIRE(connected_again(2));
  CHECK(world.log.count("reply_too_large") == 1);
  // Long before it is all there.
  CHECK(world.text_of({"SETRANGE", "huge", "50000000", "x"}) == "50000001");
  CHECK(world.ask({"GET", "huge"}).error().code == Errc::unavailable);
  REQUIRE(connected_again(3));

  const auto array_of = [&](const std::string& size) {
    const std::string source = "local t = {} for i = 1, " + size + " do t[i] = i end return t";
    return world.ask({"EVAL", source, "0"});
  };
  CHECK(array_of("16383")->items.size() == 16383);
  CHECK(array_of("16384").error().code == Errc::unavailable);
  REQUIRE(connected_again(4));
  const auto nested = world.ask({"EVAL", "return {1, {2, {3, {4, {'deep'}}}}, {}}", "0"});
  CHECK(nested->items[1].items[1].items[1].items[1].items[0].text == "deep");
  CHECK(nested->items[2].items.empty());
  const auto error = world.ask({"EVAL", "return {redis.error_reply('MY oh my')}", "0"});
  CHECK(error->items[0].kind == redis::Reply::Kind::error);
  CHECK(world.ask({"EVAL", "return {{{{{{{{{{1}}}}}}}}}}", "0"}).error().code == Errc::unavailable);
}

TEST_CASE("a server that falls silent is away after one deadline, until it answers PING",
          "[redis]") {
  RedisServer server;
  auto settings = quick(settings_of(server.url()));
  settings.ping_every = 1h;
  RedisWorld world(settings);
  REQUIRE(world.until_connected());
  server.silence();
  const auto replies = world.loop.run(world.client->pipeline({{"GET", "a"}, {"GET", "b"}}));
  CHECK(replies[0].error().code == Errc::timed_out);
  CHECK(replies[1].error().code != Errc::refused);
  CHECK(world.until_away("silent"));
  // At once: nothing has to happen on the loop.
  CHECK(world.text_of({"GET", "a"}) == "unavailable Redis is away");
  CHECK(world.loop.turn_until([&] { return world.client->standing().failures >= 2; }));
  CHECK_FALSE(world.client->is_connected());
  CHECK(world.log.count("redis_away") == 1);
  server.wake();
  REQUIRE(world.until_connected());
  CHECK(world.ask({"GET", "a"})->is_nil());
  CHECK(world.log.count("redis_connected") == 2);
}

TEST_CASE("a silent server is noticed though nobody asks it anything", "[redis]") {
  RedisServer server;
  RedisWorld world(quick(settings_of(server.url())));
  REQUIRE(world.until_connected());
  server.silence();
  CHECK(world.until_away("silent"));
  CHECK(world.client->standing().calls.calls == 0);
  server.wake();
  CHECK(world.until_connected());
}

TEST_CASE("a paused server is a silent one", "[redis]") {
  const RedisServer server;
  RedisWorld world(quick(settings_of(server.url())));
  REQUIRE(world.until_connected());
  REQUIRE(server.cli("CLIENT PAUSE 2000 ALL") == "OK");
  CHECK(world.ask({"SET", "a", "b"}).error().code == Errc::timed_out);
  CHECK(world.ask({"SET", "a", "b"}).error().code == Errc::unavailable);
  REQUIRE(world.until_connected());
  CHECK(world.text_of({"SET", "a", "b"}) == "OK");
}

TEST_CASE("a killed server is away at once, and used again when it is back", "[redis]") {
  RedisServer server;
  RedisWorld world(server.url());
  REQUIRE(world.until_connected());
  REQUIRE(world.text_of({"SET", "a", "b"}) == "OK");
  server.kill();
  CHECK(world.loop.turn_until([&] { return !world.client->is_connected(); }));
  CHECK(world.ask({"GET", "a"}).error().code == Errc::unavailable);
  CHECK(world.until_away("unreachable"));
  server.start();
  REQUIRE(world.until_connected());
  CHECK(world.ask({"GET", "a"})->is_nil());
}

TEST_CASE("a master that became a replica is left, until it is a master again", "[redis]") {
  const RedisServer server;
  const RedisServer master;
  RedisWorld world(server.url());
  REQUIRE(world.until_connected());
  REQUIRE(server.cli("CONFIG SET replica-read-only yes") == "OK");
  REQUIRE(server.cli("REPLICAOF 127.0.0.1 " + std::to_string(master.port())) == "OK");
  world.loop.turn_until([&] { return !world.ask({"SET", "a", "b"}).has_value(); });
  CHECK(world.until_away("read_only"));
  CHECK(world.loop.turn_until([&] { return world.client->standing().failures >= 3; }));
  CHECK_FALSE(world.client->is_connected());
  REQUIRE(server.cli("REPLICAOF NO ONE") == "OK");
  REQUIRE(world.until_connected());
  CHECK(world.text_of({"SET", "a", "b"}) == "OK");
}

TEST_CASE("stopping cancels what is in flight, and what comes later", "[redis]") {
  RedisServer server;
  RedisWorld world(server.url());
  REQUIRE(world.until_connected());
  server.silence();
  std::optional<Result<redis::Reply>> first;
  std::optional<Result<redis::Reply>> second;
  world.tasks.spawn(keep(world.client.get(), {"GET", "a"}, &first));
  world.tasks.spawn(keep(world.client.get(), {"GET", "b"}, &second));
  world.loop.settle();
  REQUIRE(world.client->standing().in_flight == 2);
  SECTION("by stop()") {
    world.client->stop();
    CHECK(world.ask({"GET", "c"}).error().code == Errc::cancelled);
  }
  SECTION("by its end") {
    world.client.reset();
  }
  REQUIRE(world.loop.turn_until([&] { return first && second; }));
  CHECK(first->error().code == Errc::cancelled);
  CHECK(second->error().code == Errc::cancelled);
  CHECK(world.log.count("redis_away") == 0);
  world.stop();
}

TEST_CASE("an answer for somebody who went away meanwhile touches nobody", "[redis]") {
  RedisServer server;
  RedisWorld world(server.url());
  REQUIRE(world.until_connected());
  server.silence();
  std::optional<Result<redis::Reply>> never;
  asio::cancellation_signal stop;
  bool ended = false;
  asio::co_spawn(
      world.loop.executor(), keep(world.client.get(), {"ECHO", "late"}, &never),
      asio::bind_cancellation_slot(stop.slot(), [&](const std::exception_ptr&) { ended = true; }));
  world.loop.settle();
  stop.emit(asio::cancellation_type::terminal);
  REQUIRE(world.loop.turn_until([&] { return ended; }));
  CHECK_FALSE(never);
  server.wake();
  CHECK(world.loop.turn_until([&] { return world.client->standing().in_flight == 0; }));
  CHECK(world.text_of({"ECHO", "next"}) == "next");
}

TEST_CASE("nobody listens: away from the start, with growing pauses", "[redis]") {
  RedisServer server;
  server.kill();
  for (const auto& url : {server.url(), server.unix_url()}) {
    auto settings = settings_of(url);
    settings.backoff = {1ms, 4ms};
    RedisWorld world(settings);
    CHECK(world.client->standing().state == State::connecting);
    CHECK(world.ask({"PING"}).error().code == Errc::unavailable);
    CHECK(world.until_away("unreachable"));
    CHECK(world.loop.turn_until([&] { return world.client->standing().failures >= 8; }));
    CHECK(world.log.count("redis_away") == 1);
  }
  RedisWorld nameless("redis://no-such-host.invalid");
  CHECK(nameless.until_away("no_address"));
}

#include <spotter/redis/settings.hpp>

#include <catch2/catch.hpp>

using namespace spotter;
using redis::parse_url;

namespace {

redis::Settings good(std::string_view url) {
  std::string why;
  const auto settings = parse_url(url, why);
  INFO(url);
  INFO(why);
  REQUIRE(settings.has_value());
  return *settings;
}

std::string fault(std::string_view url) {
  std::string why;
  INFO(url);
  REQUIRE_FALSE(parse_url(url, why).has_value());
  return why;
}

}  // namespace

TEST_CASE("a Redis URL names host, port, database, user and password", "[redis]") {
  const auto plain = good("redis://cache.example");
  CHECK(plain.endpoint.host == "cache.example");
  CHECK(plain.endpoint.port == 6379);
  CHECK(plain.endpoint.socket_path.empty());
  CHECK(plain.db == 0);
  CHECK(plain.user.empty());
  CHECK(plain.password.empty());
  CHECK(plain.key_prefix == "spotter:");

  const auto all = good("redis://coach:p%40ss%3a%2Fword@10.0.0.7:7000/12");
  CHECK(all.endpoint.host == "10.0.0.7");
  CHECK(all.endpoint.port == 7000);
  CHECK(all.user == "coach");
  CHECK(all.password.reveal() == "p@ss:/word");
  CHECK(all.db == 12);

  CHECK(good("redis://:only@h").password.reveal() == "only");
  CHECK(good("redis://:only@h").user.empty());
  CHECK(good("redis://user@h").user == "user");
  CHECK(good("redis://:a:b@c@h").password.reveal() == "a:b@c");
  CHECK(good("redis://h/").db == 0);
  CHECK(good("redis://[::1]:6380/1").endpoint.host == "::1");
  CHECK(good("redis://[::1]:6380/1").endpoint.port == 6380);
  CHECK(good("redis://[fe80::1]").endpoint.port == 6379);
}

TEST_CASE("a Redis URL may name a socket", "[redis]") {
  CHECK(good("unix:///run/redis.sock").endpoint.socket_path == "/run/redis.sock");
  CHECK(good("unix:///run/my%20redis?db=4").endpoint.socket_path == "/run/my redis");
  CHECK(good("unix:///run/my%20redis?db=4").db == 4);
  CHECK(good("unix://u:p@/run/redis.sock").password.reveal() == "p");
}

TEST_CASE("what is wrong with a Redis URL is said without quoting it", "[redis]") {
  CHECK(fault("rediss://h").find("no TLS") != std::string::npos);
  CHECK(fault("") == "it starts with neither redis:// nor unix://");
  CHECK(fault("http://h") == "it starts with neither redis:// nor unix://");
  CHECK(fault("redis://") == "the host is missing");
  CHECK(fault("redis://:hunter2@") == "the host is missing");
  CHECK(fault("redis://:hunter2@/1") == "the host is missing");
  CHECK(fault("redis://h:0") == "the port is not a number from 1 to 65535");
  CHECK(fault("redis://h:65536") == "the port is not a number from 1 to 65535");
  CHECK(fault("redis://h:") == "the port is not a number from 1 to 65535");
  CHECK(fault("redis://h:12x") == "the port is not a number from 1 to 65535");
  CHECK(fault("redis://h/one") == "the database is not a number");
  CHECK(fault("redis://h/-1") == "the database is not a number");
  CHECK(fault("redis://h/1/2") == "the database is not a number");
  CHECK(fault("redis://::1") == "an IPv6 address must stand in brackets");
  CHECK(fault("redis://[::1") == "the IPv6 address has no end");
  CHECK(fault("redis://[host]") == "what stands in brackets is no IPv6 address");
  CHECK(fault("redis://[::1]6379") == "the port is not a number from 1 to 65535");
  CHECK(fault("redis://a b") == "the host is not usable");
  CHECK(fault("redis://h?db=1") == "a redis:// URL has neither a query nor a fragment");
  const std::string badly = "the user or password is not percent-encoded right";
  for (const char* url : {"redis://:hunter%2@h", "redis://:%zz@h", "redis://a%00:b@h"})
    CHECK(fault(url) == badly);
  CHECK(fault("unix://run/redis.sock") == "the path of the socket must start with a slash");
  CHECK(fault("unix://") == "the path of the socket is missing");
  CHECK(fault("unix:///") == "the path of the socket is not usable");
  CHECK(fault("unix:///a?password=hunter2") == "a unix:// URL takes db=N and no more");
  CHECK(fault("unix:///a?db=") == "the database is not a number");
  CHECK(fault("unix:///" + std::string(107, 'a')) == "the path of the socket is too long");
}

TEST_CASE("a silent server is noticed within a second", "[redis]") {
  const redis::Settings settings;
  CHECK(settings.ping_every + settings.command_timeout <= std::chrono::seconds(1));
  CHECK(settings.connect_timeout <= std::chrono::seconds(1));
}

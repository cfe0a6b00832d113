#include "server/networks.hpp"

#include <spotter/server/address.hpp>
#include <spotter/server/router.hpp>

#include <catch2/catch.hpp>

using spotter::server::Networks;

TEST_CASE("networks contain what their prefix says, of either family", "[server]") {
  const Networks networks({"10.0.0.0/8", "192.168.1.7", "fd00::/8", "::1"});
  REQUIRE(networks.contains("10.255.0.1"));
  REQUIRE_FALSE(networks.contains("11.0.0.1"));
  REQUIRE(networks.contains("192.168.1.7"));
  REQUIRE_FALSE(networks.contains("192.168.1.8"));
  REQUIRE(networks.contains("::ffff:10.1.2.3"));
  REQUIRE(networks.contains("fdab::1"));
  REQUIRE(networks.contains("::1"));
  REQUIRE_FALSE(networks.contains("garbage"));
}

TEST_CASE("a network that is none stops the start", "[server]") {
  for (const auto* bad : {"10.0.0.0/33", "10.0.0/8", "x", "::1/129", "10.0.0.0/", "10.0.0.0/8x"}) {
    INFO(bad);
    REQUIRE_THROWS(Networks({bad}));
  }
}

TEST_CASE("X-Forwarded-For is believed from trusted proxies only, from the right", "[server]") {
  const Networks proxies({"10.0.0.0/8"});
  REQUIRE(proxies.client_of("1.2.3.4", "5.6.7.8") == "1.2.3.4");
  REQUIRE(proxies.client_of("10.0.0.1", "5.6.7.8") == "5.6.7.8");
  REQUIRE(proxies.client_of("10.0.0.1", "9.9.9.9, 5.6.7.8, 10.0.0.2") == "5.6.7.8");
  REQUIRE(proxies.client_of("10.0.0.1", "5.6.7.8, nonsense") == "10.0.0.1");
  REQUIRE(proxies.client_of("10.0.0.1", "") == "10.0.0.1");
  REQUIRE(Networks({}).client_of("10.0.0.1", "5.6.7.8") == "10.0.0.1");
}

TEST_CASE("an address has one form, whatever text a client calls it by", "[server]") {
  using spotter::server::counted_address;
  using spotter::server::plain_address;
  CHECK(plain_address("::1%\xff\xfe\"\n") == "::1");
  CHECK(plain_address("fe80:0:0:0:0:0:0:1%eth0") == "fe80::1");
  CHECK(plain_address("::ffff:5.6.7.8") == "5.6.7.8");
  CHECK(plain_address("2001:DB8::0:1") == "2001:db8::1");
  CHECK(plain_address("5.6.7.8") == "5.6.7.8");
  CHECK_FALSE(plain_address("5.6.7.8:80"));
  CHECK_FALSE(plain_address(""));
  CHECK(counted_address("::1%a") == counted_address("0:0::1%b"));
  CHECK(counted_address("::ffff:5.6.7.8") == counted_address("5.6.7.8"));
  CHECK(counted_address("2001:db8:0:1::7") == counted_address("2001:db8:0:1:ffff::%x"));
  const Networks proxies({"10.0.0.0/8"});
  CHECK(proxies.client_of("10.0.0.1", "::1%a\xff") == "::1");
  CHECK(proxies.client_of("10.0.0.1", "::ffff:5.6.7.8, ::ffff:10.0.0.2") == "5.6.7.8");
}

TEST_CASE("headers of one name are one list, in order", "[server]") {
  spotter::server::Request request;
  request.headers = {
      {"X-Forwarded-For", "6.6.6.6, 7.7.7.7"}, {"Host", "x"}, {"x-forwarded-for", "5.6.7.8"}};
  CHECK(request.header_list("X-FORWARDED-FOR") == "6.6.6.6, 7.7.7.7,5.6.7.8");
  CHECK(request.header_list("Host") == "x");
  CHECK(request.header_list("Accept").empty());
}

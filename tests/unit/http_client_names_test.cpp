#include "http_client/resolver.hpp"
#include "http_client/target.hpp"

#include <catch2/catch.hpp>

using namespace spotter;
using namespace spotter::http_client;
using namespace std::chrono_literals;

namespace {
constexpr TimePoint kStart{};
}

TEST_CASE("a name is known for a minute", "[http_client]") {
  NameCache cache;
  CHECK(cache.find("api.example", kStart) == nullptr);
  cache.put("api.example", {"192.0.2.1"}, kStart);
  REQUIRE(cache.find("api.example", kStart + 59s) != nullptr);
  CHECK(*cache.find("api.example", kStart + 59s) == Addresses{"192.0.2.1"});
  CHECK(cache.find("api.example", kStart + 60s) == nullptr);
  CHECK(cache.find("other.example", kStart) == nullptr);
}

TEST_CASE("a name that was looked up again is known by its new addresses", "[http_client]") {
  NameCache cache;
  cache.put("api.example", {"192.0.2.1"}, kStart);
  cache.put("api.example", {"192.0.2.2"}, kStart + 61s);
  REQUIRE(cache.find("api.example", kStart + 62s) != nullptr);
  CHECK(cache.find("api.example", kStart + 62s)->front() == "192.0.2.2");
  CHECK(cache.size() == 1);
}

TEST_CASE("with all places taken the oldest name goes", "[http_client]") {
  NameCache cache;
  for (std::size_t i = 0; i < NameCache::kNamesMax; ++i) {
    cache.put(std::to_string(i), {"192.0.2.1"},
              kStart + std::chrono::milliseconds(i == 7 ? 0 : i + 1));
  }
  cache.put("one more", {"192.0.2.1"}, kStart + 1s);
  CHECK(cache.size() == NameCache::kNamesMax);
  CHECK(cache.find("7", kStart + 2s) == nullptr);
  CHECK(cache.find("0", kStart + 2s) != nullptr);
  CHECK(cache.find("one more", kStart + 2s) != nullptr);
  cache.put("one more", {"192.0.2.2"}, kStart + 1s);  // no new place
  CHECK(cache.find("0", kStart + 2s) != nullptr);
}

TEST_CASE("a URL tells host, port and whether there is something to look up", "[http_client]") {
  struct Row {
    const char* url;
    const char* host;
    int port;
    bool tls;
    bool address;
  };
  for (const Row& row :
       {Row{"https://api.openai.com/v1", "api.openai.com", 443, true, false},
        Row{"http://localhost:8080", "localhost", 8080, false, false},
        Row{"HTTP://127.0.0.1/", "127.0.0.1", 80, false, true},
        Row{"http://[::1]:9/x", "::1", 9, false, true},
        Row{"https://xn--bcher-kva.example", "xn--bcher-kva.example", 443, true, false}}) {
    INFO(row.url);
    const auto target = parse_target(row.url);
    REQUIRE(target.has_value());
    CHECK(target->host == row.host);
    CHECK(target->port == row.port);
    CHECK(target->tls == row.tls);
    CHECK(target->address == row.address);
  }
}

TEST_CASE("a URL that is not plainly http or https cannot be used", "[http_client]") {
  for (const char* url :
       {"", "api.openai.com/v1", "ftp://host/", "file:///etc/passwd", "http://",
        "http://user@host/", "http://user:key@host/", "http://ho st/", "http://h\r\n/",
        "http://caf\xc3\xa9.example/", "http://host:99999/", "http://[::1/"}) {
    INFO(url);
    const auto target = parse_target(url);
    REQUIRE(target.has_error());
    CHECK(target.error().code == Errc::invalid_argument);
  }
}

TEST_CASE("addresses of this machine are known as such", "[http_client]") {
  CHECK(is_loopback("127.0.0.1"));
  CHECK(is_loopback("127.8.8.8"));
  CHECK(is_loopback("::1"));
  CHECK_FALSE(is_loopback("10.0.0.1"));
  CHECK_FALSE(is_loopback("2001:db8::1"));
  CHECK_FALSE(is_loopback("localhost"));
}

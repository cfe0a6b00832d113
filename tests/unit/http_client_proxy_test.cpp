#include "http_client/proxy.hpp"

#include <catch2/catch.hpp>

#include <stdexcept>
#include <string>

using namespace spotter;
using namespace spotter::http_client;

namespace {

Target target_of(const std::string& url) {
  const auto target = parse_target(url);
  REQUIRE(target.has_value());
  return *target;
}

std::string proxy_for(const ProxyChoice& choice, const std::string& url) {
  const Proxy* proxy = choice.for_target(target_of(url));
  return proxy == nullptr ? "none" : proxy->url;
}

bool is_direct(std::string_view list, const std::string& url) {
  return DirectHosts(list).holds(target_of(url));
}

}  // namespace

TEST_CASE("a proxy is a URL, or a host and port", "[http_client]") {
  const auto plain = parse_proxy("proxy.example:3128");
  REQUIRE(plain.has_value());
  CHECK(plain->url == "http://proxy.example:3128");
  CHECK(plain->host == "proxy.example");
  CHECK(plain->port == 3128);
  CHECK_FALSE(plain->address);
  CHECK_FALSE(plain->tls);
  CHECK(parse_proxy("http://proxy.example")->port == 80);
  CHECK(parse_proxy("https://proxy.example")->url == "https://proxy.example:443");
  CHECK(parse_proxy("https://proxy.example")->tls);
  CHECK(parse_proxy("http://10.0.0.1:8080/")->address);
  CHECK(parse_proxy("http://[2001:db8::1]:8080")->url == "http://[2001:db8::1]:8080");
  CHECK(parse_proxy("http://[2001:db8::1]:8080")->host == "2001:db8::1");
}

TEST_CASE("a SOCKS proxy looks up names itself, however it is spelt", "[http_client]") {
  CHECK(parse_proxy("socks5://proxy.example")->url == "socks5h://proxy.example:1080");
  CHECK(parse_proxy("socks5h://proxy.example:9050")->url == "socks5h://proxy.example:9050");
}

TEST_CASE("who logs in at a proxy is kept apart from its URL", "[http_client]") {
  const auto proxy = parse_proxy("http://me:p%40ss@proxy.example:3128");
  REQUIRE(proxy.has_value());
  CHECK(proxy->url == "http://proxy.example:3128");
  CHECK(proxy->user.reveal() == "me");
  CHECK(proxy->password.reveal() == "p@ss");
}

TEST_CASE("what is no proxy is refused", "[http_client]") {
  for (const char* text :
       {"", "ftp://proxy.example", "socks4://proxy.example", "http://", "http://proxy.example:0",
        "http://proxy.example:99999", "http://two words", "http://proxy.example\r\nX: y"}) {
    INFO(text);
    CHECK_FALSE(is_usable_proxy(text));
  }
  Proxies proxies;
  proxies.for_https = Secret("ftp://me:secret@proxy.example");
  CHECK_THROWS_WITH(ProxyChoice(proxies), !Catch::Contains("secret"));
}

TEST_CASE("the target's scheme chooses the proxy, and loopback needs none", "[http_client]") {
  Proxies proxies;
  proxies.for_https = Secret("http://a.example:1");
  proxies.for_http = Secret("http://b.example:2");
  const ProxyChoice choice(proxies);
  CHECK(proxy_for(choice, "https://api.example/") == "http://a.example:1");
  CHECK(proxy_for(choice, "http://10.0.0.1/") == "http://b.example:2");
  for (const char* url : {"https://localhost/", "http://LOCALHOST:1/", "https://me.localhost/",
                          "http://127.0.0.1/", "http://127.1.2.3/", "https://[::1]/"}) {
    INFO(url);
    CHECK(proxy_for(choice, url) == "none");
  }
  CHECK(proxy_for(ProxyChoice(Proxies{}), "https://api.example/") == "none");
}

TEST_CASE("hosts that need no proxy are names, all below them, addresses and networks",
          "[http_client]") {
  for (const char* list : {"example.com", ".example.com", "*.example.com", "x, EXAMPLE.com ,y",
                           "a.b example.com", "example.com:443", "*"}) {
    INFO(list);
    CHECK(is_direct(list, "https://example.com/"));
    CHECK(is_direct(list, "https://api.Example.com/"));
    CHECK(is_direct(list, "https://example.com./"));
  }
  CHECK_FALSE(is_direct("example.com", "https://notexample.com/"));
  CHECK_FALSE(is_direct("example.com:80", "https://example.com/"));
  CHECK_FALSE(is_direct("example.com:x", "https://example.com/"));
  CHECK_FALSE(is_direct("", "https://example.com/"));
  CHECK_FALSE(is_direct(",, ,", "https://example.com/"));
}

TEST_CASE("networks without a proxy hold their addresses and no names", "[http_client]") {
  CHECK(is_direct("10.0.0.0/8", "http://10.255.1.2/"));
  CHECK_FALSE(is_direct("10.0.0.0/8", "http://11.0.0.1/"));
  CHECK(is_direct("192.0.2.7", "http://192.0.2.7/"));
  CHECK_FALSE(is_direct("192.0.2.7", "http://192.0.2.8/"));
  CHECK(is_direct("192.0.2.7:8080", "http://192.0.2.7:8080/"));
  CHECK(is_direct("2001:db8::/32", "http://[2001:db8:1::2]/"));
  CHECK(is_direct("2001:db8::1", "http://[2001:db8::1]/"));
  CHECK(is_direct("[2001:db8::1]:80", "http://[2001:db8::1]/"));
  CHECK_FALSE(is_direct("2001:db8::/32", "http://[2001:db9::1]/"));
  CHECK_FALSE(is_direct("10.0.0.0/99", "http://10.0.0.1/"));
  CHECK_FALSE(is_direct("0.0.0.0/0", "http://example.com/"));
}

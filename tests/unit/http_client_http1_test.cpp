#include "http_client/http1_message.hpp"
#include "support/listening_requester.hpp"

#include <catch2/catch.hpp>

#include <optional>
#include <string>

using namespace spotter;
using namespace spotter::testing;
using http_client::Http1Reader;
using Fed = Http1Reader::Fed;

namespace {

constexpr std::size_t kHeadMax = 1024;

/// A request that goes to a target, perhaps through a proxy.
struct Asked {
  explicit Asked(std::string url, const std::optional<std::string>& proxy_url = std::nullopt)
      : target(*http_client::parse_target(url)) {
    if (proxy_url) proxy = *http_client::parse_proxy(*proxy_url);
    request.url = std::move(url);
  }
  [[nodiscard]] std::string bytes() const {
    return http1_request(request, {target, proxy ? &*proxy : nullptr, addresses, {}});
  }

  http_client::Target target;
  std::optional<http_client::Proxy> proxy;
  http_client::Addresses addresses;
  http_client::Request request;
};

/// A response as it was read, in pieces of one size.
struct Read {
  explicit Read(std::string_view bytes, std::size_t piece, bool head_only = false) {
    reader.expect(taker, head_only);
    while (!bytes.empty() && fed == Fed::more) {
      fed = reader.feed(bytes.substr(0, piece));
      bytes.remove_prefix(std::min(bytes.size(), piece));
    }
  }
  ListeningRequester taker{kHeadMax};
  Http1Reader reader{kHeadMax};
  Fed fed = Fed::more;
};

}  // namespace

TEST_CASE("a request in HTTP/1.1 has its target, its headers and its length", "[http_client]") {
  Asked asked("http://host.example:8080/a/../b?c=%20");
  asked.request.headers = {{"X-Key", "k"}, {"accept", "text/event-stream"}};
  asked.request.body = "{}";
  CHECK(asked.bytes() ==
        "POST /a/../b?c=%20 HTTP/1.1\r\nHost: host.example:8080\r\nX-Key: k\r\n"
        "accept: text/event-stream\r\nContent-Length: 2\r\n\r\n{}");
  asked.request = {};
  asked.request.method = "GET";
  CHECK(asked.bytes() ==
        "GET /a/../b?c=%20 HTTP/1.1\r\nHost: host.example:8080\r\nAccept: */*\r\n\r\n");
  CHECK(Asked("https://[::1]").bytes().starts_with("POST / HTTP/1.1\r\nHost: [::1]\r\n"));
  CHECK(Asked("https://host.example:443/x").bytes().find("Host: host.example\r\n") !=
        std::string::npos);
}

TEST_CASE("only a proxy that passes requests on is given the whole URL and its password",
          "[http_client]") {
  const std::string passed_on = Asked("http://a.example/x", "http://me:pw@proxy.example").bytes();
  CHECK(passed_on.starts_with("POST http://a.example/x HTTP/1.1\r\nHost: a.example\r\n"));
  CHECK(passed_on.find("\r\nProxy-Authorization: Basic bWU6cHc=\r\n") != std::string::npos);
  for (const auto& [url, proxy] : {std::pair("https://a.example/x", "http://me:pw@proxy.example"),
                                   std::pair("http://a.example/x", "socks5://me:pw@p.example")}) {
    const std::string direct = Asked(url, proxy).bytes();
    CHECK(direct.starts_with("POST /x HTTP/1.1\r\n"));
    CHECK(direct.find("Proxy-Authorization") == std::string::npos);
  }
}

TEST_CASE("a response in HTTP/1.1 is over where it says so", "[http_client]") {
  struct Case {
    std::string bytes;
    std::string body;
    bool kept;
  };
  const Case told = GENERATE(
      Case{"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello", "hello", true},
      Case{"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhe\r\n3;x=y\r\nllo\r\n"
           "0\r\nTrailer: t\r\n\r\n",
           "hello", true},
      Case{"HTTP/1.1 204 No Content\r\n\r\n", "", true},
      Case{"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 1\r\n\r\nx", "x", false},
      Case{"HTTP/1.0 200 OK\r\nContent-Length: 1\r\n\r\nx", "x", false},
      Case{"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: a\r\n\r\n"
           "HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nx",
           "x", true});
  for (const std::size_t piece : {std::size_t{1}, std::size_t{7}, told.bytes.size()}) {
    INFO(told.bytes << " in pieces of " << piece);
    const Read read(told.bytes, piece);
    CHECK(read.fed == Fed::complete);
    CHECK(read.taker.body == told.body);
    CHECK(read.taker.head.complete());
    CHECK(read.taker.head.header("link").empty());
    CHECK(read.reader.is_kept() == told.kept);
  }
  Read over(told.bytes + "HTTP/1.1", told.bytes.size() + 8);
  CHECK(over.fed == Fed::overrun);
}

TEST_CASE("the answer to HEAD has no body, whatever length it tells", "[http_client]") {
  const Read read("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n", 100, true);
  CHECK(read.fed == Fed::complete);
  CHECK(read.reader.is_kept());
}

TEST_CASE("where the connection ends a response is whole, or cut", "[http_client]") {
  const auto ends = [](std::string_view bytes) {
    Read read(bytes, bytes.size());
    REQUIRE(read.fed == Fed::more);
    return read.reader.end();
  };
  CHECK(ends("HTTP/1.1 200 OK\r\n\r\nuntil the end") == Fed::complete);
  CHECK(ends("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf") == Fed::cut);
  CHECK(ends("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n") == Fed::cut);
  CHECK(ends("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nab") == Fed::cut);
  CHECK(ends("HTTP/1.1 200 OK\r\nContent-Le") == Fed::cut);
  CHECK(ends("HTTP/1.1 100 Continue\r\n\r\n") == Fed::cut);
}

TEST_CASE("what is not HTTP/1.1, or too long, ends the reading", "[http_client]") {
  for (const std::string bytes :
       {"SSH-2.0-x\r\n\r\n", "HTTP/2 200 OK\r\n\r\n", "HTTP/1.1 2x0 OK\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n", "HTTP/1.1 200 OK\r\nA\x01: b\r\n\r\n"}) {
    INFO(bytes);
    CHECK(Read(bytes, bytes.size()).fed == Fed::malformed);
  }
  const std::string endless(4 * kHeadMax, 'x');
  CHECK(Read("HTTP/1.1 200 OK\r\nA: " + endless, 100).fed == Fed::malformed);
  CHECK(Read("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1;" + endless, 100).fed ==
        Fed::malformed);
  // One that is only a little too long is the requester's affair.
  Read long_head("HTTP/1.1 200 OK\r\nA: " + std::string(kHeadMax, 'x') + "\r\n\r\n", 100);
  CHECK(long_head.fed == Fed::stopped);
  CHECK(long_head.taker.refuses_head);
}

#include "component/http_client_world.hpp"
#include "support/connect_proxy.hpp"
#include "support/test_certificate.hpp"

#include <catch2/catch.hpp>

#include <memory>
#include <optional>
#include <string>
#include <string_view>

using namespace spotter;
using namespace spotter::testing;

namespace {

/// A name that only a proxy can look up (RFC 6761 keeps it from the DNS).
constexpr std::string_view kName = "upstream.invalid";

Script says(std::string_view text) {
  return sse_script(text, Framing::chunked);
}

/// An upstream with TLS, a proxy that leads there, and a client behind the proxy.
class ProxiedWorld {
 public:
  /// `user`: "name:password@", or nothing.
  explicit ProxiedWorld(std::string_view user = {}, std::string_view host = "127.0.0.1") {
    upstream.emplace(loop, UpstreamSettings{certificate.identity(), {}});
    proxy.emplace(loop, upstream->port());
    http_client::Settings settings = patient_settings();
    settings.ca_file = certificate.ca_file();
    std::string url = "http://";
    url.append(user).append(host).append(":").append(std::to_string(proxy->port()));
    settings.proxies.for_https = Secret(url);
    settings.proxies.except = "direct.invalid";
    client.emplace(loop.executor(), workers, settings);
  }
  ProxiedWorld(const ProxiedWorld&) = delete;
  ProxiedWorld& operator=(const ProxiedWorld&) = delete;
  ~ProxiedWorld() { loop.run(client->stop()); }

  std::unique_ptr<http_client::Exchange> ask(const std::string& url) {
    http_client::Request request;
    request.url = url;
    request.headers = {{"x-api-key", "sk-ant-key"}};
    request.body = "{}";
    return client->start(std::move(request), progress);
  }
  std::unique_ptr<http_client::Exchange> ask() {
    return ask(std::string("https://").append(kName).append("/v1"));
  }
  bool until_done(const http_client::Exchange& exchange) {
    return loop.turn_until([&] { return exchange.done(); });
  }

  Loop loop;
  TestCertificate certificate{{std::string(kName), "localhost", "127.0.0.1"}};
  shard::WorkerPool workers{1, 64};
  std::optional<ScriptedUpstream> upstream;
  std::optional<ConnectProxy> proxy;
  shard::Signal progress{loop.executor()};
  std::optional<http_client::HttpClient> client;
};

}  // namespace

TEST_CASE("behind a proxy an upstream is reached through a tunnel, and the proxy looks up its name",
          "[http_client]") {
  // The proxy's own name is looked up here, on the workers.
  ProxiedWorld world({}, GENERATE("127.0.0.1", "localhost"));
  world.upstream->reply(says("through"));
  const auto exchange = world.ask();
  REQUIRE(world.until_done(*exchange));
  CHECK(exchange->error() == nullptr);
  CHECK(exchange->take_body() == "through");
  REQUIRE(world.proxy->heads().size() == 1);
  const std::string& head = world.proxy->heads().front();
  CHECK(head.starts_with("CONNECT upstream.invalid:443 HTTP/1.1\r\n"));
}

TEST_CASE("a proxy sees neither keys nor paths, and its own words are not the upstream's",
          "[http_client]") {
  ProxiedWorld world;
  world.upstream->reply(says("x"));
  const auto exchange = world.ask();
  REQUIRE(world.until_done(*exchange));
  const std::string& head = world.proxy->heads().front();
  CHECK(head.find("sk-ant-key") == std::string::npos);
  CHECK(head.find("/v1") == std::string::npos);
  CHECK(exchange->status() == 200);
  CHECK(exchange->header("x-proxy").empty());
  CHECK(exchange->header("content-type") == "text/event-stream");
  CHECK(world.upstream->requests().front().header("x-api-key") == "sk-ant-key");
}

TEST_CASE("a tunnel is used again", "[http_client]") {
  ProxiedWorld world;
  for (int i = 0; i < 3; ++i) {
    world.upstream->reply(says("x"));
    const auto exchange = world.ask();
    REQUIRE(world.until_done(*exchange));
    REQUIRE(exchange->error() == nullptr);
  }
  CHECK(world.proxy->heads().size() == 1);
}

TEST_CASE("who has to log in at the proxy does, and the upstream never hears of it",
          "[http_client]") {
  ProxiedWorld world("me:p%40ss@");
  world.upstream->reply(says("x"));
  const auto exchange = world.ask();
  REQUIRE(world.until_done(*exchange));
  CHECK(exchange->error() == nullptr);
  // "me:p@ss"
  CHECK(world.proxy->heads().front().find("Proxy-Authorization: Basic bWU6cEBzcw==") !=
        std::string::npos);
  CHECK(world.upstream->requests().front().header("proxy-authorization").empty());
}

TEST_CASE("a proxy that makes no tunnel is a refusal, and nothing of it is an answer",
          "[http_client]") {
  ProxiedWorld world;
  const int status = GENERATE(407, 403, 502);
  world.proxy->refuse_with(http_response(status, {{"Content-Type", "text/html"}}, "<html>"));
  const auto exchange = world.ask();
  REQUIRE(world.until_done(*exchange));
  CHECK(errc_of(*exchange) == Errc::refused);
  CHECK_FALSE(exchange->has_headers());
  CHECK(exchange->take_body().empty());
  CHECK(world.upstream->requests().empty());
}

TEST_CASE("a proxy that is away is told as unreachable", "[http_client]") {
  ProxiedWorld world;
  world.proxy.reset();
  const auto exchange = world.ask();
  REQUIRE(world.until_done(*exchange));
  CHECK(errc_of(*exchange) == Errc::unreachable);
}

TEST_CASE("a tunnel does not spare the upstream its certificate", "[http_client]") {
  ProxiedWorld world;
  const auto exchange = world.ask("https://other.invalid/");
  REQUIRE(world.until_done(*exchange));
  CHECK(errc_of(*exchange) == Errc::refused);
  CHECK(world.upstream->requests().empty());
}

TEST_CASE("loopback, and hosts that are named, are asked without the proxy", "[http_client]") {
  ProxiedWorld world;
  world.upstream->reply(says("direct"));
  const auto exchange = world.ask(world.upstream->url("/"));
  REQUIRE(world.until_done(*exchange));
  CHECK(exchange->take_body() == "direct");
  const auto named = world.ask("https://direct.invalid/");
  REQUIRE(world.until_done(*named));
  CHECK(errc_of(*named) == Errc::unreachable);  // nobody here knows the name
  CHECK(world.proxy->heads().empty());
}

TEST_CASE("a target on clear text is asked for at the proxy, which passes it on", "[http_client]") {
  Loop loop;
  shard::WorkerPool workers{1, 64};
  ScriptedUpstream upstream(loop);
  ConnectProxy proxy(loop, upstream.port());
  http_client::Settings settings = patient_settings();
  settings.version = GENERATE(http_client::Version::automatic, http_client::Version::h2c);
  settings.proxies.for_http = Secret("127.0.0.1:" + std::to_string(proxy.port()));
  http_client::HttpClient client(loop.executor(), workers, settings);
  shard::Signal progress(loop.executor());
  upstream.reply(says("clear"));
  http_client::Request request;
  request.url = "http://upstream.invalid/v1";
  auto exchange = client.start(std::move(request), progress);
  REQUIRE(loop.turn_until([&] { return exchange->done(); }));
  CHECK(exchange->take_body() == "clear");
  CHECK(proxy.heads().front().starts_with("POST http://upstream.invalid/v1 HTTP/1.1\r\n"));
  exchange.reset();
  loop.run(client.stop());
}

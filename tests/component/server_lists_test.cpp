// Headers that are lists, in several lines, over real sockets on the loopback.
#include "support/server_world.hpp"

using namespace spotter;
using namespace spotter::server;
using testing::ServerWorld;

namespace {

Settings behind_proxy() {
  Settings settings;
  settings.trusted_proxies = {"127.0.0.0/8"};
  return settings;
}

Task<Answer> tell_peer(const Request& request) {
  co_return Response{200, {}, "it is " + request.peer + "."};
}

Task<Answer> upgrade(const Request& request) {
  if (!request.wants_websocket) co_return Response{400, {}, {}};
  co_return Upgrade{[](WebSocket& socket) -> Task<void> { co_await socket.close(); }};
}

}  // namespace

TEST_CASE("a line that a trusted proxy adds to X-Forwarded-For counts, not the client's own",
          "[server]") {
  ServerWorld world(behind_proxy());
  world.handler.script = tell_peer;
  const auto client = world.connect();
  client->send(
      "GET / HTTP/1.1\r\nHost: x\r\nX-Forwarded-For: 66.6.6.6, 8.8.8.8\r\n"
      "X-Forwarded-For: 203.0.113.7\r\n\r\n");
  REQUIRE(world.comes(*client, "it is 203.0.113.7."));
  client->send(
      "GET / HTTP/1.1\r\nHost: x\r\nX-Forwarded-For: 66.6.6.6\r\n"
      "x-forwarded-for: ::1%\xff\xc2\x9b[31m\r\n\r\n");
  REQUIRE(world.comes(*client, "it is ::1."));
}

TEST_CASE("a WebSocket begins if Connection comes in two lines, as proxies write it", "[server]") {
  ServerWorld world;
  world.handler.script = upgrade;
  const auto client = world.connect();
  client->send(
      "GET / HTTP/1.1\r\nHost: x\r\nConnection: keep-alive\r\nConnection: Upgrade\r\n"
      "Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
      "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n");
  REQUIRE(world.comes(*client, "HTTP/1.1 101 "));
}

#include "component/http_client_world.hpp"
#include "support/refusing_http2.hpp"

#include <catch2/catch.hpp>

using namespace spotter;
using namespace spotter::testing;

namespace {

http_client::Settings clear_http2() {
  http_client::Settings settings = patient_settings();
  settings.version = http_client::Version::h2c;
  return settings;
}

}  // namespace

TEST_CASE("a stream that the peer refused unread is no sending, and comes again", "[http_client]") {
  HttpWorld world(clear_http2());
  RefusingHttp2 peer(world.loop, 3);
  const auto exchange = world.get(peer.url());
  REQUIRE(world.until_done(*exchange));
  CHECK(exchange->error() == nullptr);
  CHECK(exchange->take_body() == "answered");
  CHECK(peer.requests() == 4);
}

TEST_CASE("a peer that goes away has not processed what it does not name", "[http_client]") {
  HttpWorld world(clear_http2());
  RefusingHttp2 peer(world.loop, 2, RefusingHttp2::How::connection);
  const auto exchange = world.get(peer.url());
  REQUIRE(world.until_done(*exchange));
  CHECK(exchange->error() == nullptr);
  CHECK(exchange->take_body() == "answered");
  CHECK(peer.requests() == 3);
  CHECK(peer.connections() == 3);
}

TEST_CASE("a peer that refuses every stream is given up", "[http_client]") {
  HttpWorld world(clear_http2());
  RefusingHttp2 peer(world.loop, 1000);
  const auto exchange = world.get(peer.url());
  REQUIRE(world.until_done(*exchange));
  REQUIRE(exchange->error() != nullptr);
  CHECK(exchange->error()->code == Errc::reset);
  CHECK(exchange->unprocessed());
  CHECK(peer.requests() == 6);
}

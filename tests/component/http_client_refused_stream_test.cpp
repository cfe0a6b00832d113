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

TEST_CASE("who is refused by a connection that goes away gets another, who is on it stays",
          "[http_client]") {
  HttpWorld world(clear_http2());
  RefusingHttp2 peer(world.loop, 3, RefusingHttp2::How::others);
  const auto first = world.get(peer.url());
  REQUIRE(world.loop.turn_until([&] { return peer.requests() == 1; }));
  auto second = world.get(peer.url());
  const auto third = world.get(peer.url());
  REQUIRE(world.until_done(*second));
  REQUIRE(world.until_done(*third));
  CHECK((second->error() == nullptr || third->error() == nullptr));
  CHECK_FALSE(first->done());
  first->cancel();
  second.reset();
  CHECK(world.loop.settle());
  const auto last = world.get(peer.url());
  REQUIRE(world.until_done(*last));
}

TEST_CASE("a stream that failed may have been paid for, and is not sent again", "[http_client]") {
  HttpWorld world(clear_http2());
  const auto how = GENERATE(RefusingHttp2::How::error, RefusingHttp2::How::late);
  RefusingHttp2 peer(world.loop, 1, how);
  const auto failed = world.get(peer.url());
  REQUIRE(world.until_done(*failed));
  REQUIRE(failed->error() != nullptr);
  CHECK(failed->error()->code == Errc::reset);
  CHECK_FALSE(failed->unprocessed());
  CHECK(peer.requests() == 1);
  // The connection is as good as before.
  const auto next = world.get(peer.url());
  REQUIRE(world.until_done(*next));
  CHECK(next->take_body() == "answered");
  CHECK(peer.connections() == 1);
}

TEST_CASE("a connection that takes no requests is given up when somebody waited for it in vain",
          "[http_client]") {
  http_client::Settings settings = clear_http2();
  settings.connect_timeout = std::chrono::milliseconds(50);
  HttpWorld world(settings);
  const auto how = GENERATE(RefusingHttp2::How::silence, RefusingHttp2::How::no_streams);
  RefusingHttp2 peer(world.loop, 1, how);
  // Before the peer's settings one request goes out, and is never answered.
  const auto first = world.get(peer.url());
  REQUIRE(world.loop.turn_until([&] { return peer.requests() == 1; }));
  const auto in_vain = world.get(peer.url());
  REQUIRE(world.until_done(*in_vain));
  CHECK(errc_of(*in_vain) == Errc::timed_out);
  CHECK(in_vain->unprocessed());
  const auto next = world.get(peer.url());
  CHECK(world.whole_body(*next) == "answered");
  CHECK(peer.connections() == 2);
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

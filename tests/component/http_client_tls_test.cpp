#include "component/http_client_world.hpp"
#include "support/test_certificate.hpp"

#include <catch2/catch.hpp>

using namespace spotter;
using namespace spotter::testing;

namespace {

http_client::Settings trusting(const TestCertificate& certificate) {
  http_client::Settings settings = patient_settings();
  settings.ca_file = certificate.ca_file();
  return settings;
}

}  // namespace

TEST_CASE("a server with a certificate of the trusted authority is talked to", "[http_client]") {
  const TestCertificate certificate;
  HttpWorld world(trusting(certificate));
  ScriptedUpstream upstream(world.loop, {certificate.identity(), {}});
  upstream.otherwise(
      [](const ReceivedRequest&) { return sse_script("data: secret\n\n", Framing::chunked); });
  for (int i = 0; i < 3; ++i) {
    const auto exchange = world.post(upstream.url("/"), "{}");
    CHECK(world.whole_body(*exchange) == "data: secret\n\n");
    CHECK(exchange->error() == nullptr);
  }
  CHECK(upstream.connections_accepted() == 1);
}

TEST_CASE("a server of another authority, or of another name, is refused before anything is sent",
          "[http_client]") {
  const TestCertificate ours;
  const TestCertificate foreign;
  const TestCertificate elsewhere({"elsewhere.example"});
  const auto refused = [](const http_client::Settings& settings,
                          const std::shared_ptr<const TlsIdentity>& identity) {
    HttpWorld world(settings);
    ScriptedUpstream upstream(world.loop, {identity, {}});
    const auto exchange = world.post(upstream.url("/"), "{}");
    REQUIRE(world.until_done(*exchange));
    CHECK(errc_of(*exchange) == Errc::refused);
    CHECK(exchange->unprocessed());
    CHECK(world.loop.settle());
    CHECK(upstream.requests().empty());
  };
  SECTION("another authority") {
    refused(trusting(ours), foreign.identity());
  }
  SECTION("another name") {
    refused(trusting(elsewhere), elsewhere.identity());
  }
  SECTION("an authority that the system does not know") {
    refused(patient_settings(), ours.identity());
  }
}

TEST_CASE("an address counts as a name only if the certificate has it", "[http_client]") {
  const TestCertificate with_address;
  const TestCertificate without({"localhost"});
  const auto ask = [](const TestCertificate& certificate) {
    HttpWorld world(trusting(certificate));
    ScriptedUpstream upstream(world.loop, {certificate.identity(), {}});
    upstream.otherwise(
        [](const ReceivedRequest&) { return Script{step::Send{http_response(200, {}, "")}}; });
    const auto exchange = world.get("https://127.0.0.1:" + std::to_string(upstream.port()) + "/");
    REQUIRE(world.until_done(*exchange));
    return exchange->error() == nullptr;
  };
  CHECK(ask(with_address));
  CHECK_FALSE(ask(without));
}

TEST_CASE("a body over TLS that comes byte by byte, or in bulk, is whole", "[http_client]") {
  const TestCertificate certificate;
  HttpWorld world(trusting(certificate));
  ScriptedUpstream upstream(world.loop, {certificate.identity(), {}});
  upstream.reply({step::SendBytewise{sse_head(Framing::chunked) + chunk("slow") + last_chunk()}});
  const auto slow = world.get(upstream.url("/"));
  CHECK(world.whole_body(*slow) == "slow");
  // TLS records wait inside OpenSSL when reading stops; nothing may be lost or left there.
  const std::string large(8 * 1024 * 1024, 'x');
  upstream.reply({step::Send{http_response(200, {}, large)}});
  const auto bulk = world.get(upstream.url("/"));
  REQUIRE(world.until_headers(*bulk));
  REQUIRE(world.loop.settle());
  CHECK((world.whole_body(*bulk) == large));
  CHECK(bulk->error() == nullptr);
}

TEST_CASE("a stream that is cut without a TLS farewell is told as broken when its end was not said",
          "[http_client]") {
  const TestCertificate certificate;
  HttpWorld world(trusting(certificate));
  ScriptedUpstream upstream(world.loop, {certificate.identity(), {}});
  upstream.reply({step::Send{sse_head(Framing::chunked) + chunk("cut")}, step::Close{}});
  const auto exchange = world.get(upstream.url("/"));
  CHECK(world.whole_body(*exchange) == "cut");
  CHECK(errc_of(*exchange) == Errc::reset);
}

TEST_CASE("a file of authorities that is not there, or holds none, fails the start",
          "[http_client]") {
  http_client::Settings settings = patient_settings();
  settings.ca_file = GENERATE("/nonexistent/ca.pem", "/etc/hostname");
  CHECK(http_client::fault_in(settings).find(settings.ca_file) != std::string::npos);
  Loop loop;
  shard::WorkerPool workers(1, 1);
  CHECK_THROWS_AS(http_client::HttpClient(loop.executor(), workers, settings), std::runtime_error);
}

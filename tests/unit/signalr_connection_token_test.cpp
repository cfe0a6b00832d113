#include "support/manual_clock.hpp"

#include <spotter/crypto/random.hpp>
#include <spotter/signalr/connection_token.hpp>

#include <catch2/catch.hpp>

using namespace std::chrono_literals;
using namespace spotter;
using namespace spotter::signalr;

TEST_CASE("a connection token is read by every instance with the secret and by no other",
          "[signalr]") {
  crypto::SystemEntropy entropy;
  const testing::ManualClock clock;
  const ConnectionTokens here(Secret(std::string(32, 's')), 1);
  const ConnectionTokens there(Secret(std::string(32, 's')), 2);
  const ConnectionTokens stranger(Secret(std::string(32, 'x')), 1);
  Ticket ticket;
  ticket.connection_id = ConnectionTokens::make_connection_id(entropy);
  ticket.expires = clock.wall_now() + 15s;
  ticket.home = 3;
  ticket.instance = 0xFEDCBA9876543210U;
  ticket.stateful = true;
  const std::string token = here.write(ticket, entropy);
  REQUIRE(
      token.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_") ==
      std::string::npos);
  const auto read = there.read(token);
  REQUIRE(read);
  REQUIRE(read->connection_id == ticket.connection_id);
  REQUIRE(read->connection_id.size() == 22);
  REQUIRE(read->home == 3);
  REQUIRE(read->instance == ticket.instance);
  REQUIRE(read->stateful);
  REQUIRE(std::chrono::abs(read->expires - ticket.expires) < 1ms);
  REQUIRE_FALSE(stranger.read(token));
  REQUIRE_FALSE(there.read(ticket.connection_id));
  REQUIRE_FALSE(there.read(""));
  REQUIRE_FALSE(there.read(token + "A"));
  REQUIRE_FALSE(there.read(std::string(5000, 'A')));
}

TEST_CASE("a token says whether stateful reconnect was granted", "[signalr]") {
  crypto::SystemEntropy entropy;
  const ConnectionTokens tokens(Secret(std::string(32, 's')), 7);
  Ticket ticket;
  ticket.connection_id = ConnectionTokens::make_connection_id(entropy);
  REQUIRE_FALSE(tokens.read(tokens.write(ticket, entropy))->stateful);
  REQUIRE(tokens.instance() == 7);
}

TEST_CASE("instances draw different ids", "[signalr]") {
  crypto::SystemEntropy entropy;
  REQUIRE(make_instance_id(entropy) != make_instance_id(entropy));
}

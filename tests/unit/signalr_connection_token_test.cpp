#include "support/manual_clock.hpp"

#include <spotter/api/connection_token.hpp>
#include <spotter/crypto/random.hpp>

#include <catch2/catch.hpp>

using namespace std::chrono_literals;
using namespace spotter;
using namespace spotter::api;

TEST_CASE("a connection token is read by every instance with the secret and by no other", "[api]") {
  crypto::SystemEntropy entropy;
  const testing::ManualClock clock;
  const ConnectionTokens here(Secret(std::string(32, 's')));
  const ConnectionTokens there(Secret(std::string(32, 's')));
  const ConnectionTokens stranger(Secret(std::string(32, 'x')));
  const Ticket ticket{ConnectionTokens::make_connection_id(entropy), clock.wall_now() + 15s, 3};
  const std::string token = here.write(ticket, entropy);
  REQUIRE(
      token.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_") ==
      std::string::npos);
  const auto read = there.read(token);
  REQUIRE(read);
  REQUIRE(read->connection_id == ticket.connection_id);
  REQUIRE(read->connection_id.size() == 22);
  REQUIRE(read->home == 3);
  REQUIRE(std::chrono::abs(read->expires - ticket.expires) < 1ms);
  REQUIRE_FALSE(stranger.read(token));
  REQUIRE_FALSE(there.read(ticket.connection_id));
  REQUIRE_FALSE(there.read(""));
  REQUIRE_FALSE(there.read(token + "A"));
  REQUIRE_FALSE(there.read(std::string(5000, 'A')));
}

TEST_CASE("a token opens one connection, and is spent when that is over", "[api]") {
  testing::ManualClock clock;
  SpentTokens tokens;
  using State = SpentTokens::State;
  REQUIRE(tokens.claim("id", clock.now() + 15s, clock.now()) == State::unused);
  REQUIRE(tokens.claim("id", clock.now() + 15s, clock.now()) == State::active);
  clock.advance(1h);
  REQUIRE(tokens.claim("id", clock.now() + 15s, clock.now()) == State::active);
  tokens.release("id");
  REQUIRE(tokens.state_of("id") == State::spent);
  clock.advance(2s);
  // Swept: by now the token itself has expired, which is looked at first.
  REQUIRE(tokens.claim("other", clock.now() + 15s, clock.now()) == State::unused);
  REQUIRE(tokens.state_of("id") == State::unused);
}

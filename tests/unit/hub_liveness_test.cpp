#include "support/hub_machine.hpp"

#include <catch2/catch.hpp>

namespace spotter::hub {
namespace {

using namespace std::chrono_literals;
using namespace testing;

struct Open : HubMachine {
  Open() { REQUIRE(shake_hands() == kWelcome); }
};

TEST_CASE("an idle client is pinged every fifteen seconds", "[hub]") {
  Open machine;
  REQUIRE(machine.wait(14s).empty());
  REQUIRE(machine.wait(1s) == kPing);
  REQUIRE(machine.wait(14s).empty());
  REQUIRE(machine.wait(1s) == kPing);
  REQUIRE(machine.wait(60s) == kPing + kPing + kPing + kPing);
}

TEST_CASE("the server pings on, whatever else it writes", "[hub]") {
  Open machine;
  std::string said;
  for (int second = 1; second <= 30; ++second) {
    REQUIRE(machine.says(call("0", "Void")) == completion("0"));
    said += machine.wait(1s);
  }
  REQUIRE(said == kPing + kPing);
}

TEST_CASE("no ping joins a write that is under way", "[hub]") {
  Open machine;
  machine.wire = Connection::Wire::writing;
  REQUIRE(machine.wait(20s).empty());
  machine.wire = Connection::Wire::free;
  REQUIRE(machine.wait(9s).empty());
  REQUIRE(machine.wait(1s) == kPing);
}

TEST_CASE("no ping comes before the handshake; the first comes an interval after it", "[hub]") {
  HubMachine machine;
  REQUIRE(machine.wait(40s).empty());
  REQUIRE(machine.shake_hands() == kWelcome);
  REQUIRE(machine.wait(14s).empty());
  REQUIRE(machine.wait(1s) == kPing);
}

TEST_CASE("a client that never pings is never timed out", "[hub]") {
  Open machine;
  machine.says(call("0", "Void"));
  machine.wait(1h);
  REQUIRE(machine.connection.open());
}

TEST_CASE("a client that pinged once and falls silent is told why and closed", "[hub]") {
  Open machine;
  REQUIRE(machine.says(kPing).empty());
  machine.wait(119s);
  REQUIRE(machine.connection.open());
  REQUIRE(machine.wait(1s) == kCloseWithError);
  REQUIRE(machine.connection.ending() == Ending::client_silent);
}

TEST_CASE("any record keeps the client alive, half a record does not", "[hub]") {
  Open machine;
  machine.says(kPing);
  for (int i = 0; i < 5; ++i) {
    machine.wait(100s);
    machine.says(record(R"({"type":42})"));
  }
  REQUIRE(machine.connection.open());
  machine.wait(100s);
  machine.says(R"({"type":)");
  machine.wait(20s);
  REQUIRE(machine.connection.ending() == Ending::client_silent);
}

TEST_CASE("the client timeout stands still while the loop is held and starts afresh after",
          "[hub]") {
  Open machine;
  machine.says(kPing + call("0", "Slow") + call("1", "Slow") + call("2", "Slow"));
  REQUIRE(machine.connection.held());
  machine.wait(10min);
  REQUIRE(machine.connection.open());
  machine.connection.complete(machine.key(0));
  REQUIRE(machine.go_on() == completion("0"));
  machine.wait(119s);
  REQUIRE(machine.connection.open());
  machine.wait(1s);
  REQUIRE(machine.connection.ending() == Ending::client_silent);
}

TEST_CASE("a call that runs in the background does not stop the client timeout", "[hub]") {
  Open machine;
  machine.says(kPing + call("0", "Slow"));
  machine.wait(120s);
  REQUIRE(machine.connection.ending() == Ending::client_silent);
}

TEST_CASE("the server pings also while the loop is held", "[hub]") {
  Open machine;
  machine.says(call("0", "Slow") + call("1", "Slow") + call("2", "Slow"));
  REQUIRE(machine.wait(30s) == kPing + kPing);
}

TEST_CASE("a client's close record is answered in kind", "[hub]") {
  Open machine;
  const auto* text =
      GENERATE(R"({"type":7})", R"({"type":7,"error":"e"})", R"({"type":7,"allowReconnect":true})");
  REQUIRE(machine.says(record(text) + call("0", "Void")) == kClose);
  REQUIRE(machine.connection.ending() == Ending::client_closed);
  REQUIRE(machine.calls.empty());
}

TEST_CASE("the server's ways to end say whether to come back", "[hub]") {
  Open stops;
  stops.connection.close(Ending::server_closed, Close::come_back);
  REQUIRE(stops.go_on() == kCloseComeBack);
  Open dismisses;
  dismisses.connection.close(Ending::server_closed, Close::for_good);
  REQUIRE(dismisses.go_on() == kClose);
  REQUIRE(dismisses.wait(1h).empty());
}

TEST_CASE("what waits for a peer that is gone is dropped, and the first reason counts", "[hub]") {
  Open machine;
  GrowingMessage message(Encoding::json, "R", {}, "m");
  machine.connection.push(message);
  machine.connection.abandon(Ending::connection_lost);
  machine.connection.abandon(Ending::too_slow);
  REQUIRE(machine.go_on().empty());
  REQUIRE(machine.connection.ending() == Ending::connection_lost);
}

TEST_CASE("every ending has a name of its own", "[hub]") {
  REQUIRE(name_of(Ending::client_closed) == "client_closed");
  REQUIRE(name_of(Ending::connection_lost) == "connection_lost");
  REQUIRE(name_of(Ending::handshake_failed) == "handshake_failed");
  REQUIRE(name_of(Ending::handshake_timeout) == "handshake_timeout");
  REQUIRE(name_of(Ending::client_silent) == "client_silent");
  REQUIRE(name_of(Ending::protocol_error) == "protocol_error");
  REQUIRE(name_of(Ending::too_slow) == "too_slow");
  REQUIRE(name_of(Ending::server_closed) == "server_closed");
}

}  // namespace
}  // namespace spotter::hub

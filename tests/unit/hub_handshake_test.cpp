#include "support/hub_machine.hpp"

#include <catch2/catch.hpp>

namespace spotter::hub {
namespace {

using namespace std::chrono_literals;
using namespace testing;

std::string refusal(std::string_view error) {
  return record(R"({"error":")" + std::string(error) + "\"}");
}

TEST_CASE("a handshake is answered with an empty object, and only then the hub opens", "[hub]") {
  HubMachine machine;
  REQUIRE(machine.opened == 0);
  REQUIRE(machine.says(kHello) == kWelcome);
  REQUIRE(machine.opened == 1);
  REQUIRE(machine.connection.open());
}

TEST_CASE("a handshake in three pieces is answered at its end mark", "[hub]") {
  HubMachine machine;
  REQUIRE(machine.says(R"({"protocol")").empty());
  REQUIRE(machine.says(R"(:"json","version":1})").empty());
  REQUIRE(machine.says("\x1e") == kWelcome);
}

TEST_CASE("a handshake with an invocation behind it: first the welcome, then the completion",
          "[hub]") {
  HubMachine machine;
  REQUIRE(machine.says(kHello + call("0", "Void")) == kWelcome + completion("0"));
}

TEST_CASE("a handshake's members may come in any order, case and company", "[hub]") {
  const auto* text =
      GENERATE(R"({"version":1,"extra":{"a":[1]},"protocol":"JSON"})",
               R"( { "protocol" : "json" , "version" : 1 } )", R"({"protocol":"json","version":0})",
               R"({"protocol":"json","version":2})", R"({"protocol":"json","version":-1})");
  HubMachine machine;
  REQUIRE(machine.says(record(text)) == kWelcome);
}

TEST_CASE("a protocol that we do not speak is refused by the name that the client gave it",
          "[hub]") {
  HubMachine machine;
  REQUIRE(machine.says(record(R"({"protocol":"xyz","version":1})")) ==
          refusal("The protocol 'xyz' is not supported."));
  REQUIRE(machine.connection.ended());
  REQUIRE(machine.connection.ending() == Ending::handshake_failed);
  REQUIRE(machine.opened == 0);
}

TEST_CASE("MessagePack is spoken where the transport is binary", "[hub]") {
  HubMachine packed;
  REQUIRE(packed.says(record(R"({"protocol":"MessagePack","version":1})")) == kWelcome);
  REQUIRE(packed.connection.format() == Format::binary);
  REQUIRE(packed.says(std::string_view("\x02\x91\x06", 3)).empty());  // a ping
  // Echo("hi"): no stream ids, as the JavaScript client leaves them out.
  const std::string_view echo(
      "\x0e\x95\x01\x80\xa1\x30\xa4"
      "Echo"
      "\x91\xa2"
      "hi",
      15);
  REQUIRE(packed.says(echo) == std::string_view("\x07\x95\x03\x80\xa1\x30\x03\xc0", 8));
  REQUIRE(packed.calls.at(0).arguments == std::vector<Argument>{"hi"});

  Peer text_only;
  text_only.binary = false;
  HubMachine events(test_hub(), text_only);
  REQUIRE(events.says(record(R"({"protocol":"messagepack","version":1})")) ==
          refusal("Cannot use the 'messagepack' protocol on the current transport. The transport "
                  "does not support 'Binary' transfer format."));
  REQUIRE(events.connection.format() == Format::text);
}

TEST_CASE("a version that we do not speak is refused", "[hub]") {
  HubMachine machine;
  REQUIRE(machine.says(record(R"({"protocol":"json","version":9001})")) ==
          refusal("The server does not support version 9001 of the 'json' protocol."));
  HubMachine next;
  REQUIRE(next.says(record(R"({"protocol":"Json","version":3})")) ==
          refusal("The server does not support version 3 of the 'Json' protocol."));
}

TEST_CASE("what is no handshake is refused as unexpected", "[hub]") {
  const auto* text =
      GENERATE("", "hello", "[]", "null", R"({"protocol":"json"})", R"({"version":1})",
               R"({"protocol":1,"version":1})", R"({"protocol":"json","version":"1"})",
               R"({"type":6})", R"({"target":"Void","arguments":[],"invocationId":"0","type":1})");
  INFO(text);
  HubMachine machine;
  REQUIRE(machine.says(record(text)) ==
          refusal("An unexpected error occurred during connection handshake."));
  REQUIRE(machine.connection.ending() == Ending::handshake_failed);
}

TEST_CASE("nothing is said after a refused handshake, whatever comes", "[hub]") {
  HubMachine machine;
  REQUIRE(machine.says(record("x") + kHello + call("0", "Void")) ==
          refusal("An unexpected error occurred during connection handshake."));
  REQUIRE(machine.says(kHello).empty());
  REQUIRE(machine.wait(10min).empty());
}

TEST_CASE("a client that does not shake hands in time is told and ended", "[hub]") {
  HubMachine machine;
  const auto* begun = GENERATE("", R"({"protocol":"json","version":1})");
  REQUIRE(machine.says(begun).empty());
  REQUIRE(machine.wait(59s).empty());
  REQUIRE(machine.wait(1s) == refusal("Handshake was canceled."));
  REQUIRE(machine.connection.ending() == Ending::handshake_timeout);
}

TEST_CASE("a handshake larger than a record may be is ended at once", "[hub]") {
  HubMachine machine;
  const std::size_t limit = machine.description.settings.record_bytes_max;
  REQUIRE(machine.says(std::string(limit, 'x')).empty());
  REQUIRE(machine.says("x") == refusal("Handshake was canceled."));
  REQUIRE(machine.connection.ending() == Ending::handshake_failed);
}

TEST_CASE("a peer that goes away in mid-handshake is told nothing", "[hub]") {
  HubMachine machine;
  REQUIRE(machine.says(R"({"protocol")").empty());
  machine.connection.abandon(Ending::client_closed);
  REQUIRE(machine.go_on().empty());
  REQUIRE(machine.opened == 0);
}

TEST_CASE("a server that stops during the handshake says so in the handshake's form", "[hub]") {
  HubMachine machine;
  machine.connection.close(Ending::server_closed, Close::come_back);
  REQUIRE(machine.go_on() == refusal("Handshake was canceled."));
  REQUIRE(machine.connection.ending() == Ending::server_closed);
}

}  // namespace
}  // namespace spotter::hub

#include <spotter/signalr/negotiation.hpp>

#include <catch2/catch.hpp>

namespace spotter::signalr {
namespace {

TEST_CASE("the negotiated version is the client's, 1 at most, and 0 when it names none",
          "[signalr]") {
  REQUIRE(parse_negotiation(std::nullopt, 0).version == 0);
  REQUIRE(parse_negotiation("0", 0).version == 0);
  REQUIRE(parse_negotiation("1", 0).version == 1);
  REQUIRE(parse_negotiation("7", 0).version == 1);
  REQUIRE(parse_negotiation(" +1 ", 0).version == 1);
  for (const auto* text : {"0", "1", "7", " +1 "})
    REQUIRE(parse_negotiation(text, 0).error.empty());
}

TEST_CASE("a version that is no 32-bit integer is refused in the reference's words", "[signalr]") {
  for (const auto* text : {"abc", "", " ", "1.0", "+-1", "--1", "1x", "99999999999", "0x1"}) {
    INFO(text);
    REQUIRE(parse_negotiation(text, 0).error ==
            "The client requested a non-integer protocol version.");
  }
}

TEST_CASE("a version below the minimum is refused with the number as it was read", "[signalr]") {
  REQUIRE(parse_negotiation("-1", 0).error ==
          "The client requested version '-1', but the server does not support this version.");
  REQUIRE(parse_negotiation(" -07", 0).error ==
          "The client requested version '-7', but the server does not support this version.");
}

TEST_CASE("an absent version counts as 0 where more is asked for", "[signalr]") {
  REQUIRE(parse_negotiation(std::nullopt, 1).error ==
          "The client requested version '0', but the server does not support this version.");
  REQUIRE(parse_negotiation("0", 1).error ==
          "The client requested version '0', but the server does not support this version.");
  REQUIRE(parse_negotiation("1", 1).error.empty());
}

TEST_CASE("stateful reconnect is asked for with the word true, in any case", "[signalr]") {
  for (const auto* yes : {"true", "True", "TRUE", " true "})
    REQUIRE(asks_for_stateful_reconnect(yes));
  for (const auto* no : {"", "1", "yes", "truer", "false"})
    REQUIRE_FALSE(asks_for_stateful_reconnect(no));
  REQUIRE_FALSE(asks_for_stateful_reconnect(std::nullopt));
}

TEST_CASE("a version 1 answer has id, token and all transports, in the reference's order",
          "[signalr]") {
  const NegotiationOffer offer{1, "9JqjQkvRrFqlAVcSzrMNRg", "WbEt4hPnqYmOMf5iXz3v8A", false};
  REQUIRE(negotiation_response(offer, {}) ==
          R"({"negotiateVersion":1,"connectionId":"9JqjQkvRrFqlAVcSzrMNRg",)"
          R"("connectionToken":"WbEt4hPnqYmOMf5iXz3v8A","availableTransports":)"
          R"([{"transport":"WebSockets","transferFormats":["Text","Binary"]},)"
          R"({"transport":"ServerSentEvents","transferFormats":["Text"]},)"
          R"({"transport":"LongPolling","transferFormats":["Text","Binary"]}]})");
}

TEST_CASE("a version 0 answer has no token: there the token is the id", "[signalr]") {
  Settings polling;
  polling.web_sockets = polling.server_sent_events = false;
  REQUIRE(negotiation_response({0, "public", "abc", false}, polling) ==
          R"({"negotiateVersion":0,"connectionId":"abc","availableTransports":)"
          R"([{"transport":"LongPolling","transferFormats":["Text","Binary"]}]})");
}

TEST_CASE("stateful reconnect that was granted is the first property", "[signalr]") {
  Settings none;
  none.web_sockets = none.server_sent_events = none.long_polling = false;
  REQUIRE(negotiation_response({1, "a", "b", true}, none) ==
          R"({"useStatefulReconnect":true,"negotiateVersion":1,"connectionId":"a",)"
          R"("connectionToken":"b","availableTransports":[]})");
}

TEST_CASE("a refused negotiation is an error member and nothing else", "[signalr]") {
  REQUIRE(negotiation_error("no \"luck\"") == R"({"error":"no \"luck\""})");
}

}  // namespace
}  // namespace spotter::signalr

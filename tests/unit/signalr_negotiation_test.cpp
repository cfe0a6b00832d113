#include <spotter/hub/negotiation.hpp>

#include <catch2/catch.hpp>

namespace spotter::hub {
namespace {

TEST_CASE("the negotiated version is the client's, 1 at most, and 0 when it names none", "[hub]") {
  REQUIRE(parse_negotiation(std::nullopt).version == 0);
  REQUIRE(parse_negotiation("0").version == 0);
  REQUIRE(parse_negotiation("1").version == 1);
  REQUIRE(parse_negotiation("7").version == 1);
  REQUIRE(parse_negotiation(" +1 ").version == 1);
  for (const auto* text : {"0", "1", "7", " +1 "})
    REQUIRE(parse_negotiation(text).error.empty());
}

TEST_CASE("a version that is no 32-bit integer is refused in the reference's words", "[hub]") {
  for (const auto* text : {"abc", "", " ", "1.0", "+-1", "--1", "1x", "99999999999", "0x1"}) {
    INFO(text);
    REQUIRE(parse_negotiation(text).error ==
            "The client requested a non-integer protocol version.");
  }
}

TEST_CASE("a version below the minimum is refused with the number as it was read", "[hub]") {
  REQUIRE(parse_negotiation("-1").error ==
          "The client requested version '-1', but the server does not support this version.");
  REQUIRE(parse_negotiation(" -07").error ==
          "The client requested version '-7', but the server does not support this version.");
}

TEST_CASE("a version 1 answer has id and token, in the reference's order", "[hub]") {
  REQUIRE(negotiation_response(1, "9JqjQkvRrFqlAVcSzrMNRg", "WbEt4hPnqYmOMf5iXz3v8A") ==
          R"({"negotiateVersion":1,"connectionId":"9JqjQkvRrFqlAVcSzrMNRg",)"
          R"("connectionToken":"WbEt4hPnqYmOMf5iXz3v8A","availableTransports":)"
          R"([{"transport":"WebSockets","transferFormats":["Text","Binary"]}]})");
}

TEST_CASE("a version 0 answer has no token", "[hub]") {
  REQUIRE(negotiation_response(0, "abc", "ignored") ==
          R"({"negotiateVersion":0,"connectionId":"abc","availableTransports":)"
          R"([{"transport":"WebSockets","transferFormats":["Text","Binary"]}]})");
}

TEST_CASE("a refused negotiation is an error member and nothing else", "[hub]") {
  REQUIRE(negotiation_error("no \"luck\"") == R"({"error":"no \"luck\""})");
}

}  // namespace
}  // namespace spotter::hub

#include "signalr/event_stream.hpp"

#include <catch2/catch.hpp>

using spotter::signalr::append_event;

namespace {

std::string event(std::string_view bytes) {
  std::string out;
  append_event(out, bytes);
  return out;
}

}  // namespace

TEST_CASE("an event is a data line and an empty one", "[signalr]") {
  REQUIRE(event("{}\x1e") == "data: {}\x1e\r\n\r\n");
}

TEST_CASE("each line of the bytes gets a data line of its own", "[signalr]") {
  REQUIRE(event("a\nb\n\nc\x1e") == "data: a\r\ndata: b\r\ndata: \r\ndata: c\x1e\r\n\r\n");
}

TEST_CASE("a CR before an LF is left out, another one is kept", "[signalr]") {
  REQUIRE(event("a\r\nb\rc\x1e") == "data: a\r\ndata: b\rc\x1e\r\n\r\n");
}

TEST_CASE("events are appended", "[signalr]") {
  std::string out = "before";
  append_event(out, "x");
  REQUIRE(out == "beforedata: x\r\n\r\n");
}

#include "api/preferences.hpp"

#include <catch2/catch.hpp>

#include <string>

using namespace spotter::api;

TEST_CASE("an event stream is sent to who asks for it rather than for JSON", "[api]") {
  for (const char* accept :
       {"text/event-stream", "TEXT/Event-Stream", "text/event-stream, */*",
        "application/json;q=0.9, text/event-stream", "text/*", "text/event-stream;q=0.1",
        "text/event-stream; q=1.0, application/json; q=0.999",
        "*/*;q=0.5, text/event-stream;q=0.5"}) {
    INFO(accept);
    REQUIRE(prefers_event_stream(accept));
  }
  for (const char* accept :
       {"", "*/*", "application/json", "text/html", "application/json, text/event-stream",
        "text/event-stream;q=0", "text/event-stream;q=0.5, application/json",
        "text/event-stream;q=0.5, */*", "text/event-stream;q=0.000", ",;,"}) {
    INFO(accept);
    REQUIRE_FALSE(prefers_event_stream(accept));
  }
}

TEST_CASE("the preferred language has the highest quality, the first of equals", "[api]") {
  REQUIRE(preferred_language("") == "");
  REQUIRE(preferred_language("*") == "");
  REQUIRE(preferred_language("de-DE") == "de-DE");
  REQUIRE(preferred_language("en;q=0.5, fi;q=0.8, sv;q=0.8") == "fi");
  REQUIRE(preferred_language("*;q=1, pt-BR;q=0.2") == "pt-BR");
  REQUIRE(preferred_language("en;q=0") == "");
}

TEST_CASE("JSON is application/json in UTF-8", "[api]") {
  for (const char* type : {"application/json", "Application/JSON; charset=utf-8",
                           "application/json;charset=\"UTF-8\"", "application/json; v=1"}) {
    INFO(type);
    REQUIRE(is_json(type));
  }
  for (const char* type : {"", "text/plain", "text/json", "application/jsonp",
                           "application/json; charset=utf-16", "application/problem+json"}) {
    INFO(type);
    REQUIRE_FALSE(is_json(type));
  }
}

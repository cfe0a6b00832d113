#include <spotter/telemetry/log.hpp>

#include <catch2/catch.hpp>

using namespace spotter::telemetry;

TEST_CASE("a line for machines is one JSON object", "[telemetry]") {
  REQUIRE(
      render_line(Format::json, "T", Level::info, "turn_finished",
                  {{"n", 3}, {"ok", true}, {"share", 0.5}, {"who", "a \"b\"\n\x1b"}}) ==
      R"({"time":"T","level":"info","event":"turn_finished","n":3,"ok":true,"share":0.500,"who":"a \"b\"\n\u001b"})");
}

TEST_CASE("a line for people quotes only what needs it", "[telemetry]") {
  REQUIRE(render_line(Format::text, "T", Level::warn, "x",
                      {{"a", "plain"}, {"b", "two words"}, {"c", ""}}) ==
          "T warn  x a=plain b=\"two words\" c=\"\"");
}

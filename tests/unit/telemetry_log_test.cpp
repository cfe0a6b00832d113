#include "telemetry/line.hpp"

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

TEST_CASE("a line names its room behind its event", "[telemetry]") {
  const Field field("turn", "a1b2c3d4-7");
  const Line line{"T", "info", "turn_finished", "llm/failover", {&field, 1}};
  CHECK(
      render(Format::json, line) ==
      R"({"time":"T","level":"info","event":"turn_finished","room":"llm/failover","turn":"a1b2c3d4-7"})");
  CHECK(render(Format::text, line) == "T info  turn_finished room=llm/failover turn=a1b2c3d4-7");
}

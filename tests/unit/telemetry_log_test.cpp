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

TEST_CASE("what could break a line or a terminal is escaped, in both formats", "[telemetry]") {
  const Field field("why",
                    "\xff\xfe\"\xc2\x9b"
                    "31m\xe2\x80\xae\xe2\x80\xa8\xe2\x81\xa6\xd8\x9c\x7f");
  const Line line{"T", "info", "x", {}, {&field, 1}};
  const std::string escaped =
      "\"\xef\xbf\xbd\xef\xbf\xbd\\\"\\u009b31m\\u202e\\u2028\\u2066\\u061c\\u007f\"";
  CHECK(render(Format::json, line) ==
        R"({"time":"T","level":"info","event":"x","why":)" + escaped + "}");
  CHECK(render(Format::text, line) == "T info  x why=" + escaped);
}

TEST_CASE("letters of any script stay what they are", "[telemetry]") {
  const Field field("name", "caf\xc3\xa9 \xe6\x97\xa5 \xf0\x9f\x92\xaa");
  const Line line{"T", "info", "x", {}, {&field, 1}};
  CHECK(render(Format::text, line) ==
        "T info  x name=\"caf\xc3\xa9 \xe6\x97\xa5 \xf0\x9f\x92\xaa\"");
}

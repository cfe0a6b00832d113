#include "app/log_rooms.hpp"
#include "support/source_tree.hpp"

#include <spotter/telemetry/levels.hpp>

#include <catch2/catch.hpp>

#include <array>
#include <fstream>
#include <sstream>

using namespace spotter;
using namespace spotter::telemetry;

namespace {

constexpr std::array<std::string_view, 4> kRooms = {"app", "chat", "purchase/apple",
                                                    "purchase/google"};

LevelSettings good(std::string_view text) {
  std::string why;
  const auto levels = parse_levels(text, kRooms, why);
  INFO(text << ": " << why);
  REQUIRE(levels);
  return *levels;
}

std::string bad(std::string_view text) {
  std::string why;
  INFO(text);
  REQUIRE_FALSE(parse_levels(text, kRooms, why));
  return why;
}

Level level_of(const Levels& levels, std::string_view room) {
  for (const auto& known : levels.levels()) {
    if (known.name == room) return known.level;
  }
  FAIL("no room " << room);
  return Level::info;
}

}  // namespace

TEST_CASE("levels are one for all rooms, and others for some", "[telemetry]") {
  CHECK(good("warn") == LevelSettings{Level::warn, {}});
  CHECK(good(" Info , chat = TRACE ") == LevelSettings{Level::info, {{"chat", Level::trace}}});
  CHECK(good("chat=debug,purchase=error") ==
        LevelSettings{Level::info, {{"chat", Level::debug}, {"purchase", Level::error}}});
}

TEST_CASE("levels that cannot be meant are refused with a sentence", "[telemetry]") {
  CHECK(bad("loud") == "'loud' is no level; there are trace, debug, info, warn and error");
  CHECK(bad("info,chat=loud").find("'loud' is no level") != std::string::npos);
  CHECK(bad("info,chta=debug") == "'chta' is no room that logs; did you mean 'chat'?");
  CHECK(bad("purchase/aple=debug").find("'purchase/apple'") != std::string::npos);
  CHECK(bad("info,debug").find("two levels") != std::string::npos);
  CHECK(bad("chat=info,chat=debug").find("twice") != std::string::npos);
  for (const char* text : {"", "info,", ",info", "=info", "chat=", "chat", "purchase/=info",
                           "purch=info", "chat=info=debug"}) {
    CHECK_FALSE(bad(text).empty());
  }
}

TEST_CASE("the longest name that fits a room decides its level", "[telemetry]") {
  const Levels levels(kRooms, good("purchase/apple=trace,warn,purchase=debug"));
  CHECK(level_of(levels, "app") == Level::warn);
  CHECK(level_of(levels, "purchase/google") == Level::debug);
  CHECK(level_of(levels, "purchase/apple") == Level::trace);
  CHECK(levels.enabled(2, Level::trace));
  CHECK_FALSE(levels.enabled(0, Level::info));
  CHECK(levels.enabled(0, Level::warn));
}

TEST_CASE("levels are set while the process runs, and go back to the settings'", "[telemetry]") {
  Levels levels(kRooms, good("info,chat=debug"));
  CHECK(levels.set("purchase", Level::trace));
  CHECK(level_of(levels, "purchase/apple") == Level::trace);
  CHECK(level_of(levels, "app") == Level::info);
  CHECK(levels.set("", Level::error));
  CHECK(level_of(levels, "chat") == Level::error);
  CHECK(levels.levels()[1].by_settings == Level::debug);
  CHECK_FALSE(levels.set("purch", Level::trace));
  CHECK(levels.nearest("purch") == "purchase");
  levels.reset();
  CHECK(level_of(levels, "chat") == Level::debug);
  CHECK(level_of(levels, "app") == Level::info);
  CHECK(levels.set("app", Level::trace));
  levels.configure(good("warn"));
  CHECK(level_of(levels, "app") == Level::warn);
}

TEST_CASE("each room that logs is a room of the build", "[app][telemetry]") {
  std::ifstream file(spotter::testing::source_path("CMakeLists.txt"));
  std::stringstream text;
  text << file.rdbuf();
  for (const std::string_view room : app::kLogRooms) {
    INFO(room);
    CHECK(text.str().find("spotter_room(" + std::string(room) + " DEPENDS") != std::string::npos);
  }
}

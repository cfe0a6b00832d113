#include "support/source_tree.hpp"

#include <spotter/codec/json.hpp>
#include <spotter/plan/wire.hpp>

#include <catch2/catch.hpp>

#include <fstream>
#include <sstream>

using namespace spotter;
using namespace spotter::plan;
using namespace std::chrono_literals;

namespace {

Progression load(const char* step, Scope scope = Scope::all_sets) {
  return {Axis::load, *Decimal::parse(step), scope, {}, false};
}

/// Something of everything that a plan can hold.
Plan rich_plan() {
  Strength squat;
  squat.sets.assign(3, Reps{5, 5});
  squat.rest = {180s, 300s, 480s};
  squat.progression = {load("2.5")};

  Strength bench;
  bench.sets.assign(3, Reps{8, 8});
  bench.rest = {90s, 180s, 300s};
  bench.superset_with_next = true;
  bench.progression = {
      {Axis::reps, Decimal::of_units(1), Scope::lowest_first, Decimal::of_units(12), true},
      load("2")};

  Strength pull;
  pull.sets.assign(3, Reps{6, 10});
  pull.rest = {90s, 120s, 180s};
  pull.progression = {load("1.25", Scope::lowest_all)};
  pull.resistance = Resistance::bodyweight;

  Strength crunch;
  crunch.sets = {{20, 20}, {15, 15}, {12, 12}};
  crunch.rest = {45s, 60s, 90s};
  crunch.resistance = Resistance::none;

  CardioSet row;
  row.target = 20min;
  row.track_distance = true;
  row.track_resistance = true;

  CardioSet lap;
  lap.target = Distance{*Decimal::parse("0.4"), DistanceUnit::kilometre};
  CardioSet first_lap = lap;
  first_lap.rest = Rest{60s, 90s, 120s};

  CardioSet plank;
  plank.target = 45s;
  plank.rest = Rest{30s, 60s, 60s};

  Plan plan;
  plan.name = "Two \"Day\" Base";
  plan.description = "Two full-body days.\nÄdd load when every set hits its target.";
  plan.sessions = {{"Day A",
                    "Strength first.",
                    {{"Barbell Squat", "Brace before each rep.", "", squat},
                     {"Dumbbell Bench Press", "", "https://example.org/bench", bench},
                     {"Pull Up", "", "", pull}}},
                   {"Day B",
                    "",
                    {{"Crunch", "", "", crunch},
                     {"Rowing Machine", "Steady pace.", "", Cardio{{row}}},
                     {"Track Run", "", "", Cardio{{first_lap, lap}}},
                     {"Plank", "", "", Cardio{{plank, plank}}}}}};
  return plan;
}

std::string golden(const std::string& name) {
  std::ifstream file(testing::source_path("tests/data/plans/" + name));
  std::ostringstream text;
  text << file.rdbuf();
  std::string all = text.str();
  while (!all.empty() && all.back() == '\n')
    all.pop_back();
  return all;
}

std::string second_shape(const Plan& plan) {
  std::string out = "{";
  append_second_shape(out, plan, "2026-08-20");
  return out + "}";
}

std::string first_shape(const Plan& plan, TimeSpanText format) {
  std::string out;
  append_first_shape(out, plan, format);
  return out;
}

}  // namespace

TEST_CASE("a plan on the first hub is the golden file, byte for byte", "[plan]") {
  CHECK(first_shape(rich_plan(), TimeSpanText::constant) == golden("first_hub.json"));
}

TEST_CASE("a plan over REST is the golden file, byte for byte", "[plan]") {
  CHECK(first_shape(rich_plan(), TimeSpanText::rest) == golden("first_rest.json"));
}

TEST_CASE("a plan on the second hub is the golden file, byte for byte", "[plan]") {
  CHECK(second_shape(rich_plan()) == golden("second_hub.json"));
}

TEST_CASE("all shapes are JSON whatever the texts are", "[plan]") {
  Plan plan = rich_plan();
  plan.name = "\"\\\x01\n\xF0\x9F\x92\xAA";
  plan.sessions[0].exercises[0].notes = plan.name;
  codec::JsonParser parser;
  for (const std::string& text : {second_shape(plan), first_shape(plan, TimeSpanText::rest)}) {
    const auto parsed = parser.parse(text);
    REQUIRE(parsed.has_value());
    CHECK(parsed->get("name")->string() == plan.name);
  }
}

TEST_CASE("an empty plan has the texts that the app's own tests ask for", "[plan]") {
  Plan plan;
  plan.name = "Test";
  plan.description = "Plan";
  CHECK(first_shape(plan, TimeSpanText::rest) ==
        R"({"name":"Test","description":"Plan","sessions":[]})");
  Session session{"Test", "Notes", {}};
  std::string out;
  append_first_shape(out, session, TimeSpanText::rest);
  CHECK(out == R"({"name":"Test","exercises":[],"notes":"Notes"})");
  // Without sessions there is no blueprint, and never a null one.
  CHECK(second_shape(plan) == R"({"version":3,"name":"Test","description":"Plan"})");
}

TEST_CASE("durations are written as each reader expects them", "[plan]") {
  struct Row {
    std::chrono::seconds time;
    std::string rest;
    std::string constant;
    std::string iso;
  };
  const Row rows[] = {{0s, "0.00:00:00:", "00:00:00", "PT0S"},
                      {60s, "0.00:01:00:", "00:01:00", "PT1M"},
                      {90s, "0.00:01:30:", "00:01:30", "PT1M30S"},
                      {300s, "0.00:05:00:", "00:05:00", "PT5M"},
                      {5400s, "0.01:30:00:", "01:30:00", "PT1H30M"},
                      {86'400s, "1.00:00:00:", "1.00:00:00", "PT24H"}};
  for (const Row& row : rows) {
    INFO(row.time.count());
    Strength work;
    work.sets = {{5, 5}};
    work.rest = {row.time, row.time, row.time};
    Plan plan{"p", "", {{"s", "", {{"e", "", "", work}}}}};
    const auto has = [&](const std::string& text, const std::string& duration) {
      return text.find("\"minRest\":\"" + duration + "\"") != std::string::npos;
    };
    CHECK(has(first_shape(plan, TimeSpanText::rest), row.rest));
    CHECK(has(first_shape(plan, TimeSpanText::constant), row.constant));
    CHECK(has(second_shape(plan), row.iso));
  }
}

TEST_CASE("a decimal is exact to a thousandth, and its text is the shortest", "[plan]") {
  const std::pair<const char*, const char*> same[] = {
      {"0", "0"},          {"2.5", "2.5"},  {"2.50", "2.5"},
      {"020", "20"},       {"-1", "-1"},    {"-0.125", "-0.125"},
      {"1.2345", "1.235"}, {"0.0004", "0"}, {"999999999.999", "999999999.999"}};
  for (const auto& [text, shortest] : same) {
    INFO(text);
    const auto decimal = Decimal::parse(text);
    REQUIRE(decimal);
    CHECK(decimal->text() == shortest);
  }
  for (const char* text : {"", "-", ".", "1.", ".5", "1e3", "1 ", " 1", "1,5", "+1", "NaN",
                           "1000000000", "0x1", "1.2.3"}) {
    INFO(text);
    CHECK_FALSE(Decimal::parse(text));
  }
  CHECK(Decimal::nearest(2.4999999)->text() == "2.5");
  CHECK(Decimal::nearest(-1.25)->text() == "-1.25");
  CHECK_FALSE(Decimal::nearest(1e300));
  CHECK_FALSE(Decimal::nearest(std::numeric_limits<double>::quiet_NaN()));
  CHECK(*Decimal::parse("2.5") < *Decimal::parse("2.501"));
}

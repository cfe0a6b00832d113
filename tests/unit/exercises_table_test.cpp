#include "exercises/table_catalogue.hpp"

#include <catch2/catch.hpp>

#include <stdexcept>
#include <string>
#include <vector>

using namespace spotter::exercises;

namespace {

const std::string kHeader =
    "# a comment\n"
    "name\taliases\tpattern\tprimary\tsecondary\tequipment\tkind\tlevel\tunit\trange\teach_side\t"
    "step_kg\tstep_lb\tstrains\n";

using Row = std::vector<std::string>;

Row goblet_squat() {
  return {"Goblet Squat",
          "Cup Squat|Kettle Squat",
          "squat",
          "quadriceps",
          "glutes,calves",
          "dumbbell|kettlebell+box",
          "compound",
          "beginner",
          "reps",
          "8-12",
          "no",
          "2.5",
          "5",
          "knee,grip"};
}

std::string line_of(const Row& row) {
  std::string line;
  for (const auto& cell : row)
    line += (line.empty() ? "" : "\t") + cell;
  return line + "\n";
}

std::string why_not(const std::string& table) {
  try {
    static_cast<void>(make_catalogue(table));
  } catch (const std::runtime_error& error) {
    return error.what();
  }
  return "";
}

/// What is said of the goblet squat with one column changed.
std::string why_not_with(std::size_t column, const std::string& cell) {
  Row row = goblet_squat();
  row[column] = cell;
  return why_not(kHeader + line_of(row));
}

enum Column : std::size_t {
  name,
  aliases,
  pattern,
  primary,
  secondary,
  equipment,
  kind,
  level,
  unit,
  rep_range,
  each_side,
  step_kg,
  step_lb,
  strains
};

}  // namespace

TEST_CASE("a row of the table becomes an exercise", "[exercises]") {
  const auto catalogue = make_catalogue(kHeader + "\n" + line_of(goblet_squat()));
  REQUIRE(catalogue->all().size() == 1);
  const Exercise& squat = catalogue->all()[0];
  CHECK(squat.name == "Goblet Squat");
  CHECK(squat.aliases == std::vector<std::string_view>{"Cup Squat", "Kettle Squat"});
  CHECK(squat.pattern == Pattern::squat);
  CHECK(squat.primary == Muscle::quadriceps);
  CHECK(squat.secondary == std::vector{Muscle::glutes, Muscle::calves});
  CHECK(squat.equipment == std::vector<std::vector<Equipment>>{
                               {Equipment::dumbbell, Equipment::kettlebell}, {Equipment::box}});
  CHECK(squat.kind == Kind::compound);
  CHECK(squat.level == Level::beginner);
  CHECK(squat.unit == Unit::reps);
  CHECK(squat.least == 8);
  CHECK(squat.most == 12);
  CHECK_FALSE(squat.each_side);
  CHECK(squat.step_kg == 2500);
  CHECK(squat.step_lb == 5000);
  CHECK(squat.strains == std::vector{Strain::knee, Strain::grip});
}

TEST_CASE("a table may have Windows line ends and no last one", "[exercises]") {
  std::string table = kHeader + line_of(goblet_squat());
  table.pop_back();
  std::string windows;
  for (const char c : table)
    windows += c == '\n' ? std::string("\r\n") : std::string(1, c);
  CHECK(make_catalogue(windows)->all()[0].strains.size() == 2);
}

TEST_CASE("a wrong row is told with its line", "[exercises]") {
  CHECK(why_not_with(pattern, "sqat") == "exercises.tsv:3: unknown pattern \"sqat\"");
  CHECK(why_not(kHeader + "Goblet Squat\t-\tsquat\n") == "exercises.tsv:3: has 3 columns, not 14");
  CHECK(why_not(kHeader + "\n# more\n" + line_of(goblet_squat()) + line_of(goblet_squat())) ==
        "exercises.tsv:6: \"Goblet Squat\" reads like a name of \"Goblet Squat\"");
}

TEST_CASE("a table without the known header or without exercises is refused", "[exercises]") {
  CHECK_FALSE(why_not("").empty());
  CHECK_FALSE(why_not(kHeader).empty());
  CHECK(why_not(line_of(goblet_squat())) == "exercises.tsv:1: not the header that is known");
}

TEST_CASE("each column of a row is checked", "[exercises]") {
  REQUIRE(why_not_with(name, "Goblet Squat").empty());
  const auto [column, cell] =
      GENERATE(table<std::size_t, std::string>({{name, ""},
                                                {name, "-"},
                                                {name, " Goblet Squat"},
                                                {name, "Goblet  Squat"},
                                                {name, "Goblet\x01Squat"},
                                                {name, "---"},
                                                {name, std::string(51, 'x')},
                                                {aliases, ""},
                                                {aliases, "Cup Squat|"},
                                                {aliases, "Cup Squat|Cup Squat"},
                                                {aliases, "Cup Squat|cup-squats"},
                                                {aliases, "GOBLET SQUATS"},
                                                {primary, "quads"},
                                                {primary, "-"},
                                                {secondary, "quadriceps"},
                                                {secondary, "glutes,glutes"},
                                                {secondary, "glutes, calves"},
                                                {secondary, "-"},
                                                {equipment, "-"},
                                                {equipment, ""},
                                                {equipment, "dumbbell+"},
                                                {equipment, "dumbbell|dumbbell"},
                                                {equipment, "dumbbell+none"},
                                                {kind, "big"},
                                                {kind, "cardio"},
                                                {level, "pro"},
                                                {unit, "rep"},
                                                {rep_range, "8"},
                                                {rep_range, "12-8"},
                                                {rep_range, "0-8"},
                                                {rep_range, "8-31"},
                                                {rep_range, "-8-12"},
                                                {rep_range, "8-12x"},
                                                {rep_range, "8-99999999999"},
                                                {each_side, "maybe"},
                                                {each_side, "-"},
                                                {step_kg, "0"},
                                                {step_kg, "-2.5"},
                                                {step_kg, "2.5kg"},
                                                {step_kg, "2."},
                                                {step_kg, "2.5555"},
                                                {step_kg, "20.001"},
                                                {step_lb, "0"},
                                                {step_lb, "51"},
                                                {step_lb, "99999999999"},
                                                {strains, "pain"},
                                                {strains, ""},
                                                {strains, "knee,knee"}}));
  CAPTURE(column, cell);
  CHECK(why_not_with(column, cell).starts_with("exercises.tsv:3: "));
}

TEST_CASE("only what is not loaded goes without a step", "[exercises]") {
  Row row = goblet_squat();
  row[step_kg] = row[step_lb] = "0";
  CHECK(why_not(kHeader + line_of(row)) == "exercises.tsv:3: a loaded exercise without a step");
  SECTION("a body") {
    row[kind] = "bodyweight";
  }
  SECTION("a band") {
    row[equipment] = "band";
  }
  SECTION("cardio") {
    row[kind] = row[pattern] = "cardio";
    row[unit] = "minutes";
  }
  CHECK(why_not(kHeader + line_of(row)).empty());
}

TEST_CASE("two exercises do not read alike", "[exercises]") {
  Row other = goblet_squat();
  const auto spelling = GENERATE(as<std::string>{}, "goblet squats", "GOBLET-SQUAT",
                                 "Gôblet (Squat)", "Kettle-squat");
  CAPTURE(spelling);
  other[aliases] = "-";
  other[name] = spelling;
  const auto why = why_not(kHeader + line_of(goblet_squat()) + line_of(other));
  CHECK(why == "exercises.tsv:4: \"" + spelling + "\" reads like a name of \"Goblet Squat\"");
}

TEST_CASE("words in an order that fits two exercises find neither", "[exercises]") {
  Row other = goblet_squat();
  other[name] = "Box Press Squat";
  other[aliases] = "-";
  Row third = other;
  third[name] = "Squat Box Press";
  const auto catalogue = make_catalogue(kHeader + line_of(other) + line_of(third));
  CHECK(catalogue->find("box press squats") == &catalogue->all()[0]);
  CHECK(catalogue->find("squat box press") == &catalogue->all()[1]);
  CHECK(catalogue->find("press box squat") == nullptr);
}

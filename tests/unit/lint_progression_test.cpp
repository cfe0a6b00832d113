#include "support/plan_making.hpp"

#include <catch2/catch.hpp>

namespace spotter::testing {
namespace {

using Keys = std::vector<std::string>;
using Rules = std::vector<plan::Progression>;

struct Given {
  std::string_view name = "Barbell Squat";
  int least = 8;
  int most = 8;
  plan::Resistance resistance = plan::Resistance::external;
};

lint::Report lint_rules(Rules rules, const Given& given = {}, lint::Wanted wanted = {}) {
  plan::Exercise exercise = lift(given.name, 3, given.least, given.most);
  auto& strength = std::get<plan::Strength>(exercise.work);
  strength.progression = std::move(rules);
  strength.resistance = given.resistance;
  wanted.single_session = true;
  return lint_of(single({exercise, lift("Something Else", 3, 8, 12)}), wanted);
}

Rules rules_left(Rules rules, const Given& given = {}, const lint::Wanted& wanted = {}) {
  return strength_of(lint_rules(std::move(rules), given, wanted).plan, 0, 0).progression;
}

std::string step_left(std::string_view name, std::int64_t thousandths,
                      lint::Unit unit = lint::Unit::kilograms) {
  lint::Wanted wanted;
  wanted.unit = unit;
  Given given;
  given.name = name;
  const Rules rules = rules_left({load_rule(thousandths)}, given, wanted);
  return rules.empty() ? "none" : rules.at(0).step.text();
}

TEST_CASE("a step is one that plates, dumbbells or stacks allow", "[lint]") {
  CHECK(step_left("Barbell Squat", 2500) == "2.5");
  CHECK(step_left("Barbell Squat", 5000) == "5");
  CHECK(step_left("Barbell Squat", 3000) == "2.5");
  CHECK(step_left("Barbell Squat", 20'000) == "5");
  CHECK(step_left("Barbell Deadlift", 10'000) == "10");
  CHECK(step_left("Barbell Bench Press - Medium Grip", 5000) == "2.5");
  CHECK(step_left("Standing Military Press", 1250) == "1.25");
  CHECK(step_left("Hammer Curls", 2500) == "2.5");
  CHECK(step_left("Hammer Curls", 1500) == "1");
  CHECK(step_left("Seated Cable Rows", 5000) == "5");
  CHECK(step_left("Goblet Squat", 4000) == "4");
  CHECK(step_left("Something New", 4000) == "4");
  CHECK(step_left("Something New", 30'000) == "10");
  CHECK(step_left("Barbell Squat", 0) == "2.5");
}

TEST_CASE("a step that nothing loads is told by its kind", "[lint]") {
  plan::Exercise squat = lift("Barbell Squat", 3, 8, 8);
  std::get<plan::Strength>(squat.work).progression = {load_rule(3700)};
  CHECK(has_key(lint_of(single({squat, lift("Pushups", 3, 8, 12)}), one_session()).repaired,
                "step_changed"));
}

TEST_CASE("pounds have steps of their own", "[lint]") {
  CHECK(step_left("Barbell Squat", 5000, lint::Unit::pounds) == "5");
  CHECK(step_left("Barbell Squat", 2500, lint::Unit::pounds) == "2.5");
  CHECK(step_left("Barbell Squat", 5512, lint::Unit::pounds) == "5");
  CHECK(step_left("Hammer Curls", 1000, lint::Unit::pounds) == "2.5");
  CHECK(step_left("Goblet Squat", 9000, lint::Unit::pounds) == "9");
  CHECK(step_left("Something New", 1250, lint::Unit::pounds) == "2");
}

TEST_CASE("the body's own weight takes no steps, and is called so", "[lint]") {
  Given pushups;
  pushups.name = "Pushups";
  const lint::Report report = lint_rules({load_rule(2500)}, pushups);
  CHECK(keys_of(report.repaired) == Keys{"resistance_of_body", "step_removed"});
  CHECK(strength_of(report.plan, 0, 0).resistance == plan::Resistance::bodyweight);
  CHECK(strength_of(report.plan, 0, 0).progression.empty());
  Given pullups;
  pullups.name = "Pullups";
  pullups.resistance = plan::Resistance::bodyweight;
  CHECK(keys_of(lint_rules({reps_rule(12), load_rule(2500)}, pullups).repaired) == Keys{});
}

TEST_CASE("a loaded lift grows; what the user brought stays as it is", "[lint]") {
  CHECK(rules_left({}) == Rules{load_rule(2500)});
  CHECK(keys_of(lint_rules({}).repaired) == Keys{"step_given"});
  lint::Wanted wanted;
  wanted.users_names = {"Barbell Squat"};
  CHECK(keys_of(lint_rules({}, {}, wanted).repaired) == Keys{});
  CHECK(rules_left({load_rule(10'000)}, {}, wanted) == Rules{load_rule(10'000)});
}

TEST_CASE("nothing comes after a load rule, and it has no ceiling", "[lint]") {
  const Rules ladder{reps_rule(12, true), load_rule(2500)};
  CHECK(keys_of(lint_rules(ladder).repaired) == Keys{});
  CHECK(rules_left({load_rule(2500), reps_rule(12)}) == Rules{load_rule(2500)});
  plan::Progression capped = load_rule(2500);
  capped.ceiling = plan::Decimal::of_units(100);
  capped.reset_at_ceiling = true;
  CHECK(rules_left({capped}) == Rules{load_rule(2500)});
  CHECK(keys_of(lint_rules({capped}).repaired) == Keys{"progression_mended"});
}

TEST_CASE("a reps rule ends above the range, so that the next one has its turn", "[lint]") {
  CHECK(rules_left({reps_rule(8), load_rule(2500)}) == Rules{load_rule(2500)});
  CHECK(rules_left({reps_rule(9), load_rule(2500)}) == Rules{reps_rule(9), load_rule(2500)});
  CHECK(rules_left({reps_rule(std::nullopt), load_rule(2500)}) ==
        Rules{reps_rule(12), load_rule(2500)});
  CHECK(rules_left({reps_rule(12), reps_rule(12), load_rule(2500)}) ==
        Rules{reps_rule(12), load_rule(2500)});
  CHECK(rules_left({reps_rule(40), load_rule(2500)}) == Rules{reps_rule(30), load_rule(2500)});
}

TEST_CASE("a last reps rule has nothing to reset for", "[lint]") {
  CHECK(rules_left({reps_rule(12, true)}) == Rules{reps_rule(12)});
  CHECK(rules_left({reps_rule(std::nullopt)}) == Rules{reps_rule(std::nullopt)});
}

TEST_CASE("steps of repetitions are whole", "[lint]") {
  plan::Progression half = reps_rule(12);
  half.step = plan::Decimal::of_thousandths(500);
  plan::Progression none = reps_rule(12);
  none.step = plan::Decimal();
  CHECK(rules_left({half}) == Rules{reps_rule(12)});
  CHECK(rules_left({none}) == Rules{reps_rule(12)});
}

}  // namespace
}  // namespace spotter::testing

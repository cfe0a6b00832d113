#include "lint/facts.hpp"
#include "lint/rules.hpp"
#include "lint/words.hpp"

#include <spotter/base/text.hpp>

#include <algorithm>
#include <array>
#include <iterator>
#include <span>

namespace spotter::lint::rules {
namespace {

using exercises::Equipment;
using exercises::Pattern;
using plan::Axis;
using plan::Decimal;
using plan::Progression;

using Thousandths = std::int64_t;

/// What can be added, by what is lifted.
struct Steps {
  std::span<const Equipment> equipment;
  std::span<const Thousandths> kilograms;
  std::span<const Thousandths> pounds;
};

constexpr std::array kBars{Equipment::barbell,       Equipment::trap_bar, Equipment::ez_bar,
                           Equipment::smith_machine, Equipment::landmine, Equipment::sled,
                           Equipment::plate};
constexpr std::array kStacks{Equipment::machine, Equipment::cable};
constexpr std::array kDumbbells{Equipment::dumbbell};
constexpr std::array kKettlebells{Equipment::kettlebell};
constexpr std::array kBalls{Equipment::medicine_ball};

constexpr std::array<Thousandths, 4> kPlatesKg{1250, 2500, 5000, 10'000};
constexpr std::array<Thousandths, 4> kPlatesLb{2500, 5000, 10'000, 20'000};
constexpr std::array<Thousandths, 3> kStacksKg{2500, 5000, 10'000};
constexpr std::array<Thousandths, 2> kStacksLb{5000, 10'000};
constexpr std::array<Thousandths, 3> kDumbbellsKg{1000, 2000, 2500};
constexpr std::array<Thousandths, 2> kDumbbellsLb{2500, 5000};
constexpr std::array<Thousandths, 2> kKettlebellsKg{2000, 4000};
constexpr std::array<Thousandths, 2> kKettlebellsLb{5000, 9000};
constexpr std::array<Thousandths, 2> kBallsKg{1000, 2000};
constexpr std::array<Thousandths, 2> kBallsLb{2000, 4000};

constexpr std::array kSteps{
    Steps{kBars, kPlatesKg, kPlatesLb}, Steps{kStacks, kStacksKg, kStacksLb},
    Steps{kDumbbells, kDumbbellsKg, kDumbbellsLb},
    Steps{kKettlebells, kKettlebellsKg, kKettlebellsLb}, Steps{kBalls, kBallsKg, kBallsLb}};

/// Anything that somebody sells, for exercises that nobody knows, the user's own, and a body with a
/// belt.
constexpr std::array<Thousandths, 7> kAnyKg{1000, 1250, 2000, 2500, 4000, 5000, 10'000};
constexpr std::array<Thousandths, 7> kAnyLb{2000, 2500, 4000, 5000, 9000, 10'000, 20'000};

std::span<const Thousandths> any_steps(Unit unit) noexcept {
  if (unit == Unit::kilograms) return kAnyKg;
  return kAnyLb;
}

Thousandths usual_step(const Entry* known, Unit unit) noexcept {
  const bool metric = unit == Unit::kilograms;
  if (known != nullptr) {
    const int step = metric ? known->step_kg : known->step_lb;
    if (step > 0) return step;
  }
  return metric ? 2500 : 5000;
}

bool has_stack(const Entry& entry) noexcept {
  return needs(entry, Equipment::machine) || needs(entry, Equipment::cable);
}

/// The largest step that a lift takes; smaller muscles take smaller ones.
Thousandths largest_step(const Entry& entry, Unit unit) noexcept {
  using enum Pattern;
  const auto of = [&](Thousandths kilograms, Thousandths pounds) {
    return unit == Unit::kilograms ? kilograms : pounds;
  };
  if (needs(entry, Equipment::kettlebell)) return of(4000, 9000);
  switch (entry.pattern) {
    case hinge:
    case hip_extension:
      return of(10'000, 20'000);
    case squat:
      return has_stack(entry) ? of(10'000, 20'000) : of(5000, 10'000);
    case lunge:
    case shrug:
    case ankle:
    case carry:
      return of(5000, 10'000);
    default:
      return has_stack(entry) ? of(5000, 10'000) : of(2500, 5000);
  }
}

std::vector<Thousandths> allowed_steps(const Entry& entry, Unit unit) {
  const Thousandths usual = usual_step(&entry, unit);
  const Thousandths most = std::max(largest_step(entry, unit), usual);
  std::vector<Thousandths> allowed{usual};
  for (const Steps& group : kSteps) {
    const bool fits = std::any_of(group.equipment.begin(), group.equipment.end(),
                                  [&](Equipment equipment) { return needs(entry, equipment); });
    if (!fits) continue;
    const auto list = unit == Unit::kilograms ? group.kilograms : group.pounds;
    std::copy_if(list.begin(), list.end(), std::back_inserter(allowed),
                 [&](Thousandths step) { return step <= most; });
  }
  const bool is_body = entry.kind == exercises::Kind::bodyweight;
  if (is_body) {
    const auto any = any_steps(unit);
    allowed.insert(allowed.end(), any.begin(), any.end());
  }
  return allowed;
}

/// The nearest one, the smaller of two.
Thousandths nearest(std::span<const Thousandths> allowed, Thousandths step) {
  const auto distance = [&](Thousandths one) { return one > step ? one - step : step - one; };
  return *std::min_element(allowed.begin(), allowed.end(), [&](Thousandths a, Thousandths b) {
    return std::pair(distance(a), a) < std::pair(distance(b), b);
  });
}

Thousandths fitting_step(const Work& work, const plan::Exercise& exercise, Thousandths step) {
  const Entry* known = work.known(exercise);
  const Unit unit = work.wanted.unit;
  if (step <= 0) return usual_step(known, unit);
  const bool is_any = known == nullptr || work.is_users(exercise);
  if (is_any) return nearest(any_steps(unit), step);
  return nearest(allowed_steps(*known, unit), step);
}

bool has_nothing_to_load(const plan::Strength& strength, const Entry* known) noexcept {
  if (strength.resistance == plan::Resistance::none) return true;
  return known != nullptr && known->step_kg == 0 && known->step_lb == 0;
}

bool is_loaded_lift(const plan::Strength& strength, const Entry* known) noexcept {
  if (known == nullptr || strength.resistance != plan::Resistance::external) return false;
  if (known->pattern == Pattern::mobility || known->pattern == Pattern::cardio) return false;
  return (known->kind == exercises::Kind::compound || known->kind == exercises::Kind::isolation) &&
         known->unit == exercises::Unit::reps && known->step_kg > 0 && known->step_lb > 0;
}

/// The body is what is lifted, so that is what the app should say.
void fit_resistance(Work& work, plan::Exercise& exercise, plan::Strength& strength, At where) {
  const Entry* known = work.known(exercise);
  if (known == nullptr || known->kind != exercises::Kind::bodyweight) return;
  if (strength.resistance != plan::Resistance::external || work.is_users(exercise)) return;
  strength.resistance = plan::Resistance::bodyweight;
  work.repaired(kind::kResistance, where,
                joined({quoted(exercise.name), " lifts the body's own weight."}));
}

void remove_load_rules(Work& work, plan::Exercise& exercise, plan::Strength& strength, At where) {
  if (!has_nothing_to_load(strength, work.known(exercise))) return;
  const auto removed = std::erase_if(
      strength.progression, [](const Progression& rule) { return rule.axis == Axis::load; });
  if (removed == 0) return;
  work.repaired(kind::kStepRemoved, where,
                joined({quoted(exercise.name), " has nothing to load: no weight is added."}));
}

void snap_steps(Work& work, plan::Exercise& exercise, plan::Strength& strength, At where) {
  for (Progression& rule : strength.progression) {
    if (rule.axis != Axis::load) continue;
    const Decimal step =
        Decimal::of_thousandths(fitting_step(work, exercise, rule.step.thousandths()));
    if (step == rule.step) continue;
    work.repaired(kind::kStepChanged, where,
                  joined({"The step of ", quoted(exercise.name), " became ", step.text(),
                          work.wanted.unit == Unit::kilograms ? " kg" : " lb",
                          ": plates, dumbbells or stacks allow that."}));
    rule.step = step;
  }
}

void give_step(Work& work, plan::Exercise& exercise, plan::Strength& strength, At where) {
  const Entry* known = work.known(exercise);
  if (!strength.progression.empty() || work.is_users(exercise)) return;
  if (!is_loaded_lift(strength, known)) return;
  Progression rule;
  rule.step = Decimal::of_thousandths(fitting_step(work, exercise, 0));
  strength.progression.push_back(rule);
  work.repaired(kind::kStepGiven, where,
                joined({quoted(exercise.name), " did not grow: ", rule.step.text(),
                        work.wanted.unit == Unit::kilograms ? " kg" : " lb", " a step given."}));
}

/// What the highest of the sets aims at: a ceiling above it can be reached.
int top_of(const plan::Strength& strength) noexcept {
  int top = 0;
  for (const plan::Reps& reps : strength.sets)
    top = std::max(top, reps.most);
  return top;
}

constexpr int kRepsMost = 30;
constexpr int kSecondsMost = 600;
constexpr int kLadder = 4;  ///< repetitions from the plan's to the ceiling, if nobody said

Decimal whole(Decimal value, Thousandths least, Thousandths most) noexcept {
  const Thousandths clamped = std::clamp(value.thousandths(), least * 1000, most * 1000);
  return Decimal::of_units((clamped + 500) / 1000);
}

/// A reps rule that can fire, or nothing. `reached`: where the rules before it end.
std::optional<Progression> mended_reps_rule(Progression rule, int reached, int most, bool is_last) {
  rule.step = whole(rule.step, 1, 10);
  if (!rule.ceiling && !is_last) rule.ceiling = Decimal::of_units(reached + kLadder);
  if (is_last) rule.reset_at_ceiling = false;
  if (!rule.ceiling) return rule;
  rule.ceiling = whole(*rule.ceiling, 0, most);
  if (*rule.ceiling <= Decimal::of_units(reached)) return std::nullopt;
  return rule;
}

/// The rules that can fire, in the form in which the app tries them: repetitions first, one load
/// rule at the end. What comes after a load rule never had its turn.
std::vector<Progression> mended(const plan::Strength& strength, const Entry* known) {
  const auto& rules = strength.progression;
  if (known != nullptr &&
      (known->kind == exercises::Kind::cardio || known->pattern == Pattern::mobility)) {
    return {};
  }
  const bool counts_reps = known == nullptr || known->unit == exercises::Unit::reps;
  const int most = counts_reps ? kRepsMost : kSecondsMost;
  int reached = top_of(strength);
  std::vector<Progression> kept;
  for (std::size_t i = 0; i < rules.size(); ++i) {
    Progression rule = rules[i];
    if (rule.axis == Axis::load) {
      rule.ceiling.reset();
      rule.reset_at_ceiling = false;
      kept.push_back(rule);
      break;
    }
    const auto reps = mended_reps_rule(rule, reached, most, i + 1 == rules.size());
    if (!reps) continue;
    kept.push_back(*reps);
    if (!reps->ceiling) break;
    reached = static_cast<int>(reps->ceiling->thousandths() / 1000);
  }
  // Resetting needs a rule that goes on.
  if (!kept.empty() && kept.back().axis == Axis::reps) kept.back().reset_at_ceiling = false;
  return kept;
}

}  // namespace

void fit_steps(Work& work) {
  for_each_exercise(work.plan, [&](std::size_t s, std::size_t e, plan::Exercise& exercise) {
    auto* strength = std::get_if<plan::Strength>(&exercise.work);
    if (strength == nullptr) return;
    fit_resistance(work, exercise, *strength, at(s, e));
    remove_load_rules(work, exercise, *strength, at(s, e));
    snap_steps(work, exercise, *strength, at(s, e));
    give_step(work, exercise, *strength, at(s, e));
  });
}

void mend_progressions(Work& work) {
  for_each_exercise(work.plan, [&](std::size_t s, std::size_t e, plan::Exercise& exercise) {
    auto* strength = std::get_if<plan::Strength>(&exercise.work);
    if (strength == nullptr) return;
    std::vector<Progression> rules = mended(*strength, work.known(exercise));
    if (rules == strength->progression) return;
    strength->progression = std::move(rules);
    work.repaired(kind::kProgressionMended, at(s, e),
                  joined({"The progression of ", quoted(exercise.name),
                          " had rules that could not fire: mended."}));
  });
}

void stop_warm_up_steps(Work& work) {
  for_each_exercise(work.plan, [&](std::size_t s, std::size_t e, plan::Exercise& exercise) {
    auto* strength = std::get_if<plan::Strength>(&exercise.work);
    if (strength == nullptr || strength->progression.empty() || !is_warm_up(exercise)) return;
    strength->progression.clear();
    work.repaired(kind::kWarmUpStep, at(s, e),
                  joined({quoted(exercise.name), " is a warm-up: nothing is added to it."}));
  });
}

}  // namespace spotter::lint::rules

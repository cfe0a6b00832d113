#include "lint/facts.hpp"
#include "lint/rules.hpp"
#include "lint/words.hpp"

#include <algorithm>
#include <array>

namespace spotter::lint::rules {
namespace {

using exercises::Level;
using exercises::Pattern;
using exercises::Unit;

struct Range {
  int least = 0;
  int most = 0;
};

constexpr int kRepsWidthMost = 10;

/// What the numbers of a set of repetitions may be; what nobody knows is in repetitions.
Range limits_of(const Entry* known) noexcept {
  if (known == nullptr) return {1, 30};
  switch (known->unit) {
    case Unit::reps:
      return {1, 30};
    case Unit::seconds:
      return {5, 600};
    case Unit::minutes:
      return {1, 240};
    case Unit::metres:
      return {5, 1000};
  }
  return {1, 30};
}

plan::Reps clamped(plan::Reps reps, const Entry* known) noexcept {
  const Range limits = limits_of(known);
  if (reps.least > reps.most) std::swap(reps.least, reps.most);
  reps.least = std::clamp(reps.least, limits.least, limits.most);
  reps.most = std::clamp(reps.most, limits.least, limits.most);
  const bool are_reps = known == nullptr || known->unit == Unit::reps;
  if (are_reps) reps.most = std::min(reps.most, reps.least + kRepsWidthMost);
  return reps;
}

std::int64_t millimetres_of(plan::DistanceUnit unit) noexcept {
  switch (unit) {
    case plan::DistanceUnit::metre:
      return 1000;
    case plan::DistanceUnit::yard:
      return 914;
    case plan::DistanceUnit::mile:
      return 1'609'344;
    case plan::DistanceUnit::kilometre:
      return 1'000'000;
  }
  return 1000;
}

/// 5 m to a marathon, in the unit's own numbers.
plan::Distance clamped(plan::Distance distance) noexcept {
  constexpr std::int64_t kLeastMm = 5'000;
  constexpr std::int64_t kMostMm = 42'195'000;
  const std::int64_t unit_mm = millimetres_of(distance.unit);
  const std::int64_t least = (kLeastMm * 1000 + unit_mm - 1) / unit_mm;
  const std::int64_t most = kMostMm * 1000 / unit_mm;
  distance.value =
      plan::Decimal::of_thousandths(std::clamp(distance.value.thousandths(), least, most));
  return distance;
}

void clamp_cardio(plan::CardioSet& set, bool is_held) {
  using std::chrono::seconds;
  const seconds most = is_held ? seconds(600) : seconds(4 * 3600);
  if (auto* time = std::get_if<seconds>(&set.target)) {
    *time = std::clamp(*time, seconds(5), most);
  } else {
    set.target = clamped(std::get<plan::Distance>(set.target));
  }
}

bool is_power(Pattern pattern) noexcept {
  return pattern == Pattern::olympic || pattern == Pattern::jump || pattern == Pattern::throwing;
}

/// Repetitions by goal, before the tolerance.
Range range_of(Goal goal, Level level, bool isolation) noexcept {
  switch (goal) {
    case Goal::strength: {
      constexpr std::array kLeast{5, 3, 1};
      return {isolation ? 6 : kLeast[static_cast<std::size_t>(level)], 12};
    }
    case Goal::muscle:
      if (level == Level::beginner) return {8, 12};
      if (level == Level::intermediate) return isolation ? Range{10, 15} : Range{6, 12};
      return isolation ? Range{10, 20} : Range{5, 12};
    case Goal::weight:
      return {8, 15};
    case Goal::toning:
      return {10, 15};
    case Goal::endurance:
      return {15, 25};
    case Goal::health:
      return {8, 12};
  }
  return {8, 12};
}

/// What suits an exercise and a goal: the goal's numbers give or take three, or what is usual for
/// the exercise; except that endurance asks the same of all but the body's own weight.
Range suitable_reps(const Entry& entry, const Wanted& wanted) noexcept {
  constexpr int kTolerance = 3;
  constexpr int kOlympicMost = 5;
  constexpr int kIsolationLeast = 6;
  if (entry.pattern == Pattern::olympic) return {1, kOlympicMost};
  const bool isolation = entry.kind == exercises::Kind::isolation;
  const int floor = isolation ? kIsolationLeast : 1;
  if (!wanted.goal) return {floor, 30};
  Range range = range_of(*wanted.goal, wanted.level.value_or(Level::intermediate), isolation);
  range = {range.least - kTolerance, range.most + kTolerance};
  const bool has_own = entry.unit == Unit::reps && entry.least <= entry.most;
  if (has_own && (wanted.goal != Goal::endurance || entry.kind == exercises::Kind::bodyweight)) {
    range = {std::min(range.least, entry.least), std::max(range.most, entry.most)};
  }
  range.least = std::clamp(range.least, floor, 30);
  return {range.least, std::clamp(range.most, range.least, 30)};
}

bool goal_applies(const Entry& entry) noexcept {
  if (entry.unit != Unit::reps || entry.kind == exercises::Kind::cardio) return false;
  if (entry.pattern == Pattern::olympic) return true;
  return !is_power(entry.pattern) && entry.pattern != Pattern::mobility &&
         entry.pattern != Pattern::cardio && entry.pattern != Pattern::carry;
}

}  // namespace

void clamp_targets(Work& work) {
  time_what_is_held(work);
  for_each_exercise(work.plan, [&](std::size_t s, std::size_t e, plan::Exercise& exercise) {
    const Entry* known = work.known(exercise);
    const auto before = exercise.work;
    if (auto* strength = std::get_if<plan::Strength>(&exercise.work)) {
      for (plan::Reps& reps : strength->sets)
        reps = clamped(reps, known);
    } else {
      const bool is_held = known != nullptr && !is_cardio(exercise, known);
      for (plan::CardioSet& set : std::get<plan::Cardio>(exercise.work).sets)
        clamp_cardio(set, is_held);
    }
    if (exercise.work == before) return;
    work.repaired(kind::kTargetClamped, at(s, e),
                  joined({"The repetitions, times or distances of ", quoted(exercise.name),
                          " were out of bounds: clamped."}));
  });
}

void fit_reps_to_goal(Work& work) {
  for_each_exercise(work.plan, [&](std::size_t s, std::size_t e, plan::Exercise& exercise) {
    const Entry* known = work.known(exercise);
    auto* strength = std::get_if<plan::Strength>(&exercise.work);
    if (known == nullptr || strength == nullptr || !goal_applies(*known)) return;
    const Range range = suitable_reps(*known, work.wanted);
    const auto before = strength->sets;
    for (plan::Reps& reps : strength->sets) {
      reps.least = std::clamp(reps.least, range.least, range.most);
      reps.most = std::clamp(reps.most, range.least, range.most);
    }
    if (strength->sets == before) return;
    work.repaired(kind::kRepsForGoal, at(s, e),
                  joined({"The repetitions of ", quoted(exercise.name), " were brought to ",
                          std::to_string(range.least), "-", std::to_string(range.most), "."}));
  });
}

}  // namespace spotter::lint::rules

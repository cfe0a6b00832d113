#include "lint/facts.hpp"
#include "lint/rules.hpp"
#include "lint/words.hpp"

#include <algorithm>

namespace spotter::lint::rules {
namespace {

using exercises::Unit;

/// A number of repetitions of something that is counted in minutes: more than two hours of it were
/// meant as seconds.
std::chrono::seconds time_of(int value, Unit unit) noexcept {
  constexpr int kMinutesMax = 120;
  if (unit == Unit::minutes && value <= kMinutesMax) return std::chrono::minutes(value);
  return std::chrono::seconds(value);
}

plan::CardioSet set_of(const plan::Reps& reps, const plan::Strength& strength, Unit unit) {
  plan::CardioSet set;
  if (unit == Unit::metres) {
    set.target = plan::Distance{plan::Decimal::of_units(reps.most), plan::DistanceUnit::metre};
  } else {
    set.target = time_of(reps.most, unit);
  }
  if (strength.sets.size() > 1) set.rest = strength.rest;
  return set;
}

void make_timed(plan::Exercise& exercise, Unit unit) {
  const auto& strength = std::get<plan::Strength>(exercise.work);
  plan::Cardio cardio;
  for (const plan::Reps& reps : strength.sets)
    cardio.sets.push_back(set_of(reps, strength, unit));
  exercise.work = std::move(cardio);
}

void make_timed_where(Work& work, const Kind& kind, bool (*applies)(const Entry&)) {
  for_each_exercise(work.plan, [&](std::size_t s, std::size_t e, plan::Exercise& exercise) {
    const Entry* known = work.known(exercise);
    if (known == nullptr || !applies(*known) || work.is_users(exercise)) return;
    if (!std::holds_alternative<plan::Strength>(exercise.work)) return;
    make_timed(exercise, known->unit);
    work.repaired(
        kind, at(s, e),
        joined({quoted(exercise.name), " counted repetitions: it has times or distances now."}));
  });
}

}  // namespace

void time_cardio(Work& work) {
  make_timed_where(work, kind::kCardioTimed, [](const Entry& entry) {
    return entry.kind == exercises::Kind::cardio && entry.unit != Unit::reps;
  });
}

void time_what_is_held(Work& work) {
  make_timed_where(work, kind::kTimedAsReps, [](const Entry& entry) {
    return entry.kind != exercises::Kind::cardio && entry.unit == Unit::seconds;
  });
}

void judge_effort(const Work& work, Verdict& verdict) {
  std::string silent;
  for_each_exercise(work.plan, [&](std::size_t s, std::size_t, const plan::Exercise& exercise) {
    if (!is_cardio(exercise, work.known(exercise))) return;
    if (!exercise.notes.empty() || !work.plan.sessions[s].notes.empty()) return;
    if (silent.size() > 200) return;  // the first few are enough
    if (!silent.empty()) silent += ", ";
    silent += quoted(exercise.name);
  });
  if (silent.empty()) return;
  verdict.add(kind::kEffortMissing, {},
              joined({"The notes do not say how hard in words, such as \"you can talk but not "
                      "sing\": ",
                      silent, "."}));
}

}  // namespace spotter::lint::rules

#include "lint/facts.hpp"
#include "lint/rules.hpp"
#include "lint/words.hpp"

#include <algorithm>
#include <array>

namespace spotter::lint::rules {
namespace {

using std::chrono::seconds;

// What the LiftLog app calls short, medium and long.
constexpr plan::Rest kShort{seconds(60), seconds(90), seconds(180)};
constexpr plan::Rest kMedium{seconds(90), seconds(180), seconds(300)};
constexpr plan::Rest kLong{seconds(180), seconds(300), seconds(480)};

constexpr seconds kLeast(15);
constexpr seconds kMost(600);
constexpr seconds kHeavyLeast(120);
constexpr seconds kCircuitMost(90);

seconds to_five(seconds time) noexcept {
  const auto clamped = std::clamp(time, kLeast, kMost).count();
  return seconds((clamped + 2) / 5 * 5);
}

const plan::Rest& usual_rest(const plan::Exercise& exercise, const Entry* known) noexcept {
  if (is_heavy(exercise, known)) return kLong;
  if (known != nullptr && known->kind == exercises::Kind::compound) return kMedium;
  return kShort;
}

/// Rising, in steps of five, within bounds; what rises stays as it is.
plan::Rest ordered(const plan::Rest& rest, const plan::Rest& usual) {
  if (rest.minimum < kLeast && rest.maximum < kLeast) return usual;  // none was given
  std::array times{to_five(rest.minimum), to_five(rest.maximum), to_five(rest.after_failure)};
  std::sort(times.begin(), times.end());
  times[0] = std::min(times[0], kMost - seconds(90));
  if (times[1] <= times[0]) times[1] = times[0] + seconds(30);
  times[1] = std::min(times[1], kMost - seconds(5));
  if (times[2] <= times[1]) times[2] = std::min(times[1] + seconds(60), kMost);
  return {times[0], times[1], times[2]};
}

/// Whether three or more are done in turn with this one.
bool in_circuit(const plan::Session& session, std::size_t e) {
  std::size_t first = e;
  while (first > 0 && leads_superset(session.exercises[first - 1]))
    --first;
  std::size_t last = e;
  while (last + 1 < session.exercises.size() && leads_superset(session.exercises[last]))
    ++last;
  return last - first >= 2;
}

/// Whether all of it is in order already.
bool is_ordered(const plan::Rest& rest) noexcept {
  const auto fits = [](seconds time) {
    return time >= kLeast && time <= kMost && time.count() % 5 == 0;
  };
  return rest.minimum < rest.maximum && rest.maximum < rest.after_failure && fits(rest.minimum) &&
         fits(rest.maximum) && fits(rest.after_failure);
}

bool order(plan::Rest& rest, const plan::Rest& usual) {
  if (is_ordered(rest)) return false;
  rest = ordered(rest, usual);
  return true;
}

}  // namespace

void order_rests(Work& work) {
  for_each_exercise(work.plan, [&](std::size_t s, std::size_t e, plan::Exercise& exercise) {
    bool changed = false;
    if (auto* strength = std::get_if<plan::Strength>(&exercise.work)) {
      changed = order(strength->rest, usual_rest(exercise, work.known(exercise)));
    } else {
      for (plan::CardioSet& set : std::get<plan::Cardio>(exercise.work).sets) {
        if (set.rest && order(*set.rest, kShort)) changed = true;
      }
    }
    if (!changed) return;
    work.repaired(kind::kRestOrdered, at(s, e),
                  joined({"The rests of ", quoted(exercise.name),
                          " were not rising, in steps of 5 s, between 15 and 600 s: mended."}));
  });
}

void fit_rests_to_load(Work& work) {
  for_each_exercise(work.plan, [&](std::size_t s, std::size_t e, plan::Exercise& exercise) {
    auto* strength = std::get_if<plan::Strength>(&exercise.work);
    if (strength == nullptr) return;
    if (is_heavy(exercise, work.known(exercise))) {
      if (strength->rest.minimum >= kHeavyLeast) return;
      strength->rest = kLong;
      work.repaired(kind::kRestForLoad, at(s, e),
                    joined({quoted(exercise.name), " is heavy: it rests 180 to 300 s."}));
    } else if (strength->rest.minimum > kCircuitMost && in_circuit(work.plan.sessions[s], e)) {
      strength->rest = kShort;
      work.repaired(kind::kRestForCircuit, at(s, e),
                    joined({quoted(exercise.name), " is in a circuit: it rests 60 to 90 s."}));
    }
  });
}

}  // namespace spotter::lint::rules

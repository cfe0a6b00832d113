#include "trainer/week_draft.hpp"

#include <algorithm>

namespace spotter::trainer {
namespace {

void add(MuscleSets& sum, const PlannedExercise& planned) {
  const Exercise& exercise = *planned.exercise;
  if (rank_of(exercise) == Rank::easy) return;
  sum[static_cast<std::size_t>(exercise.primary)] += planned.sets;
  for (const Muscle muscle : exercise.secondary) {
    if (muscle != exercise.primary) sum[static_cast<std::size_t>(muscle)] += planned.sets * 0.5;
  }
}

}  // namespace

std::vector<const Exercise*> Draft::exercises() const {
  std::vector<const Exercise*> all;
  for (const Pick& pick : picks)
    all.push_back(pick.exercise);
  return all;
}

bool Draft::has(const Exercise& exercise) const {
  return std::any_of(picks.begin(), picks.end(),
                     [&](const Pick& pick) { return pick.exercise == &exercise; });
}

void Draft::drop(std::size_t index) {
  // The one before would pair with a stranger.
  if (index > 0 && !picks[index].leads_superset) picks[index - 1].leads_superset = false;
  picks.erase(picks.begin() + static_cast<std::ptrdiff_t>(index));
  if (!picks.empty()) picks.back().leads_superset = false;
}

void Draft::insert(const Pick& pick) {
  const auto behind = std::upper_bound(
      picks.begin(), picks.end(), pick,
      [](const Pick& a, const Pick& b) { return rank_of(*a.exercise) < rank_of(*b.exercise); });
  picks.insert(behind, pick);
}

void Draft::sort_by_rank() {
  std::stable_sort(picks.begin(), picks.end(), [](const Pick& a, const Pick& b) {
    return rank_of(*a.exercise) < rank_of(*b.exercise);
  });
}

PlannedExercise& WeekDraft::numbers(const Exercise& exercise) {
  const auto found = numbers_.find(&exercise);
  if (found != numbers_.end()) return found->second;
  return numbers_.emplace(&exercise, plan_exercise(exercise, needs_)).first->second;
}

std::vector<PlannedExercise> WeekDraft::plan(const Draft& draft) {
  std::vector<PlannedExercise> planned;
  for (const Pick& pick : draft.picks) {
    planned.push_back(numbers(*pick.exercise));
    if (pick.why) planned.back().why = *pick.why;
    planned.back().superset_with_next = pick.leads_superset;
  }
  return planned;
}

std::chrono::seconds WeekDraft::length(const Draft& draft) {
  return estimated_length(plan(draft));
}

int WeekDraft::hard_sets(const Draft& draft) {
  int sum = 0;
  for (const Pick& pick : draft.picks) {
    if (rank_of(*pick.exercise) != Rank::easy) sum += numbers(*pick.exercise).sets;
  }
  return sum;
}

MuscleSets WeekDraft::sets_of(const Draft& draft) {
  MuscleSets sum{};
  for (const Pick& pick : draft.picks)
    add(sum, numbers(*pick.exercise));
  return sum;
}

MuscleSets WeekDraft::sets_of_week() {
  MuscleSets sum{};
  for (const Draft& draft : sessions) {
    for (const Pick& pick : draft.picks)
      add(sum, numbers(*pick.exercise));
  }
  return sum;
}

}  // namespace spotter::trainer

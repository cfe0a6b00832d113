#include "lint/facts.hpp"
#include "lint/rules.hpp"
#include "lint/words.hpp"

#include <spotter/base/text.hpp>

#include <algorithm>
#include <unordered_map>

namespace spotter::lint::rules {
namespace {

/// What two spellings of one exercise have in common.
std::string identity_of(const Work& work, const plan::Exercise& exercise) {
  if (const Entry* known = work.known(exercise)) return joined({"=", known->name});
  return to_lower_ascii(trimmed(exercise.name));
}

/// How good a spelling is: the user's own, the catalogue's, any.
int rank_of(const Work& work, const plan::Exercise& exercise) {
  if (work.is_users(exercise)) return 2;
  const Entry* known = work.known(exercise);
  return known != nullptr && known->name == exercise.name ? 1 : 0;
}

struct Spelling {
  std::string name;
  int rank = 0;
};

std::unordered_map<std::string, Spelling> best_spellings(const Work& work) {
  std::unordered_map<std::string, Spelling> best;
  for_each_exercise(work.plan, [&](std::size_t, std::size_t, const plan::Exercise& exercise) {
    const Spelling spelling{exercise.name, rank_of(work, exercise)};
    const auto [found, is_first] = best.try_emplace(identity_of(work, exercise), spelling);
    if (!is_first && found->second.rank < spelling.rank) found->second = spelling;
  });
  return best;
}

/// Takes the sets of a second mention into the first, unless they say the same again.
void merge(plan::Exercise& first, const plan::Exercise& second) {
  constexpr std::size_t kSetsMost = 10;
  auto* into = std::get_if<plan::Strength>(&first.work);
  const auto* from = std::get_if<plan::Strength>(&second.work);
  if (into == nullptr || from == nullptr || into->sets == from->sets) return;
  if (into->sets.size() + from->sets.size() > kSetsMost) return;
  into->sets.insert(into->sets.end(), from->sets.begin(), from->sets.end());
}

void merge_duplicates(Work& work, std::size_t s) {
  auto& exercises = work.plan.sessions[s].exercises;
  std::unordered_map<std::string, std::size_t> seen;
  for (std::size_t e = 0; e < exercises.size();) {
    const auto [found, is_first] = seen.try_emplace(exercises[e].name, e);
    if (is_first || exercises[e].name.empty()) {
      ++e;
      continue;
    }
    merge(exercises[found->second], exercises[e]);
    work.repaired(kind::kDuplicateMerged, at(s, e),
                  joined({quoted(exercises[e].name), " stood twice in session ",
                          quoted(work.plan.sessions[s].name), ": once now."}));
    work.drop(s, e);
  }
}

/// Whether the app would look for the history of both in one place. Runs and rides of different
/// lengths in a week are as they should be.
bool align(plan::Exercise& exercise, const plan::Exercise& first, const Entry* known) {
  if (auto* strength = std::get_if<plan::Strength>(&exercise.work)) {
    const auto* model = std::get_if<plan::Strength>(&first.work);
    if (model == nullptr || model->sets == strength->sets) return false;
    strength->sets = model->sets;
    return true;
  }
  if (is_cardio(exercise, known)) return false;
  auto& held = std::get<plan::Cardio>(exercise.work);
  const auto* model = std::get_if<plan::Cardio>(&first.work);
  if (model == nullptr || model->sets == held.sets) return false;
  held.sets = model->sets;
  return true;
}

}  // namespace

void spell_one_way(Work& work) {
  const auto best = best_spellings(work);
  for_each_exercise(work.plan, [&](std::size_t s, std::size_t e, plan::Exercise& exercise) {
    if (work.is_users(exercise)) return;
    const std::string& name = best.at(identity_of(work, exercise)).name;
    if (name == exercise.name) return;
    work.repaired(kind::kSpelledOneWay, at(s, e),
                  joined({quoted(exercise.name), " is called ", quoted(name), " elsewhere."}));
    exercise.name = name;
  });
}

void align_schemes(Work& work) {
  for (std::size_t s = 0; s < work.plan.sessions.size(); ++s)
    merge_duplicates(work, s);
  // Copies: what is pointed at must not change while others are made alike.
  std::unordered_map<std::string, plan::Exercise> first;
  for_each_exercise(work.plan, [&](std::size_t s, std::size_t e, plan::Exercise& exercise) {
    if (sets_of(exercise) == 0) return;
    const auto [found, is_first] = first.try_emplace(exercise.name, exercise);
    if (is_first || !align(exercise, found->second, work.known(exercise))) return;
    work.repaired(kind::kSchemeAligned, at(s, e),
                  joined({quoted(exercise.name),
                          " had other sets on another day: the app keeps its history by them."}));
  });
}

}  // namespace spotter::lint::rules

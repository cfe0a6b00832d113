#include "lint/facts.hpp"

#include "lint/text_tools.hpp"

#include <algorithm>
#include <array>

namespace spotter::lint {

using Sort = exercises::Kind;
using exercises::Pattern;

bool leads_superset(const plan::Exercise& exercise) noexcept {
  const auto* strength = std::get_if<plan::Strength>(&exercise.work);
  return strength != nullptr && strength->superset_with_next;
}

std::size_t sets_of(const plan::Exercise& exercise) noexcept {
  if (const auto* strength = std::get_if<plan::Strength>(&exercise.work)) {
    return strength->sets.size();
  }
  return std::get<plan::Cardio>(exercise.work).sets.size();
}

bool is_cardio(const plan::Exercise& exercise, const Entry* known) noexcept {
  if (known == nullptr) return std::holds_alternative<plan::Cardio>(exercise.work);
  return known->kind == Sort::cardio || known->pattern == Pattern::cardio;
}

bool is_warm_up(const plan::Exercise& exercise) {
  constexpr std::array<std::string_view, 20> kWords{
      "warm-up*",      "warm up*",      "warmup*",       "aufwärm*",       "einlaufen",
      "échauffement*", "calentamiento", "riscaldamento", "aquecimento",    "opwarm*",
      "warming-up",    "lämmittely*",   "uppvärmning*",  "разминк*",       "разогрев*",
      "zagrevanj*",    "rozgrzewk*",    "rozehřát*",     "ウォームアップ", "热身"};
  return has_any(lower_case(exercise.name), kWords);
}

bool is_hard(const plan::Exercise& exercise, const Entry* known) {
  // Of the catalogue's names none is a warm-up.
  if (known == nullptr && is_warm_up(exercise)) return false;
  if (known != nullptr && known->pattern == Pattern::mobility) return false;
  return !is_cardio(exercise, known);
}

bool is_strength(const Work& work, const plan::Session& session) {
  return std::any_of(
      session.exercises.begin(), session.exercises.end(),
      [&](const plan::Exercise& exercise) { return is_hard(exercise, work.known(exercise)); });
}

bool is_big(const Entry& entry) noexcept {
  if (entry.kind != Sort::compound && entry.kind != Sort::bodyweight) return false;
  using enum Pattern;
  constexpr std::array kBig{squat,         lunge,           hinge,         hip_extension,
                            incline_push,  horizontal_push, vertical_push, horizontal_pull,
                            vertical_pull, olympic};
  return std::find(kBig.begin(), kBig.end(), entry.pattern) != kBig.end();
}

bool is_heavy(const plan::Exercise& exercise, const Entry* known, int reps_max) noexcept {
  const auto* strength = std::get_if<plan::Strength>(&exercise.work);
  if (known == nullptr || strength == nullptr || strength->sets.empty()) return false;
  if (known->kind != Sort::compound || known->unit != exercises::Unit::reps || !is_big(*known)) {
    return false;
  }
  return std::any_of(strength->sets.begin(), strength->sets.end(),
                     [&](const plan::Reps& reps) { return reps.most <= reps_max; });
}

bool needs(const Entry& entry, exercises::Equipment equipment) noexcept {
  return std::any_of(entry.equipment.begin(), entry.equipment.end(), [&](const auto& any_of) {
    return std::find(any_of.begin(), any_of.end(), equipment) != any_of.end();
  });
}

bool strains(const Entry& entry, exercises::Strain strain) noexcept {
  return std::find(entry.strains.begin(), entry.strains.end(), strain) != entry.strains.end();
}

Role role_of(const Entry& entry) noexcept {
  using enum Pattern;
  switch (entry.pattern) {
    case squat:
    case lunge:
    case hinge:
      return Role::legs;
    case horizontal_push:
    case incline_push:
    case vertical_push:
      return Role::push;
    case horizontal_pull:
    case vertical_pull:
      return Role::pull;
    default:
      return Role::other;
  }
}

namespace {

bool is_last_of_role(const Work& work, const plan::Session& session, const Entry& entry) {
  const Role role = role_of(entry);
  if (role == Role::other) return false;
  const auto same = std::count_if(session.exercises.begin(), session.exercises.end(),
                                  [&](const plan::Exercise& exercise) {
                                    const Entry* known = work.known(exercise);
                                    return known != nullptr && role_of(*known) == role;
                                  });
  return same < 2;
}

}  // namespace

std::optional<std::size_t> least_needed(const Work& work, const plan::Session& session,
                                        Droppable among) {
  std::optional<std::size_t> best;
  int best_rank = 3;
  for (std::size_t e = session.exercises.size(); e-- > 0;) {
    const plan::Exercise& exercise = session.exercises[e];
    const Entry* known = work.known(exercise);
    if (work.is_users(exercise) || !is_hard(exercise, known)) continue;
    if (known != nullptr && is_last_of_role(work, session, *known)) continue;
    const bool isolation = known != nullptr && known->kind == Sort::isolation;
    if (among == Droppable::isolation && !isolation) continue;
    const int rank = isolation ? 0 : known == nullptr || !is_big(*known) ? 1 : 2;
    if (rank < best_rank) {
      best = e;
      best_rank = rank;
    }
  }
  return best;
}

}  // namespace spotter::lint

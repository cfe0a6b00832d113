#include "lint/facts.hpp"
#include "lint/rules.hpp"
#include "lint/substitutes.hpp"
#include "lint/words.hpp"

#include <algorithm>

// What the user named: exercises to have and not to have, and the areas of a single session.
namespace spotter::lint::rules {
namespace {

using exercises::Pattern;

constexpr int kFewReps = 6;
constexpr double kOfAreas = 0.8;  ///< so much of a session is for the areas that were named

/// Who has to take care may have to do without more than what is barred.
bool is_risky(const Entry& entry, const Wanted& wanted) {
  using exercises::Strain;
  const bool young_or_old = wanted.age && (*wanted.age < 18 || *wanted.age >= 65);
  if (!young_or_old && !wanted.pregnant) return false;
  return strains(entry, Strain::impact) || strains(entry, Strain::bracing) ||
         strains(entry, Strain::balance) ||
         (wanted.pregnant && (strains(entry, Strain::supine) || strains(entry, Strain::prone)));
}

/// Whether a wish for it can be met; if not, the description says why.
bool can_be_met(const Entry& entry, const Wanted& wanted) {
  if (is_risky(entry, wanted)) return false;
  return !lacks_equipment(entry, wanted) && !barred_strain(entry, wanted) &&
         !is_barred_by_age(entry, wanted);
}

bool has(const Work& work, const Entry& entry) {
  bool found = false;
  for_each_exercise(work.plan, [&](std::size_t, std::size_t, const plan::Exercise& exercise) {
    const Entry* known = work.known(exercise);
    found = found || (known != nullptr && known->name == entry.name);
  });
  return found;
}

/// Hard sets of a session, and those of them that count for its areas; what nobody knows does.
struct Aim {
  std::size_t sets = 0;
  std::size_t hits = 0;

  [[nodiscard]] bool is_met() const {
    return static_cast<double>(hits) >= kOfAreas * static_cast<double>(sets);
  }
};

bool misses(const Work& work, const plan::Exercise& exercise) {
  const Entry* known = work.known(exercise);
  return known != nullptr && is_hard(exercise, known) && !work.is_users(exercise) &&
         !is_wanted(*known, work.wanted) && !work.wanted.muscles.contains(known->primary);
}

Aim aim_of(const Work& work, const plan::Session& session) {
  Aim aim;
  for (const plan::Exercise& exercise : session.exercises) {
    if (!is_hard(exercise, work.known(exercise))) continue;
    aim.sets += sets_of(exercise);
    if (!misses(work, exercise)) aim.hits += sets_of(exercise);
  }
  return aim;
}

bool has_areas(const Work& work) {
  return work.wanted.single_session && !work.wanted.muscles.empty() &&
         work.plan.sessions.size() == 1;
}

/// What a place that hurts had better not do, besides what its exercises are marked with.
bool is_unkind(const Entry& entry, const Wanted& wanted) {
  using exercises::Strain;
  const auto spares = [&](Strain strain) { return wanted.barred.contains(strain); };
  return (entry.pattern == Pattern::vertical_push && spares(Strain::neck)) ||
         (entry.pattern == Pattern::ankle && spares(Strain::balance)) ||
         (entry.pattern == Pattern::squat && spares(Strain::knee));
}

/// Something else for the areas that the user can do, or null.
const Entry* another(const Work& work) {
  const auto all = work.catalogue.all();
  Wanted wanted = work.wanted;
  wanted.goal.reset();  // what strength teaches beginners nobody has to choose
  // Nobody has to know more than beginners do, unless they said that they can.
  const bool young_or_old = wanted.age && (*wanted.age < 18 || *wanted.age >= 65);
  if (!wanted.level || young_or_old || wanted.pregnant || !wanted.barred.empty()) {
    wanted.level = exercises::Level::beginner;
  }
  const auto found = std::find_if(all.begin(), all.end(), [&](const Entry& entry) {
    // Heavy lifts of few repetitions do not go with every goal.
    if (entry.unit == exercises::Unit::reps && entry.most <= kFewReps) return false;
    const bool lifts = entry.pattern != Pattern::olympic && entry.pattern != Pattern::jump &&
                       entry.pattern != Pattern::throwing && entry.pattern != Pattern::cardio &&
                       entry.pattern != Pattern::mobility;
    return lifts && wanted.muscles.contains(entry.primary) && suits(entry, wanted) &&
           !is_risky(entry, wanted) && !is_unkind(entry, wanted) && !has(work, entry);
  });
  return found == all.end() ? nullptr : &*found;
}

}  // namespace

void judge_wishes(const Work& work, Verdict& verdict) {
  for (const Entry* entry : work.wanted.wanted_exercises) {
    if (entry == nullptr || has(work, *entry) || !can_be_met(*entry, work.wanted)) continue;
    verdict.add(kind::kAskedMissing, {},
                joined({"The user asked for ", quoted(entry->name), ": put it in."}));
  }
  if (!work.wanted.rejected) return;
  for_each_exercise(work.plan, [&](std::size_t s, std::size_t e, const plan::Exercise& exercise) {
    const Entry* known = work.known(exercise);
    if (known == nullptr || is_wanted(*known, work.wanted) || !work.wanted.rejected(*known)) return;
    verdict.add(kind::kRejectedThere, at(s, e),
                joined({"The user does not want ", quoted(exercise.name),
                        ": replace it or leave it out."}));
  });
}

void drop_other_areas(Work& work) {
  // Where there is nothing else for an area, what helps is better than nothing.
  if (!has_areas(work) || aim_of(work, work.plan.sessions.front()).is_met() ||
      another(work) == nullptr) {
    return;
  }
  constexpr int kLeast = 2;
  const auto least = static_cast<std::size_t>(std::max(work.wanted.exercises.value_or(0), kLeast));
  const plan::Session& session = work.plan.sessions.front();
  for (std::size_t e = session.exercises.size(); e-- > 0;) {
    if (aim_of(work, session).is_met() || session.exercises.size() <= least) return;
    if (!misses(work, session.exercises[e])) continue;
    work.repaired(kind::kAreaDropped, at(0, e),
                  joined({quoted(session.exercises[e].name),
                          " is for another part of the body than was asked: left out."}));
    work.drop(0, e);
  }
}

void judge_areas(const Work& work, Verdict& verdict) {
  if (!has_areas(work)) return;
  const Aim aim = aim_of(work, work.plan.sessions.front());
  const Entry* other = another(work);
  if (aim.is_met() || other == nullptr) return;
  std::string muscles;
  for (const exercises::Muscle muscle : work.wanted.muscles)
    muscles += joined({muscles.empty() ? "" : ", ", name_of(muscle)});
  verdict.add(kind::kAreasMissed, at(0),
              joined({"Of ", number(aim.sets), " hard sets only ", number(aim.hits),
                      " are for what was asked: choose exercises for ", muscles, ", such as ",
                      quoted(other->name), "."}));
}

}  // namespace spotter::lint::rules

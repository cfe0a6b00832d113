#include "lint/facts.hpp"
#include "lint/rules.hpp"
#include "lint/substitutes.hpp"
#include "lint/words.hpp"

namespace spotter::lint::rules {
namespace {

using Unsuitable = bool (*)(const Entry& entry, const Wanted& wanted);

bool is_barred(const Entry& entry, const Wanted& wanted) {
  return barred_strain(entry, wanted).has_value();
}

struct Replacing {
  Unsuitable unsuitable;
  const Kind& replaced;
  std::string_view why;
  const Kind* dropped = nullptr;  ///< null: what has no substitute stays, and is judged
};

/// A session keeps so many exercises when one that has no substitute goes.
constexpr std::size_t kExercisesLeft = 2;

/// Whether the exercise at `e` is still there.
bool replace_one(Work& work, const Replacing& how, std::size_t s, std::size_t e) {
  plan::Session& session = work.plan.sessions[s];
  plan::Exercise& exercise = session.exercises[e];
  const Entry* known = work.known(exercise);
  if (known == nullptr || work.is_users(exercise) || !how.unsuitable(*known, work.wanted)) {
    return true;
  }
  if (const Entry* instead = substitute_for(work, session, *known)) {
    work.repaired(
        how.replaced, at(s, e),
        joined({quoted(exercise.name), " ", how.why, ": ", quoted(instead->name), " instead."}));
    become(exercise, *instead);
    return true;
  }
  if (how.dropped == nullptr || session.exercises.size() <= kExercisesLeft) return true;
  work.repaired(
      *how.dropped, at(s, e),
      joined({quoted(exercise.name), " ", how.why, " and nothing takes its place: left out."}));
  work.drop(s, e);
  return false;
}

void replace(Work& work, const Replacing& how) {
  for (std::size_t s = 0; s < work.plan.sessions.size(); ++s) {
    for (std::size_t e = 0; e < work.plan.sessions[s].exercises.size();) {
      if (replace_one(work, how, s, e)) ++e;
    }
  }
}

std::string list_of(const Entry& entry) {
  std::string list;
  for (const auto& any_of : entry.equipment) {
    if (!list.empty()) list += " and ";
    for (std::size_t i = 0; i < any_of.size(); ++i)
      list += joined({i == 0 ? "" : " or ", name_of(any_of[i])});
  }
  return list;
}

std::string list_of(const std::set<exercises::Equipment>& equipment) {
  if (equipment.empty()) return "no equipment";
  std::string list;
  for (const exercises::Equipment one : equipment)
    list += joined({list.empty() ? "" : ", ", name_of(one)});
  return list;
}

template <class See>
void for_each_known(const Work& work, See see) {
  for_each_exercise(work.plan, [&](std::size_t s, std::size_t e, const plan::Exercise& exercise) {
    if (const Entry* known = work.known(exercise)) see(at(s, e), exercise, *known);
  });
}

}  // namespace

void replace_for_equipment(Work& work) {
  replace(work, {lacks_equipment, kind::kEquipmentReplaced, "needs equipment that is not there"});
}

void judge_equipment(const Work& work, Verdict& verdict) {
  for_each_known(work, [&](At where, const plan::Exercise& exercise, const Entry& known) {
    if (work.is_users(exercise) || !lacks_equipment(known, work.wanted)) return;
    verdict.add(kind::kEquipmentMissing, where,
                joined({quoted(exercise.name), " needs ", list_of(known), "; there is only ",
                        list_of(*work.wanted.equipment), ": choose something else."}));
  });
}

void replace_for_level(Work& work) {
  replace(work, {is_above_level, kind::kLevelReplaced, "is above the user's level"});
}

void judge_level(const Work& work, Verdict& verdict) {
  for_each_known(work, [&](At where, const plan::Exercise& exercise, const Entry& known) {
    if (work.is_users(exercise) || !is_above_level(known, work.wanted)) return;
    const bool is_far = known.level == exercises::Level::advanced &&
                        work.wanted.level == exercises::Level::beginner;
    verdict.add(
        is_far ? kind::kLevelFarAbove : kind::kLevelAbove, where,
        joined({quoted(exercise.name), " is for the level ", name_of(known.level), ", the user is ",
                name_of(*work.wanted.level), ": choose something simpler."}));
  });
}

void replace_barred(Work& work) {
  replace(work,
          {is_barred, kind::kBarredReplaced, "loads what has to be spared", &kind::kBarredDropped});
}

void judge_barred(const Work& work, Verdict& verdict) {
  std::string lying;
  for_each_known(work, [&](At where, const plan::Exercise& exercise, const Entry& known) {
    // The user's own too: what hurts has to rest, but whoever named it decides what comes instead.
    if (const auto strain = barred_strain(known, work.wanted)) {
      verdict.add(kind::kBarredLeft, where,
                  joined({quoted(exercise.name), " ", name_of(*strain),
                          ", which the user has to spare: replace it or leave it out."}));
    } else if (work.wanted.pregnant && strains(known, exercises::Strain::supine) && lying.empty()) {
      lying = exercise.name;
    }
  });
  if (lying.empty()) return;
  verdict.add(kind::kLyingOnBack, {},
              joined({quoted(lying),
                      " is done lying on the back: only briefly after the first trimester."}));
}

void replace_for_age(Work& work) {
  replace(work, {is_barred_by_age, kind::kAgeReplaced, "does not suit the user's age",
                 &kind::kAgeDropped});
}

}  // namespace spotter::lint::rules

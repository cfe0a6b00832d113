#include "lint/facts.hpp"
#include "lint/rules.hpp"
#include "lint/substitutes.hpp"
#include "lint/volume.hpp"
#include "lint/words.hpp"

#include <algorithm>
#include <set>

namespace spotter::lint::rules {
namespace {

constexpr std::size_t kDaysMax = 7;
constexpr std::size_t kExercisesLeast = 2;
constexpr std::size_t kExercisesMost = 12;
constexpr std::size_t kSetsMost = 10;
constexpr std::size_t kHardSetsMost = 30;  ///< a session
constexpr std::size_t kSetsUsual = 3;

std::size_t hard_sets(const Work& work, const plan::Session& session) {
  std::size_t sum = 0;
  for (const plan::Exercise& exercise : session.exercises) {
    if (is_hard(exercise, work.known(exercise))) sum += sets_of(exercise);
  }
  return sum;
}

/// What to do without: what its place is least needed for, else the last that is not the user's,
/// else the last.
std::size_t to_leave_out(const Work& work, const plan::Session& session) {
  if (const auto least = least_needed(work, session, Droppable::any_strength)) return *least;
  for (std::size_t e = session.exercises.size(); e-- > 0;) {
    if (!work.is_users(session.exercises[e])) return e;
  }
  return session.exercises.size() - 1;
}

void drop_over(Work& work, std::size_t s, std::size_t exercises_most, const Kind& kind) {
  plan::Session& session = work.plan.sessions[s];
  // Far too many: the end goes unseen, which keeps the cost of choosing small.
  while (session.exercises.size() > std::max(plan::kExercisesMax, exercises_most))
    work.drop(s, session.exercises.size() - 1);
  while (session.exercises.size() > exercises_most) {
    const std::size_t e = to_leave_out(work, session);
    work.repaired(
        kind, at(s, e),
        joined({quoted(session.exercises[e].name), " was left out: session ", quoted(session.name),
                " had more than ", number(exercises_most), " exercises."}));
    work.drop(s, e);
  }
}

/// Sets where there are none: an exercise without any cannot be done.
void give_sets(Work& work, plan::Exercise& exercise, At where) {
  const Entry* known = work.known(exercise);
  if (auto* strength = std::get_if<plan::Strength>(&exercise.work)) {
    const plan::Reps reps = known == nullptr ? plan::Reps{} : plan::Reps{known->least, known->most};
    strength->sets.assign(kSetsUsual, reps);
  } else {
    plan::CardioSet set;
    const bool is_held = known != nullptr && known->unit == exercises::Unit::seconds;
    if (is_held) set.target = std::chrono::seconds(known->most);
    std::get<plan::Cardio>(exercise.work).sets.assign(is_held ? kSetsUsual : 1, set);
  }
  work.repaired(
      kind::kSetsGiven, where,
      joined({quoted(exercise.name), " had no sets: ", number(sets_of(exercise)), " given."}));
}

bool is_rest_day_asked_away(const Work& work) {
  // Without a number asked for, a day without exercises is not a session either.
  const auto asked = work.wanted.sessions;
  return !asked || work.plan.sessions.size() > static_cast<std::size_t>(std::max(*asked, 1));
}

std::size_t strength_days(const Work& work) {
  const auto& sessions = work.plan.sessions;
  return static_cast<std::size_t>(
      std::count_if(sessions.begin(), sessions.end(),
                    [&](const plan::Session& session) { return is_strength(work, session); }));
}

/// Whether the catalogue has another lift for the muscles of the session that the user can do: of
/// exercises for the calves there are not a dozen.
bool has_more_of_the_kind(const Work& work, const plan::Session& session) {
  using exercises::Pattern;
  std::set<exercises::Muscle> muscles;
  std::set<const Entry*> there;
  for (const plan::Exercise& exercise : session.exercises) {
    const Entry* known = work.known(exercise);
    if (known == nullptr || !is_hard(exercise, known)) continue;
    muscles.insert(known->primary);
    there.insert(known);
  }
  const auto all = work.catalogue.all();
  return muscles.empty() || std::any_of(all.begin(), all.end(), [&](const Entry& entry) {
           const bool lifts = entry.pattern != Pattern::olympic && entry.pattern != Pattern::jump &&
                              entry.pattern != Pattern::throwing &&
                              entry.pattern != Pattern::cardio &&
                              entry.pattern != Pattern::mobility;
           return lifts && muscles.contains(entry.primary) && !there.contains(&entry) &&
                  !is_above_level(entry, work.wanted) && !is_barred_by_age(entry, work.wanted);
         });
}

}  // namespace

void drop_empty_sessions(Work& work) {
  auto& sessions = work.plan.sessions;
  for (std::size_t s = sessions.size(); s-- > 0;) {
    if (!sessions[s].exercises.empty() || sessions.size() < 2) continue;
    if (!is_rest_day_asked_away(work)) return;
    work.repaired(kind::kEmptySessionDropped, at(s),
                  joined({"Session ", quoted(sessions[s].name), " had no exercises: dropped."}));
    sessions.erase(sessions.begin() + static_cast<std::ptrdiff_t>(s));
  }
}

void judge_sessions(const Work& work, Verdict& verdict) {
  const std::size_t sessions = work.plan.sessions.size();
  const auto asked = work.wanted.single_session ? std::optional<int>(1) : work.wanted.sessions;
  if (asked && sessions != static_cast<std::size_t>(std::max(*asked, 0))) {
    verdict.add(kind::kSessionsCount, {},
                joined({"The plan has ", number(sessions), " sessions, ", std::to_string(*asked),
                        " were asked for: make exactly that many."}));
  } else if (sessions == 0) {
    verdict.add(kind::kSessionsCount, {}, "The plan has no sessions: make 1 to 7.");
  } else if (sessions > kDaysMax) {
    verdict.add(kind::kSessionsOverWeek, {},
                joined({"The plan has ", number(sessions), " sessions, a week has 7 days."}));
  }
  for (std::size_t s = 0; s < sessions; ++s) {
    if (!work.plan.sessions[s].exercises.empty()) continue;
    verdict.add(kind::kSessionEmpty, at(s),
                joined({"Session ", quoted(work.plan.sessions[s].name),
                        " has no exercises: fill it or leave it out."}));
  }
}

void bound_counts(Work& work) {
  for_each_exercise(work.plan, [&](std::size_t s, std::size_t e, plan::Exercise& exercise) {
    if (sets_of(exercise) == 0) give_sets(work, exercise, at(s, e));
    const std::size_t sets = sets_of(exercise);
    if (sets <= kSetsMost) return;
    work.limit_sets(exercise.name, kSetsMost);
    work.repaired(kind::kSetsCut, at(s, e),
                  joined({quoted(exercise.name), " had ", number(sets),
                          " sets: ", number(kSetsMost), " kept."}));
  });
  for (std::size_t s = 0; s < work.plan.sessions.size(); ++s) {
    drop_over(work, s, kExercisesMost, kind::kExercisesCut);
    const std::span<const plan::Session> session(&work.plan.sessions[s], 1);
    const MayCut any = [](const plan::Exercise&, const Entry*) { return true; };
    Cuts cuts;
    while (hard_sets(work, session.front()) > kHardSetsMost &&
           take_a_set(work, session, any, 1, cuts)) {
    }
    cuts.report(work, kind::kSetsCut, at(s),
                joined({"a session has at most ", number(kHardSetsMost), " hard sets."}));
  }
}

void judge_counts(const Work& work, Verdict& verdict) {
  for (std::size_t s = 0; s < work.plan.sessions.size(); ++s) {
    const plan::Session& session = work.plan.sessions[s];
    if (session.exercises.size() < kExercisesLeast && is_strength(work, session)) {
      verdict.add(kind::kExercisesFew, at(s),
                  joined({"Session ", quoted(session.name), " has a single exercise."}));
    }
    const std::size_t sets = hard_sets(work, session);
    if (sets > kHardSetsMost) {
      verdict.add(kind::kSetsMany, at(s),
                  joined({"Session ", quoted(session.name), " has ", number(sets), " hard sets."}));
    }
  }
}

void judge_hard_days(const Work& work, Verdict& verdict) {
  if (work.wanted.single_session) return;
  const std::size_t days = strength_days(work);
  if (days > 6) {
    verdict.add(
        kind::kHardDaysMany, {},
        joined({"All ", number(days),
                " days are strength sessions: make one easy cardio, walking or mobility."}));
  } else if (work.wanted.level == exercises::Level::beginner && days > 4) {
    verdict.add(kind::kBeginnerDaysMany, {},
                joined({"A beginner trains strength on 3 days, the plan has ", number(days),
                        ": make the others easy cardio or mobility."}));
  } else if (work.wanted.level == exercises::Level::beginner && days == 4) {
    verdict.add(kind::kBeginnerDaysFour, {},
                "Four days of strength are for after the first two months: start with three.");
  }
}

void drop_unasked_exercises(Work& work) {
  if (!work.wanted.exercises) return;
  const auto most = static_cast<std::size_t>(std::max(*work.wanted.exercises, 1)) + 1;
  for (std::size_t s = 0; s < work.plan.sessions.size(); ++s) {
    if (is_strength(work, work.plan.sessions[s])) {
      drop_over(work, s, std::max(most, kExercisesLeast), kind::kExercisesOverAsked);
    }
  }
}

void judge_asked_exercises(const Work& work, Verdict& verdict) {
  if (!work.wanted.exercises) return;
  const auto least = static_cast<std::size_t>(
      std::clamp(*work.wanted.exercises, 1, static_cast<int>(kExercisesMost)));
  // With little to choose from there may be no more; the young and the old leave things out, too.
  const auto& age = work.wanted.age;
  const bool has_little = work.wanted.equipment || work.wanted.rejected ||
                          !work.wanted.barred.empty() || work.wanted.pregnant ||
                          (age && (*age < 18 || *age >= 65));
  for (std::size_t s = 0; s < work.plan.sessions.size(); ++s) {
    const plan::Session& session = work.plan.sessions[s];
    if (session.exercises.size() >= least || !is_strength(work, session)) continue;
    std::string reason =
        joined({"Session ", quoted(session.name), " has ", number(session.exercises.size()),
                " exercises, at least ", number(least), " were asked for."});
    const bool may_run_out = has_little || !has_more_of_the_kind(work, session);
    const Kind& kind = may_run_out ? kind::kExercisesRunOut : kind::kExercisesUnderAsked;
    verdict.add(kind, at(s), std::move(reason));
  }
}

}  // namespace spotter::lint::rules

#include "lint/facts.hpp"
#include "lint/rules.hpp"
#include "lint/substitutes.hpp"
#include "lint/text_tools.hpp"
#include "lint/words.hpp"

#include <spotter/base/text.hpp>

#include <algorithm>
#include <array>

// The young (12 to 17) and the old (65 and over): fewer days and sets, lighter loads, no lifts that
// need a coach at one's side. After the position statements of the NSCA (2009, youth; 2019, older
// adults).
namespace spotter::lint::rules {
namespace {

constexpr int kAgeLeast = 12;
constexpr int kAgeAdult = 18;
constexpr int kAgeOld = 65;

enum class Group { none, young, old };

Group group_of(const Wanted& wanted) noexcept {
  if (!wanted.age) return Group::none;
  if (*wanted.age < kAgeAdult) return Group::young;
  return *wanted.age >= kAgeOld ? Group::old : Group::none;
}

/// Six or more repetitions, so that no load is near the most that can be lifted.
void raise_reps(Work& work) {
  constexpr int kRepsLeast = 6;
  for_each_exercise(work.plan, [&](std::size_t s, std::size_t e, plan::Exercise& exercise) {
    auto* strength = std::get_if<plan::Strength>(&exercise.work);
    const Entry* known = work.known(exercise);
    if (strength == nullptr || !is_hard(exercise, known)) return;
    // Those are few by nature: the lift itself is what does not suit, or the body is the load.
    if (known != nullptr &&
        (known->pattern == exercises::Pattern::olympic ||
         known->kind == exercises::Kind::bodyweight || known->unit != exercises::Unit::reps)) {
      return;
    }
    const auto before = strength->sets;
    for (plan::Reps& reps : strength->sets) {
      reps.least = std::max(reps.least, kRepsLeast);
      reps.most = std::max(reps.most, reps.least);
    }
    if (strength->sets == before) return;
    work.repaired(kind::kAgeRepsRaised, at(s, e),
                  joined({quoted(exercise.name), " has at least ", std::to_string(kRepsLeast),
                          " repetitions, for lighter loads at this age."}));
  });
}

void cut_sets(Work& work, std::size_t sets_most) {
  for_each_exercise(work.plan, [&](std::size_t s, std::size_t e, plan::Exercise& exercise) {
    if (sets_of(exercise) <= sets_most || !is_hard(exercise, work.known(exercise))) return;
    work.limit_sets(exercise.name, sets_most);
    work.repaired(
        kind::kAgeSetsCut, at(s, e),
        joined({quoted(exercise.name), " has at most ", number(sets_most), " sets at this age."}));
  });
}

void judge_days(const Work& work, Verdict& verdict) {
  constexpr std::size_t kDaysMost = 3;
  if (work.wanted.single_session) return;
  const auto& sessions = work.plan.sessions;
  const auto days = static_cast<std::size_t>(
      std::count_if(sessions.begin(), sessions.end(),
                    [&](const plan::Session& session) { return is_strength(work, session); }));
  if (days <= kDaysMost) return;
  verdict.add(kind::kAgeDaysMany, {},
              joined({"At this age two or three days of strength are enough, the plan has ",
                      number(days), ": make the others easy cardio, balance or mobility."}));
}

void judge_exercises(const Work& work, Verdict& verdict) {
  for_each_exercise(work.plan, [&](std::size_t s, std::size_t e, const plan::Exercise& exercise) {
    const Entry* known = work.known(exercise);
    if (known == nullptr || !is_barred_by_age(*known, work.wanted)) return;
    // Who has trained it for years may know it: a sentence. A lift that the young do alone: no.
    const bool may_stay = group_of(work.wanted) == Group::old && work.is_users(exercise);
    verdict.add(
        may_stay ? kind::kAgeUsersOwn : kind::kAgeUnsuitable, at(s, e),
        joined({quoted(exercise.name), " does not suit the user's age: ",
                may_stay ? "light, and with a word of caution." : "replace it or leave it out."}));
  });
}

bool tells_of_balance(std::string_view text) {
  constexpr std::array<std::string_view, 14> kWords{
      "balanc*",        "balans*",    "equilib*",       "équilib*",    "equilíb*",
      "gleichgewicht*", "evenwicht*", "tasapaino*",     "равновес*",   "ravnotež*",
      "równowag*",      "rovnováh*",  "one-leg stand*", "heel-to-toe*"};
  // No spaces stand around these.
  constexpr std::array<std::string_view, 2> kUnspaced{"バランス", "平衡"};
  return has_any(lower_case(text), kWords) ||
         std::any_of(kUnspaced.begin(), kUnspaced.end(), [&](std::string_view word) {
           return text.find(word) != std::string_view::npos;
         });
}

void judge_balance_work(const Work& work, Verdict& verdict) {
  if (work.wanted.single_session) return;
  bool is_told = tells_of_balance(work.plan.description);
  for (const plan::Session& session : work.plan.sessions)
    is_told = is_told || tells_of_balance(session.notes);
  for_each_exercise(work.plan, [&](std::size_t, std::size_t, const plan::Exercise& exercise) {
    is_told = is_told || tells_of_balance(exercise.notes) || tells_of_balance(exercise.name);
  });
  if (is_told) return;
  verdict.add(kind::kAgeBalance, {}, "Add balance work on three days a week at this age.");
}

}  // namespace

void fit_to_age(Work& work) {
  constexpr std::size_t kSetsYoung = 4;
  constexpr std::size_t kSetsOld = 3;
  const Group group = group_of(work.wanted);
  if (group == Group::none) return;
  replace_for_age(work);
  raise_reps(work);
  cut_sets(work, group == Group::young ? kSetsYoung : kSetsOld);
}

void judge_age(const Work& work, Verdict& verdict) {
  const Group group = group_of(work.wanted);
  if (group == Group::none) return;
  if (*work.wanted.age < kAgeLeast) {
    verdict.add(kind::kAgeTooYoung, {},
                "Plans are for people from 12 up: talk of play and sport instead of a plan.");
  }
  judge_days(work, verdict);
  judge_exercises(work, verdict);
  if (group == Group::old) judge_balance_work(work, verdict);
}

}  // namespace spotter::lint::rules

#include "lint/time.hpp"

#include "lint/facts.hpp"
#include "lint/rules.hpp"
#include "lint/supersets.hpp"
#include "lint/volume.hpp"
#include "lint/words.hpp"

#include <algorithm>

namespace spotter::lint {
namespace {

using std::chrono::seconds;

constexpr seconds kWarmUp(300);
constexpr seconds kMoving(90);
constexpr seconds kFirstRamp(180);
constexpr seconds kLaterRamp(60);
constexpr seconds kUsualRest(60);
constexpr seconds kDay(24 * 3600);  ///< what is beyond it is no time of a set

seconds bounded(seconds time) noexcept {
  return std::clamp(time, seconds(0), kDay);
}

seconds middle_of(const plan::Rest& rest) noexcept {
  return (bounded(rest.minimum) + bounded(rest.maximum)) / 2;
}

/// A repetition takes 3 s; seconds, minutes and metres that stand as repetitions their own time.
seconds time_of(const plan::Reps& reps, const Entry* known) noexcept {
  const std::int64_t doubled =
      std::int64_t{std::clamp(reps.least, 0, 3600)} + std::clamp(reps.most, 0, 3600);
  if (known == nullptr) return seconds(doubled * 3 / 2);
  switch (known->unit) {
    case exercises::Unit::reps:
      return seconds(doubled * 3 / 2);
    case exercises::Unit::seconds:
      return seconds(doubled / 2);
    case exercises::Unit::minutes:
      return bounded(seconds(doubled * 30));
    case exercises::Unit::metres:
      return seconds(doubled / 2);
  }
  return seconds(doubled * 3 / 2);
}

/// At the pace of a steady run.
seconds time_of(const plan::Distance& distance) noexcept {
  constexpr double kSecondsAMetre = 0.36;
  double metres = static_cast<double>(distance.value.thousandths()) / 1000;
  switch (distance.unit) {
    case plan::DistanceUnit::metre:
      break;
    case plan::DistanceUnit::yard:
      metres *= 0.9144;
      break;
    case plan::DistanceUnit::mile:
      metres *= 1609.344;
      break;
    case plan::DistanceUnit::kilometre:
      metres *= 1000;
      break;
  }
  return seconds(static_cast<std::int64_t>(std::clamp(metres * kSecondsAMetre, 0.0, 86'400.0)));
}

/// What one exercise takes, without what stands around it.
struct Share {
  seconds work{0};
  seconds rest{0};  ///< between two sets
  std::int64_t sets = 0;
};

Share share_of(const plan::Exercise& exercise, const Entry* known) {
  Share share;
  const int sides = known != nullptr && known->each_side ? 2 : 1;
  share.sets = static_cast<std::int64_t>(sets_of(exercise));
  if (const auto* strength = std::get_if<plan::Strength>(&exercise.work)) {
    for (const plan::Reps& reps : strength->sets)
      share.work += time_of(reps, known) * sides;
    share.rest = middle_of(strength->rest);
    return share;
  }
  share.rest = is_cardio(exercise, known) ? seconds(0) : kUsualRest;
  for (const plan::CardioSet& set : std::get<plan::Cardio>(exercise.work).sets) {
    const auto* time = std::get_if<seconds>(&set.target);
    share.work +=
        (time != nullptr ? bounded(*time) : time_of(std::get<plan::Distance>(set.target))) * sides;
    if (set.rest) share.rest = middle_of(*set.rest);
  }
  return share;
}

seconds ramp_of(const plan::Exercise& exercise, const Entry* known, bool is_first) {
  if (!is_hard(exercise, known)) return seconds(0);
  if (is_first) return kFirstRamp;
  return known != nullptr && known->kind != exercises::Kind::compound ? seconds(0) : kLaterRamp;
}

}  // namespace

seconds time_of(const plan::Session& session, const Lookup& known) {
  seconds sum(0);
  bool has_hard = false;
  // Exercises of a superset share their rests and their place.
  seconds rest(0);
  std::int64_t sets = 0;
  for (const plan::Exercise& exercise : session.exercises) {
    const Entry* entry = known(exercise);
    const Share share = share_of(exercise, entry);
    sum += share.work + ramp_of(exercise, entry, !has_hard);
    has_hard = has_hard || is_hard(exercise, entry);
    rest = std::max(rest, share.rest);
    sets = std::max(sets, share.sets);
    if (leads_superset(exercise) && &exercise != &session.exercises.back()) continue;
    sum += rest * std::max<std::int64_t>(sets - 1, 0) + kMoving;
    rest = seconds(0);
    sets = 0;
  }
  // Cardio warms up by itself.
  return has_hard ? sum + kWarmUp : sum;
}

seconds estimated_time(const plan::Session& session, const exercises::Catalogue& catalogue) {
  return time_of(session,
                 [&](const plan::Exercise& exercise) { return catalogue.find(exercise.name); });
}

namespace rules {
namespace {

constexpr std::chrono::minutes kLong(90);
constexpr seconds kCardioLeast(600);

/// What was asked for and a tenth more.
std::optional<seconds> limit_of(const Wanted& wanted) {
  if (!wanted.minutes || wanted.minutes->count() <= 0) return std::nullopt;
  return seconds(std::min<std::int64_t>(wanted.minutes->count(), 24 * 60) * 66);
}

seconds time_of_session(const Work& work, const plan::Session& session) {
  return time_of(session, [&](const plan::Exercise& exercise) { return work.known(exercise); });
}

std::size_t exercises_least(const Work& work) {
  return static_cast<std::size_t>(std::clamp(work.wanted.exercises.value_or(2), 2, 12));
}

/// One way to make a session shorter: whether it changed something.
using Shorten = bool (*)(Work& work, std::size_t s, Cuts& cuts);

void leave_out(Work& work, std::size_t s, std::size_t e) {
  work.repaired(kind::kTimeCut, at(s, e),
                joined({quoted(work.plan.sessions[s].exercises[e].name), " was left out: session ",
                        quoted(work.plan.sessions[s].name), " took too long."}));
  work.drop(s, e);
}

/// Isolation for a muscle that has enough without it.
bool drop_isolation(Work& work, std::size_t s, Cuts&) {
  const plan::Session& session = work.plan.sessions[s];
  if (session.exercises.size() <= exercises_least(work)) return false;
  const auto e = least_needed(work, session, Droppable::isolation);
  if (!e) return false;
  const plan::Exercise& exercise = session.exercises[*e];
  const exercises::Muscle muscle = work.known(exercise)->primary;
  const Sets week =
      work.wanted.single_session ? sets_of_session(work, session) : sets_of_week(work);
  const double left = of(week, muscle) - static_cast<double>(sets_of(exercise));
  if (left < least_useful_sets(muscle)) return false;
  leave_out(work, s, *e);
  return true;
}

bool drop_third_sets(Work& work, std::size_t s, Cuts& cuts) {
  constexpr std::size_t kSetsLeast = 2;
  const MayCut any = [](const plan::Exercise&, const Entry*) { return true; };
  return take_a_set(work, std::span(&work.plan.sessions[s], 1), any, kSetsLeast, cuts);
}

bool is_small(const Entry* known) noexcept {
  return known != nullptr && !is_big(*known) && known->kind != exercises::Kind::cardio;
}

bool make_superset(Work& work, std::size_t s, Cuts&) {
  auto& exercises = work.plan.sessions[s].exercises;
  for (std::size_t e = 0; e + 1 < exercises.size(); ++e) {
    const Entry* first = work.known(exercises[e]);
    const Entry* second = work.known(exercises[e + 1]);
    const bool is_free = !leads_superset(exercises[e]) && !leads_superset(exercises[e + 1]) &&
                         (e == 0 || !leads_superset(exercises[e - 1]));
    auto* strength = std::get_if<plan::Strength>(&exercises[e].work);
    if (!is_free || strength == nullptr || !is_small(first) || !is_small(second)) continue;
    if (first->primary == second->primary) continue;
    if (!std::holds_alternative<plan::Strength>(exercises[e + 1].work)) continue;
    if (!may_pair(work, exercises[e], exercises[e + 1])) continue;
    strength->superset_with_next = true;
    work.repaired(kind::kTimeCut, at(s, e),
                  joined({quoted(exercises[e].name), " and ", quoted(exercises[e + 1].name),
                          " are a superset, to save time."}));
    return true;
  }
  return false;
}

/// The lower end of what is useful.
plan::Rest tight(const plan::Rest& rest, bool is_heavy_one) {
  const plan::Rest most = is_heavy_one ? plan::Rest{seconds(120), seconds(180), seconds(300)}
                                       : plan::Rest{seconds(60), seconds(90), seconds(180)};
  return {std::min(rest.minimum, most.minimum), std::min(rest.maximum, most.maximum),
          std::min(rest.after_failure, most.after_failure)};
}

bool tighten_rest(Work& work, std::size_t s, Cuts&) {
  auto& exercises = work.plan.sessions[s].exercises;
  for (std::size_t e = exercises.size(); e-- > 0;) {
    auto* strength = std::get_if<plan::Strength>(&exercises[e].work);
    if (strength == nullptr) continue;
    const plan::Rest rest = tight(strength->rest, is_heavy(exercises[e], work.known(exercises[e])));
    if (rest == strength->rest) continue;
    strength->rest = rest;
    work.repaired(kind::kTimeCut, at(s, e),
                  joined({quoted(exercises[e].name), " rests less, to save time."}));
    return true;
  }
  return false;
}

bool drop_last(Work& work, std::size_t s, Cuts&) {
  const plan::Session& session = work.plan.sessions[s];
  if (session.exercises.size() <= exercises_least(work)) return false;
  const auto e = least_needed(work, session, Droppable::any_strength);
  if (!e) return false;
  leave_out(work, s, *e);
  return true;
}

/// The longest run or ride, by what is too much of the session.
bool shorten_cardio(Work& work, std::size_t s, Cuts&) {
  plan::Session& session = work.plan.sessions[s];
  const plan::Exercise* longest_exercise = nullptr;
  seconds* longest = nullptr;
  for (plan::Exercise& exercise : session.exercises) {
    auto* cardio = std::get_if<plan::Cardio>(&exercise.work);
    if (cardio == nullptr || !is_cardio(exercise, work.known(exercise))) continue;
    for (plan::CardioSet& set : cardio->sets) {
      auto* time = std::get_if<seconds>(&set.target);
      if (time == nullptr || *time <= kCardioLeast || (longest != nullptr && *time <= *longest)) {
        continue;
      }
      longest = time;
      longest_exercise = &exercise;
    }
  }
  if (longest == nullptr) return false;
  const seconds excess = time_of_session(work, session) - *limit_of(work.wanted);
  *longest = std::max(kCardioLeast, seconds((*longest - excess).count() / 60 * 60));
  work.repaired(kind::kTimeCut, at(s),
                joined({quoted(longest_exercise->name), " is shorter: session ",
                        quoted(session.name), " took too long."}));
  return true;
}

}  // namespace

void cut_time(Work& work) {
  const auto limit = limit_of(work.wanted);
  if (!limit) return;
  constexpr std::array<Shorten, 6> kWays{drop_isolation, drop_third_sets, make_superset,
                                         tighten_rest,   shorten_cardio,  drop_last};
  for (std::size_t s = 0; s < work.plan.sessions.size(); ++s) {
    Cuts cuts;
    for (const Shorten shorten : kWays) {
      while (time_of_session(work, work.plan.sessions[s]) > *limit && shorten(work, s, cuts)) {
      }
    }
    cuts.report(work, kind::kTimeCut, at(s),
                joined({"session ", quoted(work.plan.sessions[s].name), " took too long."}));
  }
}

void judge_time(const Work& work, Verdict& verdict) {
  const auto limit = limit_of(work.wanted);
  for (std::size_t s = 0; s < work.plan.sessions.size(); ++s) {
    const plan::Session& session = work.plan.sessions[s];
    const seconds time = time_of_session(work, session);
    if (limit && time > *limit) {
      verdict.add(
          kind::kTimeOver, at(s),
          joined({"Session ", quoted(session.name), " takes about ", minutes(time), " minutes, ",
                  std::to_string(work.wanted.minutes->count()), " were asked for."}));
    } else if (!limit && time > kLong) {
      verdict.add(
          kind::kTimeLong, at(s),
          joined({"Session ", quoted(session.name), " takes about ", minutes(time), " minutes."}));
    }
  }
}

}  // namespace rules
}  // namespace spotter::lint

#include "lint/facts.hpp"
#include "lint/rules.hpp"
#include "lint/volume.hpp"
#include "lint/words.hpp"

#include <algorithm>
#include <array>

// A hard session needs about two days of rest for the same muscles, of beginners above all. The
// sessions of a week follow each other and begin again: each neighbours two, and the days without
// any session part as many of them as there are.
namespace spotter::lint::rules {
namespace {

using exercises::Muscle;

constexpr std::size_t kWeek = 7;

/// So many sets are hard on a big muscle the day after.
std::size_t hard_sets_from(const Wanted& wanted) noexcept {
  return wanted.level == exercises::Level::beginner ? 2 : 6;
}

std::size_t primary_sets(const Work& work, const plan::Session& session, Muscle muscle) {
  std::size_t sets = 0;
  for (const plan::Exercise& exercise : session.exercises) {
    const Entry* known = work.known(exercise);
    if (known == nullptr || known->primary != muscle || !is_hard(exercise, known)) continue;
    sets += sets_of(exercise);
  }
  return sets;
}

bool collide(const Work& work, const plan::Session& a, const plan::Session& b) {
  constexpr std::array kBig{Muscle::chest, Muscle::back, Muscle::quadriceps, Muscle::hamstrings};
  const std::size_t least = hard_sets_from(work.wanted);
  return std::any_of(kBig.begin(), kBig.end(), [&](Muscle muscle) {
    return primary_sets(work, a, muscle) >= least && primary_sets(work, b, muscle) >= least;
  });
}

/// How many neighbours train the same muscles and have no day without a session between them.
std::size_t days_in_a_row(const Work& work, const std::vector<plan::Session>& sessions) {
  if (work.wanted.single_session || sessions.size() < 2 || sessions.size() > kWeek) return 0;
  std::size_t collisions = 0;
  for (std::size_t s = 0; s < sessions.size(); ++s) {
    if (collide(work, sessions[s], sessions[(s + 1) % sessions.size()])) ++collisions;
  }
  const std::size_t free_days = kWeek - sessions.size();
  return collisions > free_days ? collisions - free_days : 0;
}

bool has_digit(std::string_view text) noexcept {
  return text.find_first_of("0123456789") != std::string_view::npos;
}

/// Hard and easy sessions mixed evenly, each kind in its order.
std::vector<plan::Session> spread(const Work& work, const std::vector<plan::Session>& sessions) {
  std::vector<plan::Session> hard;
  std::vector<plan::Session> easy;
  for (const plan::Session& session : sessions)
    (is_strength(work, session) ? hard : easy).push_back(session);
  const std::size_t count = sessions.size();
  const auto hard_until = [&](std::size_t day) { return (day * hard.size() + count - 1) / count; };
  std::vector<plan::Session> week;
  for (std::size_t day = 0; day < count; ++day) {
    const std::size_t before = hard_until(day);
    week.push_back(hard_until(day + 1) > before ? hard[before] : easy[day - before]);
  }
  return week;
}

}  // namespace

void spread_days(Work& work) {
  auto& sessions = work.plan.sessions;
  const std::size_t before = days_in_a_row(work, sessions);
  if (before == 0 || work.wanted.level != exercises::Level::beginner) return;
  // "Day 2" and the like name their own place.
  const bool numbered =
      std::any_of(sessions.begin(), sessions.end(), [](const plan::Session& session) {
        return has_digit(session.name) || has_digit(session.notes);
      });
  if (numbered) return;
  std::vector<plan::Session> week = spread(work, sessions);
  if (days_in_a_row(work, week) >= before) return;
  sessions = std::move(week);
  work.repaired(kind::kDaysReordered, {},
                "Hard days followed each other: the easy ones stand between them now.");
}

void judge_days_in_a_row(const Work& work, Verdict& verdict) {
  const std::size_t days = days_in_a_row(work, work.plan.sessions);
  if (days == 0) return;
  verdict.add(kind::kDaysInARow, {},
              joined({"The same muscles are trained hard on days in a row (", number(days),
                      " times): put other muscles or easy days between."}));
}

}  // namespace spotter::lint::rules

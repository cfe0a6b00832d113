#include "lint/volume.hpp"

#include "lint/facts.hpp"
#include "lint/rules.hpp"
#include "lint/words.hpp"

#include <algorithm>
#include <tuple>

namespace spotter::lint {
namespace {

using exercises::Muscle;
using exercises::Pattern;

void add_sets(Sets& sum, const plan::Exercise& exercise, const Entry* known) {
  if (known == nullptr || !is_hard(exercise, known)) return;
  const auto sets = static_cast<double>(sets_of(exercise));
  std::array<bool, exercises::kMuscles> counted{};
  const auto add = [&](Muscle muscle, double share) {
    bool& done = counted[static_cast<std::size_t>(muscle)];
    if (!done) of(sum, muscle) += sets * share;
    done = true;
  };
  add(known->primary, 1);
  for (const Muscle muscle : known->secondary)
    add(muscle, 0.5);
}

/// Working sets a week.
struct MuscleBand {
  Muscle muscle;
  Band band;
};

constexpr std::array kBands{MuscleBand{Muscle::chest, {4, {10, 16, 20}, 22}},
                            MuscleBand{Muscle::back, {4, {12, 18, 22}, 25}},
                            MuscleBand{Muscle::quadriceps, {4, {12, 16, 20}, 22}},
                            MuscleBand{Muscle::hamstrings, {3, {12, 14, 16}, 20}},
                            MuscleBand{Muscle::glutes, {0, {12, 14, 16}, 20}},
                            MuscleBand{Muscle::front_delts, {0, {8, 12, 14}, 20}},
                            MuscleBand{Muscle::side_delts, {0, {8, 16, 22}, 26}},
                            MuscleBand{Muscle::rear_delts, {0, {8, 14, 18}, 24}},
                            MuscleBand{Muscle::biceps, {2, {10, 16, 20}, 24}},
                            MuscleBand{Muscle::triceps, {2, {10, 16, 20}, 24}},
                            MuscleBand{Muscle::calves, {0, {8, 12, 14}, 20}},
                            MuscleBand{Muscle::abdominals, {0, {8, 14, 18}, 25}},
                            MuscleBand{Muscle::traps, {0, {6, 12, 18}, 25}},
                            MuscleBand{Muscle::forearms, {0, {6, 10, 14}, 20}}};

constexpr double kSessionSetsMax = 12;  ///< of a muscle

/// With one or two days, or without a level, only what is far too much is too much.
double most_sets(const Work& work, const Band& band) {
  constexpr std::size_t kDaysForBands = 3;
  if (!work.wanted.level || work.plan.sessions.size() < kDaysForBands) return band.far_too_many;
  return band.most[static_cast<std::size_t>(*work.wanted.level)];
}

bool knows_all(const Work& work) {
  bool all = true;
  for_each_exercise(work.plan, [&](std::size_t, std::size_t, const plan::Exercise& exercise) {
    all = all && work.known(exercise) != nullptr;
  });
  return all;
}

/// Whether most of the body is trained, so that what is not is left out by mistake.
bool is_for_whole_body(const Sets& week) {
  const std::array trained{of(week, Muscle::chest) > 0,
                           of(week, Muscle::back) > 0,
                           of(week, Muscle::quadriceps) > 0,
                           of(week, Muscle::hamstrings) + of(week, Muscle::glutes) > 0,
                           of(week, Muscle::front_delts) + of(week, Muscle::side_delts) > 0,
                           of(week, Muscle::abdominals) > 0};
  return std::count(trained.begin(), trained.end(), true) >= 4;
}

/// Whether the user wants no exercise at all for it.
bool is_unwanted(const Work& work, Muscle muscle) {
  if (!work.wanted.rejected) return false;
  const auto all = work.catalogue.all();
  return std::none_of(all.begin(), all.end(), [&](const Entry& entry) {
    return entry.primary == muscle && entry.pattern != Pattern::cardio &&
           entry.pattern != Pattern::mobility && !work.wanted.rejected(entry);
  });
}

MayCut primary_is(Muscle muscle) {
  return [muscle](const plan::Exercise&, const Entry* known) {
    return known != nullptr && known->primary == muscle;
  };
}

}  // namespace

Sets sets_of_session(const Work& work, const plan::Session& session) {
  Sets sum{};
  for (const plan::Exercise& exercise : session.exercises)
    add_sets(sum, exercise, work.known(exercise));
  return sum;
}

Sets sets_of_week(const Work& work) {
  Sets sum{};
  for_each_exercise(work.plan, [&](std::size_t, std::size_t, const plan::Exercise& exercise) {
    add_sets(sum, exercise, work.known(exercise));
  });
  return sum;
}

std::vector<std::pair<Muscle, double>> weekly_sets(const plan::Plan& plan,
                                                   const exercises::Catalogue& catalogue) {
  Sets sum{};
  for_each_exercise(plan, [&](std::size_t, std::size_t, const plan::Exercise& exercise) {
    add_sets(sum, exercise, catalogue.find(exercise.name));
  });
  std::vector<std::pair<Muscle, double>> result;
  for (std::size_t m = 0; m < sum.size(); ++m)
    result.emplace_back(static_cast<Muscle>(m), sum[m]);
  return result;
}

std::optional<Band> weekly_band(Muscle muscle) noexcept {
  for (const MuscleBand& one : kBands) {
    if (one.muscle == muscle) return one.band;
  }
  return std::nullopt;
}

double least_useful_sets(Muscle muscle) noexcept {
  const auto band = weekly_band(muscle);
  return band ? band->least : 0;
}

bool take_a_set(Work& work, std::span<const plan::Session> sessions, const MayCut& may_cut,
                std::size_t sets_least, Cuts& cuts) {
  const plan::Exercise* best = nullptr;
  std::tuple<bool, std::size_t, bool> best_rank;
  for (const plan::Session& session : sessions) {
    for (const plan::Exercise& exercise : session.exercises) {
      const Entry* known = work.known(exercise);
      const std::size_t sets = sets_of(exercise);
      if (sets <= sets_least || !is_hard(exercise, known) || !may_cut(exercise, known)) continue;
      const bool isolation = known != nullptr && known->kind == exercises::Kind::isolation;
      const std::tuple rank{!work.is_users(exercise), sets, isolation};
      if (best != nullptr && rank < best_rank) continue;
      best = &exercise;
      best_rank = rank;
    }
  }
  if (best == nullptr) return false;
  const std::string name = best->name;
  const std::size_t sets = sets_of(*best);
  cuts.add(name, sets, sets - 1);
  work.limit_sets(name, sets - 1);
  return true;
}

namespace rules {

void cut_weekly_volume(Work& work) {
  if (work.wanted.single_session) return;
  constexpr std::size_t kSetsLeast = 2;
  Sets week = sets_of_week(work);
  for (const auto& [muscle, band] : kBands) {
    const double most = most_sets(work, band);
    Cuts cuts;
    while (of(week, muscle) > most &&
           take_a_set(work, work.plan.sessions, primary_is(muscle), kSetsLeast, cuts)) {
      week = sets_of_week(work);
    }
    cuts.report(
        work, kind::kVolumeCut, {},
        joined({"more than ", number(most), " sets a week for the ", name_of(muscle), "."}));
  }
}

void judge_weekly_volume(const Work& work, Verdict& verdict) {
  if (work.wanted.single_session) return;
  const Sets week = sets_of_week(work);
  std::string low;
  for (const auto& [muscle, band] : kBands) {
    const double sets = of(week, muscle);
    if (sets > band.far_too_many) {
      verdict.add(kind::kVolumeHigh, {},
                  joined({"The week has ", number(sets), " sets for the ", name_of(muscle), ", ",
                          number(band.far_too_many), " at most are useful."}));
    }
    // The big ones that are missing altogether are told by the balance.
    const bool is_told = sets == 0 && band.least >= 4;
    if (sets >= band.least || is_told || is_unwanted(work, muscle)) continue;
    if (!low.empty()) low += ", ";
    low += joined({name_of(muscle), " ", number(sets), " of at least ", number(band.least)});
  }
  if (low.empty() || !knows_all(work) || !is_for_whole_body(week)) return;
  verdict.add(kind::kVolumeLow, {}, joined({"Few sets a week: ", low, "."}));
}

void cut_session_volume(Work& work) {
  constexpr std::size_t kSetsLeast = 1;
  for (std::size_t s = 0; s < work.plan.sessions.size(); ++s) {
    const std::span<const plan::Session> session(&work.plan.sessions[s], 1);
    Sets sets = sets_of_session(work, session.front());
    for (std::size_t m = 0; m < exercises::kMuscles; ++m) {
      const auto muscle = static_cast<Muscle>(m);
      Cuts cuts;
      while (of(sets, muscle) > kSessionSetsMax &&
             take_a_set(work, session, primary_is(muscle), kSetsLeast, cuts)) {
        sets = sets_of_session(work, session.front());
      }
      cuts.report(work, kind::kSessionVolumeCut, at(s),
                  joined({"more than ", number(kSessionSetsMax), " sets for the ", name_of(muscle),
                          " in one session."}));
    }
  }
}

void judge_session_volume(const Work& work, Verdict& verdict) {
  for (std::size_t s = 0; s < work.plan.sessions.size(); ++s) {
    const Sets sets = sets_of_session(work, work.plan.sessions[s]);
    for (std::size_t m = 0; m < sets.size(); ++m) {
      if (sets[m] <= kSessionSetsMax) continue;
      verdict.add(kind::kSessionVolumeHigh, at(s),
                  joined({"Session ", quoted(work.plan.sessions[s].name), " has ", number(sets[m]),
                          " sets for the ", name_of(static_cast<Muscle>(m)), ", ",
                          number(kSessionSetsMax), " at most are useful."}));
    }
  }
}

namespace {

double sets_of_patterns(const Work& work, std::initializer_list<Pattern> patterns) {
  double sum = 0;
  for_each_exercise(work.plan, [&](std::size_t, std::size_t, const plan::Exercise& exercise) {
    const Entry* known = work.known(exercise);
    if (known != nullptr &&
        std::find(patterns.begin(), patterns.end(), known->pattern) != patterns.end()) {
      sum += static_cast<double>(sets_of(exercise));
    }
  });
  return sum;
}

double primary_sets(const Work& work, Muscle one, Muscle other) {
  double sum = 0;
  for_each_exercise(work.plan, [&](std::size_t, std::size_t, const plan::Exercise& exercise) {
    const Entry* known = work.known(exercise);
    if (known == nullptr || !is_hard(exercise, known)) return;
    if (known->primary == one || known->primary == other) {
      sum += static_cast<double>(sets_of(exercise));
    }
  });
  return sum;
}

void judge_presence(const Work& work, const Sets& week, Verdict& verdict) {
  std::string missing;
  const auto look = [&](std::initializer_list<Muscle> muscles, std::string_view name) {
    const bool told = std::any_of(muscles.begin(), muscles.end(), [&](Muscle muscle) {
      return of(week, muscle) > 0 || is_unwanted(work, muscle);
    });
    if (told) return;
    if (!missing.empty()) missing += ", ";
    missing += name;
  };
  look({Muscle::chest}, "chest");
  look({Muscle::back}, "back");
  look({Muscle::quadriceps}, "quadriceps");
  look({Muscle::hamstrings, Muscle::glutes}, "hamstrings or glutes");
  look({Muscle::front_delts, Muscle::side_delts}, "shoulders");
  look({Muscle::abdominals}, "abdominals");
  if (missing.empty()) return;
  verdict.add(kind::kMusclesMissing, {}, joined({"The week has nothing for: ", missing, "."}));
}

}  // namespace

void judge_balance(const Work& work, Verdict& verdict) {
  if (work.wanted.single_session || !knows_all(work)) return;
  const Sets week = sets_of_week(work);
  if (!is_for_whole_body(week)) return;
  judge_presence(work, week, verdict);
  const double pulling = primary_sets(work, Muscle::back, Muscle::rear_delts);
  const double pushing = primary_sets(work, Muscle::chest, Muscle::front_delts);
  if (pulling < 0.8 * pushing && !is_unwanted(work, Muscle::back)) {
    verdict.add(kind::kPullingLow, {},
                joined({"The week has ", number(pulling), " sets of pulling for ", number(pushing),
                        " of pushing: pull more."}));
  }
  using enum Pattern;
  const double hinging = sets_of_patterns(work, {hinge, hip_extension, knee_flexion});
  const double squatting = sets_of_patterns(work, {squat, lunge, knee_extension});
  if (hinging < 0.5 * squatting && !is_unwanted(work, Muscle::hamstrings)) {
    verdict.add(kind::kHingingLow, {},
                joined({"The week has ", number(hinging), " sets of hinges and leg curls for ",
                        number(squatting), " of squats and lunges: add some."}));
  }
}

}  // namespace rules
}  // namespace spotter::lint

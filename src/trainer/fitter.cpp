#include "trainer/fitter.hpp"

#include "trainer/splits.hpp"

#include <spotter/lint/linter.hpp>

#include <algorithm>
#include <functional>
#include <tuple>

namespace spotter::trainer {
namespace {

using exercises::Unit;
using std::chrono::seconds;

constexpr int kHardSetsMax = 30;        ///< a session
constexpr double kSessionSetsMax = 12;  ///< of a muscle
constexpr std::size_t kExercisesLeast = 2;
constexpr std::size_t kDaysForBands = 3;

constexpr Rest kHeavyTight{seconds(120), seconds(180), seconds(300)};
constexpr Rest kTight{seconds(60), seconds(90), seconds(180)};
constexpr Rest kTightest{seconds(45), seconds(60), seconds(120)};

/// What no session is without if it had it.
enum class Role { legs, push, pull, other };

Role role_of(const Exercise& exercise) {
  using enum Pattern;
  switch (exercise.pattern) {
    case squat:
    case lunge:
    case hinge:
    case hip_extension:
      return Role::legs;
    case horizontal_push:
    case incline_push:
    case vertical_push:
      return Role::push;
    case horizontal_pull:
    case vertical_pull:
    case trunk_extension:
      return Role::pull;
    default:
      return Role::other;
  }
}

Rest shorter(const Rest& rest, const Rest& most) {
  return {std::min(rest.minimum, most.minimum), std::min(rest.maximum, most.maximum),
          std::min(rest.after_failure, most.after_failure)};
}

bool strains_both(const Exercise& a, const Exercise& b, Strain strain) {
  return strains_any(a, {strain}) && strains_any(b, {strain});
}

class Fitter {
 public:
  Fitter(WeekDraft& week, const Limits& limits)
      : week_(week), limits_(limits), seconds_max_((limits.asked + limits.asked / 10)) {}

  void run() {
    for (Draft& draft : week_.sessions)
      cut_exercises(draft);
    if (limits_.weekly) cut_week();
    for (Draft& draft : week_.sessions)
      cut_session_volume(draft);
    cut_time();
    if (limits_.weekly) balance();
    if (limits_.even) balance_pushes(kEven);
  }

 private:
  using May = std::function<bool(const Exercise&)>;
  static constexpr double kEven = 0.9;

  // -- What may go ----------------------------------------------------------------------------

  static bool is_last_of_role(const Draft& draft, const Exercise& exercise) {
    const Role role = role_of(exercise);
    if (role == Role::other) return false;
    const auto same = std::count_if(draft.picks.begin(), draft.picks.end(), [&](const Pick& pick) {
      return role_of(*pick.exercise) == role;
    });
    return same < 2;
  }

  /// The last exercise of the rank that may go, if there are more than `least`.
  static bool drop_last(Draft& draft, std::size_t least, const May& may) {
    if (draft.picks.size() <= least) return false;
    for (std::size_t i = draft.picks.size(); i-- > 0;) {
      const Pick& pick = draft.picks[i];
      if (pick.is_kept() || is_last_of_role(draft, *pick.exercise) || !may(*pick.exercise)) {
        continue;
      }
      draft.drop(i);
      return true;
    }
    return false;
  }

  /// Takes a set from what can spare it best: what has most, small ones, late ones.
  bool take_set(const std::vector<const Draft*>& drafts, int least, const May& may) {
    PlannedExercise* best = nullptr;
    std::tuple<bool, int, bool> best_rank;
    for (const Draft* draft : drafts) {
      for (const Pick& pick : draft->picks) {
        PlannedExercise& planned = week_.numbers(*pick.exercise);
        const Rank rank = rank_of(*pick.exercise);
        if (planned.sets <= least || rank == Rank::easy || !may(*pick.exercise)) continue;
        const std::tuple key{!is_main_lift(*pick.exercise), planned.sets, rank != Rank::big};
        if (best != nullptr && key < best_rank) continue;
        best = &planned;
        best_rank = key;
      }
    }
    if (best == nullptr) return false;
    --best->sets;
    return true;
  }

  [[nodiscard]] std::vector<const Draft*> all() const {
    std::vector<const Draft*> drafts;
    for (const Draft& draft : week_.sessions)
      drafts.push_back(&draft);
    return drafts;
  }

  // -- How much -------------------------------------------------------------------------------

  void cut_exercises(Draft& draft) {
    const auto any = [](const Exercise&) { return true; };
    const auto small = [](const Exercise& exercise) { return rank_of(exercise) == Rank::small; };
    while (draft.picks.size() > limits_.exercises_most &&
           (drop_last(draft, limits_.exercises_most, small) ||
            drop_last(draft, limits_.exercises_most, any))) {
    }
  }

  [[nodiscard]] double most_of(const lint::Band& band) const {
    if (week_.sessions.size() < kDaysForBands) return band.far_too_many;
    return band.most[static_cast<std::size_t>(limits_.level)];
  }

  static May is_for(Muscle muscle) {
    return [muscle](const Exercise& exercise) { return exercise.primary == muscle; };
  }
  static May is_help_for(Muscle muscle) {
    return [muscle](const Exercise& exercise) {
      return std::find(exercise.secondary.begin(), exercise.secondary.end(), muscle) !=
             exercise.secondary.end();
    };
  }

  void cut_week() {
    // Cuts only make it less: what is right at first stays right.
    const MuscleSets total = week_.sets_of_week();
    for (std::size_t m = 0; m < exercises::kMuscles; ++m) {
      const auto muscle = static_cast<Muscle>(m);
      const auto band = lint::weekly_band(muscle);
      if (!band) continue;
      if (of(total, muscle) <= most_of(*band)) continue;
      const May trains = is_for(muscle);
      const May helps = is_help_for(muscle);
      while (of(week_.sets_of_week(), muscle) > most_of(*band) &&
             (take_set(all(), 2, trains) || drop_small(muscle) || take_set(all(), 2, helps))) {
      }
      while (of(week_.sets_of_week(), muscle) > band->far_too_many &&
             (take_set(all(), 1, trains) || take_set(all(), 1, helps))) {
      }
    }
  }

  bool drop_small(Muscle muscle) {
    for (auto draft = week_.sessions.rbegin(); draft != week_.sessions.rend(); ++draft) {
      const auto may = [&](const Exercise& exercise) {
        return exercise.primary == muscle && rank_of(exercise) == Rank::small;
      };
      if (drop_last(*draft, std::max(kExercisesLeast, limits_.exercises_least), may)) return true;
    }
    return false;
  }

  void cut_session_volume(Draft& draft) {
    const MuscleSets total = week_.sets_of(draft);
    for (std::size_t m = 0; m < exercises::kMuscles; ++m) {
      const auto muscle = static_cast<Muscle>(m);
      if (of(total, muscle) <= kSessionSetsMax) continue;
      const May trains = is_for(muscle);
      const May helps = is_help_for(muscle);
      while (of(week_.sets_of(draft), muscle) > kSessionSetsMax &&
             (take_set({&draft}, 1, trains) || take_set({&draft}, 1, helps))) {
      }
    }
    const auto any = [](const Exercise&) { return true; };
    while (week_.hard_sets(draft) > kHardSetsMax && take_set({&draft}, 1, any)) {
    }
  }

  // -- Push against pull ----------------------------------------------------------------------

  /// Sets of what `counts`.
  double sum(const May& counts) {
    double sets = 0;
    for (const Draft& draft : week_.sessions) {
      for (const Pick& pick : draft.picks) {
        if (rank_of(*pick.exercise) != Rank::easy && counts(*pick.exercise)) {
          sets += week_.numbers(*pick.exercise).sets;
        }
      }
    }
    return sets;
  }

  [[nodiscard]] bool is_within_limits() {
    const MuscleSets total = week_.sets_of_week();
    for (std::size_t m = 0; m < exercises::kMuscles; ++m) {
      const auto band = lint::weekly_band(static_cast<Muscle>(m));
      if (band && total[m] > most_of(*band)) return false;
    }
    return std::none_of(week_.sessions.begin(), week_.sessions.end(), [&](const Draft& draft) {
      const MuscleSets sets = week_.sets_of(draft);
      return is_long(draft) || week_.hard_sets(draft) > kHardSetsMax ||
             *std::max_element(sets.begin(), sets.end()) > kSessionSetsMax;
    });
  }

  /// Gives a set to what has fewest, if there is room for it.
  bool give_set(const May& may) {
    PlannedExercise* best = nullptr;
    for (const Draft& draft : week_.sessions) {
      for (const Pick& pick : draft.picks) {
        PlannedExercise& planned = week_.numbers(*pick.exercise);
        if (planned.sets >= limits_.sets_most || !may(*pick.exercise)) continue;
        // A single heavy set of deadlifts is enough for a whole day.
        if (planned.sets == 1 && is_main_lift(*pick.exercise)) continue;
        if (best == nullptr || planned.sets < best->sets) best = &planned;
      }
    }
    if (best == nullptr) return false;
    ++best->sets;
    if (is_within_limits()) return true;
    --best->sets;
    return false;
  }

  void bring_into_balance(const May& heavy, const May& light, double ratio) {
    while (sum(light) > 0 && sum(light) < ratio * sum(heavy)) {
      if (limits_.may_add && give_set(light)) continue;
      if (!take_set(all(), 2, heavy) && !take_set(all(), 1, heavy)) return;
    }
  }

  void balance_pushes(double ratio) {
    bring_into_balance(
        [](const Exercise& exercise) {
          return exercise.primary == Muscle::chest || exercise.primary == Muscle::front_delts;
        },
        [](const Exercise& exercise) {
          return exercise.primary == Muscle::back || exercise.primary == Muscle::rear_delts;
        },
        ratio);
  }

  void balance() {
    constexpr double kPullToPush = 0.8;
    constexpr double kHingeToSquat = 0.5;
    balance_pushes(kPullToPush);
    using enum Pattern;
    bring_into_balance(
        [](const Exercise& exercise) {
          return exercise.pattern == squat || exercise.pattern == lunge ||
                 exercise.pattern == knee_extension;
        },
        [](const Exercise& exercise) {
          return exercise.pattern == hinge || exercise.pattern == hip_extension ||
                 exercise.pattern == knee_flexion;
        },
        kHingeToSquat);
  }

  // -- Minutes --------------------------------------------------------------------------------

  [[nodiscard]] bool is_long(const Draft& draft) { return week_.length(draft) > seconds_max_; }

  /// One way to make a session shorter: whether it changed something.
  using Shorten = bool (Fitter::*)(Draft&);

  void cut_time() {
    constexpr Shorten kWays[] = {&Fitter::shorten_cardio,  &Fitter::drop_what_has_enough,
                                 &Fitter::drop_third_sets, &Fitter::make_superset,
                                 &Fitter::tighten_rests,   &Fitter::drop_small_ones,
                                 &Fitter::drop_big_one,    &Fitter::drop_second_sets,
                                 &Fitter::tighten_more,    &Fitter::drop_any};
    for (const Shorten way : kWays) {
      for (Draft& draft : week_.sessions) {
        while (is_long(draft) && (this->*way)(draft)) {
        }
      }
    }
  }

  bool shorten_cardio(Draft& draft) {
    constexpr int kMinutesLeast = 10;
    for (const Pick& pick : draft.picks) {
      PlannedExercise& planned = week_.numbers(*pick.exercise);
      if (pick.exercise->unit != Unit::minutes || planned.most <= kMinutesLeast) continue;
      const auto excess =
          std::chrono::ceil<std::chrono::minutes>(week_.length(draft) - seconds_max_);
      planned.most = std::max(kMinutesLeast, planned.most - static_cast<int>(excess.count()));
      planned.least =
          std::clamp(planned.most - 10, std::min(planned.least, kMinutesLeast), planned.least);
      return true;
    }
    return false;
  }

  /// Small exercises for muscles that have enough without them.
  bool drop_what_has_enough(Draft& draft) {
    const MuscleSets total = limits_.weekly ? week_.sets_of_week() : week_.sets_of(draft);
    const auto may = [&](const Exercise& exercise) {
      if (rank_of(exercise) != Rank::small) return false;
      const auto band = lint::weekly_band(exercise.primary);
      const double left = of(total, exercise.primary) - week_.numbers(exercise).sets;
      return !band || left >= std::max(band->least, 1.0);
    };
    return drop_last(draft, std::max(kExercisesLeast, limits_.exercises_least), may);
  }

  bool drop_third_sets(Draft& draft) {
    return take_set({&draft}, 2, [](const Exercise&) { return true; });
  }

  bool make_superset(Draft& draft) {
    for (std::size_t i = 0; i + 1 < draft.picks.size(); ++i) {
      const bool is_free = !draft.picks[i].leads_superset && !draft.picks[i + 1].leads_superset &&
                           (i == 0 || !draft.picks[i - 1].leads_superset);
      if (!is_free || !may_pair(*draft.picks[i].exercise, *draft.picks[i + 1].exercise)) continue;
      draft.picks[i].leads_superset = true;
      return true;
    }
    return false;
  }

  static bool may_pair(const Exercise& a, const Exercise& b) {
    const bool small = rank_of(a) != Rank::big && rank_of(b) != Rank::big &&
                       rank_of(a) != Rank::easy && rank_of(b) != Rank::easy;
    return small && a.unit == Unit::reps && b.unit == Unit::reps && a.primary != b.primary &&
           !strains_both(a, b, Strain::lower_back);
  }

  bool tighten(Draft& draft, const Rest& heavy, const Rest& light) {
    bool changed = false;
    for (const Pick& pick : draft.picks) {
      PlannedExercise& planned = week_.numbers(*pick.exercise);
      const bool is_heavy = planned.rest.minimum >= seconds(120);
      const Rest rest = shorter(planned.rest, is_heavy ? heavy : light);
      changed = changed || rest != planned.rest;
      planned.rest = rest;
    }
    return changed;
  }

  bool tighten_rests(Draft& draft) { return tighten(draft, kHeavyTight, kTight); }
  bool tighten_more(Draft& draft) { return tighten(draft, kHeavyTight, kTightest); }

  bool drop_small_ones(Draft& draft) {
    const std::size_t least = std::max(kExercisesLeast, limits_.exercises_least);
    return drop_last(draft, least,
                     [](const Exercise& exercise) { return rank_of(exercise) == Rank::small; }) ||
           drop_last(draft, least,
                     [](const Exercise& exercise) { return rank_of(exercise) != Rank::big; });
  }

  bool drop_big_one(Draft& draft) {
    return drop_last(draft, std::max(kExercisesLeast, limits_.exercises_least),
                     [](const Exercise&) { return true; });
  }

  bool drop_second_sets(Draft& draft) {
    return take_set({&draft}, 1, [](const Exercise&) { return true; });
  }

  /// There is no time for what was asked or is usual: fewer exercises, and the plan says so.
  bool drop_any(Draft& draft) {
    if (draft.picks.size() <= kExercisesLeast) return false;
    if (drop_last(draft, kExercisesLeast, [](const Exercise&) { return true; })) return true;
    for (std::size_t i = draft.picks.size(); i-- > 0;) {
      if (draft.picks[i].is_kept()) continue;
      draft.drop(i);
      return true;
    }
    return false;
  }

  WeekDraft& week_;
  Limits limits_;
  seconds seconds_max_;
};

}  // namespace

void fit(WeekDraft& week, const Limits& limits) {
  Fitter(week, limits).run();
}

}  // namespace spotter::trainer

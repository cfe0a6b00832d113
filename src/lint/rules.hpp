#pragma once

#include "lint/work.hpp"

#include <span>
#include <string_view>

// One function a rule, or two: what it repairs, and what it finds wrong in the end.
namespace spotter::lint::rules {

using Repair = void (*)(Work&);
using Judge = void (*)(const Work&, Verdict&);

/// Which plans a rule looks at.
enum class Use {
  fresh,  ///< those that are new: a revision keeps what its owner chose
  always  ///< all: what would hurt, or cannot be read
};

struct Rule {
  std::string_view id;
  Repair repair = nullptr;  ///< null: nothing has one right answer
  Judge judge = nullptr;    ///< null: nothing is left to say
  Use use = Use::fresh;
};

/// All rules, in the order in which they repair.
[[nodiscard]] std::span<const Rule> all() noexcept;

// texts.cpp
void clean_texts(Work& work);
void judge_names(const Work& work, Verdict& verdict);
void judge_description(const Work& work, Verdict& verdict);
// phrases.cpp
void remove_intensity(Work& work);
void judge_intensity(const Work& work, Verdict& verdict);
void remove_foreign_advice(Work& work);
void judge_foreign_advice(const Work& work, Verdict& verdict);
// counts.cpp
void drop_empty_sessions(Work& work);
void judge_sessions(const Work& work, Verdict& verdict);
void bound_counts(Work& work);
void judge_counts(const Work& work, Verdict& verdict);
void judge_hard_days(const Work& work, Verdict& verdict);
void drop_unasked_exercises(Work& work);
void judge_asked_exercises(const Work& work, Verdict& verdict);
// cardio.cpp
void time_cardio(Work& work);
void judge_effort(const Work& work, Verdict& verdict);
void time_what_is_held(Work& work);
// targets.cpp
void clamp_targets(Work& work);
void fit_reps_to_goal(Work& work);
// rests.cpp
void order_rests(Work& work);
void fit_rests_to_load(Work& work);
// progression.cpp
void fit_steps(Work& work);
void mend_progressions(Work& work);
void stop_warm_up_steps(Work& work);
// names.cpp
void spell_one_way(Work& work);
void align_schemes(Work& work);
// order.cpp
void order_exercises(Work& work);
void clear_supersets(Work& work);
// suitability.cpp
void replace_for_equipment(Work& work);
void judge_equipment(const Work& work, Verdict& verdict);
void replace_for_level(Work& work);
void judge_level(const Work& work, Verdict& verdict);
void replace_barred(Work& work);
void judge_barred(const Work& work, Verdict& verdict);
void replace_for_age(Work& work);
// groups.cpp
void fit_to_age(Work& work);
void judge_age(const Work& work, Verdict& verdict);
// wishes.cpp
void judge_wishes(const Work& work, Verdict& verdict);
void drop_other_areas(Work& work);
void judge_areas(const Work& work, Verdict& verdict);
// days.cpp
void spread_days(Work& work);
void judge_days_in_a_row(const Work& work, Verdict& verdict);
// volume.cpp
void cut_weekly_volume(Work& work);
void judge_weekly_volume(const Work& work, Verdict& verdict);
void cut_session_volume(Work& work);
void judge_session_volume(const Work& work, Verdict& verdict);
void judge_balance(const Work& work, Verdict& verdict);
// time.cpp
void cut_time(Work& work);
void judge_time(const Work& work, Verdict& verdict);

}  // namespace spotter::lint::rules

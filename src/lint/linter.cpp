#include "lint/rules.hpp"

#include <spotter/lint/linter.hpp>

#include <array>

namespace spotter::lint {
namespace rules {
namespace {

// Texts and numbers of sessions first, then which exercises there are, then what each of them is
// like, and in the end how much of it all: each looks at what those before have settled.
constexpr auto kAlways = Use::always;
constexpr std::array kAll{Rule{"V2", clean_texts, judge_names, kAlways},
                          Rule{"V31", remove_intensity, judge_intensity, kAlways},
                          Rule{"V32", remove_foreign_advice, judge_foreign_advice, kAlways},
                          Rule{"V3", drop_empty_sessions, judge_sessions, kAlways},
                          Rule{"V36", time_cardio, judge_effort},
                          Rule{"V12", spell_one_way, nullptr},
                          Rule{"V20", replace_barred, judge_barred, kAlways},
                          Rule{"V18", replace_for_equipment, judge_equipment},
                          Rule{"V19", replace_for_level, judge_level},
                          Rule{"V35", fit_to_age, judge_age, kAlways},
                          Rule{"V21", nullptr, judge_wishes, kAlways},
                          Rule{"V29", drop_other_areas, judge_areas},
                          Rule{"V14", align_schemes, nullptr},
                          Rule{"V5", clamp_targets, nullptr},
                          Rule{"V6", fit_reps_to_goal, nullptr},
                          Rule{"V16", clear_supersets, nullptr},
                          Rule{"V15", order_exercises, nullptr},
                          Rule{"V7", order_rests, nullptr},
                          Rule{"V8", fit_rests_to_load, nullptr},
                          Rule{"V9", fit_steps, nullptr},
                          Rule{"V17", mend_progressions, nullptr},
                          Rule{"V28", stop_warm_up_steps, nullptr},
                          Rule{"V4", bound_counts, judge_counts},
                          Rule{"V30", drop_unasked_exercises, judge_asked_exercises},
                          Rule{"V23", cut_session_volume, judge_session_volume},
                          Rule{"V22", cut_weekly_volume, judge_weekly_volume},
                          Rule{"V26", cut_time, judge_time},
                          Rule{"V24", nullptr, judge_balance},
                          Rule{"V25", spread_days, judge_days_in_a_row},
                          Rule{"V27", nullptr, judge_hard_days},
                          Rule{"V41", nullptr, judge_description}};

}  // namespace

std::span<const Rule> all() noexcept {
  return kAll;
}

}  // namespace rules

namespace {

/// What one repair uncovers another mends in the next round. Two rounds are usual, one of them to
/// see that nothing is left; plans made of noise took four.
constexpr int kRoundsMax = 16;

bool applies(const rules::Rule& rule, const Wanted& wanted) {
  return !wanted.revision || rule.use == rules::Use::always;
}

void repair(Work& work) {
  for (int round = 0; round < kRoundsMax; ++round) {
    const std::size_t before = work.repairs.size();
    for (const rules::Rule& rule : rules::all()) {
      if (rule.repair != nullptr && applies(rule, work.wanted)) rule.repair(work);
    }
    if (work.repairs.size() == before) return;
  }
}

}  // namespace

Report lint(plan::Plan plan, const Wanted& wanted, const exercises::Catalogue& catalogue) {
  Work work(std::move(plan), wanted, catalogue);
  repair(work);
  Verdict verdict;
  for (const rules::Rule& rule : rules::all()) {
    if (rule.judge != nullptr && applies(rule, wanted)) rule.judge(work, verdict);
  }
  Report report;
  report.plan = std::move(work.plan);
  report.repaired = std::move(work.repairs);
  report.errors = std::move(verdict.errors);
  report.warnings = std::move(verdict.warnings);
  return report;
}

}  // namespace spotter::lint

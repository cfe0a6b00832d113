#pragma once

#include <spotter/lint/linter.hpp>

// Every kind of finding, by rule; kinds.cpp lists them.
namespace spotter::lint::kind {

inline constexpr Kind kTextCleaned{"V2", "text_cleaned", Severity::repaired};
inline constexpr Kind kTextTrimmed{"V2", "text_trimmed", Severity::repaired};
inline constexpr Kind kLinkRemoved{"V2", "link_removed", Severity::repaired};
inline constexpr Kind kNameMissing{"V2", "name_missing", Severity::error};
inline constexpr Kind kEmptySessionDropped{"V3", "empty_session_dropped", Severity::repaired};
inline constexpr Kind kSessionsCount{"V3", "sessions_count", Severity::error};
inline constexpr Kind kSessionEmpty{"V3", "session_empty", Severity::error};
inline constexpr Kind kSessionsOverWeek{"V3", "sessions_over_week", Severity::warning};
inline constexpr Kind kExercisesCut{"V4", "exercises_cut", Severity::repaired};
inline constexpr Kind kSetsGiven{"V4", "sets_given", Severity::repaired};
inline constexpr Kind kSetsCut{"V4", "sets_cut", Severity::repaired};
inline constexpr Kind kExercisesFew{"V4", "exercises_few", Severity::warning};
inline constexpr Kind kSetsMany{"V4", "sets_many", Severity::warning};
inline constexpr Kind kTimedAsReps{"V5", "timed_as_repetitions", Severity::repaired};
inline constexpr Kind kTargetClamped{"V5", "target_clamped", Severity::repaired};
inline constexpr Kind kRepsForGoal{"V6", "reps_for_goal", Severity::repaired};
inline constexpr Kind kRestOrdered{"V7", "rest_ordered", Severity::repaired};
inline constexpr Kind kRestForLoad{"V8", "rest_for_load", Severity::repaired};
inline constexpr Kind kRestForCircuit{"V8", "rest_for_circuit", Severity::repaired};
inline constexpr Kind kStepChanged{"V9", "step_changed", Severity::repaired};
inline constexpr Kind kStepGiven{"V9", "step_given", Severity::repaired};
inline constexpr Kind kStepRemoved{"V9", "step_removed", Severity::repaired};
inline constexpr Kind kResistance{"V9", "resistance_of_body", Severity::repaired};
inline constexpr Kind kSpelledOneWay{"V12", "spelled_one_way", Severity::repaired};
inline constexpr Kind kDuplicateMerged{"V14", "duplicate_merged", Severity::repaired};
inline constexpr Kind kSchemeAligned{"V14", "scheme_aligned", Severity::repaired};
inline constexpr Kind kReordered{"V15", "reordered", Severity::repaired};
inline constexpr Kind kSupersetCleared{"V16", "superset_cleared", Severity::repaired};
inline constexpr Kind kProgressionMended{"V17", "progression_mended", Severity::repaired};
inline constexpr Kind kEquipmentReplaced{"V18", "equipment_replaced", Severity::repaired};
inline constexpr Kind kEquipmentMissing{"V18", "equipment_missing", Severity::error};
inline constexpr Kind kLevelReplaced{"V19", "level_replaced", Severity::repaired};
inline constexpr Kind kLevelAbove{"V19", "level_above", Severity::warning};
inline constexpr Kind kLevelFarAbove{"V19", "level_far_above", Severity::error};
inline constexpr Kind kBarredReplaced{"V20", "barred_replaced", Severity::repaired};
inline constexpr Kind kBarredDropped{"V20", "barred_dropped", Severity::repaired};
inline constexpr Kind kBarredLeft{"V20", "barred_left", Severity::error};
inline constexpr Kind kLyingOnBack{"V20", "lying_on_back", Severity::warning};
inline constexpr Kind kAskedMissing{"V21", "asked_missing", Severity::error};
inline constexpr Kind kRejectedThere{"V21", "rejected_there", Severity::error};
inline constexpr Kind kVolumeCut{"V22", "volume_cut", Severity::repaired};
inline constexpr Kind kVolumeLow{"V22", "volume_low", Severity::warning};
inline constexpr Kind kVolumeHigh{"V22", "volume_high", Severity::warning};
inline constexpr Kind kSessionVolumeCut{"V23", "session_volume_cut", Severity::repaired};
inline constexpr Kind kSessionVolumeHigh{"V23", "session_volume_high", Severity::warning};
inline constexpr Kind kPullingLow{"V24", "pulling_low", Severity::warning};
inline constexpr Kind kHingingLow{"V24", "hinging_low", Severity::warning};
inline constexpr Kind kMusclesMissing{"V24", "muscles_missing", Severity::warning};
inline constexpr Kind kDaysReordered{"V25", "days_reordered", Severity::repaired};
inline constexpr Kind kDaysInARow{"V25", "days_in_a_row", Severity::warning};
inline constexpr Kind kTimeCut{"V26", "time_cut", Severity::repaired};
inline constexpr Kind kTimeOver{"V26", "time_over", Severity::warning};
inline constexpr Kind kTimeLong{"V26", "time_long", Severity::warning};
inline constexpr Kind kHardDaysMany{"V27", "hard_days_many", Severity::error};
inline constexpr Kind kBeginnerDaysMany{"V27", "beginner_days_many", Severity::error};
inline constexpr Kind kBeginnerDaysFour{"V27", "beginner_days_four", Severity::warning};
inline constexpr Kind kWarmUpStep{"V28", "warm_up_step_removed", Severity::repaired};
inline constexpr Kind kAreaDropped{"V29", "area_dropped", Severity::repaired};
inline constexpr Kind kAreasMissed{"V29", "areas_missed", Severity::error};
inline constexpr Kind kExercisesOverAsked{"V30", "exercises_over_asked", Severity::repaired};
inline constexpr Kind kExercisesUnderAsked{"V30", "exercises_under_asked", Severity::error};
inline constexpr Kind kExercisesRunOut{"V30", "exercises_run_out", Severity::warning};
inline constexpr Kind kIntensityRemoved{"V31", "intensity_removed", Severity::repaired};
inline constexpr Kind kIntensityInName{"V31", "intensity_in_name", Severity::error};
inline constexpr Kind kForeignAdviceRemoved{"V32", "foreign_advice_removed", Severity::repaired};
inline constexpr Kind kForeignAdviceInName{"V32", "foreign_advice_in_name", Severity::error};
inline constexpr Kind kAgeRepsRaised{"V35", "age_reps_raised", Severity::repaired};
inline constexpr Kind kAgeSetsCut{"V35", "age_sets_cut", Severity::repaired};
inline constexpr Kind kAgeReplaced{"V35", "age_replaced", Severity::repaired};
inline constexpr Kind kAgeDropped{"V35", "age_dropped", Severity::repaired};
inline constexpr Kind kAgeUnsuitable{"V35", "age_unsuitable", Severity::error};
inline constexpr Kind kAgeUsersOwn{"V35", "age_users_own", Severity::warning};
inline constexpr Kind kAgeTooYoung{"V35", "age_too_young", Severity::error};
inline constexpr Kind kAgeDaysMany{"V35", "age_days_many", Severity::error};
inline constexpr Kind kAgeBalance{"V35", "age_balance", Severity::warning};
inline constexpr Kind kCardioTimed{"V36", "cardio_timed", Severity::repaired};
inline constexpr Kind kEffortMissing{"V36", "effort_missing", Severity::warning};
inline constexpr Kind kDescriptionShort{"V41", "description_short", Severity::warning};

}  // namespace spotter::lint::kind

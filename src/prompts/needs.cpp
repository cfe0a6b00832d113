#include "prompts/needs.hpp"

#include <array>
#include <string_view>

namespace spotter::prompts {
namespace {

struct Row {
  std::string_view id;
  std::string_view key;
  std::array<std::string_view, 8> slots = {};
};

constexpr Row kTable[] = {
    {"coach", kPromptKey, {"locale", "date", "unit"}},
    {"introduce", kPromptKey, {"locale"}},
    {"mend", kPromptKey, {"reasons"}},
    {"continue_plan", kPromptKey, {"have_sessions", "last_session", "last_exercise"}},
    {"plan_in_text", kPromptKey},
    {"workout",
     kPromptKey,
     {"gender", "weight_range", "age", "days", "goals", "experience", "unit", "info"}},
    {"session",
     kPromptKey,
     {"areas", "volume_word", "exercises_min", "exercise_weights", "unit", "info"}},
    {"sentences", "quota_used_up", {"when"}},
    {"sentences", "quota_last", {"when"}},
    {"sentences", "duration_hours_minutes", {"hours", "minutes"}},
    {"sentences", "duration_hours", {"hours"}},
    {"sentences", "duration_minutes", {"minutes"}},
    {"sentences", "too_many_turns"},
    {"sentences", "entitlement_gone"},
    {"sentences", "entitlement_unchecked"},
    {"sentences", "upstream_down"},
    {"sentences", "upstream_refused"},
    {"sentences", "upstream_busy"},
    {"sentences", "timeout"},
    {"sentences", "answer_cut_off"},
    {"sentences", "plan_incomplete"},
    {"sentences", "plan_stand_in"},
    {"sentences", "plan_of_warning"},
    {"sentences", "answer_too_long"},
    {"sentences", "answer_blocked"},
    {"sentences", "answer_empty"},
    {"sentences", "message_too_long", {"limit"}},
    {"sentences", "message_empty"},
    {"sentences", "history_too_long"},
    {"sentences", "server_busy"},
    {"sentences", "shutting_down"},
    {"sentences", "internal_error"},
    {"sentences", "plan_notes_intro"},
    {"sentences", "plan_note_name_missing"},
    {"sentences", "plan_note_sessions_count"},
    {"sentences", "plan_note_session_empty"},
    {"sentences", "plan_note_sessions_over_week"},
    {"sentences", "plan_note_exercises_few"},
    {"sentences", "plan_note_sets_many"},
    {"sentences", "plan_note_equipment_missing"},
    {"sentences", "plan_note_level_above"},
    {"sentences", "plan_note_level_far_above"},
    {"sentences", "plan_note_barred_left"},
    {"sentences", "plan_note_lying_on_back"},
    {"sentences", "plan_note_asked_missing"},
    {"sentences", "plan_note_rejected_there"},
    {"sentences", "plan_note_volume_low"},
    {"sentences", "plan_note_volume_high"},
    {"sentences", "plan_note_session_volume_high"},
    {"sentences", "plan_note_pulling_low"},
    {"sentences", "plan_note_hinging_low"},
    {"sentences", "plan_note_muscles_missing"},
    {"sentences", "plan_note_days_in_a_row"},
    {"sentences", "plan_note_time_over"},
    {"sentences", "plan_note_time_long"},
    {"sentences", "plan_note_hard_days_many"},
    {"sentences", "plan_note_beginner_days_many"},
    {"sentences", "plan_note_beginner_days_four"},
    {"sentences", "plan_note_areas_missed"},
    {"sentences", "plan_note_exercises_under_asked"},
    {"sentences", "plan_note_exercises_run_out"},
    {"sentences", "plan_note_intensity_in_name"},
    {"sentences", "plan_note_foreign_advice_in_name"},
    {"sentences", "plan_note_age_unsuitable"},
    {"sentences", "plan_note_age_users_own"},
    {"sentences", "plan_note_age_too_young"},
    {"sentences", "plan_note_age_days_many"},
    {"sentences", "plan_note_age_balance"},
    {"sentences", "plan_note_effort_missing"},
    {"sentences", "plan_note_description_short"},
};

}  // namespace

Needs needs_of_code() {
  Needs needs;
  for (const auto& row : kTable) {
    auto& slots = needs[std::string(row.id)][std::string(row.key)];
    for (const auto slot : row.slots) {
      if (!slot.empty()) slots.emplace(slot);
    }
  }
  return needs;
}

}  // namespace spotter::prompts

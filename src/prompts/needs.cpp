#include "prompts/needs.hpp"

#include <array>
#include <string_view>

namespace spotter::prompts {
namespace {

struct Row {
  std::string_view id;
  std::string_view key;
  std::array<std::string_view, 3> slots = {};
};

constexpr Row kTable[] = {
    {"coach", kPromptKey, {"locale", "date", "unit"}},
    {"introduce", kPromptKey, {"locale"}},
    {"sentences", "quota_used_up", {"when"}},
    {"sentences", "duration_hours_minutes", {"hours", "minutes"}},
    {"sentences", "duration_hours", {"hours"}},
    {"sentences", "duration_minutes", {"minutes"}},
    {"sentences", "too_many_turns"},
    {"sentences", "entitlement_gone"},
    {"sentences", "upstream_down"},
    {"sentences", "upstream_refused"},
    {"sentences", "upstream_busy"},
    {"sentences", "timeout"},
    {"sentences", "answer_cut_off"},
    {"sentences", "plan_incomplete"},
    {"sentences", "answer_too_long"},
    {"sentences", "answer_blocked"},
    {"sentences", "answer_empty"},
    {"sentences", "message_too_long", {"limit"}},
    {"sentences", "message_empty"},
    {"sentences", "history_too_long"},
    {"sentences", "shutting_down"},
    {"sentences", "internal_error"},
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

#include "llm/anthropic/timeouts.hpp"

#include <spotter/base/text.hpp>

namespace spotter::llm::anthropic {

Pace pace_of(const Settings& settings) {
  const bool is_haiku = to_lower_ascii(settings.model).find("haiku") != std::string::npos;
  const bool quick = is_haiku && equals_ignoring_case(settings.effort, "low");
  return {.local = false, .reasons = !quick};
}

ResolvedTimeouts resolve_timeouts(const Settings& settings) {
  return llm::resolve_timeouts(settings.timeouts, pace_of(settings));
}

}  // namespace spotter::llm::anthropic

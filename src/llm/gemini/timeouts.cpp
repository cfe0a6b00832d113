#include "llm/gemini/timeouts.hpp"

#include <spotter/base/text.hpp>

namespace spotter::llm::gemini {

Pace pace_of(const Settings& settings) {
  const bool is_lite = to_lower_ascii(settings.model).find("lite") != std::string::npos;
  const bool minimal = settings.thinking_level.empty()
                           ? is_lite
                           : equals_ignoring_case(settings.thinking_level, "minimal");
  return {.local = false, .reasons = !minimal};
}

ResolvedTimeouts resolve_timeouts(const Settings& settings) {
  return llm::resolve_timeouts(settings.timeouts, pace_of(settings));
}

}  // namespace spotter::llm::gemini

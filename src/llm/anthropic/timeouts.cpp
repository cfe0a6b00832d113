#include "llm/anthropic/timeouts.hpp"

#include <spotter/base/text.hpp>

namespace spotter::llm::anthropic {

ResolvedTimeouts resolve_timeouts(const Settings& settings) {
  const bool is_haiku = to_lower_ascii(settings.model).find("haiku") != std::string::npos;
  const bool quick = is_haiku && equals_ignoring_case(settings.effort, "low");
  return llm::resolve_timeouts(settings.timeouts, {.local = false, .reasons = !quick});
}

}  // namespace spotter::llm::anthropic

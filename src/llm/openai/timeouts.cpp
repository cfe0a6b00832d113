#include "llm/openai/timeouts.hpp"

namespace spotter::llm::openai {

Pace pace_of(const Settings& settings) {
  const auto capabilities = settings.capabilities.value_or(capabilities_of(settings.base_url));
  const bool reasons =
      !capabilities.reasoning_effort.empty() && capabilities.reasoning_effort != "none";
  return {.local = is_local(settings.base_url), .reasons = reasons};
}

ResolvedTimeouts resolve_timeouts(const Settings& settings) {
  return llm::resolve_timeouts(settings.timeouts, pace_of(settings));
}

}  // namespace spotter::llm::openai

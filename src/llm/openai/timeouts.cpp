#include "llm/openai/timeouts.hpp"

namespace spotter::llm::openai {

Pace pace_of(const Settings& settings) {
  const bool reasons = settings.capabilities && settings.capabilities->reasons;
  return {.local = is_local(settings.base_url), .reasons = reasons};
}

ResolvedTimeouts resolve_timeouts(const Settings& settings, const Capabilities& capabilities) {
  return llm::resolve_timeouts(
      settings.timeouts, {.local = is_local(settings.base_url), .reasons = capabilities.reasons});
}

}  // namespace spotter::llm::openai

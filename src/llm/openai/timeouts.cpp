#include "llm/openai/timeouts.hpp"

namespace spotter::llm::openai {

ResolvedTimeouts resolve_timeouts(const Settings& settings) {
  const auto capabilities = settings.capabilities.value_or(capabilities_of(settings.base_url));
  const bool reasons =
      !capabilities.reasoning_effort.empty() && capabilities.reasoning_effort != "none";
  return llm::resolve_timeouts(settings.timeouts,
                               {.local = is_local(settings.base_url), .reasons = reasons});
}

}  // namespace spotter::llm::openai

#include "llm/openai/timeouts.hpp"

namespace spotter::llm::openai {

ResolvedTimeouts resolve_timeouts(const Settings& settings, const Capabilities& capabilities) {
  return llm::resolve_timeouts(
      settings.timeouts, {.local = is_local(settings.base_url), .reasons = capabilities.reasons});
}

}  // namespace spotter::llm::openai

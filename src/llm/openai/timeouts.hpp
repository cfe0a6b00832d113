#pragma once

#include <spotter/llm/openai/settings.hpp>
#include <spotter/llm/stream_timers.hpp>

namespace spotter::llm::openai {

/// The timeouts for this server and model.
ResolvedTimeouts resolve_timeouts(const Settings& settings, const Capabilities& capabilities);

}  // namespace spotter::llm::openai

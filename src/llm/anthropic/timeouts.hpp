#pragma once

#include <spotter/llm/anthropic/settings.hpp>
#include <spotter/llm/stream_timers.hpp>

namespace spotter::llm::anthropic {

/// The timeouts for this model.
ResolvedTimeouts resolve_timeouts(const Settings& settings);

}  // namespace spotter::llm::anthropic

#pragma once

#include <spotter/llm/anthropic/settings.hpp>
#include <spotter/llm/stream_timers.hpp>

namespace spotter::llm::anthropic {

/// The timeouts for this model: all but the Haikus at low effort think for long before they speak.
ResolvedTimeouts resolve_timeouts(const Settings& settings);

}  // namespace spotter::llm::anthropic

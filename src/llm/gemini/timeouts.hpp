#pragma once

#include <spotter/llm/gemini/settings.hpp>
#include <spotter/llm/stream_timers.hpp>

namespace spotter::llm::gemini {

/// The timeouts for this model: all but the lite ones think before they speak, unless told not to.
ResolvedTimeouts resolve_timeouts(const Settings& settings);

}  // namespace spotter::llm::gemini

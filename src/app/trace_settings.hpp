#pragma once

#include "app/settings_table.hpp"

#include <span>
#include <string>

namespace spotter::app {

/// The rows of the settings table about traces: OpenTelemetry's own names.
std::span<const Row> trace_settings();

/// Where spans go, and what they say of this process, from all of those together. False: `why`.
bool resolve_traces(Settings& settings, std::string& why);

}  // namespace spotter::app

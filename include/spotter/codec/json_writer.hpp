#pragma once

#include <string>
#include <string_view>

namespace spotter::codec {

/// Appends text with JSON escapes, without quotes: `"`, `\` and control characters only; everything
/// else goes out as raw UTF-8, as the reference SignalR server does.
void append_json_escaped(std::string& out, std::string_view text);

/// Appends a quoted JSON string.
void append_json_string(std::string& out, std::string_view text);

}  // namespace spotter::codec

#pragma once

#include <string>
#include <string_view>

namespace spotter::signalr {

/// Appends one event of a text/event-stream that carries the bytes: a `data: ` line for each line
/// of them (lines end with LF; a CR before it is left out), then an empty one. With the space and
/// the CRLFs that older .NET clients insist on.
void append_event(std::string& out, std::string_view bytes);

/// A comment, which clients skip. An event stream begins with it, since some clients take it for
/// open only when something has come.
inline constexpr std::string_view kEventStreamComment = ":\r\n";

}  // namespace spotter::signalr

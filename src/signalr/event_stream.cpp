#include "signalr/event_stream.hpp"

namespace spotter::signalr {

void append_event(std::string& out, std::string_view bytes) {
  for (;;) {
    const auto end = bytes.find('\n');
    std::string_view line = bytes.substr(0, end);
    if (end != std::string_view::npos && line.ends_with('\r')) line.remove_suffix(1);
    out.append("data: ").append(line).append("\r\n");
    if (end == std::string_view::npos) break;
    bytes.remove_prefix(end + 1);
  }
  out.append("\r\n");
}

}  // namespace spotter::signalr

#include <spotter/hub/ending.hpp>

namespace spotter::hub {

std::string_view name_of(Ending ending) noexcept {
  switch (ending) {
    case Ending::client_closed:
      return "client_closed";
    case Ending::connection_lost:
      return "connection_lost";
    case Ending::handshake_failed:
      return "handshake_failed";
    case Ending::handshake_timeout:
      return "handshake_timeout";
    case Ending::client_silent:
      return "client_silent";
    case Ending::protocol_error:
      return "protocol_error";
    case Ending::too_slow:
      return "too_slow";
    case Ending::server_closed:
      return "server_closed";
  }
  return "unknown";
}

}  // namespace spotter::hub

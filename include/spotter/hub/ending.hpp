#pragma once

#include <string_view>

namespace spotter::hub {

/// How a session ended, for the log. Closed set.
enum class Ending {
  client_closed,    ///< Close record or close frame
  connection_lost,  ///< it broke
  handshake_failed,
  handshake_timeout,
  client_silent,   ///< client timeout
  protocol_error,  ///< malformed or oversized record
  too_slow,        ///< a write was stuck, or too much waited
  server_closed    ///< drain, shutdown, dismissal, or a bug of ours (which was reported)
};

/// What the server's last record tells the client.
enum class Close {
  for_good,   ///< official clients stay away
  come_back,  ///< they reconnect if they are set up to
};

/// The enumerator's own name.
std::string_view name_of(Ending ending) noexcept;

}  // namespace spotter::hub

#pragma once

#include <spotter/hub/error_texts.hpp>

#include <chrono>
#include <cstddef>

namespace spotter::hub {

/// Limits and times of one hub. Defaults are those of the coach hubs; where the reference server
/// differs, its own default is named.
struct Settings {
  std::chrono::milliseconds handshake_timeout{60'000};  ///< reference default 15 s
  std::chrono::milliseconds client_timeout{120'000};    ///< reference default 30 s
  std::chrono::milliseconds keep_alive_interval{15'000};
  /// One write stuck longer: dropped. Long polling has disconnect_timeout of its own instead.
  std::chrono::milliseconds send_timeout{10'000};
  /// How long a client of stateful reconnect may be away.
  std::chrono::milliseconds away_max{15'000};
  std::size_t record_bytes_max = 256 * 1024;  ///< framing included; reference default 32 KiB
  std::size_t parallel_invocations_max = 2;   ///< reference default 1
  std::size_t upload_items_max = 10;          ///< unread items an upload stream may hold
  /// Unread items that all upload streams of a connection may hold together, and the one that goes
  /// beyond it; then the client waits, as at upload_items_max.
  std::size_t upload_bytes_max = 1024 * 1024;
  std::size_t unacknowledged_bytes_max = 100'000;  ///< of stateful reconnect
  std::size_t pending_bytes_soft_max = 64 * 1024;  ///< Room::full from here on
  /// Beyond it the client is too slow and is dropped. More than one frame that waits and the last
  /// one of the longest answer, each byte of it escaped.
  std::size_t pending_bytes_max = 4 * 1024 * 1024;
  Errors errors = Errors::brief;
};

}  // namespace spotter::hub

#pragma once

#include <chrono>
#include <cstddef>

namespace spotter::conversation {

/// Limits count for one directory.
struct Settings {
  /// How long a chat rests without its user before it is gone.
  std::chrono::seconds lifetime{30 * 60};
  /// How long an answer goes on whose client is gone.
  std::chrono::seconds grace{120};
  /// How long a client that says nothing is waited for, when another one of its payer wants to go
  /// on.
  std::chrono::milliseconds patience{3'000};
  /// How long until a client at another instance is asked for again.
  std::chrono::milliseconds ask_interval{500};
  std::size_t chats_max = 50'000;            ///< that rest or are talked in
  std::size_t bytes_max = 64 * 1024 * 1024;  ///< of those that rest, sealed
  std::size_t payer_chats_max = 12'500;      ///< the same of one payer, at rest
  std::size_t payer_bytes_max = 16 * 1024 * 1024;
  std::size_t unheard_max = 2'000;  ///< answers that go on without a client
};

}  // namespace spotter::conversation

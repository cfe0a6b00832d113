#pragma once

#include <chrono>
#include <cstddef>

namespace spotter::chat {

struct Settings {
  /// Least time between two cumulative frames of a turn, to a fortieth: who is late does not delay
  /// those after. The first never waits. 0: one frame per delta.
  std::chrono::milliseconds frame_interval{40};
  std::chrono::milliseconds turn_timeout{5 * 60'000};
  /// How long the completion of a restarted turn waits for the next call before it goes out alone.
  std::chrono::milliseconds held_completion_wait{1'500};
  std::size_t held_completions_max = 16;         ///< one more: the oldest goes out at once
  std::size_t message_characters_max = 120'000;  ///< what the hub's record limit lets through
  std::size_t history_messages_max = 20;
  std::size_t history_bytes_max = 256 * 1024;  ///< about 64,000 tokens, the new message included
  std::size_t answer_bytes_max = 256 * 1024;   ///< beyond it the answer counts as too long
  std::size_t output_tokens_max = 16'000;      ///< a plan of seven days with notes
  std::size_t plan_bytes_max = 512 * 1024;     ///< of a plan as the model writes it
  /// How far the upstream is read ahead of what the client was shown.
  std::size_t read_ahead_bytes_max = 64 * 1024;
};

}  // namespace spotter::chat

#pragma once

#include <spotter/llm/provider.hpp>

#include <optional>
#include <string>

namespace spotter::chat {

/// What belongs together: what the user said and what was answered. Both stay or both go.
struct Exchange {
  std::string user;
  std::string assistant;     ///< may be empty: stopped before the first word
  bool interrupted = false;  ///< the answer is not whole
  /// The plan that was handed over.
  std::optional<llm::ToolCall> call = {};
  bool introduction = false;  ///< `user` is our wish that the coach introduce itself

  friend bool operator==(const Exchange&, const Exchange&) = default;
};

}  // namespace spotter::chat

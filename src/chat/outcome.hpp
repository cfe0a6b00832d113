#pragma once

#include <spotter/llm/event.hpp>

#include <string_view>

namespace spotter::chat {

/// Why a turn ended, for the log. Closed set.
enum class Outcome {
  answered,
  warned,      ///< a warning sign in the message was answered, and no model was asked
  stopped,     ///< by the user
  superseded,  ///< by a newer call
  restarted,
  disconnected,
  shut_down,  ///< the server ended
  cut_off,    ///< the upstream broke off after words were shown
  too_long,   ///< the model's output limit, or ours
  blocked,    ///< content filter
  upstream_failed,
  quota_used_up,
  too_many_turns,
  entitlement_gone,       ///< the store says that the purchase is no more
  entitlement_unchecked,  ///< the store cannot be asked, and has not been for too long
  message_refused,        ///< empty or too long
  internal_error
};
std::string_view name_of(Outcome outcome) noexcept;

/// The key of the sentence for a failure before the first word.
std::string_view sentence_key_for(llm::FailureClass cause) noexcept;

}  // namespace spotter::chat

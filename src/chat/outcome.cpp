#include "chat/outcome.hpp"

namespace spotter::chat {

std::string_view name_of(Outcome outcome) noexcept {
  switch (outcome) {
    case Outcome::answered:
      return "answered";
    case Outcome::warned:
      return "warned";
    case Outcome::stopped:
      return "stopped";
    case Outcome::superseded:
      return "superseded";
    case Outcome::restarted:
      return "restarted";
    case Outcome::disconnected:
      return "disconnected";
    case Outcome::shut_down:
      return "shut_down";
    case Outcome::cut_off:
      return "cut_off";
    case Outcome::too_long:
      return "too_long";
    case Outcome::blocked:
      return "blocked";
    case Outcome::upstream_failed:
      return "upstream_failed";
    case Outcome::quota_used_up:
      return "quota_used_up";
    case Outcome::too_many_turns:
      return "too_many_turns";
    case Outcome::overloaded:
      return "overloaded";
    case Outcome::entitlement_gone:
      return "entitlement_gone";
    case Outcome::entitlement_unchecked:
      return "entitlement_unchecked";
    case Outcome::message_refused:
      return "message_refused";
    case Outcome::internal_error:
      return "internal_error";
  }
  return "unknown";
}

std::string_view sentence_key_for(llm::FailureClass cause) noexcept {
  switch (cause) {
    case llm::FailureClass::auth:
    case llm::FailureClass::permission:
    case llm::FailureClass::billing:
    case llm::FailureClass::not_found:
    case llm::FailureClass::invalid_request:
    case llm::FailureClass::request_too_large:
      return "upstream_refused";
    case llm::FailureClass::context_length:
      return "history_too_long";
    case llm::FailureClass::blocked:
      return "answer_blocked";
    case llm::FailureClass::rate_limit:
    case llm::FailureClass::overloaded:
      return "upstream_busy";
    case llm::FailureClass::timeout:
      return "timeout";
    case llm::FailureClass::empty:
      return "answer_empty";
    case llm::FailureClass::server:
    case llm::FailureClass::network:
    case llm::FailureClass::protocol:
    case llm::FailureClass::truncated:
    case llm::FailureClass::malformed_tool_call:
    case llm::FailureClass::cancelled:
      return "upstream_down";
  }
  return "internal_error";
}

}  // namespace spotter::chat

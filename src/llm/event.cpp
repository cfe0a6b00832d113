#include <spotter/llm/event.hpp>

namespace spotter::llm {

bool retryable(FailureClass cause) noexcept {
  switch (cause) {
    case FailureClass::rate_limit:
    case FailureClass::overloaded:
    case FailureClass::server:
    case FailureClass::timeout:
    case FailureClass::network:
    case FailureClass::protocol:
    case FailureClass::truncated:
    case FailureClass::empty:
    case FailureClass::malformed_tool_call:
      return true;
    case FailureClass::auth:
    case FailureClass::permission:
    case FailureClass::billing:
    case FailureClass::not_found:
    case FailureClass::invalid_request:
    case FailureClass::context_length:
    case FailureClass::request_too_large:
    case FailureClass::blocked:
    case FailureClass::cancelled:
      return false;
  }
  return false;
}

std::string_view name_of(FailureClass cause) noexcept {
  switch (cause) {
    case FailureClass::auth:
      return "auth";
    case FailureClass::permission:
      return "permission";
    case FailureClass::billing:
      return "billing";
    case FailureClass::not_found:
      return "not_found";
    case FailureClass::invalid_request:
      return "invalid_request";
    case FailureClass::context_length:
      return "context_length";
    case FailureClass::request_too_large:
      return "request_too_large";
    case FailureClass::blocked:
      return "blocked";
    case FailureClass::rate_limit:
      return "rate_limit";
    case FailureClass::overloaded:
      return "overloaded";
    case FailureClass::server:
      return "server";
    case FailureClass::timeout:
      return "timeout";
    case FailureClass::network:
      return "network";
    case FailureClass::protocol:
      return "protocol";
    case FailureClass::truncated:
      return "truncated";
    case FailureClass::empty:
      return "empty";
    case FailureClass::malformed_tool_call:
      return "malformed_tool_call";
    case FailureClass::cancelled:
      return "cancelled";
  }
  return "unknown";
}

std::string_view name_of(FinishReason reason) noexcept {
  switch (reason) {
    case FinishReason::stop:
      return "stop";
    case FinishReason::tool_calls:
      return "tool_calls";
    case FinishReason::length:
      return "length";
    case FinishReason::content_filter:
      return "content_filter";
    case FinishReason::refusal:
      return "refusal";
    case FinishReason::pause:
      return "pause";
    case FinishReason::other:
      return "other";
  }
  return "unknown";
}

}  // namespace spotter::llm

#include "llm/anthropic/errors.hpp"

#include <spotter/base/text.hpp>
#include <spotter/llm/http/json_members.hpp>

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace spotter::llm::anthropic {
namespace {

/// `invalid_request_error` is the type of all that can be wrong with a request, and of some things
/// that are not: only the message tells them apart.
std::optional<FailureClass> class_of_message(std::string_view message) {
  using enum FailureClass;
  constexpr std::array<std::pair<std::string_view, FailureClass>, 6> kMessages{
      {{"prompt is too long", context_length},
       {"exceed context limit", context_length},
       {"credit balance", billing},
       {"spend limit", billing},
       {"usage limit", billing},
       {"content filtering policy", blocked}}};
  const auto* const found = std::find_if(
      kMessages.begin(), kMessages.end(),
      [message](const auto& known) { return message.find(known.first) != std::string_view::npos; });
  if (found == kMessages.end()) return std::nullopt;
  return found->second;
}

/// Whether a message speaks of what strict tools need beyond plain ones.
bool names_form_of_tools(std::string_view message) {
  constexpr std::array<std::string_view, 4> kWords{"schema", "strict", "eager_input_streaming",
                                                   "grammar"};
  return std::any_of(kWords.begin(), kWords.end(), [message](std::string_view word) {
    return message.find(word) != std::string_view::npos;
  });
}

}  // namespace

Refused refused_by(const http::ServerError& error) {
  Refused refused{http::classify(error)};
  FailureClass& cause = refused.failed.cause;
  if (cause != FailureClass::invalid_request || !error.error) return refused;
  const std::string message = to_lower_ascii(http::text_of(*error.error, "message"));
  cause = class_of_message(message).value_or(cause);
  refused.names_tools =
      cause == FailureClass::invalid_request && error.status == 400 && names_form_of_tools(message);
  return refused;
}

}  // namespace spotter::llm::anthropic

#include "llm/anthropic/errors.hpp"

#include <spotter/base/text.hpp>
#include <spotter/llm/failures.hpp>

#include <algorithm>
#include <array>
#include <string>
#include <utility>

namespace spotter::llm::anthropic {
namespace {

using codec::JsonValue;

std::string text_of(const JsonValue& object, std::string_view key) {
  const auto member = object.get(key);
  return std::string(
      trimmed(member ? member->string().value_or(std::string_view()) : std::string_view()));
}

/// The words of an error object, the most telling first.
std::array<std::string, 3> words_in(const JsonValue& error) {
  const auto details = error.get("details");
  return {details ? text_of(*details, "error_code") : std::string(), text_of(error, "type"),
          text_of(error, "code")};
}

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

Refused classify(const JsonValue& error, FailureClass fallback) {
  Refused refused;
  Failed& failed = refused.failed;
  failed.cause = fallback;
  for (const std::string& word : words_in(error)) {
    if (failed.code.empty()) failed.code = loggable_code(word);
    const auto cause = class_of_word(word);
    if (!cause) continue;
    failed.cause = *cause;
    failed.code = loggable_code(word);
    break;
  }
  if (failed.cause != FailureClass::invalid_request) return refused;
  const std::string message = to_lower_ascii(text_of(error, "message"));
  if (const auto cause = class_of_message(message)) {
    failed.cause = *cause;
  } else {
    refused.names_tools = names_form_of_tools(message);
  }
  return refused;
}

/// Whether the word says no more than "something about the request".
bool is_generic(const Refused& refused) noexcept {
  return refused.failed.cause == FailureClass::invalid_request;
}

}  // namespace

std::optional<JsonValue> error_in(const JsonValue& payload) {
  const auto error = payload.get("error");
  if (error && error->type() != JsonValue::Type::null) return error;
  const auto type = payload.get("type");
  // An error without an object of its own: whatever it says, it is one.
  if (type && type->string() == "error") return payload;
  return std::nullopt;
}

Refused classify_stream_error(const JsonValue& error) {
  return classify(error, FailureClass::server);
}

Refused classify_http_error(int status, std::string_view body, codec::JsonParser& parser) {
  // A redirect leads to another address than the configured one: the settings are wrong.
  const FailureClass by_status = class_of_status(status).value_or(FailureClass::invalid_request);
  Refused refused;
  refused.failed.cause = by_status;
  if (const auto document = parser.parse(body)) {
    if (const auto error = error_in(*document)) refused = classify(*error, by_status);
  }
  // "invalid_request_error" also comes with 401, 404 and 413, which say more.
  if (is_generic(refused)) refused.failed.cause = by_status;
  refused.names_tools = refused.names_tools && by_status == FailureClass::invalid_request;
  if (refused.failed.code.empty()) refused.failed.code = std::to_string(status);
  return refused;
}

}  // namespace spotter::llm::anthropic

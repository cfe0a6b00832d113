#include "llm/openai/errors.hpp"

#include <spotter/base/text.hpp>
#include <spotter/llm/failures.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <string>

namespace spotter::llm::openai {
namespace {

using codec::JsonValue;
using enum FailureClass;

std::optional<int> as_status(std::string_view digits) noexcept {
  int status = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), status);
  if (error != std::errc() || end != digits.data() + digits.size()) return std::nullopt;
  return status;
}

/// What an error object says about itself.
struct Verdict {
  std::optional<FailureClass> cause;
  std::string code;
  bool generic = false;  ///< the word says no more than "something about the request"
};

/// The words of an error object, the most telling first.
std::array<std::string, 4> words_in(const JsonValue& error) {
  const auto word = [](const std::optional<JsonValue>& value) -> std::string {
    if (!value) return {};
    if (const auto text = value->string()) return std::string(trimmed(*text));
    if (const auto number = value->integer()) return std::to_string(*number);
    return {};
  };
  const auto metadata = error.get("metadata");
  return {metadata ? word(metadata->get("error_type")) : std::string(), word(error.get("code")),
          word(error.get("type")), word(error.get("status"))};
}

Verdict verdict_on(const JsonValue& error) {
  const auto words = words_in(error);
  for (const auto& word : words) {
    const auto cause = class_of_word(word);
    if (!cause) continue;
    const bool generic = equals_ignoring_case(word, "invalid_request_error");
    return {cause, loggable_code(word), generic};
  }
  // vLLM, llama.cpp and OpenRouter send an HTTP status as code.
  for (const auto& word : words) {
    const auto status = as_status(word);
    const auto cause = status ? class_of_status(*status) : std::nullopt;
    if (cause) return {cause, loggable_code(word), false};
  }
  for (const auto& word : words) {
    if (!word.empty()) return {std::nullopt, loggable_code(word), false};
  }
  return {};
}

/// The error object of a whole HTTP body: also wrapped in an array, or the top of the body itself.
std::optional<JsonValue> error_in_body(const JsonValue& body) {
  std::optional<JsonValue> error = error_in(body);
  body.for_each([&error](JsonValue item) {
    if (!error) error = error_in(item);
  });
  return error ? error : body;
}

Failed failed(FailureClass cause, std::string code = {}) {
  Failed result;
  result.cause = cause;
  result.code = std::move(code);
  return result;
}

}  // namespace

std::optional<JsonValue> error_in(const JsonValue& payload) noexcept {
  if (const auto object = payload.get("object"); object && object->string() == "error") {
    return payload;
  }
  const auto error = payload.get("error");
  if (!error || error->type() == JsonValue::Type::null || error->boolean() == false) {
    return std::nullopt;
  }
  return error;
}

Failed classify_stream_error(const JsonValue& error) {
  Verdict verdict = verdict_on(error);
  return failed(verdict.cause.value_or(server), std::move(verdict.code));
}

Failed classify_http_error(int status, std::string_view body, codec::JsonParser& parser) {
  Verdict verdict;
  if (const auto document = parser.parse(body)) {
    if (const auto error = error_in_body(*document)) verdict = verdict_on(*error);
  }
  // A redirect leads to another address than the configured one: the settings are wrong.
  const FailureClass by_status = class_of_status(status).value_or(invalid_request);
  // "invalid_request_error" also comes with 401, 404 and 413, which say more.
  const bool status_decides = !verdict.cause || verdict.generic;
  if (verdict.code.empty()) verdict.code = std::to_string(status);
  return failed(status_decides ? by_status : *verdict.cause, std::move(verdict.code));
}

}  // namespace spotter::llm::openai

#include <spotter/base/text.hpp>
#include <spotter/llm/failures.hpp>
#include <spotter/llm/http/errors.hpp>

#include <array>
#include <charconv>
#include <string>
#include <string_view>
#include <utility>

namespace spotter::llm::http {
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
std::array<std::string, 5> words_in(const JsonValue& error) {
  const auto word = [](const std::optional<JsonValue>& value) -> std::string {
    if (!value) return {};
    if (const auto text = value->string()) return std::string(trimmed(*text));
    if (const auto number = value->integer()) return std::to_string(*number);
    return {};
  };
  const auto details = error.get("details");
  const auto metadata = error.get("metadata");
  return {details ? word(details->get("error_code")) : std::string(),
          metadata ? word(metadata->get("error_type")) : std::string(), word(error.get("code")),
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
    // The type "error" is what made it one, and says no more.
    if (!word.empty() && word != "error") return {std::nullopt, loggable_code(word), false};
  }
  return {};
}

bool is_word(const std::optional<JsonValue>& value, std::string_view word) noexcept {
  return value && value->string() == word;
}

std::optional<JsonValue> error_in_object(const JsonValue& payload) {
  if (is_word(payload.get("object"), "error")) return payload;
  const auto error = payload.get("error");
  const bool none = !error || error->type() == JsonValue::Type::null || error->boolean() == false;
  if (!none) return error;
  if (is_word(payload.get("type"), "error")) return payload;
  return std::nullopt;
}

}  // namespace

std::optional<JsonValue> error_in(const JsonValue& payload) {
  std::optional<JsonValue> error = error_in_object(payload);
  payload.for_each([&error](JsonValue item) {
    if (!error) error = error_in_object(item);
  });
  return error;
}

Failed classify(const ServerError& error) {
  Verdict verdict;
  if (error.error) verdict = verdict_on(*error.error);
  Failed failed;
  if (error.status == 0) {
    failed.cause = verdict.cause.value_or(server);
    failed.code = std::move(verdict.code);
    return failed;
  }
  // A redirect leads to another address than the configured one: the settings are wrong.
  const FailureClass by_status = class_of_status(error.status).value_or(invalid_request);
  // "invalid_request_error" also comes with 401, 404 and 413, which say more.
  const bool status_decides = !verdict.cause || verdict.generic;
  failed.cause = status_decides ? by_status : *verdict.cause;
  failed.code = verdict.code.empty() ? std::to_string(error.status) : std::move(verdict.code);
  return failed;
}

}  // namespace spotter::llm::http

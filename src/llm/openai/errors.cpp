#include "llm/openai/errors.hpp"

#include <spotter/base/text.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <string>

namespace spotter::llm::openai {
namespace {

using codec::JsonValue;
using enum FailureClass;

struct KnownWord {
  std::string_view word;
  FailureClass cause;
};

/// Codes, types and statuses that servers of this dialect send. OpenAI sends billing codes with
/// status 429, which looks like a rate limit and never heals by waiting.
constexpr KnownWord kKnownWords[] = {
    {"insufficient_quota", billing},
    {"credit_balance_exhausted", billing},
    {"organization_spend_limit_exceeded", billing},
    {"project_spend_limit_exceeded", billing},
    {"organization_usage_limit_exceeded", billing},
    {"billing_error", billing},
    {"billing_hard_limit_reached", billing},
    {"enforced_spend_limit_reached", billing},
    {"contract_spend_limit_reached", billing},
    {"payment_required", billing},
    {"rate_limit_exceeded", rate_limit},
    {"rate_limit_error", rate_limit},
    {"slow_down", rate_limit},
    {"ramp_limit_exceeded", rate_limit},
    {"resource_exhausted", rate_limit},
    {"too_many_requests", rate_limit},
    {"server_is_overloaded", overloaded},
    {"service_unavailable_error", overloaded},
    {"overloaded_error", overloaded},
    {"unavailable", overloaded},
    {"provider_overloaded", overloaded},
    {"provider_unavailable", overloaded},
    {"server_error", server},
    {"api_error", server},
    {"internal", server},
    {"internal_error", server},
    {"timeout_error", timeout},
    {"deadline_exceeded", timeout},
    {"context_length_exceeded", context_length},
    {"exceed_context_size_error", context_length},
    {"content_policy_violation", blocked},
    {"content_filter", blocked},
    {"bio_policy", blocked},
    {"misalignment_policy_violation", blocked},
    {"invalid_request_error", invalid_request},
    {"invalid_argument", invalid_request},
    {"failed_precondition", invalid_request},
    {"invalid_prompt", invalid_request},
    {"invalid_api_key", auth},
    {"authentication_error", auth},
    {"unauthenticated", auth},
    {"api_key_invalid", auth},
    {"permission_error", permission},
    {"permission_denied", permission},
    {"unsupported_country_region_territory", permission},
    {"model_not_found", not_found},
    {"not_found_error", not_found},
    {"not_found", not_found},
    {"request_too_large", request_too_large},
    {"request_body_too_large_after_decoding", request_too_large},
};

std::optional<FailureClass> class_of_word(std::string_view word) noexcept {
  const auto* const found = std::find_if(
      std::begin(kKnownWords), std::end(kKnownWords),
      [word](const KnownWord& known) { return equals_ignoring_case(known.word, word); });
  if (found == std::end(kKnownWords)) return std::nullopt;
  return found->cause;
}

/// Nothing for a number that is no HTTP error.
std::optional<FailureClass> class_of_status(int status) noexcept {
  switch (status) {
    case 401:
      return auth;
    case 402:
      return billing;
    case 403:
      return permission;
    case 404:
      return not_found;
    case 408:
    case 504:
    case 524:
      return timeout;
    case 409:
      return server;
    case 413:
      return request_too_large;
    case 429:
      return rate_limit;
    case 503:
    case 529:
      return overloaded;
    default:
      break;
  }
  if (status >= 500 && status <= 599) return server;
  if (status >= 400 && status <= 499) return invalid_request;
  return std::nullopt;
}

/// A provider's word that may go to the log: short, and of the letters that codes are made of.
/// Anything else might be text of the user's, or a key.
std::string loggable(std::string_view word) {
  constexpr std::size_t kBytesMax = 64;
  const auto is_code_char = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '-' || c == '.';
  };
  const bool fine = word.size() <= kBytesMax && !word.starts_with("sk-") &&
                    std::all_of(word.begin(), word.end(), is_code_char);
  return fine ? std::string(word) : std::string();
}

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
    return {cause, loggable(word), generic};
  }
  // vLLM, llama.cpp and OpenRouter send an HTTP status as code.
  for (const auto& word : words) {
    const auto status = as_status(word);
    const auto cause = status ? class_of_status(*status) : std::nullopt;
    if (cause) return {cause, loggable(word), false};
  }
  for (const auto& word : words) {
    if (!word.empty()) return {std::nullopt, loggable(word), false};
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

/// Why a call ended; `broke` for all the ways in which a connection can.
FailureClass cause_of(Errc code, FailureClass broke) noexcept {
  switch (code) {
    case Errc::timed_out:
      return timeout;
    case Errc::cancelled:
      return cancelled;
    case Errc::malformed:
    case Errc::too_large:
      return protocol;
    case Errc::unreachable:
    case Errc::refused:
    case Errc::reset:
    case Errc::closed:
    case Errc::invalid_argument:
    case Errc::unauthorized:
    case Errc::overloaded:
    case Errc::unavailable:
    case Errc::internal:
      return broke;
  }
  return broke;
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

Failed classify_connect_error(const Error& error) {
  return failed(cause_of(error.code, network));
}

Failed classify_broken_body(const Error& error) {
  return failed(cause_of(error.code, truncated));
}

}  // namespace spotter::llm::openai

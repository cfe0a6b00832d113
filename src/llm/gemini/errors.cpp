#include "llm/gemini/errors.hpp"

#include <spotter/base/text.hpp>
#include <spotter/llm/failures.hpp>
#include <spotter/llm/retry_after.hpp>

#include <algorithm>
#include <chrono>
#include <string>
#include <utility>

namespace spotter::llm::gemini {
namespace {

using codec::JsonValue;

std::string text_of(const JsonValue& object, std::string_view key) {
  const auto member = object.get(key);
  return std::string(
      trimmed(member ? member->string().value_or(std::string_view()) : std::string_view()));
}

/// What the `details` of an error say, whichever of Google's error types they are.
struct Details {
  std::string reason;         ///< ErrorInfo: a word
  std::string retry_delay;    ///< RetryInfo: "34s"
  bool quota_of_day = false;  ///< QuotaFailure: what is used up comes back tomorrow
};

Details read_details(const JsonValue& error) {
  Details details;
  const auto list = error.get("details");
  if (!list) return details;
  list->for_each([&details](JsonValue detail) {
    if (details.reason.empty()) details.reason = text_of(detail, "reason");
    if (details.retry_delay.empty()) details.retry_delay = text_of(detail, "retryDelay");
    const auto violations = detail.get("violations");
    if (!violations) return;
    violations->for_each([&details](JsonValue violation) {
      const bool of_day = text_of(violation, "quotaId").find("PerDay") != std::string::npos;
      details.quota_of_day = details.quota_of_day || of_day;
    });
  });
  return details;
}

/// A duration in the JSON of protobuf: seconds, perhaps with a fraction, and an "s".
std::optional<std::chrono::milliseconds> read_duration(std::string_view text) {
  if (!text.ends_with('s')) return std::nullopt;
  text.remove_suffix(1);
  return read_retry_after({}, text, WallTime());
}

/// The class and the word that decided it. `fallback` is for an error that says nothing.
Failed verdict_on(const JsonValue& error, const Details& details, FailureClass fallback) {
  const std::string status = text_of(error, "status");
  Failed failed;
  for (const std::string& word : {details.reason, status}) {
    const auto cause = class_of_word(word);
    if (!cause) continue;
    failed.cause = *cause;
    failed.code = loggable_code(word);
    return failed;
  }
  const auto number = error.get("code");
  const std::int64_t code = number ? number->integer().value_or(0) : 0;
  const auto known =
      code >= 100 && code <= 599 ? class_of_status(static_cast<int>(code)) : std::nullopt;
  failed.cause = known.value_or(fallback);
  failed.code = loggable_code(status);
  if (failed.code.empty() && known) failed.code = std::to_string(code);
  return failed;
}

Refused classify_object(const JsonValue& error, FailureClass fallback) {
  const Details details = read_details(error);
  Refused refused{verdict_on(error, details, fallback)};
  Failed& failed = refused.failed;
  const std::string message = to_lower_ascii(text_of(error, "message"));
  const auto says = [&](std::string_view words) {
    return message.find(words) != std::string::npos;
  };
  if (failed.cause == FailureClass::invalid_request) {
    // The status is the same for all that can be wrong with a request.
    if (says("exceeds the maximum number of tokens")) failed.cause = FailureClass::context_length;
    refused.names_schema = says("schema");
  }
  if (retryable(failed.cause)) failed.retry_after = read_duration(details.retry_delay);
  if (failed.cause == FailureClass::rate_limit && details.quota_of_day) {
    // Google's advice is for the minute's quota; the day's does not heal within any turn.
    const std::chrono::milliseconds hour = std::chrono::hours(1);
    failed.retry_after = std::max(failed.retry_after.value_or(hour), hour);
  }
  return refused;
}

}  // namespace

Refused read_error(const http::ServerError& error) {
  // A redirect leads to another address than the configured one: the settings are wrong.
  const FailureClass fallback =
      error.status == 0 ? FailureClass::server
                        : class_of_status(error.status).value_or(FailureClass::invalid_request);
  Refused refused;
  refused.failed.cause = fallback;
  if (error.error) refused = classify_object(*error.error, fallback);
  if (refused.failed.code.empty() && error.status != 0) {
    refused.failed.code = std::to_string(error.status);
  }
  return refused;
}

}  // namespace spotter::llm::gemini

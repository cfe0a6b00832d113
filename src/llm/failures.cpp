#include <spotter/base/text.hpp>
#include <spotter/llm/failures.hpp>

#include <algorithm>
#include <iterator>

namespace spotter::llm {
namespace {

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

Failed failed(FailureClass cause) {
  Failed result;
  result.cause = cause;
  return result;
}

}  // namespace

std::optional<FailureClass> class_of_word(std::string_view word) noexcept {
  const auto* const found = std::find_if(
      std::begin(kKnownWords), std::end(kKnownWords),
      [word](const KnownWord& known) { return equals_ignoring_case(known.word, word); });
  if (found == std::end(kKnownWords)) return std::nullopt;
  return found->cause;
}

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

namespace {

/// Somebody's key, which a provider may repeat where its code should be. Codes are words, with a
/// number at most; keys are random: digits between letters, in both cases as a rule.
bool looks_like_key(std::string_view word) {
  constexpr std::ptrdiff_t kDigitsMax = 4;
  if (word.starts_with("sk-") || word.starts_with("AIza") || word.starts_with("AQ.")) return true;
  const auto count = [&](char first, char last) {
    return std::count_if(word.begin(), word.end(), [=](char c) { return c >= first && c <= last; });
  };
  const auto digits = count('0', '9');
  const auto small = count('a', 'z');
  const auto large = count('A', 'Z');
  const bool mixed = digits > 0 && small > 0 && large > 0;
  return small + large > 0 && (mixed || digits > kDigitsMax);
}

}  // namespace

std::string loggable_code(std::string_view word) {
  constexpr std::size_t kBytesMax = 64;
  const auto is_code_char = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '-' || c == '.';
  };
  const bool fine = word.size() <= kBytesMax && !looks_like_key(word) &&
                    std::all_of(word.begin(), word.end(), is_code_char);
  return fine ? std::string(word) : std::string();
}

Failed classify_connect_error(const Error& error) {
  return failed(cause_of(error.code, network));
}

Failed classify_broken_body(const Error& error) {
  return failed(cause_of(error.code, truncated));
}

}  // namespace spotter::llm

#include "purchase/apple/api_answers.hpp"

#include <spotter/purchase/http/json.hpp>

#include <utility>

namespace spotter::purchase::apple {
namespace {

using Kind = http::Judgement::Kind;

constexpr std::size_t kLastTransactionsMax = 64;

// https://developer.apple.com/documentation/appstoreserverapi/error-codes
constexpr std::int64_t kInvalidTransactionId = 4'000'006;
constexpr std::int64_t kInvalidOriginalTransactionId = 4'000'008;
constexpr std::int64_t kAccountNotFound = 4'040'001;
constexpr std::int64_t kAccountNotFoundAgain = 4'040'002;
constexpr std::int64_t kAppNotFound = 4'040'003;
constexpr std::int64_t kAppNotFoundAgain = 4'040'004;
constexpr std::int64_t kOriginalNotFound = 4'040'005;
constexpr std::int64_t kOriginalNotFoundAgain = 4'040'006;
constexpr std::int64_t kTransactionNotFound = 4'040'010;

http::Judgement judgement(Kind kind, Reason reason, std::string_view alarm = {}) {
  http::Judgement made;
  made.kind = kind;
  made.reason = reason;
  made.alarm = alarm;
  return made;
}

http::Judgement judge_not_found(std::optional<std::int64_t> code) {
  // Without a code it is not Apple's API that answers.
  switch (code.value_or(0)) {
    case kTransactionNotFound:
    case kAccountNotFound:
    case kOriginalNotFound:
      return judgement(Kind::answered, Reason::ok);
    case kAppNotFound:
      return judgement(Kind::answered, Reason::ok, "app_not_found");
    case kAccountNotFoundAgain:
    case kAppNotFoundAgain:
    case kOriginalNotFoundAgain:
      return judgement(Kind::again, Reason::upstream_5xx);
    default:
      return judgement(Kind::failed, Reason::upstream_bad_body);
  }
}

http::Judgement judge_content(codec::JsonParser& parser, std::string_view body, Asked asked) {
  const auto object = http::read_object(parser, body);
  const bool good =
      object && (asked == Asked::transaction ? http::text_of(*object, "signedTransactionInfo").has()
                                             : http::array_of(*object, "data").has());
  return good ? judgement(Kind::answered, Reason::ok)
              : judgement(Kind::failed, Reason::upstream_bad_body);
}

std::string text_in(const codec::JsonValue& object, std::string_view key) {
  return std::string(http::text_of(object, key).value);
}

/// False: not of that form.
bool read_last(const codec::JsonValue& entry, LastTransaction& last) {
  if (entry.type() != codec::JsonValue::Type::object) return false;
  const auto status = http::integer_of(entry, "status");
  if (status.has()) last.status = status.value;
  last.original_id = text_in(entry, "originalTransactionId");
  last.signed_transaction = text_in(entry, "signedTransactionInfo");
  last.signed_renewal = text_in(entry, "signedRenewalInfo");
  return !last.signed_transaction.empty();
}

bool read_group(const codec::JsonValue& group, std::vector<LastTransaction>& into) {
  if (group.type() != codec::JsonValue::Type::object) return false;
  const auto transactions = http::array_of(group, "lastTransactions");
  if (transactions.wrong()) return false;
  bool good = true;
  transactions.value.for_each([&](codec::JsonValue entry) {
    LastTransaction last;
    good = good && into.size() < kLastTransactionsMax && read_last(entry, last);
    if (good) into.push_back(std::move(last));
  });
  return good;
}

}  // namespace

std::optional<std::int64_t> error_code_of(codec::JsonParser& parser, std::string_view body) {
  const auto object = http::read_object(parser, body);
  if (!object) return std::nullopt;
  const auto code = http::integer_of(*object, "errorCode");
  return code.has() ? std::optional(code.value) : std::nullopt;
}

http::Judgement judge_response(codec::JsonParser& parser, const http::Response& response,
                               Asked asked, WallTime now) {
  switch (response.status) {
    case 200:
      return judge_content(parser, response.body, asked);
    case 400: {
      const std::int64_t code = error_code_of(parser, response.body).value_or(0);
      if (code == kInvalidTransactionId || code == kInvalidOriginalTransactionId)
        return judgement(Kind::answered, Reason::ok);
      return judgement(Kind::failed, Reason::upstream_bad_body, "request_refused");
    }
    case 401:
    case 403:
      // Our key, its id, the issuer, the bundle, or our clock. Also an app that was never released.
      return judgement(Kind::failed, Reason::upstream_auth, "key_refused");
    case 404:
      return judge_not_found(error_code_of(parser, response.body));
    case 429: {
      auto limited = judgement(Kind::failed, Reason::upstream_rate_limited);
      limited.retry_after = http::read_retry_after(response.retry_after, now);
      limited.rest = true;
      return limited;
    }
    default:
      return judgement(Kind::failed, Reason::upstream_bad_body);
  }
}

bool is_unknown_transaction(codec::JsonParser& parser, const http::Response& response) {
  return response.status == 404 && error_code_of(parser, response.body) == kTransactionNotFound;
}

std::string signed_transaction_in(codec::JsonParser& parser, std::string_view body) {
  const auto object = http::read_object(parser, body);
  return object ? text_in(*object, "signedTransactionInfo") : std::string();
}

std::optional<SubscriptionStatus> parse_subscription(codec::JsonParser& parser,
                                                     std::string_view body) {
  const auto object = http::read_object(parser, body);
  if (!object) return std::nullopt;
  const auto groups = http::array_of(*object, "data");
  if (!groups.has()) return std::nullopt;
  SubscriptionStatus subscription;
  subscription.environment = text_in(*object, "environment");
  subscription.bundle_id = text_in(*object, "bundleId");
  bool good = true;
  groups.value.for_each(
      [&](codec::JsonValue group) { good = good && read_group(group, subscription.last); });
  return good ? std::optional(std::move(subscription)) : std::nullopt;
}

StatusMeaning meaning_of_status(std::optional<std::int64_t> status) {
  switch (status.value_or(0)) {
    case 1:
      return {Standing::active, Reason::ok};
    case 2:
      return {Standing::over, Reason::expired};
    case 3:  // Apple tries to get the money
      return {Standing::over, Reason::not_purchased};
    case 4:
      return {Standing::grace, Reason::ok};
    case 5:
      return {Standing::over, Reason::refunded_or_revoked};
    default:
      return {Standing::over, Reason::upstream_bad_body};
  }
}

std::optional<std::int64_t> grace_end_in(codec::JsonParser& parser, std::string_view payload,
                                         std::string_view environment,
                                         std::string_view original_id) {
  const auto object = http::read_object(parser, payload);
  if (!object) return std::nullopt;
  if (http::text_of(*object, "environment").value != environment) return std::nullopt;
  if (http::text_of(*object, "originalTransactionId").value != original_id) return std::nullopt;
  const auto end = http::integer_of(*object, "gracePeriodExpiresDate");
  return end.has() ? std::optional(end.value) : std::nullopt;
}

}  // namespace spotter::purchase::apple

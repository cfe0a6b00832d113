#pragma once

#include <spotter/codec/json.hpp>
#include <spotter/purchase/http/store_api.hpp>
#include <spotter/purchase/verifier.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace spotter::purchase::apple {

/// What the App Store Server API is asked for.
enum class Asked { transaction, subscription };

/// Whether a response answers, and what to do if not.
http::Judgement judge_response(codec::JsonParser& parser, const http::Response& response,
                               Asked asked, WallTime now);

/// `errorCode` of an error's body.
std::optional<std::int64_t> error_code_of(codec::JsonParser& parser, std::string_view body);

/// The transaction may be one of the other environment.
bool is_unknown_transaction(codec::JsonParser& parser, const http::Response& response);

/// The signed transaction of a response that answered.
std::string signed_transaction_in(codec::JsonParser& parser, std::string_view body);

/// Where a subscription stands, as the API has it: only what is signed in it may say yes.
struct LastTransaction {
  std::optional<std::int64_t> status;
  std::string original_id;
  std::string signed_transaction;
  std::string signed_renewal;
};
struct SubscriptionStatus {
  std::string environment;  ///< empty: not told
  std::string bundle_id;
  std::vector<LastTransaction> last;
};
/// Nothing: not of that form, or of more than 64 transactions.
std::optional<SubscriptionStatus> parse_subscription(codec::JsonParser& parser,
                                                     std::string_view body);

/// What a status says of a verified transaction that is good but for its end: ok (active), ok
/// (grace: its end is in the renewal's document), or why not.
enum class Standing { active, grace, over };
struct StatusMeaning {
  Standing standing = Standing::over;
  Reason reason = Reason::ok;  ///< of over
};
StatusMeaning meaning_of_status(std::optional<std::int64_t> status);

/// `gracePeriodExpiresDate` of a verified renewal document of this purchase; nothing: there is
/// none, or it is of another one.
std::optional<std::int64_t> grace_end_in(codec::JsonParser& parser, std::string_view payload,
                                         std::string_view environment,
                                         std::string_view original_id);

}  // namespace spotter::purchase::apple

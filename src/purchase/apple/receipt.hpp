#pragma once

#include <spotter/codec/json.hpp>
#include <spotter/purchase/apple/settings.hpp>
#include <spotter/purchase/http/store_api.hpp>
#include <spotter/purchase/verifier.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace spotter::purchase::apple {

/// What verifyReceipt wants to be sent.
std::string receipt_request(std::string_view receipt, const Settings& settings);

/// Whether a response of verifyReceipt answers: its HTTP status is 200 also for refusals, and the
/// number in `status` decides. `odd_ones`: responses so far that may have been a passing fault.
http::Judgement judge_receipt_response(codec::JsonParser& parser, const http::Response& response,
                                       int& odd_ones, WallTime now);

/// `status` of a body; nothing: there is none.
std::optional<std::int64_t> receipt_status_of(codec::JsonParser& parser, std::string_view body);

/// A receipt of the sandbox was sent to production.
inline constexpr std::int64_t kSandboxReceipt = 21007;

/// The verdict of a response that answered (and is not kSandboxReceipt). `asked`: the environment
/// whose endpoint it came from. `receipt` only tells payers apart whose receipt has no ids.
Entitlement judge_receipt(codec::JsonParser& parser, std::string_view body,
                          std::string_view receipt, const Settings& settings, Environment asked,
                          WallTime now);

}  // namespace spotter::purchase::apple

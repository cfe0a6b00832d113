#pragma once

#include <spotter/codec/json.hpp>
#include <spotter/purchase/http/store_api.hpp>
#include <spotter/purchase/revenue_cat/settings.hpp>

#include <optional>
#include <string>
#include <string_view>

namespace spotter::purchase::revenue_cat {

/// What RevenueCat's answers mean. Pure.

/// One page of active entitlements.
struct Page {
  enum class Ours { absent, over, holds };
  bool readable = false;
  Ours ours = Ours::absent;
  std::optional<WallTime> ends{};  ///< of one that holds; nothing: never
  bool has_next = false;
  std::string last_id;      ///< of the last item: where the next page starts
  std::string customer_id;  ///< where it was told
};
/// A list, as version 2 has it.
Page read_list(codec::JsonParser& parser, std::string_view body, std::string_view entitlement_id,
               WallTime now);
/// A customer, with the first page of its list in it.
Page read_customer(codec::JsonParser& parser, std::string_view body,
                   std::string_view entitlement_id, WallTime now);

/// One page of subscriptions or purchases of production, and whether one of them gives the
/// entitlement.
struct Grants {
  bool readable = false;
  bool ours = false;
  bool has_next = false;
  /// An object has more entitlements than it shows.
  bool more_hidden = false;
  std::string last_id;
};
enum class Bought { subscriptions, purchases };
Grants read_grants(codec::JsonParser& parser, std::string_view body, Bought what,
                   std::string_view entitlement_id);

/// Version 1's subscriber.
struct Subscriber {
  Reason reason = Reason::upstream_bad_body;
  Environment environment = Environment::unknown;
  std::optional<WallTime> ends{};
  std::string original_id;
};
Subscriber read_subscriber(codec::JsonParser& parser, std::string_view body,
                           const Settings& settings, WallTime now);

/// Statuses other than 200 (and 201 of version 1).
struct Refusal {
  http::Judgement judgement;
  Reason reason = Reason::internal;  ///< of a judgement that is an answer
};
Refusal judge_error(codec::JsonParser& parser, const http::Response& response, WallTime now);

/// How long calls must slow down after this response; nothing: there is room.
std::optional<Duration> slow_for(const http::Response& response, WallTime now);

/// The headers that slow_for() reads.
inline constexpr std::string_view kUsageHeader = "revenuecat-rate-limit-current-usage";
inline constexpr std::string_view kLimitHeader = "revenuecat-rate-limit-current-limit";

}  // namespace spotter::purchase::revenue_cat

#pragma once

#include <string>
#include <string_view>

namespace spotter::testing {

/// One of a customer's active entitlements, as RevenueCat's API version 2 has it.
inline std::string active_entitlement(std::string_view id, std::string_view expires_at = "null") {
  return std::string(R"({"object":"customer.active_entitlement","entitlement_id":")")
      .append(id)
      .append(R"(","expires_at":)")
      .append(expires_at)
      .append("}");
}

/// One page of a list; `next`: JSON.
inline std::string list_of(std::string_view items, std::string_view next = "null") {
  return std::string(R"({"object":"list","url":"/v2/x","next_page":)")
      .append(next)
      .append(R"(,"items":[)")
      .append(items)
      .append("]}");
}

}  // namespace spotter::testing

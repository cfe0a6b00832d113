#include <spotter/base/text.hpp>
#include <spotter/purchase/http/base_url.hpp>
#include <spotter/purchase/revenue_cat/settings.hpp>

#include <algorithm>
#include <array>
#include <regex>
#include <string_view>

namespace spotter::purchase::revenue_cat {
namespace {

constexpr std::size_t kIdBytesMax = 200;
constexpr std::size_t kPatternBytesMax = 500;
constexpr std::string_view kKey = "revenuecat.api_key (REVENUECAT_API_KEY)";

/// Keys that are built into apps. They are no secret, and may not look at customers.
bool is_public_key(std::string_view key) {
  constexpr std::array<std::string_view, 11> kPrefixes = {"appl_", "goog_", "amzn_",   "mac_",
                                                          "strp_", "rcb_",  "rcb_sb_", "test_",
                                                          "pdl_",  "rok_",  "web_"};
  return std::any_of(kPrefixes.begin(), kPrefixes.end(),
                     [key](std::string_view prefix) { return key.starts_with(prefix); });
}

/// Keys go into a header, ids into a path or a query.
bool is_visible(std::string_view text) {
  return !text.empty() && text.size() <= kIdBytesMax &&
         std::all_of(text.begin(), text.end(), [](char c) { return c > 0x20 && c < 0x7F; });
}

std::string fault_in_key(const Settings& settings) {
  const auto key = trimmed(settings.api_key.reveal());
  if (key.empty()) return std::string(kKey).append(" is missing: a secret key of version 2");
  if (is_public_key(key))
    return std::string(kKey).append(
        " is a public key, as apps have them; a secret key (sk_...) is needed");
  if (!is_visible(key)) return std::string(kKey).append(" is not a key");
  return {};
}

std::string fault_in_ids(const Settings& settings) {
  if (settings.api == Api::v1) {
    if (!is_visible(settings.v1_entitlement_key))
      return "revenuecat.v1_entitlement_key (REVENUECAT_V1_ENTITLEMENT_KEY) is not a lookup key";
    return {};
  }
  if (!is_visible(settings.project_id))
    return "revenuecat.project_id (REVENUECAT_PROJECT_ID) is missing: the project's id (proj...)";
  if (!is_visible(settings.entitlement_id))
    return "revenuecat.entitlement_id (REVENUECAT_ENTITLEMENT_ID) is missing: the entitlement's "
           "object id (entl...), not its lookup key";
  return {};
}

std::string fault_in_pattern(const Settings& settings) {
  constexpr std::string_view kName = "revenuecat.user_id_pattern (REVENUECAT_USER_ID_PATTERN)";
  if (settings.user_id_pattern.size() > kPatternBytesMax)
    return std::string(kName).append(" is too long");
  try {
    const std::regex pattern(settings.user_id_pattern);
  } catch (const std::regex_error&) {
    return std::string(kName).append(" is not a regular expression");
  }
  return {};
}

}  // namespace

bool is_configured(const Settings& settings) noexcept {
  return !settings.api_key.empty() || !settings.project_id.empty() ||
         !settings.entitlement_id.empty();
}

bool has_webhook(const Settings& settings) noexcept {
  return !settings.webhook_secret.empty() || !settings.webhook_authorization.empty();
}

std::string fault_in(const Settings& settings) {
  if (!is_configured(settings)) {
    if (!has_webhook(settings)) return {};
    return "revenuecat.webhook_secret (REVENUECAT_WEBHOOK_SECRET): webhooks are of no use without "
           "revenuecat.api_key";
  }
  std::string fault = fault_in_key(settings);
  if (fault.empty()) fault = fault_in_ids(settings);
  if (fault.empty()) fault = fault_in_pattern(settings);
  if (!fault.empty()) return fault;
  fault = http::fault_in_url(settings.base_url);
  if (!fault.empty()) fault.insert(0, "revenuecat.base_url (REVENUECAT_BASE_URL) ");
  return fault;
}

}  // namespace spotter::purchase::revenue_cat

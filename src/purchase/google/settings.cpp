#include "purchase/google/service_account.hpp"

#include <spotter/purchase/google/settings.hpp>
#include <spotter/purchase/http/base_url.hpp>

#include <algorithm>
#include <array>
#include <utility>

namespace spotter::purchase::google {
namespace {

constexpr std::size_t kNameBytesMax = 150;
constexpr std::size_t kProductsMax = 20;

/// Google's ids: letters, digits, dots, underscores; a package has dots.
bool is_id(std::string_view text) {
  constexpr std::string_view kAllowed =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-";
  return !text.empty() && text.size() <= kNameBytesMax &&
         text.find_first_not_of(kAllowed) == std::string_view::npos;
}

bool are_ids(const std::vector<std::string>& ids) {
  return ids.size() <= kProductsMax && std::all_of(ids.begin(), ids.end(), is_id);
}

std::string fault_in_urls(const Settings& settings) {
  const std::array<std::pair<std::string_view, const std::string*>, 3> urls = {
      {{"google_play.base_url (GOOGLE_PLAY_BASE_URL)", &settings.base_url},
       {"google_oauth.token_url (GOOGLE_OAUTH_TOKEN_URL)", &settings.token_url},
       {"google_jwks.url (GOOGLE_JWKS_URL)", &settings.push.keys_url}}};
  for (const auto& [name, url] : urls) {
    const std::string fault = http::fault_in_url(*url);
    if (!fault.empty()) return std::string(name).append(" ").append(fault);
  }
  return {};
}

std::string fault_in_push(const Settings& settings) {
  const PushSettings& push = settings.push;
  if (!has_push(settings)) return {};
  if (!is_configured(settings))
    return "google_pub_sub.audience (GOOGLE_PUB_SUB_AUDIENCE): notifications of Google Play are of "
           "no use without google_play.service_account_file";
  if (push.audience.empty())
    return "google_pub_sub.audience (GOOGLE_PUB_SUB_AUDIENCE) is missing: the push subscription's "
           "audience";
  if (push.service_account.empty())
    return "google_pub_sub.service_account (GOOGLE_PUB_SUB_SERVICE_ACCOUNT) is missing: the e-mail "
           "that the push subscription signs with";
  return {};
}

}  // namespace

bool is_configured(const Settings& settings) noexcept {
  return !settings.service_account_file.empty() || !settings.service_account_json.empty() ||
         !settings.service_account_email.empty() || !settings.service_account_key_base64.empty();
}

bool has_push(const Settings& settings) noexcept {
  return !settings.push.audience.empty() || !settings.push.service_account.empty() ||
         !settings.push.subscription.empty();
}

bool polls_voided(const Settings& settings) noexcept {
  return is_configured(settings) && !has_push(settings) &&
         settings.voided_poll_every > Duration::zero();
}

std::string fault_in(const Settings& settings) {
  std::string fault = fault_in_push(settings);
  if (!fault.empty() || !is_configured(settings)) return fault;
  if (!is_id(settings.package_name))
    return "google_play.package_name (GOOGLE_PLAY_PACKAGE_NAME) is not a package name";
  if (settings.product_ids.empty() || !are_ids(settings.product_ids))
    return "google_play.product_id (GOOGLE_PLAY_PRODUCT_ID) is not a list of 1 to 20 product ids";
  if (!are_ids(settings.subscription_ids))
    return "google_play.subscription_ids (GOOGLE_PLAY_SUBSCRIPTION_IDS) is not a list of product "
           "ids";
  if (settings.audience.empty()) return "google_oauth.audience (GOOGLE_OAUTH_AUDIENCE) is empty";
  fault = fault_in_urls(settings);
  if (fault.empty() && !read_service_account(settings, fault)) return fault;
  return fault;
}

}  // namespace spotter::purchase::google

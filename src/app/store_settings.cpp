#include "app/store_settings.hpp"

#include "app/setters.hpp"

#include <array>
#include <utility>

namespace spotter::app {
namespace {

using Secrecy = Row::Secrecy;

bool set_redis_url(Settings& settings, std::string_view text) {
  std::string why;
  auto redis = redis::parse_url(text, why);
  if (!redis) return false;
  settings.redis = std::move(redis);
  return true;
}

bool set_per_minute(double& target, std::string_view text) {
  std::size_t count = 0;
  if (!set_count(count, text, 1, 1'000'000)) return false;
  target = static_cast<double>(count);
  return true;
}

const std::array kTable = {
    Row{"redis.url", "REDIS_URL", "",
        "redis://[user[:password]@]host[:port][/db] or unix:///path; no TLS",
        "Where quotas are counted for all processes. Without it each process counts for itself.",
        Secrecy::secret, set_redis_url},
    Row{"redis.key_prefix", "SPOTTER_REDIS_KEY_PREFIX", "spotter:", "text of up to 64 bytes",
        "Stands before the name of each key in Redis.", Secrecy::open,
        [](Settings& s, std::string_view v) {
          if (v.size() > 64) return false;
          s.redis_key_prefix = v;
          return true;
        }},
    Row{"redis.timeout_ms", "SPOTTER_REDIS_TIMEOUT_MS", "500", "milliseconds, 10 to 10000",
        "A Redis that has not answered for so long is away.", Secrecy::open,
        [](Settings& s, std::string_view v) {
          return set_duration(s.redis_timeout, v, 10, 10'000);
        }},
    Row{"redis.instances", "SPOTTER_INSTANCES", "1", "1 to 10000",
        "Processes that share the quotas: while Redis is away, each lets its part through.",
        Secrecy::open,
        [](Settings& s, std::string_view v) { return set_count(s.instances, v, 1, 10'000); }},
    Row{"stores.grace_seconds", "SPOTTER_STORE_GRACE_SECONDS", "86400", "0 to 604800",
        "How long a payer is served from the last good answer while their store cannot be asked.",
        Secrecy::open,
        [](Settings& s, std::string_view v) {
          return set_duration(s.entitlements.cache.grace, std::chrono::seconds(1), v, 0, 604'800);
        }},
    Row{"stores.keep_seconds", "SPOTTER_STORE_KEEP_SECONDS", "21600", "5 to 86400",
        "Longest time that a store's answer is kept before it is asked again; most are kept for an "
        "hour or less.",
        Secrecy::open,
        [](Settings& s, std::string_view v) {
          return set_duration(s.entitlements.cache.keep_max, std::chrono::seconds(1), v, 5, 86'400);
        }},
    Row{"stores.state_dir", "SPOTTER_STATE_DIR", "(the working directory)", "a folder",
        "Where an instance remembers the revocations that Apple signed; with Redis, there too.",
        Secrecy::open, [](Settings& s, std::string_view v) { return set_text(s.state_dir, v); }},
    Row{"limits.failed_credentials", "SPOTTER_FAILED_CREDENTIALS", "30", "1 to 1000000",
        "Different credentials of an address that may be refused within ten minutes; then it is "
        "answered with 429.",
        Secrecy::open,
        [](Settings& s, std::string_view v) {
          return set_count(s.entitlements.failed_attempts.attempts_max, v, 1, 1'000'000);
        }},
    Row{"limits.negotiations_per_minute", "SPOTTER_NEGOTIATIONS_PER_MINUTE", "600", "1 to 1000000",
        "Negotiations of an address; mobile carriers have many phones behind one.", Secrecy::open,
        [](Settings& s, std::string_view v) {
          return set_per_minute(s.abuse_limits.negotiations_per_minute, v);
        }},
    Row{"limits.failed_webhooks_per_minute", "SPOTTER_FAILED_WEBHOOKS_PER_MINUTE", "60",
        "1 to 1000000",
        "Stores' messages of an address that may be refused; then it is answered with 429. Behind a "
        "proxy, SPOTTER_TRUSTED_PROXIES tells the addresses apart.",
        Secrecy::open,
        [](Settings& s, std::string_view v) {
          return set_per_minute(s.abuse_limits.failed_webhooks_per_minute, v);
        }},
    Row{"limits.sessions_per_payer", "SPOTTER_SESSIONS_PER_PAYER", "512", "1 to 1000000",
        "Connections of one payer at the same time; all users of the Web key are one payer.",
        Secrecy::open,
        [](Settings& s, std::string_view v) {
          return set_count(s.abuse_limits.sessions_per_payer, v, 1, 1'000'000);
        }},
    Row{"limits.turns_per_payer", "SPOTTER_TURNS_PER_PAYER", "256", "1 to 1000000",
        "Answers to one payer at the same time, in a process; one more is told to ask again soon.",
        Secrecy::open,
        [](Settings& s, std::string_view v) {
          return set_count(s.turns_per_payer, v, 1, 1'000'000);
        }},
    Row{"google_play.service_account_file", "GOOGLE_PLAY_SERVICE_ACCOUNT_FILE", "", "a file",
        "The service account that may look at purchases: the JSON key file as Google gives it. "
        "Without an account the store is off.",
        Secrecy::open,
        [](Settings& s, std::string_view v) {
          return set_text(s.google_play.service_account_file, v);
        }},
    Row{"google_play.service_account_json", "GOOGLE_PLAY_SERVICE_ACCOUNT_JSON", "", "JSON",
        "The text of that file instead.", Secrecy::secret,
        [](Settings& s, std::string_view v) {
          return set_secret(s.google_play.service_account_json, v);
        }},
    Row{"google_play.service_account_email", "GOOGLE_PLAY_SERVICE_ACCOUNT_EMAIL", "",
        "an e-mail address", "With a PKCS#12 key in place of the JSON one.", Secrecy::open,
        [](Settings& s, std::string_view v) {
          return set_text(s.google_play.service_account_email, v);
        }},
    Row{"google_play.service_account_key_base64", "GOOGLE_PLAY_SERVICE_ACCOUNT_KEY_BASE64", "",
        "base64", "That PKCS#12 file.", Secrecy::secret,
        [](Settings& s, std::string_view v) {
          return set_secret(s.google_play.service_account_key_base64, v);
        }},
    Row{"google_play.package_name", "GOOGLE_PLAY_PACKAGE_NAME", "com.limajuice.liftlog",
        "a package name", "The app.", Secrecy::open,
        [](Settings& s, std::string_view v) { return set_text(s.google_play.package_name, v); }},
    Row{"google_play.product_id", "GOOGLE_PLAY_PRODUCT_ID", "pro", "product ids, comma separated",
        "Products that let people in.", Secrecy::open,
        [](Settings& s, std::string_view v) { return set_names(s.google_play.product_ids, v); }},
    Row{"google_play.subscription_ids", "GOOGLE_PLAY_SUBSCRIPTION_IDS", "",
        "product ids, comma separated", "Subscriptions that do. None: they are not looked at.",
        Secrecy::open,
        [](Settings& s, std::string_view v) {
          return set_names(s.google_play.subscription_ids, v);
        }},
    Row{"google_play.product_api", "GOOGLE_PLAY_PRODUCT_API", "products", "products or productsv2",
        "Which of Google's resources tells about products.", Secrecy::open,
        [](Settings& s, std::string_view v) {
          using purchase::google::ProductApi;
          if (v != "products" && v != "productsv2") return false;
          s.google_play.product_api =
              v == "products" ? ProductApi::products : ProductApi::products_v2;
          return true;
        }},
    Row{"google_play.acknowledge", "GOOGLE_PLAY_ACKNOWLEDGE", "server", "server or never",
        "Acknowledges purchases that the app has not; Google refunds them after three days.",
        Secrecy::open,
        [](Settings& s, std::string_view v) {
          return set_choice(s.google_play.acknowledges, v, "server", "never");
        }},
    Row{"google_play.refund_policy", "GOOGLE_PLAY_REFUND_POLICY", "purchase-state",
        "purchase-state or deny-refunded",
        "Whether a refund that was not revoked ends the purchase.", Secrecy::open,
        [](Settings& s, std::string_view v) {
          return set_choice(s.google_play.denies_refunded, v, "deny-refunded", "purchase-state");
        }},
    Row{"google_play.test_purchases", "GOOGLE_PLAY_TEST_PURCHASES", "allow", "allow or deny",
        "Purchases of license testers.", Secrecy::open,
        [](Settings& s,
           std::string_view
               v) { return set_choice(s.google_play.allows_test_purchases, v, "allow", "deny"); }},
    Row{"google_play.voided_poll_seconds", "GOOGLE_PLAY_VOIDED_POLL_SECONDS", "21600",
        "0, or 60 to 86400",
        "How often the list of refunds is read where Google pushes no notifications. 0: never.",
        Secrecy::open,
        [](Settings& s, std::string_view v) {
          constexpr std::chrono::seconds kUnit{1};
          auto& every = s.google_play.voided_poll_every;
          return set_duration(every, kUnit, v, 0, 0) || set_duration(every, kUnit, v, 60, 86'400);
        }},
    Row{"google_play.base_url", "GOOGLE_PLAY_BASE_URL", "https://androidpublisher.googleapis.com",
        "a URL; http:// on loopback only", "Where Google Play answers.", Secrecy::open,
        [](Settings& s, std::string_view v) { return set_text(s.google_play.base_url, v); }},
    Row{"google_oauth.token_url", "GOOGLE_OAUTH_TOKEN_URL", "https://oauth2.googleapis.com/token",
        "a URL; http:// on loopback only", "Where access tokens are had.", Secrecy::open,
        [](Settings& s, std::string_view v) { return set_text(s.google_play.token_url, v); }},
    Row{"google_oauth.audience", "GOOGLE_OAUTH_AUDIENCE", "https://oauth2.googleapis.com/token",
        "a URL", "Whom our assertion is for.", Secrecy::open,
        [](Settings& s, std::string_view v) { return set_text(s.google_play.audience, v); }},
    Row{"google_jwks.url", "GOOGLE_JWKS_URL", "https://www.googleapis.com/oauth2/v3/certs",
        "a URL; http:// on loopback only", "Keys that Google signs push messages with.",
        Secrecy::open,
        [](Settings& s, std::string_view v) { return set_text(s.google_play.push.keys_url, v); }},
    Row{"google_pub_sub.audience", "GOOGLE_PUB_SUB_AUDIENCE", "", "text",
        "Audience of the push subscription that sends to /webhooks/google-play. Without it the "
        "route is off.",
        Secrecy::open,
        [](Settings& s, std::string_view v) { return set_text(s.google_play.push.audience, v); }},
    Row{"google_pub_sub.service_account", "GOOGLE_PUB_SUB_SERVICE_ACCOUNT", "", "an e-mail address",
        "The account that the push subscription signs with.", Secrecy::open,
        [](Settings& s, std::string_view v) {
          return set_text(s.google_play.push.service_account, v);
        }},
    Row{"google_pub_sub.subscription", "GOOGLE_PUB_SUB_SUBSCRIPTION", "",
        "projects/P/subscriptions/S", "The push subscription. Empty: any.", Secrecy::open,
        [](Settings& s, std::string_view v) {
          return set_text(s.google_play.push.subscription, v);
        }},
    Row{"apple.bundle_id", "APPLE_BUNDLE_ID", "", "a bundle id",
        "The app. Without it the store is off.", Secrecy::open,
        [](Settings& s, std::string_view v) { return set_text(s.apple.bundle_id, v); }},
    Row{"apple.product_id", "APPLE_PRODUCT_ID", "pro", "product ids, comma separated",
        "Products that let people in.", Secrecy::open,
        [](Settings& s, std::string_view v) { return set_names(s.apple.product_ids, v); }},
    Row{"apple.app_id", "APPLE_APP_ID", "", "a number",
        "The app's number; notifications of production wait for it.", Secrecy::open,
        [](Settings& s, std::string_view v) {
          const auto id = read_number(v, 1, 9'000'000'000'000'000);
          if (id) s.apple.app_id = static_cast<std::int64_t>(*id);
          return id.has_value();
        }},
    Row{"apple.issuer_id", "APPLE_ISSUER_ID", "", "text",
        "Issuer of the App Store Server API's key. With it purchases are looked up, and refunds "
        "show at once.",
        Secrecy::open,
        [](Settings& s, std::string_view v) { return set_text(s.apple.issuer_id, v); }},
    Row{"apple.key_id", "APPLE_KEY_ID", "", "text", "That key's id.", Secrecy::open,
        [](Settings& s, std::string_view v) { return set_text(s.apple.key_id, v); }},
    Row{"apple.private_key", "APPLE_PRIVATE_KEY", "", "PEM", "The text of its .p8 file.",
        Secrecy::secret,
        [](Settings& s, std::string_view v) { return set_secret(s.apple.private_key, v); }},
    Row{"apple.jws_online_check", "APPLE_JWS_ONLINE_CHECK", "auto", "auto or off",
        "Whether signed transactions are looked up, if there is a key.", Secrecy::open,
        [](Settings& s, std::string_view v) {
          if (v != "auto" && v != "off") return false;
          s.apple.online_check = v == "auto";
          return true;
        }},
    Row{"apple.offline_trust_seconds", "APPLE_OFFLINE_TRUST_SECONDS", "86400", "0 to 31536000",
        "How old a signature may be that is believed while Apple cannot be asked.", Secrecy::open,
        [](Settings& s, std::string_view v) {
          return set_duration(s.apple.offline_trust, v, 0, 31'536'000);
        }},
    Row{"apple.allow_sandbox", "APPLE_ALLOW_SANDBOX", "allow", "allow or deny",
        "Purchases of testers and of Apple's reviewers, who buy in the sandbox.", Secrecy::open,
        [](Settings& s, std::string_view v) {
          return set_choice(s.apple.allow_sandbox, v, "allow", "deny");
        }},
    Row{"apple.family_sharing", "APPLE_FAMILY_SHARING", "deny", "allow or deny",
        "Purchases of somebody else in the family.", Secrecy::open,
        [](Settings& s, std::string_view v) {
          return set_choice(s.apple.allow_family_sharing, v, "allow", "deny");
        }},
    Row{"apple.legacy_receipts", "APPLE_LEGACY_RECEIPTS", "on", "on or off",
        "Receipts of old clients, judged by verifyReceipt.", Secrecy::open,
        [](Settings& s, std::string_view v) {
          return set_switch(s.apple.allow_legacy_receipts, v);
        }},
    Row{"apple.allow_transaction_id", "APPLE_ALLOW_TRANSACTION_ID", "false", "true or false",
        "Bare transaction ids, which can be guessed.", Secrecy::open,
        [](Settings& s, std::string_view v) {
          return set_switch(s.apple.allow_transaction_ids, v);
        }},
    Row{"apple.shared_secret", "APPLE_SHARED_SECRET", "", "text", "For receipts of subscriptions.",
        Secrecy::secret,
        [](Settings& s, std::string_view v) { return set_secret(s.apple.shared_secret, v); }},
    Row{"apple.base_url", "APPLE_BASE_URL", "https://api.storekit.apple.com",
        "a URL; http:// on loopback only", "Where the App Store Server API answers.", Secrecy::open,
        [](Settings& s, std::string_view v) { return set_text(s.apple.base_url, v); }},
    Row{"apple.sandbox_base_url", "APPLE_SANDBOX_BASE_URL",
        "https://api.storekit-sandbox.apple.com", "a URL; http:// on loopback only",
        "The same for the sandbox.", Secrecy::open,
        [](Settings& s, std::string_view v) { return set_text(s.apple.sandbox_base_url, v); }},
    Row{"apple.verify_receipt_url", "APPLE_VERIFY_RECEIPT_URL",
        "https://buy.itunes.apple.com/verifyReceipt", "a URL; http:// on loopback only",
        "Where receipts are judged.", Secrecy::open,
        [](Settings& s, std::string_view v) { return set_text(s.apple.verify_receipt_url, v); }},
    Row{"apple.sandbox_verify_receipt_url", "APPLE_SANDBOX_VERIFY_RECEIPT_URL",
        "https://sandbox.itunes.apple.com/verifyReceipt", "a URL; http:// on loopback only",
        "The same for the sandbox.", Secrecy::open,
        [](Settings& s,
           std::string_view v) { return set_text(s.apple.sandbox_verify_receipt_url, v); }},
    Row{"apple.root_ca_file", "APPLE_ROOT_CA_FILE", "(Apple Root CA - G3)", "a PEM file",
        "For tests: certificates in place of Apple's root.", Secrecy::open,
        [](Settings& s, std::string_view v) { return set_text(s.apple.root_ca_file, v); }},
    Row{"revenuecat.api_key", "REVENUECAT_API_KEY", "", "text",
        "Secret key of the project. Without it the store is off.", Secrecy::secret,
        [](Settings& s, std::string_view v) { return set_secret(s.revenuecat.api_key, v); }},
    Row{"revenuecat.project_id", "REVENUECAT_PROJECT_ID", "", "text", "The project's id.",
        Secrecy::open,
        [](Settings& s, std::string_view v) { return set_text(s.revenuecat.project_id, v); }},
    Row{"revenuecat.entitlement_id", "REVENUECAT_ENTITLEMENT_ID", "", "text",
        "The object id (entl...) of the entitlement that lets people in.", Secrecy::open,
        [](Settings& s, std::string_view v) { return set_text(s.revenuecat.entitlement_id, v); }},
    Row{"revenuecat.base_url", "REVENUECAT_BASE_URL", "https://api.revenuecat.com",
        "a URL without a version; http:// on loopback only", "Where RevenueCat answers.",
        Secrecy::open,
        [](Settings& s, std::string_view v) { return set_text(s.revenuecat.base_url, v); }},
    Row{"revenuecat.api", "REVENUECAT_API", "v2-active-entitlements",
        "v2-active-entitlements, v2-customer or v1",
        "Which of its resources is asked; v1 makes a customer of every unknown id.", Secrecy::open,
        [](Settings& s, std::string_view v) {
          using purchase::revenue_cat::Api;
          constexpr std::array<std::pair<std::string_view, Api>, 3> kApis = {
              {{"v2-active-entitlements", Api::v2_active_entitlements},
               {"v2-customer", Api::v2_customer},
               {"v1", Api::v1}}};
          for (const auto& [name, api] : kApis) {
            if (name != v) continue;
            s.revenuecat.api = api;
            return true;
          }
          return false;
        }},
    Row{"revenuecat.v1_entitlement_key", "REVENUECAT_V1_ENTITLEMENT_KEY", "pro", "text",
        "Version 1 knows the entitlement by its lookup key.", Secrecy::open,
        [](Settings& s, std::string_view v) {
          return set_text(s.revenuecat.v1_entitlement_key, v);
        }},
    Row{"revenuecat.sandbox", "REVENUECAT_SANDBOX", "allow", "allow or deny",
        "Purchases of testers.", Secrecy::open,
        [](Settings& s,
           std::string_view
               v) { return set_choice(s.revenuecat.allows_sandbox, v, "allow", "deny"); }},
    Row{"revenuecat.user_id_pattern", "REVENUECAT_USER_ID_PATTERN", "", "a regular expression",
        "What an app user id must match as a whole, where all are random.", Secrecy::open,
        [](Settings& s, std::string_view v) { return set_text(s.revenuecat.user_id_pattern, v); }},
    Row{"revenuecat.webhook_secret", "REVENUECAT_WEBHOOK_SECRET", "", "text",
        "Signs what is sent to /webhooks/revenuecat.", Secrecy::secret,
        [](Settings& s, std::string_view v) { return set_secret(s.revenuecat.webhook_secret, v); }},
    Row{"revenuecat.webhook_authorization", "REVENUECAT_WEBHOOK_AUTHORIZATION", "", "text",
        "The Authorization header of webhooks. Without this and the secret the route is off.",
        Secrecy::secret,
        [](Settings& s,
           std::string_view v) { return set_secret(s.revenuecat.webhook_authorization, v); }},
};

}  // namespace

std::span<const Row> store_settings() {
  return kTable;
}

}  // namespace spotter::app

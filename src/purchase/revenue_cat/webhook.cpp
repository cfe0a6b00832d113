#include "purchase/revenue_cat/webhook.hpp"

#include <spotter/base/text.hpp>
#include <spotter/crypto/digest.hpp>
#include <spotter/purchase/http/json.hpp>
#include <spotter/purchase/revenue_cat/verifier.hpp>

#include <algorithm>
#include <array>
#include <set>
#include <utility>

namespace spotter::purchase::revenue_cat {
namespace {

using codec::JsonValue;

constexpr std::chrono::seconds kSignatureWindow{300};
constexpr std::size_t kSignaturesMax = 8;
constexpr std::size_t kHeaderBytesMax = 1024;
constexpr std::size_t kNamesMax = 200;
constexpr std::size_t kIdBytesMax = 256;

/// `t=<seconds>,v1=<hex>[,v1=<hex>...]`
struct Signature {
  std::string_view time;
  std::vector<std::string_view> values;
};
Signature split_signature(std::string_view header) {
  Signature found;
  while (!header.empty()) {
    const auto comma = std::min(header.find(','), header.size());
    const auto part = trimmed(header.substr(0, comma));
    if (part.starts_with("t=")) found.time = part.substr(2);
    if (part.starts_with("v1=") && found.values.size() < kSignaturesMax)
      found.values.push_back(part.substr(3));
    header.remove_prefix(std::min(comma + 1, header.size()));
  }
  return found;
}

bool is_signed(const Message& message, const Secret& secret, WallTime now) {
  const auto header = message.header("X-RevenueCat-Webhook-Signature");
  if (header.size() > kHeaderBytesMax) return false;
  const Signature signature = split_signature(header);
  const auto time = http::whole_number(signature.time);
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(now.time_since_epoch());
  constexpr std::int64_t kTimeMax = 100'000'000'000;
  if (!time || *time > kTimeMax) return false;
  const std::int64_t apart = *time - seconds.count();
  if (apart > kSignatureWindow.count() || -apart > kSignatureWindow.count()) return false;
  std::string text(signature.time);
  text.append(".").append(message.body);
  const auto made = crypto::hmac_sha256(trimmed(secret.reveal()), text);
  const std::string_view expected(reinterpret_cast<const char*>(made.data()), made.size());
  bool matches = false;
  for (const auto value : signature.values) {
    const auto bytes = from_hex(value);
    matches = (bytes && crypto::constant_time_equal(*bytes, expected)) || matches;
  }
  return matches;
}

/// For the log; a closed set.
std::string_view kind_of(std::string_view type) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 14> kTypes = {
      {{"TEST", "test"},
       {"INITIAL_PURCHASE", "initial_purchase"},
       {"RENEWAL", "renewal"},
       {"CANCELLATION", "cancellation"},
       {"UNCANCELLATION", "uncancellation"},
       {"NON_RENEWING_PURCHASE", "non_renewing_purchase"},
       {"SUBSCRIPTION_PAUSED", "subscription_paused"},
       {"EXPIRATION", "expiration"},
       {"BILLING_ISSUE", "billing_issue"},
       {"PRODUCT_CHANGE", "product_change"},
       {"TRANSFER", "transfer"},
       {"SUBSCRIPTION_EXTENDED", "subscription_extended"},
       {"TEMPORARY_ENTITLEMENT_GRANT", "temporary_entitlement_grant"},
       {"REFUND_REVERSED", "refund_reversed"}}};
  for (const auto& [name, kind] : kTypes) {
    if (name == type) return kind;
  }
  return "other";
}

/// Collects ids; what cannot be read may be anybody's.
class Names {
 public:
  void add(const JsonValue& event, std::string_view key) {
    const auto text = http::text_of(event, key);
    if (text.wrong()) all_ = true;
    if (text.has()) add(text.value);
  }
  void add_each(const JsonValue& event, std::string_view key) {
    const auto list = http::array_of(event, key);
    if (list.wrong()) all_ = true;
    if (!list.has()) return;
    list.value.for_each([this](const JsonValue& each) {
      const auto id = each.string();
      if (id) {
        add(*id);
      } else {
        all_ = true;
      }
    });
  }
  void give(Notice& notice) const {
    notice.all = all_;
    if (!all_) notice.names.assign(names_.begin(), names_.end());
  }

 private:
  void add(std::string_view id) {
    // No credential can be that long, or empty.
    if (id.empty() || id.size() > kIdBytesMax) return;
    names_.emplace(id);
    all_ = all_ || names_.size() > kNamesMax;
    if (all_) names_.clear();
  }

  std::set<std::string, std::less<>> names_;
  bool all_ = false;
};

class Webhook final : public Notifications {
 public:
  Webhook(const Clock& clock, const Settings& settings) : clock_(clock), settings_(settings) {}

  [[nodiscard]] Store store() const noexcept override { return Store::revenue_cat; }
  [[nodiscard]] std::size_t body_bytes_max() const noexcept override {
    return std::size_t{256} * 1024;
  }

  Task<Notice> read(Message message, TimePoint /*deadline*/) override {
    if (is_authentic(message, settings_, clock_.wall_now()))
      co_return read_event(parser_, message.body);
    Notice refused;
    refused.status = 401;
    refused.kind = "unauthenticated";
    co_return refused;
  }

 private:
  const Clock& clock_;
  Settings settings_;
  codec::JsonParser parser_;
};

}  // namespace

bool is_authentic(const Message& message, const Settings& settings, WallTime now) {
  const Secret& authorization = settings.webhook_authorization;
  const Secret& secret = settings.webhook_secret;
  if (authorization.empty() && secret.empty()) return false;
  if (!authorization.empty() && !crypto::constant_time_equal(message.header("Authorization"),
                                                             trimmed(authorization.reveal())))
    return false;
  return secret.empty() || is_signed(message, secret, now);
}

Notice read_event(codec::JsonParser& parser, std::string_view body) {
  Notice notice;
  notice.status = 400;
  notice.kind = "undecodable";
  const auto document = http::read_object(parser, body);
  if (!document) return notice;
  const auto event = http::object_of(*document, "event");
  if (!event.has()) return notice;
  notice.status = 200;
  notice.kind = kind_of(http::text_of(event.value, "type").value);
  const auto id = http::text_of(event.value, "id").value;
  if (id.size() <= kIdBytesMax) notice.id = std::string(id);
  Names names;
  for (const auto* const key : {"app_user_id", "original_app_user_id"})
    names.add(event.value, key);
  for (const auto* const key : {"aliases", "transferred_from", "transferred_to"})
    names.add_each(event.value, key);
  names.give(notice);
  return notice;
}

std::unique_ptr<Notifications> make_notifications(const Clock& clock, const Settings& settings) {
  return std::make_unique<Webhook>(clock, settings);
}

}  // namespace spotter::purchase::revenue_cat

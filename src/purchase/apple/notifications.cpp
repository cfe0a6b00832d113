#include "purchase/apple/revocations.hpp"
#include "purchase/apple/signed_document.hpp"
#include "purchase/apple/transaction.hpp"
#include "purchase/apple/trust.hpp"

#include <spotter/purchase/apple/apple_store.hpp>
#include <spotter/purchase/http/json.hpp>

#include <algorithm>
#include <array>
#include <stdexcept>
#include <utility>

namespace spotter::purchase::apple {
namespace {

constexpr int kTaken = 200;
/// Apple does not repeat what was answered so.
constexpr int kNotApples = 400;
/// Ours: Apple shall send it again.
constexpr int kLater = 503;

// https://developer.apple.com/documentation/appstoreservernotifications/notificationtype
constexpr std::array<std::string_view, 20> kKinds{"CONSUMPTION_REQUEST",
                                                  "DID_CHANGE_RENEWAL_PREF",
                                                  "DID_CHANGE_RENEWAL_STATUS",
                                                  "DID_FAIL_TO_RENEW",
                                                  "DID_RENEW",
                                                  "EXPIRED",
                                                  "EXTERNAL_PURCHASE_TOKEN",
                                                  "GRACE_PERIOD_EXPIRED",
                                                  "OFFER_REDEEMED",
                                                  "ONE_TIME_CHARGE",
                                                  "PRICE_INCREASE",
                                                  "REFUND",
                                                  "REFUND_DECLINED",
                                                  "REFUND_REVERSED",
                                                  "RENEWAL_EXTENDED",
                                                  "RENEWAL_EXTENSION",
                                                  "RESCIND_CONSENT",
                                                  "REVOKE",
                                                  "SUBSCRIBED",
                                                  "TEST"};
constexpr std::string_view kRefundReversed = "REFUND_REVERSED";

std::string_view kind_of(std::string_view type) {
  const auto* const known = std::find(kKinds.begin(), kKinds.end(), type);
  return known == kKinds.end() ? std::string_view("other") : *known;
}

/// What of a verified notification matters.
struct Told {
  std::string_view kind;
  std::string id;
  bool about_app = false;  ///< it has `data`
  std::string bundle_id;
  std::string environment;
  std::int64_t app_id = 0;
  std::string signed_transaction;
};

/// Nothing: not of that form.
std::optional<Told> parse_notification(codec::JsonParser& parser, std::string_view payload) {
  const auto object = http::read_object(parser, payload);
  if (!object) return std::nullopt;
  const auto type = http::text_of(*object, "notificationType");
  const auto data = http::object_of(*object, "data");
  if (!type.has() || data.wrong()) return std::nullopt;
  Told told;
  told.kind = kind_of(type.value);
  told.id = http::text_of(*object, "notificationUUID").value;
  told.about_app = data.has();
  told.bundle_id = http::text_of(data.value, "bundleId").value;
  told.environment = http::text_of(data.value, "environment").value;
  told.app_id = http::integer_of(data.value, "appAppleId").value;
  told.signed_transaction = http::text_of(data.value, "signedTransactionInfo").value;
  return told;
}

class Reader final : public Notifications {
 public:
  Reader(Services services, Settings settings, crypto::ChainVerifier trust)
      : log_(services.log),
        settings_(std::move(settings)),
        documents_(std::move(trust), services.workers, services.executor, services.clock),
        revocations_(services.ledger, services.log),
        parser_(kDocumentDepthMax) {}

  [[nodiscard]] Store store() const noexcept override { return Store::apple; }
  [[nodiscard]] std::size_t body_bytes_max() const noexcept override {
    return std::size_t{256} * 1024;
  }

  Task<Notice> read(Message message, TimePoint deadline) override {
    Notice notice;
    notice.status = kNotApples;
    auto token = signed_payload_in(message.body);
    if (!token) co_return notice;
    const Document document = co_await documents_.verify(std::move(*token), Validity::when_signed);
    const auto told = document.reason == Reason::ok ? parse_notification(parser_, document.payload)
                                                    : std::nullopt;
    if (!told) {
      if (verdict_of(document.reason) == Verdict::unknown) notice.status = kLater;
      co_return notice;
    }
    notice.kind = told->kind;
    notice.status = status_of(*told);
    if (notice.status != kTaken) co_return notice;
    if (told->about_app && !told->signed_transaction.empty())
      co_await take_transaction(*told, notice, deadline);
    // One that shall be sent again must not count as known.
    if (notice.status == kTaken) notice.id = told->id;
    co_return notice;
  }

 private:
  std::optional<std::string> signed_payload_in(std::string_view body) {
    const auto object = http::read_object(parser_, body);
    if (!object) return std::nullopt;
    const auto payload = http::text_of(*object, "signedPayload");
    return payload.has() ? std::optional<std::string>(payload.value) : std::nullopt;
  }

  /// Whether it is about our app.
  int status_of(const Told& told) {
    if (!told.about_app) return kTaken;
    const auto environment = environment_of(told.environment);
    if (told.bundle_id != settings_.bundle_id || environment == Environment::unknown)
      return kNotApples;
    if (environment != Environment::production) return kTaken;
    if (settings_.app_id == 0) {
      // Once the setting is there, Apple's repetition is understood.
      log_.event(telemetry::Level::error, "apple_notification_unchecked",
                 {{"missing", "apple.app_id (APPLE_APP_ID)"}});
      return kLater;
    }
    return told.app_id == settings_.app_id ? kTaken : kNotApples;
  }

  Task<void> take_transaction(const Told& told, Notice& notice, TimePoint deadline) {
    const Document document =
        co_await documents_.verify(told.signed_transaction, Validity::when_signed);
    const auto transaction =
        document.reason == Reason::ok ? parse_transaction(parser_, document.payload) : std::nullopt;
    if (verdict_of(document.reason) == Verdict::unknown) {
      notice.status = kLater;
    } else if (!transaction || transaction->bundle_id != settings_.bundle_id ||
               transaction->environment != told.environment) {
      notice.status = kNotApples;
    } else {
      // A reversal may come before the refund that it reverses.
      const bool also_clean = told.kind == kRefundReversed;
      const bool learnt = co_await revocations_.learn(*transaction, also_clean, deadline);
      notice.status = learnt ? kTaken : kLater;
      notice.names = names_of(*transaction);
    }
  }

  telemetry::Log& log_;
  Settings settings_;
  SignedDocuments documents_;
  Revocations revocations_;
  codec::JsonParser parser_;
};

}  // namespace

std::unique_ptr<Notifications> make_notifications(Services services, Settings settings) {
  if (const auto fault = fault_in(settings); !fault.empty()) throw std::runtime_error(fault);
  auto trust = make_trust(settings.root_ca_file);
  return std::make_unique<Reader>(services, std::move(settings), std::move(trust).value());
}

}  // namespace spotter::purchase::apple

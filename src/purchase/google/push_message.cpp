#include "purchase/google/push_message.hpp"

#include <spotter/base/text.hpp>
#include <spotter/purchase/http/json.hpp>

#include <array>
#include <utility>

namespace spotter::purchase::google {
namespace {

using codec::JsonValue;
using http::object_of;
using http::text_of;

constexpr std::size_t kIdBytesMax = 200;

Notice notice_of(std::string_view kind, int status = 204) {
  Notice notice;
  notice.status = status;
  notice.kind = kind;
  return notice;
}

/// All kinds of news about a purchase mean the same: ask again.
void read_news(const JsonValue& news, Notice& notice) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 3> kKinds = {
      {{"oneTimeProductNotification", "one_time_product"},
       {"subscriptionNotification", "subscription"},
       {"voidedPurchaseNotification", "voided_purchase"}}};
  for (const auto& [member, kind] : kKinds) {
    const auto about = object_of(news, member);
    const auto token =
        about.has() ? text_of(about.value, "purchaseToken").value : std::string_view();
    if (token.empty()) continue;
    notice.kind = kind;
    notice.names.emplace_back(token);
  }
  if (!notice.names.empty()) return;
  if (object_of(news, "testNotification").has()) notice.kind = "test";
  if (object_of(news, "pendingRefundReviewNotification").has())
    notice.kind = "pending_refund_review";
}

}  // namespace

Notice read_push_message(codec::JsonParser& outer, codec::JsonParser& inner, std::string_view body,
                         const Recipient& recipient) {
  const auto envelope = http::read_object(outer, body);
  const auto message = envelope ? object_of(*envelope, "message") : http::Member<JsonValue>();
  if (!message.has()) return notice_of("undecodable");
  if (!recipient.subscription.empty() &&
      text_of(*envelope, "subscription").value != recipient.subscription)
    return notice_of("unauthenticated", 401);
  Notice notice = notice_of("other");
  const auto id = text_of(message.value, "messageId").value;
  if (id.size() <= kIdBytesMax) notice.id = std::string(id);
  const auto data = from_base64(text_of(message.value, "data").value);
  const auto news = data ? http::read_object(inner, *data) : std::nullopt;
  if (!news) {
    notice.kind = "undecodable";
  } else if (text_of(*news, "packageName").value != recipient.package_name) {
    notice.kind = "foreign";
  } else {
    read_news(*news, notice);
  }
  return notice;
}

}  // namespace spotter::purchase::google

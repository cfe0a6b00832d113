#include "purchase/google/voided_list.hpp"

#include "purchase/google/decisions.hpp"

#include <spotter/purchase/http/json.hpp>

#include <algorithm>
#include <set>
#include <utility>

namespace spotter::purchase::google {
namespace {

using http::text_of;

/// Clients of the API see times as decimal text.
std::optional<WallTime> time_of(const codec::JsonValue& entry) {
  // Up to the year 2200: later ones do not fit into a WallTime.
  constexpr std::int64_t kLatest = 7'258'118'400'000;
  const auto number = http::whole_number(text_of(entry, "voidedTimeMillis").value);
  if (!number || *number > kLatest) return std::nullopt;
  return WallTime(std::chrono::milliseconds(*number));
}

/// Nine tenths of it up to all of it.
Duration shortened(Duration pause, double share) {
  return std::chrono::duration_cast<Duration>(pause * (0.9 + share / 10));
}

}  // namespace

std::optional<VoidedPage> read_voided_page(codec::JsonParser& parser, std::string_view body) {
  const auto document = http::read_object(parser, body);
  if (!document) return std::nullopt;
  const auto entries = http::array_of(*document, "voidedPurchases");
  const auto paging = http::object_of(*document, "tokenPagination");
  if (entries.wrong() || paging.wrong()) return std::nullopt;
  VoidedPage page;
  if (paging.has()) {
    const auto next = text_of(paging.value, "nextPageToken");
    if (next.wrong()) return std::nullopt;
    page.next = std::string(next.value);
  }
  if (!entries.has()) return page;
  // Each renewal of a subscription is an entry of its own.
  std::set<std::string_view> known;
  entries.value.for_each([&](const codec::JsonValue& entry) {
    const bool is_object = entry.type() == codec::JsonValue::Type::object;
    const auto token = is_object ? text_of(entry, "purchaseToken").value : std::string_view();
    const auto time = is_object ? time_of(entry) : std::nullopt;
    page.whole = page.whole && !token.empty() && time;
    if (time) page.newest = std::max(page.newest.value_or(*time), *time);
    if (!token.empty() && known.insert(token).second) page.tokens.emplace_back(token);
  });
  return page;
}

http::Judgement judge_voided_error(codec::JsonParser& parser, const http::Response& response,
                                   WallTime now) {
  http::Judgement judgement = judge_error(parser, response, now).judgement;
  // What means no for a purchase means nothing for a list.
  if (judgement.kind == http::Judgement::Kind::answered) {
    judgement.kind = http::Judgement::Kind::failed;
    judgement.reason = Reason::upstream_bad_body;
  }
  // Whoever looks tells people itself, and only once.
  judgement.alarm = {};
  return judgement;
}

VoidedWindow::VoidedWindow(Duration kept_for, WallTime now)
    : from_(now - std::chrono::duration_cast<WallTime::duration>(kept_for + kOverlap)) {}

WallTime VoidedWindow::from(WallTime now) const {
  // The machine's date may have been set back.
  return std::clamp<WallTime>(from_, now - kMost, now - kOverlap);
}

void VoidedWindow::move(std::optional<WallTime> newest, WallTime now) {
  if (newest) from_ = std::max<WallTime>(from_, std::min(*newest, now) - kOverlap);
}

std::string_view name_of(VoidedCondition condition) noexcept {
  switch (condition) {
    case VoidedCondition::well:
      return "well";
    case VoidedCondition::permission_missing:
      return "permission_missing";
    case VoidedCondition::refused:
      return "refused";
    case VoidedCondition::unreadable:
      return "unreadable";
    case VoidedCondition::away:
      return "away";
  }
  return "away";
}

VoidedCondition voided_condition(Reason reason, int status) noexcept {
  if (reason == Reason::ok) return VoidedCondition::well;
  if (reason == Reason::upstream_auth)
    return status == 403 ? VoidedCondition::permission_missing : VoidedCondition::refused;
  if (reason == Reason::upstream_bad_body)
    return status >= 400 ? VoidedCondition::refused : VoidedCondition::unreadable;
  return VoidedCondition::away;
}

Duration VoidedPauses::first(double share) const {
  constexpr Duration kFirst = std::chrono::seconds(10);
  return std::chrono::duration_cast<Duration>(kFirst * share);
}

Duration VoidedPauses::after_success(double share) const {
  return shortened(every_, share);
}

Duration VoidedPauses::after_failure(int failures, double share) const {
  constexpr Duration kFirst = std::chrono::minutes(1);
  constexpr int kDoublingsMax = 12;
  const Duration grown = kFirst * (1 << std::min(failures - 1, kDoublingsMax));
  return shortened(std::min(grown, every_), share);
}

Duration VoidedPauses::before_more(double share) {
  constexpr Duration kPause = std::chrono::minutes(10);
  return shortened(kPause, share);
}

}  // namespace spotter::purchase::google

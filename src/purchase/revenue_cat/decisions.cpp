#include "purchase/revenue_cat/decisions.hpp"

#include <spotter/purchase/http/json.hpp>
#include <spotter/purchase/http/lifetimes.hpp>

#include <algorithm>
#include <utility>

namespace spotter::purchase::revenue_cat {
namespace {

using codec::JsonValue;
using http::text_of;
using Type = JsonValue::Type;

/// Beyond it, moments cannot be told by our clock: year 2200.
constexpr std::int64_t kMillisecondsMax = 7'258'118'400'000;

bool is_object_named(const JsonValue& object, std::string_view name) {
  return text_of(object, "object").value == name;
}

/// The next page's address is there, is not, or is something else. Its text is never used.
bool read_next(const JsonValue& list, bool& has_next) {
  const auto next = text_of(list, "next_page");
  has_next = next.has();
  return !next.wrong();
}

struct Items {
  bool readable = false;
  JsonValue items;
  bool has_next = false;
};
Items items_of(const JsonValue& list) {
  Items found;
  const auto items = http::array_of(list, "items");
  found.readable = is_object_named(list, "list") && items.has() && read_next(list, found.has_next);
  found.items = items.value;
  return found;
}

/// False: not an expiry. `ends` stays empty for "never", which has to be said.
bool read_expiry(const JsonValue& item, std::optional<WallTime>& ends) {
  const auto value = item.get("expires_at");
  if (!value) return false;
  if (value->type() == Type::null) return true;
  const auto number = http::integer_of(item, "expires_at");
  if (!number.has() || number.value < 0 || number.value > kMillisecondsMax) return false;
  ends = WallTime(std::chrono::milliseconds(number.value));
  return true;
}

/// The better of two: what never ends, then what ends last.
void take_better(Page& page, const std::optional<WallTime>& ends, WallTime now) {
  const bool holds = !ends || now < *ends + http::kSkew;
  if (!holds) {
    if (page.ours == Page::Ours::absent) page.ours = Page::Ours::over;
    return;
  }
  const bool first = page.ours != Page::Ours::holds;
  page.ours = Page::Ours::holds;
  if (first || !ends || (page.ends && *ends > *page.ends)) page.ends = ends;
}

Page read_page(const JsonValue& list, std::string_view entitlement_id, WallTime now) {
  Page page;
  const Items found = items_of(list);
  page.readable = found.readable;
  page.has_next = found.has_next;
  if (!found.readable) return page;
  found.items.for_each([&](const JsonValue& item) {
    const auto id = text_of(item, "entitlement_id");
    std::optional<WallTime> ends;
    if (!is_object_named(item, "customer.active_entitlement") || id.value.empty() ||
        !read_expiry(item, ends)) {
      page.readable = false;
      return;
    }
    page.last_id = std::string(id.value);
    if (id.value == entitlement_id) take_better(page, ends, now);
  });
  if (page.last_id.empty() && page.has_next) page.readable = false;
  return page;
}

/// Whether the entitlements of a subscription or purchase contain ours.
void read_entitlements(const JsonValue& bought, std::string_view entitlement_id, Grants& grants) {
  const auto list = http::object_of(bought, "entitlements");
  const Items found = list.has() ? items_of(list.value) : Items();
  if (!found.readable) {
    grants.readable = grants.readable && list.absent();
    return;
  }
  bool ours = false;
  found.items.for_each([&](const JsonValue& entitlement) {
    ours = ours || text_of(entitlement, "id").value == entitlement_id;
  });
  grants.ours = grants.ours || ours;
  grants.more_hidden = grants.more_hidden || (!ours && found.has_next);
}

}  // namespace

Page read_list(codec::JsonParser& parser, std::string_view body, std::string_view entitlement_id,
               WallTime now) {
  const auto document = http::read_object(parser, body);
  return document ? read_page(*document, entitlement_id, now) : Page();
}

Page read_customer(codec::JsonParser& parser, std::string_view body,
                   std::string_view entitlement_id, WallTime now) {
  const auto document = http::read_object(parser, body);
  if (!document || !is_object_named(*document, "customer")) return {};
  const auto id = text_of(*document, "id");
  const auto list = http::object_of(*document, "active_entitlements");
  if (id.value.empty() || !list.has()) return {};
  Page page = read_page(list.value, entitlement_id, now);
  page.customer_id = std::string(id.value);
  return page;
}

Grants read_grants(codec::JsonParser& parser, std::string_view body, Bought what,
                   std::string_view entitlement_id) {
  Grants grants;
  const auto document = http::read_object(parser, body);
  const Items found = document ? items_of(*document) : Items();
  grants.readable = found.readable;
  grants.has_next = found.has_next;
  if (!found.readable) return grants;
  found.items.for_each([&](const JsonValue& bought) {
    const auto id = text_of(bought, "id");
    if (id.value.empty()) {
      grants.readable = false;
      return;
    }
    grants.last_id = std::string(id.value);
    const bool counts = what == Bought::subscriptions ? http::truth_of(bought, "gives_access").value
                                                      : text_of(bought, "status").value == "owned";
    if (counts) read_entitlements(bought, entitlement_id, grants);
  });
  if (grants.last_id.empty() && grants.has_next) grants.readable = false;
  return grants;
}

std::optional<Duration> slow_for(const http::Response& response, WallTime now) {
  constexpr std::int64_t kNearPercent = 90;
  const auto usage = http::whole_number(response.header(kUsageHeader));
  const auto limit = http::whole_number(response.header(kLimitHeader));
  constexpr std::int64_t kSane = 1'000'000;
  if (!usage || !limit || *limit <= 0 || *usage > kSane || *limit > kSane) return std::nullopt;
  if (*usage * 100 < *limit * kNearPercent) return std::nullopt;
  // The limit counts minutes.
  const auto since = std::chrono::duration_cast<Duration>(now.time_since_epoch());
  return std::chrono::minutes(1) - since % std::chrono::minutes(1);
}

}  // namespace spotter::purchase::revenue_cat

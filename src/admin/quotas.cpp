#include "admin/resources.hpp"

#include <spotter/base/text.hpp>
#include <spotter/codec/json_object.hpp>

#include <algorithm>
#include <chrono>
#include <optional>
#include <utility>
#include <vector>

namespace spotter::admin {
namespace {

using rate_limit::Tally;

/// As logs have it, and the whole SHA-256.
constexpr std::size_t kDigitsMin = 8;
constexpr std::size_t kDigitsWhole = 64;

bool is_hash(std::string_view text) noexcept {
  const auto is_digit = [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); };
  return text.size() >= kDigitsMin && text.size() <= kDigitsWhole &&
         std::all_of(text.begin(), text.end(), is_digit);
}

/// Whom the path names.
struct Named {
  std::string subject;                    ///< 64 digits
  std::optional<server::Response> fault;  ///< why there is none
};

/// The one payer whose hash begins so.
Task<void> search(Place& place, Named& named) {
  auto searching = place.services.tallies.find(named.subject);
  const std::vector<std::string> subjects = co_await std::move(searching);
  if (subjects.size() == 1) {
    named.subject = subjects.front();
  } else if (subjects.empty()) {
    named.fault = problem(404, "unknown-payer", "Unknown payer",
                          "This process has counted nothing of such a payer within a day; by the "
                          "whole hash they can be looked for where all processes count.");
  } else {
    named.fault = problem(409, "several-payers", "Several payers",
                          "More than one payer begins with these digits; give more of them.");
  }
}

Task<void> find(Place& place, const Call& call, Named& named) {
  named.fault = fault_in_query(call, {});
  if (named.fault) co_return;
  named.subject = to_lower_ascii(call.name);
  if (!is_hash(named.subject)) {
    named.fault = problem(400,
                          "A payer is named by its SHA-256: all 64 hexadecimal digits, or the "
                          "first 8 or more. Never send a token here.");
    co_return;
  }
  if (named.subject.size() == kDigitsWhole) co_return;
  auto searching = search(place, named);
  co_await std::move(searching);
}

std::string short_name(std::string_view subject) {
  return std::string(subject.substr(0, kDigitsMin));
}

std::string tally_page(const std::string& subject, const Tally& tally, const Clock& clock) {
  const auto in = [&](const std::optional<Duration>& wait) -> std::optional<WallTime> {
    if (!wait) return std::nullopt;
    // Dates are cut to the second: the next one is not too early.
    return clock.wall_now() + std::chrono::ceil<std::chrono::seconds>(*wait);
  };
  std::string out;
  codec::Object object(out);
  object.text("subject", short_name(subject));
  object.number("used", tally.used);
  object.number("running", tally.running);
  if (tally.limit) {
    object.number("limit", *tally.limit);
  } else {
    object.null("limit");
  }
  object.moment("oldest_leaves", in(tally.oldest_leaves_in));
  object.moment("next_free", in(tally.next_free_in));
  object.text("counted_by", tally.by_redis ? "redis" : "process");
  object.end();
  return out;
}

}  // namespace

Task<server::Response> show_quota(Place& place, const Call& call) {
  Named named;
  auto finding = find(place, call, named);
  co_await std::move(finding);
  if (named.fault) co_return std::move(*named.fault);
  const std::string& subject = named.subject;
  auto looking = place.services.tallies.look(subject);
  const Tally tally = co_await std::move(looking);
  co_return page(200, tally_page(subject, tally, place.services.clock));
}

Task<server::Response> reset_quota(Place& place, const Call& call) {
  Named named;
  auto finding = find(place, call, named);
  co_await std::move(finding);
  if (named.fault) {
    if (named.fault->status == 404) note(place, call, "admin_quota_reset", {}, "unknown_target");
    if (named.fault->status == 409) note(place, call, "admin_quota_reset", {}, "refused");
    co_return std::move(*named.fault);
  }
  const std::string& subject = named.subject;
  auto looking = place.services.tallies.look(subject);
  const Tally before = co_await std::move(looking);
  auto forgetting = place.services.tallies.forget(subject);
  const auto forgotten = co_await std::move(forgetting);
  if (!forgotten) {
    note(place, call, "admin_quota_reset", short_name(subject), "failed");
    server::Response later =
        problem(503, "redis-unavailable", "Redis unavailable",
                "Redis, which counts for all processes, does not answer now, or has yet to be told "
                "what this process let through without it: nothing was forgotten.");
    later.headers.emplace_back("Retry-After", "5");
    co_return later;
  }
  note(place, call, "admin_quota_reset", short_name(subject), "done", {{"forgotten", before.used}});
  std::string out;
  codec::Object object(out);
  object.text("subject", short_name(subject));
  object.number("forgotten", before.used);
  object.end();
  co_return page(200, std::move(out));
}

}  // namespace spotter::admin

#include "purchase/google/voided_purchases.hpp"

#include "purchase/google/play_api.hpp"

#include <spotter/purchase/http/base_url.hpp>

#include <algorithm>
#include <exception>
#include <utility>

namespace spotter::purchase::google {
namespace {

constexpr std::chrono::seconds kPageTime{45};

http::Settings api_settings(const Settings& settings) {
  http::Settings api;
  api.name = "google_voided";
  api.base_url = std::string(http::without_slash(settings.base_url));
  // Google allows 30 calls in 30 seconds, and 6,000 a day.
  api.calls_per_second = 0.5;
  api.calls_at_once = 15;
  api.attempt_timeout = std::chrono::seconds(20);
  api.running_max = 1;
  // A thousand entries are about half of that.
  api.response_bytes_max = std::size_t{1024} * 1024;
  return api;
}

telemetry::Level level_of(VoidedCondition condition) {
  switch (condition) {
    case VoidedCondition::well:
      return telemetry::Level::info;
    case VoidedCondition::permission_missing:
    case VoidedCondition::refused:
      return telemetry::Level::error;
    case VoidedCondition::unreadable:
    case VoidedCondition::away:
      return telemetry::Level::warn;
  }
  return telemetry::Level::warn;
}

}  // namespace

VoidedPurchases::VoidedPurchases(const Services& services, AccessTokens& tokens,
                                 const Settings& settings, Duration kept_for, OnVoided on_voided)
    : services_(services),
      tokens_(tokens),
      settings_(settings),
      on_voided_(std::move(on_voided)),
      api_(services.client, services.executor, services.clock, services.entropy, services.log,
           api_settings(settings)),
      window_(kept_for, services.clock.wall_now()),
      pauses_(settings.voided_poll_every),
      tasks_(services.executor, services.on_bug),
      wake_(services.executor) {}

void VoidedPurchases::begin() {
  tasks_.spawn(run());
}

void VoidedPurchases::cancel() noexcept {
  stopping_ = true;
  api_.stop();
  wake_.notify();
}

Task<void> VoidedPurchases::stop() {
  cancel();
  co_await tasks_.join();
}

Task<void> VoidedPurchases::run() {
  Duration pause = pauses_.first(random_share(services_.entropy));
  while (!stopping_) {
    const TimePoint due = services_.clock.now() + pause;
    while (!stopping_ && services_.clock.now() < due) {
      // Timers follow the machine's clock, which need not be ours.
      const auto in = due - services_.clock.now();
      co_await wake_.wait_until(std::chrono::steady_clock::now() + in);
    }
    if (!stopping_) pause = co_await look_and_report();
  }
}

/// A bug with one answer is no reason not to look for the next.
Task<Duration> VoidedPurchases::look_and_report() {
  std::exception_ptr bug;
  Duration pause{};
  try {
    pause = co_await look();
  } catch (...) {
    bug = std::current_exception();
  }
  if (!bug) co_return pause;
  start_over();
  services_.on_bug(bug);
  co_return pauses_.after_failure(++failures_, 1);
}

Task<Duration> VoidedPurchases::look() {
  const Look came = co_await read_list();
  const double share = random_share(services_.entropy);
  if (came.more) co_return VoidedPauses::before_more(share);
  if (came.reason == Reason::ok) window_.move(newest_, services_.clock.wall_now());
  start_over();
  tell(came);
  failures_ = came.reason == Reason::ok ? 0 : failures_ + 1;
  co_return failures_ == 0 ? pauses_.after_success(share) : pauses_.after_failure(failures_, share);
}

void VoidedPurchases::start_over() {
  page_.clear();
  newest_.reset();
  whole_ = true;
}

/// Names what it reads page by page: what comes later may fail.
Task<VoidedPurchases::Look> VoidedPurchases::read_list() {
  for (int read = 0; read < kPagesMax; ++read) {
    std::optional<VoidedPage> page;
    Look look = co_await read_page(page);
    if (!page) co_return look;
    if (!page->tokens.empty()) on_voided_(std::move(page->tokens));
    whole_ = whole_ && page->whole;
    if (page->newest) newest_ = std::max(newest_.value_or(*page->newest), *page->newest);
    const bool goes_round = !page->next.empty() && page->next == page_;
    if (goes_round || (page->next.empty() && !whole_)) look.reason = Reason::upstream_bad_body;
    if (goes_round || page->next.empty()) co_return look;
    page_ = std::move(page->next);
  }
  Look look;
  look.more = true;
  co_return look;
}

/// No page: the look says why.
Task<VoidedPurchases::Look> VoidedPurchases::read_page(std::optional<VoidedPage>& page) {
  const TimePoint deadline = services_.clock.now() + kPageTime;
  for (bool second = false;; second = true) {
    const auto access = co_await tokens_.get(deadline);
    if (!access.token) co_return Look{access.reason};
    const Try attempt{*access.token, deadline, second};
    const Look look = co_await ask(attempt, page);
    if (look.status == 401) tokens_.drop(*access.token);
    // The first time it may be the token that is too old.
    if (look.status != 401 || second) co_return look;
  }
}

Task<VoidedPurchases::Look> VoidedPurchases::ask(Try attempt, std::optional<VoidedPage>& page) {
  using Kind = http::Judgement::Kind;
  Look look;
  http::Judge judge = [&](const http::Response& response) {
    look.status = response.status;
    if (response.status == 401 && !attempt.second) return http::Judgement{};
    if (response.status != 200)
      return judge_voided_error(parser_, response, services_.clock.wall_now());
    page = read_voided_page(parser_, response.body);
    return page ? http::Judgement{} : http::Judgement{Kind::failed, Reason::upstream_bad_body};
  };
  const VoidedPart part{window_.from(services_.clock.wall_now()), page_};
  auto request = make_voided_question(settings_, part, attempt.access);
  const auto outcome = co_await api_.call(std::move(request), std::move(judge), attempt.deadline);
  parser_.trim();
  look.reason = outcome.reason;
  co_return look;
}

/// Once for each change.
void VoidedPurchases::tell(const Look& look) {
  // Then it is as it was.
  if (stopping_ || look.reason == Reason::breaker_open) return;
  const auto condition = voided_condition(look.reason, look.status);
  if (condition == std::exchange(condition_, condition)) return;
  services_.log.event(level_of(condition), "google_voided_purchases",
                      {{"condition", name_of(condition)},
                       {"reason", name_of(look.reason)},
                       {"status", look.status}});
}

}  // namespace spotter::purchase::google

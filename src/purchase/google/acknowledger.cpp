#include "purchase/google/acknowledger.hpp"

#include "purchase/google/decisions.hpp"
#include "purchase/google/play_api.hpp"

#include <spotter/purchase/http/base_url.hpp>
#include <spotter/purchase/http/judgements.hpp>

#include <algorithm>
#include <exception>
#include <utility>

namespace spotter::purchase::google {
namespace {

constexpr std::chrono::seconds kTryTime{8};

http::Settings api_settings(const Settings& settings) {
  http::Settings api;
  api.name = "google_play_acknowledge";
  api.base_url = std::string(http::without_slash(settings.base_url));
  api.calls_per_second = 5;
  api.calls_at_once = 5;
  api.running_max = 2;
  return api;
}

/// Words of a store for the log: short ones of letters only.
std::string_view loggable(std::string_view word) {
  constexpr std::size_t kBytesMax = 40;
  const bool letters = std::all_of(word.begin(), word.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  });
  return letters && word.size() <= kBytesMax ? word : "other";
}

}  // namespace

Acknowledger::Acknowledger(const Services& services, AccessTokens& tokens, const Settings& settings)
    : services_(services),
      tokens_(tokens),
      settings_(settings),
      api_(services.client, services.executor, services.clock, services.entropy, services.log,
           api_settings(settings)),
      tasks_(services.executor, services.on_bug),
      wake_(services.executor) {}

void Acknowledger::add(Unacknowledged purchase) {
  if (stopping_ || !list_.add(std::move(purchase), services_.clock.now())) return;
  wake_.notify();
  if (running_) return;
  running_ = true;
  tasks_.spawn(run());
}

void Acknowledger::cancel() noexcept {
  stopping_ = true;
  api_.stop();
  wake_.notify();
}

Task<void> Acknowledger::stop() {
  cancel();
  co_await tasks_.join();
}

Task<void> Acknowledger::run() {
  while (!stopping_ && list_.waiting() > 0) {
    auto attempt = list_.take(services_.clock.now());
    if (!attempt) {
      // Timers follow the machine's clock, which need not be ours.
      const auto in = list_.next_due() - services_.clock.now();
      co_await wake_.wait_until(std::chrono::steady_clock::now() + in);
      continue;
    }
    const Result result = co_await try_once(attempt->purchase);
    if (stopping_ || result == Result::done) continue;
    if (!list_.failed(std::move(*attempt), services_.clock.now()))
      services_.log.event(telemetry::Level::error, "google_acknowledgement_given_up", {});
  }
  running_ = false;
}

/// A bug with one purchase is no reason to leave the others alone.
Task<Acknowledger::Result> Acknowledger::try_once(const Unacknowledged& purchase) {
  std::exception_ptr bug;
  Result result = Result::again;
  try {
    result = co_await acknowledge(purchase);
  } catch (...) {
    bug = std::current_exception();
  }
  if (bug) services_.on_bug(bug);
  co_return result;
}

Task<Acknowledger::Result> Acknowledger::acknowledge(const Unacknowledged& purchase) {
  const TimePoint deadline = services_.clock.now() + kTryTime;
  const auto access = co_await tokens_.get(deadline);
  if (!access.token) co_return Result::again;
  bool refused = false;
  http::Judge judge = [this, &refused](const http::Response& response) {
    refused = response.status == 401;
    return this->judge(response);
  };
  auto request = make_acknowledgement(settings_, purchase, *access.token);
  const auto outcome = co_await api_.call(std::move(request), std::move(judge), deadline);
  if (refused) tokens_.drop(*access.token);
  co_return outcome.response ? Result::done : Result::again;
}

http::Judgement Acknowledger::judge(const http::Response& response) {
  using Kind = http::Judgement::Kind;
  const int status = response.status;
  if (status >= 200 && status < 300) return {};
  if (status == 429) {
    const auto advice = http::read_retry_after(response.retry_after, services_.clock.wall_now());
    return http::rest(Reason::upstream_rate_limited, advice);
  }
  if (status == 401) return {Kind::failed, Reason::upstream_auth};
  if (status == 409) return {Kind::again, Reason::upstream_5xx};
  // Also for one that was acknowledged in the meantime. Asking again would not help either way.
  services_.log.event(telemetry::Level::warn, "google_acknowledgement_refused",
                      {{"status", status}, {"word", loggable(reason_in(parser_, response.body))}});
  return {};
}

}  // namespace spotter::purchase::google

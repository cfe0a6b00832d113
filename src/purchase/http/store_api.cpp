#include <spotter/base/text.hpp>
#include <spotter/purchase/http/store_api.hpp>
#include <spotter/resilience/token_bucket.hpp>
#include <spotter/shard/signal.hpp>

#include <algorithm>
#include <list>
#include <map>
#include <set>

namespace spotter::purchase::http {
namespace {

using resilience::Breaker;
using std::chrono::milliseconds;
using std::chrono::seconds;
using Kind = Judgement::Kind;

constexpr int kAttemptsMax = 2;
/// A second attempt needs so much time.
constexpr seconds kSecondAttemptTime{2};
constexpr milliseconds kPauseMin{100};
constexpr milliseconds kPauseMax{400};
/// A wait that a store asks for is waited out if it is no longer.
constexpr seconds kWaitedOutMax{1};
/// The same alarm is raised once in so long.
constexpr std::chrono::minutes kAlarmPause{1};

Breaker::Settings breaker_settings() {
  Breaker::Settings settings;
  settings.failures_in_a_row = 5;
  settings.window_failure_rate = 2;  // never
  settings.cool_down = kRestMin;
  settings.cool_down_max = kRestMax;
  settings.good_probes = 1;
  return settings;
}

Outcome failure(Reason reason, std::optional<Duration> retry_after = {}) {
  Outcome outcome;
  outcome.reason = reason;
  if (retry_after)
    outcome.retry_after =
        std::clamp<Duration>(std::chrono::ceil<seconds>(*retry_after), seconds(1), kRestMax);
  return outcome;
}

}  // namespace

std::string_view Response::header(std::string_view name) const noexcept {
  for (const auto& [key, value] : headers) {
    if (equals_ignoring_case(key, name)) return value;
  }
  return {};
}

struct StoreApi::Impl {
  http_client::HttpClient& client;
  ShardExecutor executor;
  const Clock& clock;
  Entropy& entropy;
  telemetry::Log& log;
  Settings settings;
  Breaker breaker;
  Breaker::State told = Breaker::State::closed;  ///< in the log
  resilience::TokenBucket bucket;
  resilience::RecentCalls recent;
  std::size_t running = 0;
  /// One who waits for a place, or for something else that may be stopped.
  struct Sleeper {
    explicit Sleeper(ShardExecutor executor) : wake(executor) {}
    shard::Signal wake;
    bool granted = false;
  };
  std::list<Sleeper*> line;
  std::set<Sleeper*> sleepers;
  std::map<std::string_view, TimePoint> alarms;
  bool stopped = false;

  Impl(http_client::HttpClient& http, ShardExecutor where, const Clock& time, Entropy& random,
       telemetry::Log& events, Settings how)
      : client(http),
        executor(where),
        clock(time),
        entropy(random),
        log(events),
        settings(std::move(how)),
        breaker(breaker_settings(), time.now()),
        bucket({settings.calls_per_second, settings.calls_at_once}, time.now()) {}

  /// Until then on `clock`, which need not be the one that timers follow.
  Task<bool> sleep(Sleeper& sleeper, TimePoint until) {
    sleepers.insert(&sleeper);
    const auto there = std::chrono::steady_clock::now() + (until - clock.now());
    const bool woken = co_await sleeper.wake.wait_until(there);
    sleepers.erase(&sleeper);
    co_return woken;
  }

  /// False: no place is free in time, or too many wait.
  Task<bool> enter(TimePoint deadline) {
    if (running < settings.running_max && line.empty()) {
      ++running;
      co_return true;
    }
    if (line.size() >= settings.waiting_max) co_return false;
    Sleeper sleeper(executor);
    const auto place = line.insert(line.end(), &sleeper);
    bool woken = true;
    while (woken && !sleeper.granted && !stopped)
      woken = co_await sleep(sleeper, deadline);
    if (!sleeper.granted) line.erase(place);
    co_return sleeper.granted;
  }

  void leave() noexcept {
    if (line.empty()) {
      --running;
      return;
    }
    // The place goes over to whoever has waited for longest.
    line.front()->granted = true;
    line.front()->wake.notify();
    line.pop_front();
  }

  Task<Outcome> call(Request request, Judge judge, TimePoint deadline) {
    const auto url = url_of(settings.base_url, request);
    if (!url) co_return failure(Reason::token_shape);
    if (stopped) co_return failure(Reason::internal);
    const bool entered = co_await enter(deadline);
    if (!entered) co_return failure(Reason::local_overload);
    std::exception_ptr bug;
    Outcome outcome;
    try {
      outcome = co_await call_guarded(*url, request, judge, deadline);
    } catch (...) {
      bug = std::current_exception();
    }
    leave();
    if (bug) std::rethrow_exception(bug);
    co_return outcome;
  }

  Task<Outcome> call_guarded(const std::string& url, const Request& request, const Judge& judge,
                             TimePoint deadline) {
    const auto pass = breaker.admit(clock.now());
    if (!pass) {
      const auto probe = breaker.next_probe();
      co_return failure(Reason::breaker_open, probe ? *probe - clock.now() : kRestMin);
    }
    const TimePoint began = clock.now();
    Attempt last = failed(Kind::failed, Reason::internal);
    std::exception_ptr bug;
    try {
      last = co_await attempts(url, request, judge, deadline);
    } catch (...) {
      bug = std::current_exception();
    }
    // In any case: a probe that is never settled would keep the breaker half open for ever.
    settle(*pass, last.judgement, began);
    if (bug) std::rethrow_exception(bug);
    if (last.judgement.kind != Kind::answered)
      co_return failure(last.judgement.reason, last.judgement.retry_after);
    Outcome outcome;
    outcome.response = std::move(last.response);
    co_return outcome;
  }

  struct Attempt {
    Response response;
    Judgement judgement;
  };
  static Attempt failed(Kind kind, Reason reason) {
    Attempt attempt;
    attempt.judgement.kind = kind;
    attempt.judgement.reason = reason;
    return attempt;
  }

  Task<Attempt> attempts(const std::string& url, const Request& request, const Judge& judge,
                         TimePoint deadline) {
    for (int number = 1;; ++number) {
      Sleeper sleeper(executor);
      const auto wait = bucket.reserve(clock.now(), deadline - clock.now());
      if (!wait) co_return failed(Kind::failed, Reason::local_overload);
      if (*wait > Duration::zero()) co_await sleep(sleeper, clock.now() + *wait);
      if (stopped) co_return failed(Kind::failed, Reason::internal);
      const auto until = std::min(clock.now() + settings.attempt_timeout, deadline);
      Attempt attempt = co_await ask(url, request, judge, until);
      if (attempt.judgement.slow_for) bucket.slow_down(clock.now() + *attempt.judgement.slow_for);
      const auto share = random_share(entropy);
      Duration pause =
          kPauseMin + std::chrono::duration_cast<milliseconds>((kPauseMax - kPauseMin) * share);
      const auto& advice = attempt.judgement.retry_after;
      if (advice && *advice <= kWaitedOutMax) pause = std::max(pause, *advice);
      const bool is_last = attempt.judgement.kind != Kind::again || number == kAttemptsMax ||
                           stopped || deadline - clock.now() < kSecondAttemptTime + pause;
      if (is_last) co_return attempt;
      co_await sleep(sleeper, clock.now() + pause);
    }
  }

  Task<Attempt> ask(const std::string& url, const Request& request, const Judge& judge,
                    TimePoint until) {
    http_client::Request wire;
    wire.method = request.method;
    wire.url = url;
    wire.headers = request.headers;
    wire.headers.emplace_back("User-Agent", "spotter/" SPOTTER_VERSION);
    wire.headers.emplace_back("Accept", "application/json");
    if (!request.content_type.empty())
      wire.headers.emplace_back("Content-Type", request.content_type);
    wire.body = request.body;
    telemetry::Span span = begin_span(request);
    span.parent().inject(wire.headers);
    Attempt attempt = co_await ask(std::move(wire), request, judge, until);
    end_span(span, attempt);
    co_return attempt;
  }

  /// Purchases are named in paths: the span has the store's name only.
  [[nodiscard]] telemetry::Span begin_span(const Request& request) const {
    telemetry::Span span = request.trace.begin(request.method, telemetry::SpanKind::client);
    span.set("http.request.method", request.method);
    span.set("spotter.upstream", settings.name);
    span.set_server(settings.base_url);
    return span;
  }

  static void end_span(telemetry::Span& span, const Attempt& attempt) {
    if (attempt.response.status != 0)
      span.set("http.response.status_code", attempt.response.status);
    if (attempt.judgement.kind != Kind::answered) span.fail(name_of(attempt.judgement.reason));
    span.end();
  }

  Task<Attempt> ask(http_client::Request wire, const Request& request, const Judge& judge,
                    TimePoint until) {
    Sleeper sleeper(executor);
    const auto exchange = client.start(std::move(wire), sleeper.wake);
    Response response;
    bool in_time = true;
    while (!exchange->done() && in_time && !stopped) {
      in_time = co_await sleep(sleeper, until);
      response.body += exchange->take_body();
      if (response.body.size() > settings.response_bytes_max)
        co_return failed(Kind::failed, Reason::upstream_bad_body);
    }
    if (stopped) co_return failed(Kind::failed, Reason::internal);
    response.body += exchange->take_body();
    const bool began = exchange->has_headers();
    if (!exchange->done())
      co_return failed(began ? Kind::failed : Kind::again, Reason::upstream_timeout);
    if (const Error* error = exchange->error()) {
      const bool late = error->code == Errc::timed_out;
      co_return failed(began ? Kind::failed : Kind::again,
                       late ? Reason::upstream_timeout : Reason::upstream_network);
    }
    response.status = exchange->status();
    response.retry_after = exchange->header("retry-after");
    for (const std::string& name : request.wanted_headers)
      response.headers.emplace_back(name, exchange->header(name));
    co_return judged(std::move(response), judge);
  }

  Attempt judged(Response response, const Judge& judge) const {
    Attempt attempt;
    if (response.body.size() > settings.response_bytes_max ||
        (response.status >= 300 && response.status < 400)) {
      attempt = failed(Kind::failed, Reason::upstream_bad_body);
    } else if (response.status >= 500) {
      attempt = failed(Kind::again, Reason::upstream_5xx);
      attempt.judgement.retry_after = read_retry_after(response.retry_after, clock.wall_now());
    } else {
      attempt.judgement = judge(response);
    }
    attempt.response = std::move(response);
    return attempt;
  }

  void settle(Breaker::Pass pass, const Judgement& judgement, TimePoint began) {
    const TimePoint now = clock.now();
    const bool ours =
        judgement.reason == Reason::local_overload || judgement.reason == Reason::internal;
    if (judgement.kind == Kind::answered) {
      breaker.settle(pass, resilience::Verdict::healthy, now);
      recent.good(now - began, now);
    } else if (ours) {
      breaker.settle(pass, resilience::Verdict::unknown, now);
    } else {
      std::optional<Duration> rest;
      if (judgement.rest || judgement.reason == Reason::upstream_rate_limited)
        rest = std::clamp<Duration>(judgement.retry_after.value_or(kRestMin), kRestMin, kRestMax);
      breaker.settle(pass, resilience::Verdict::faulty, now, rest);
      recent.bad(now);
    }
    // A probe that fails changes nothing for anybody.
    if (breaker.state() != std::exchange(told, breaker.state())) {
      log.event(telemetry::Level::warn, "store_state",
                {{"upstream", settings.name},
                 {"state", name_of(breaker.state())},
                 {"reason", name_of(judgement.reason)}});
    }
    if (!judgement.alarm.empty()) raise(judgement);
  }

  void raise(const Judgement& judgement) {
    const TimePoint now = clock.now();
    const auto known = alarms.find(judgement.alarm);
    if (known != alarms.end() && now < known->second + kAlarmPause) return;
    alarms[judgement.alarm] = now;
    log.event(telemetry::Level::error, "store_alarm",
              {{"upstream", settings.name},
               {"reason", name_of(judgement.reason)},
               {"what", judgement.alarm}});
  }
};

StoreApi::StoreApi(http_client::HttpClient& client, ShardExecutor executor, const Clock& clock,
                   Entropy& entropy, telemetry::Log& log, Settings settings)
    : impl_(std::make_unique<Impl>(client, executor, clock, entropy, log, std::move(settings))) {}

StoreApi::~StoreApi() = default;

Task<Outcome> StoreApi::call(Request request, Judge judge, TimePoint deadline) {
  return impl_->call(std::move(request), std::move(judge), deadline);
}

void StoreApi::stop() noexcept {
  impl_->stopped = true;
  for (auto* sleeper : impl_->sleepers)
    sleeper->wake.notify();
}

StoreApi::Standing StoreApi::standing() const {
  const TimePoint now = impl_->clock.now();
  Standing standing;
  standing.name = impl_->settings.name;
  standing.state = impl_->breaker.state();
  standing.failures = impl_->breaker.failures();
  standing.since = impl_->breaker.since();
  standing.next_probe = impl_->breaker.next_probe();
  standing.running = impl_->running;
  standing.waiting = impl_->line.size();
  standing.recent = impl_->recent.summary(now);
  return standing;
}

}  // namespace spotter::purchase::http

#include "telemetry/otlp/answer.hpp"
#include "telemetry/otlp/json.hpp"
#include "telemetry/otlp/span_queue.hpp"

#include <spotter/telemetry/otlp/exporter.hpp>

#include <algorithm>
#include <utility>

namespace spotter::telemetry::otlp {
namespace {

constexpr std::size_t kAnswerBytesMax = std::size_t{64} * 1024;
/// A collector that is away is told of so often.
constexpr std::chrono::minutes kLinePause{1};

}  // namespace

struct Exporter::Impl {
  http_client::HttpClient& client;
  const Clock& clock;
  Entropy& entropy;
  Log& log;
  Settings settings;
  Frame frame;
  SpanQueue queue;
  Metrics metrics;
  codec::JsonParser parser;
  /// There is a batch, an answer, or the end has come: one task waits.
  shard::Signal wake;
  TimePoint ends = TimePoint::max();  ///< of all sending, once it is known
  bool over = false;
  std::optional<TimePoint> told;
  std::uint64_t untold = 0;  ///< lost since then

  Impl(http_client::HttpClient& http, ShardExecutor executor, const Clock& time, Entropy& random,
       Log& events, Settings how)
      : client(http),
        clock(time),
        entropy(random),
        log(events),
        settings(std::move(how)),
        frame(frame_of(settings.resource)),
        queue(settings),
        wake(executor) {}

  [[nodiscard]] bool stopping() const noexcept { return ends != TimePoint::max(); }

  void take(const FinishedSpan& span) {
    std::string text;
    append_span(text, span);
    if (over || !queue.add(std::move(text), clock.now())) {
      metrics.dropped(over ? DropReason::undelivered : DropReason::full).add();
      return;
    }
    // Whoever waits for others waits from the first one on; a full batch waits no more.
    if (queue.size() == 1 || queue.size() == settings.batch_max) wake.notify();
  }

  /// Until then on `clock`, which need not be the one that timers follow; or until something
  /// happens.
  Task<void> sleep(TimePoint until) {
    if (until == TimePoint::max()) {
      co_await wake.wait();
      co_return;
    }
    const auto there = std::chrono::steady_clock::now() + (until - clock.now());
    co_await wake.wait_until(there);
  }

  Task<void> run() {
    while (!stopping() || !queue.empty()) {
      const TimePoint now = clock.now();
      if (now >= ends) break;
      if (!stopping() && now < queue.due()) {
        co_await sleep(queue.due());
        continue;
      }
      auto batch = queue.take();
      co_await send(std::move(batch));
    }
    over = true;
    while (!queue.empty())
      lose(queue.take().count, DropReason::undelivered, "too_late", 0);
  }

  Task<void> send(SpanQueue::Batch batch) {
    std::string body = frame.head;
    body.append(batch.spans).append(frame.tail);
    batch.spans = {};
    for (int attempt = 1;; ++attempt) {
      const Answer answer = co_await post(body);
      const Verdict verdict = verdict_on(answer.status);
      if (verdict == Verdict::taken) {
        on_taken(batch.count, answer.body);
        co_return;
      }
      if (verdict == Verdict::refused) {
        lose(batch.count, DropReason::refused, "refused", answer.status);
        co_return;
      }
      Duration pause = settings.backoff.before_attempt(attempt, entropy);
      if (answer.wait) pause = std::min(*answer.wait, settings.retry_after_max);
      const TimePoint again = clock.now() + pause;
      if (attempt < settings.attempts_max) co_await rest(again);
      if (attempt == settings.attempts_max || again >= ends) {
        lose(batch.count, DropReason::undelivered, answer.reason, answer.status);
        co_return;
      }
    }
  }

  /// Until then, or until that is too late.
  Task<void> rest(TimePoint until) {
    while (clock.now() < until && until < ends)
      co_await sleep(until);
  }

  struct Answer {
    int status = 0;
    std::string body;
    std::optional<Duration> wait;
    std::string_view reason = "collector_unable";  ///< why it is not taken for now; a constant
  };
  Task<Answer> post(const std::string& body) {
    http_client::Request request;
    request.url = settings.url;
    request.headers = {{"Content-Type", "application/json"},
                       {"Accept", "application/json"},
                       {"User-Agent", "spotter/" SPOTTER_VERSION}};
    for (const auto& [name, value] : settings.headers)
      request.headers.emplace_back(name, value.reveal());
    request.body = body;
    const TimePoint deadline = clock.now() + settings.request_timeout;
    const auto exchange = client.start(std::move(request), wake);
    Answer answer;
    while (!exchange->done() && clock.now() < std::min(deadline, ends)) {
      co_await sleep(std::min(deadline, ends));
      answer.body += exchange->take_body();
      if (answer.body.size() > kAnswerBytesMax) break;
    }
    if (exchange->done() && exchange->error() == nullptr) {
      answer.body += exchange->take_body();
      answer.status = exchange->status();
      answer.wait = read_wait(exchange->header("retry-after"), clock.wall_now());
    } else if (!exchange->done()) {
      // What was said at too great a length counts all the same.
      const bool endless = answer.body.size() > kAnswerBytesMax;
      answer.status = endless ? exchange->status() : 0;
      answer.reason = "collector_silent";
    } else {
      answer.reason =
          exchange->error()->code == Errc::timed_out ? "collector_silent" : "collector_unreachable";
    }
    co_return answer;
  }

  void on_taken(std::size_t count, const std::string& body) {
    const Partial partial = read_partial(parser, body);
    const std::size_t rejected = std::min(count, static_cast<std::size_t>(partial.rejected));
    metrics.exported.add(count - rejected);
    if (rejected == 0 && partial.message.empty()) return;
    lose(rejected, DropReason::rejected, "rejected", 0, partial.message);
  }

  void lose(std::size_t count, DropReason what, std::string_view reason, int status,
            std::string_view message = {}) {
    metrics.dropped(what).add(count);
    untold += count;
    const TimePoint now = clock.now();
    if (told && now < *told + kLinePause) return;
    told = now;
    log.event(Level::warn, "traces_lost",
              {{"reason", reason},
               {"status", status},
               {"spans", std::exchange(untold, 0)},
               {"message", message}});
  }
};

Exporter::Exporter(http_client::HttpClient& client, ShardExecutor executor, const Clock& clock,
                   Entropy& entropy, Log& log, Settings settings)
    : impl_(std::make_unique<Impl>(client, executor, clock, entropy, log, std::move(settings))) {}

Exporter::~Exporter() = default;

void Exporter::take(FinishedSpan span) noexcept {
  impl_->take(span);
}

Task<void> Exporter::run() {
  return impl_->run();
}

void Exporter::stop() {
  if (impl_->stopping()) return;
  impl_->ends = impl_->clock.now() + impl_->settings.flush_timeout;
  impl_->wake.notify();
}

const Metrics& Exporter::metrics() const noexcept {
  return impl_->metrics;
}

}  // namespace spotter::telemetry::otlp

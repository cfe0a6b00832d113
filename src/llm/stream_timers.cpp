#include <spotter/llm/stream_timers.hpp>

#include <algorithm>

namespace spotter::llm {
ResolvedTimeouts resolve_timeouts(const Timeouts& from, Pace pace) {
  using namespace std::chrono_literals;
  const auto [local, slow] = pace;
  ResolvedTimeouts timeouts{};
  timeouts.headers = from.headers.value_or(local ? 120s : slow ? 60s : 30s);
  timeouts.first_token = from.first_token.value_or(local || slow ? 120s : 30s);
  timeouts.stall = from.stall.value_or(slow ? 90s : 45s);
  timeouts.byte_silence = from.byte_silence.value_or(slow ? 90s : 30s);
  // A server that loads its model is as silent as that takes.
  timeouts.first_silence = local && !from.byte_silence
                               ? std::max(timeouts.first_token, timeouts.byte_silence)
                               : timeouts.byte_silence;
  timeouts.usage_wait = from.usage_wait;
  timeouts.body_end_wait = from.body_end_wait;
  timeouts.error_body_wait = from.error_body_wait;
  timeouts.total = from.total;
  return timeouts;
}

StreamTimers::StreamTimers(const ResolvedTimeouts& timeouts, TimePoint opened, TimePoint deadline)
    : timeouts_(timeouts),
      latest_(std::min(opened + timeouts.total, deadline)),
      since_(opened),
      last_bytes_(opened) {}

void StreamTimers::enter(Phase phase, TimePoint now) {
  phase_ = phase;
  since_ = now;
}

void StreamTimers::on_headers(TimePoint now) {
  enter(Phase::first_token, now);
  last_bytes_ = now;
}

void StreamTimers::on_error_headers(TimePoint now) {
  enter(Phase::error_body, now);
}

void StreamTimers::on_model_spoke(TimePoint now) {
  if (phase_ == Phase::first_token || phase_ == Phase::streaming) enter(Phase::streaming, now);
}

void StreamTimers::on_finish_reason(TimePoint now) {
  if (phase_ == Phase::first_token || phase_ == Phase::streaming) enter(Phase::finishing, now);
}

void StreamTimers::on_done(TimePoint now) {
  if (phase_ != Phase::done) enter(Phase::done, now);
}

TimePoint StreamTimers::due() const noexcept {
  TimePoint due = latest_;
  switch (phase_) {
    case Phase::headers:
      due = since_ + timeouts_.headers;
      break;
    case Phase::error_body:
      due = since_ + timeouts_.error_body_wait;
      break;
    case Phase::first_token:
      due = std::min(since_ + timeouts_.first_token, last_bytes_ + timeouts_.first_silence);
      break;
    case Phase::streaming:
      due = std::min(since_ + timeouts_.stall, last_bytes_ + timeouts_.byte_silence);
      break;
    case Phase::finishing:
      due = since_ + timeouts_.usage_wait;
      break;
    case Phase::done:
      due = since_ + timeouts_.body_end_wait;
      break;
  }
  return std::min(due, latest_);
}

}  // namespace spotter::llm

#include <spotter/llm/failures.hpp>
#include <spotter/llm/http/one_call.hpp>

#include <utility>

namespace spotter::llm::http {

using Step = ResponseReader::Step;

OneCallDecoder::OneCallDecoder(Result<http_client::Request> request,
                               std::unique_ptr<Dialect> dialect, const ResolvedTimeouts& timeouts,
                               const AnswerLimits& limits, Parsers& parsers, TimePoint opened,
                               TimePoint deadline)
    : request_(std::move(request)),
      dialect_(std::move(dialect)),
      timers_(timeouts, opened, deadline),
      reader_(limits, parsers.payloads),
      answer_(limits, parsers.arguments) {}

std::optional<http_client::Request> OneCallDecoder::begin_call(TimePoint) {
  wants_call_ = false;
  if (request_) return std::move(*request_);
  answer_.fail(FailureClass::request_too_large);
  return std::nullopt;
}

void OneCallDecoder::on_head(const ResponseHead& head, TimePoint now) {
  if (over() || reader_.has_head()) return;
  timers_.on_headers(now);
  const Step step = reader_.on_head(head);
  if (reader_.refuses()) timers_.on_error_headers(now);
  on_step(step, now);
}

void OneCallDecoder::on_bytes(std::string_view bytes, TimePoint now) {
  if (over() || bytes.empty()) return;
  timers_.on_bytes(now);
  while (!said_all_ && !over()) {
    const Step step = reader_.step(bytes);
    on_step(step, now);
    if (step == Step::need_more) return;
  }
}

void OneCallDecoder::on_end(const Error* error, TimePoint now) {
  if (over()) return;
  if (!reader_.has_head()) {
    answer_.fail(classify_connect_error(error ? *error : Error{Errc::closed, "no response"}));
    return;
  }
  for (Step step = Step::payload; step != Step::need_more && !said_all_ && !over();) {
    step = reader_.finish(error != nullptr);
    on_step(step, now);
  }
  if (over()) return;
  const bool whole = reader_.is_document() && error == nullptr;
  if (said_all_ || answer_.has_reason() || (whole && answer_.started())) {
    answer_.finish();
  } else if (whole) {
    answer_.fail(FailureClass::protocol);
  } else {
    answer_.fail(classify_broken_body(error ? *error : Error{Errc::closed, "the body ended"}));
  }
}

void OneCallDecoder::on_tick(TimePoint now) {
  if (now < next_deadline()) return;
  if (reader_.refuses()) {
    on_step(reader_.finish(true), now);
  } else if (said_all_ || answer_.has_reason()) {
    answer_.finish();
  } else {
    answer_.fail(FailureClass::timeout);
  }
}

TimePoint OneCallDecoder::next_deadline() const noexcept {
  return over() ? TimePoint::max() : timers_.due();
}

void OneCallDecoder::on_step(Step step, TimePoint now) {
  switch (step) {
    case Step::need_more:
      return;
    case Step::payload:
      return on_payload(now);
    case Step::words:
      return on_said(dialect_->read_more(reader_.words(), answer_), now);
    case Step::done_mark:
      return on_said(dialect_->read_done_mark(answer_), now);
    case Step::error:
      return on_error();
    case Step::malformed:
      return answer_.fail(FailureClass::protocol);
  }
}

void OneCallDecoder::on_payload(TimePoint now) {
  answer_.begin_payload();
  const Said said = dialect_->read(reader_.payload(), answer_);
  if (const auto words = answer_.said_only(); words && said == Said::something) {
    reader_.learn(*words, dialect_->members());
  }
  on_said(said, now);
}

void OneCallDecoder::on_said(Said said, TimePoint now) {
  switch (said) {
    case Said::nothing:
      return;
    case Said::something:
      timers_.on_model_spoke(now);
      if (answer_.has_reason()) timers_.on_finish_reason(now);
      return;
    case Said::all:
      said_all_ = true;
      timers_.on_done(now);
      return;
    case Said::too_much:
      return answer_.fail(FailureClass::protocol);
  }
}

void OneCallDecoder::on_error() {
  if (!reader_.refuses()) dialect_->read_usage(reader_.payload(), answer_);
  Failed failed = dialect_->failure_of(reader_.error());
  reader_.advise(failed);
  answer_.fail(std::move(failed));
}

}  // namespace spotter::llm::http

#include "llm/openai/chat_decoder.hpp"

#include "llm/openai/chunk_reader.hpp"
#include "llm/openai/errors.hpp"

#include <spotter/base/text.hpp>
#include <spotter/codec/utf8.hpp>
#include <spotter/llm/failures.hpp>

#include <utility>

namespace spotter::llm::openai {
namespace {

using codec::JsonParser;
using codec::JsonValue;
using Step = codec::SseDecoder::Step;

constexpr std::size_t kLargeDocumentBytes = std::size_t{1024} * 1024;

/// The type and subtype of a Content-Type, in lower case.
std::string media_type(std::string_view content_type) {
  return to_lower_ascii(trimmed(content_type.substr(0, content_type.find(';'))));
}

}  // namespace

ChatDecoder::ChatDecoder(const ResolvedTimeouts& timeouts, const AnswerLimits& limits,
                         codec::JsonParser& parser, TimePoint opened, TimePoint deadline)
    : parser_(parser),
      limits_(limits),
      timers_(timeouts, opened, deadline),
      sse_(
          {.event_bytes_max = limits.event_bytes_max, .stream_bytes_max = limits.stream_bytes_max}),
      answer_(limits) {}

void ChatDecoder::on_head(const ResponseHead& head, TimePoint now) {
  if (over() || body_ != Body::awaited) return;
  timers_.on_headers(now);
  status_ = head.status;
  if (status_ < 200 || status_ > 299) {
    retry_after_ = head.retry_after;
    timers_.on_error_headers(now);
    body_ = Body::error;
    return;
  }
  // Nobody asked for compression, so a compressed body is not what it says it is.
  const auto encoding = trimmed(head.content_encoding);
  const bool plain = encoding.empty() || equals_ignoring_case(encoding, "identity");
  const std::string type = media_type(head.content_type);
  if (plain && (type == "text/event-stream" || type == "application/x-ndjson")) {
    body_ = Body::events;
  } else if (plain && type == "application/json") {
    body_ = Body::document;
  } else {
    fail(FailureClass::protocol);
  }
}

void ChatDecoder::on_bytes(std::string_view bytes, TimePoint now) {
  if (over() || bytes.empty()) return;
  timers_.on_bytes(now);
  switch (body_) {
    case Body::awaited:
      fail(FailureClass::protocol);
      return;
    case Body::events:
      break;
    case Body::document:
      if (text_.size() + bytes.size() > limits_.event_bytes_max) {
        fail(FailureClass::protocol);
      } else {
        text_ += bytes;
      }
      return;
    case Body::error:
      text_ += bytes.substr(0, limits_.error_body_bytes_max - text_.size());
      if (text_.size() >= limits_.error_body_bytes_max) fail_with_status();
      return;
  }
  while (!done_ && !over()) {
    const Step step = sse_.step(bytes);
    if (step == Step::over_limit) fail(FailureClass::protocol);
    if (step != Step::event) return;
    on_event(sse_.event(), now);
  }
}

void ChatDecoder::on_end(const Error* error, TimePoint now) {
  if (over()) return;
  broken_ = error != nullptr;
  switch (body_) {
    case Body::awaited:
      answer_.fail(classify_connect_error(broken_ ? *error : Error{Errc::closed, "no response"}));
      return;
    case Body::error:
      fail_with_status();
      return;
    case Body::document:
      if (!broken_) on_document(now);
      break;
    case Body::events:
      while (!done_ && !over() && sse_.finish() == Step::event)
        on_event(sse_.event(), now);
      break;
  }
  if (over()) return;
  if (done_ || answer_.has_reason()) {
    finish();
  } else {
    answer_.fail(classify_broken_body(broken_ ? *error : Error{Errc::closed, "the body ended"}));
  }
}

void ChatDecoder::on_tick(TimePoint now) {
  if (now < next_deadline()) return;
  if (body_ == Body::error) {
    fail_with_status();
  } else if (done_ || answer_.has_reason()) {
    finish();
  } else {
    fail(FailureClass::timeout);
  }
}

TimePoint ChatDecoder::next_deadline() const noexcept {
  return over() ? TimePoint::max() : timers_.due();
}

void ChatDecoder::fail(FailureClass cause) {
  Failed failed;
  failed.cause = cause;
  answer_.fail(std::move(failed));
}

/// A document, valid as a whole; bytes that are no UTF-8 are replaced, nothing else is repaired.
std::optional<JsonValue> ChatDecoder::parse(std::string_view text) {
  auto document = parser_.parse(text, JsonParser::Halves::keep);
  if (!document && !codec::valid_utf8(text)) {
    document = parser_.parse(codec::replace_invalid_utf8(text), JsonParser::Halves::keep);
  }
  if (!document) return std::nullopt;
  return *document;
}

void ChatDecoder::on_event(const codec::SseEvent& event, TimePoint now) {
  const auto data = trimmed(event.data);
  if (event.name == "error") {
    on_error_event(data);
  } else if (event.raw_document) {
    on_raw_document(data);
  } else if (data == "[DONE]") {
    done_ = true;
    timers_.on_done(now);
  } else if (!data.empty()) {
    if (const auto payload = parse(data)) {
      on_payload(*payload, now);
    } else if (!broken_) {  // what the break cut off is no reason to blame the server
      fail(FailureClass::protocol);
    }
  }
  if (event.data.size() > kLargeDocumentBytes) parser_.trim();
}

void ChatDecoder::on_error_event(std::string_view data) {
  const auto payload = parse(data);
  if (!payload) {
    fail(FailureClass::server);
    return;
  }
  on_error_payload(*payload, error_in(*payload).value_or(*payload));
}

void ChatDecoder::on_raw_document(std::string_view text) {
  const auto document = parse(text);
  const auto error = document ? error_in(*document) : std::nullopt;
  if (error) on_error_payload(*document, *error);
}

void ChatDecoder::on_error_payload(const JsonValue& payload, const JsonValue& error) {
  read_usage(payload, answer_);
  answer_.fail(classify_stream_error(error));
}

void ChatDecoder::on_payload(const JsonValue& payload, TimePoint now) {
  if (const auto error = error_in(payload)) {
    on_error_payload(payload, *error);
    return;
  }
  switch (read_chunk(payload, answer_)) {
    case Chunk::unknown:
    case Chunk::empty:
      return;
    case Chunk::over_limit:
      fail(FailureClass::protocol);
      return;
    case Chunk::model_spoke:
      break;
  }
  timers_.on_model_spoke(now);
  if (answer_.has_reason()) timers_.on_finish_reason(now);
}

/// A server that does not stream: its answer is one chunk, and complete.
void ChatDecoder::on_document(TimePoint now) {
  const auto payload = parse(text_);
  if (!payload) {
    fail(FailureClass::protocol);
    return;
  }
  on_payload(*payload, now);
  parser_.trim();
  if (over()) return;
  if (answer_.started()) {
    finish();
  } else {
    fail(FailureClass::protocol);
  }
}

void ChatDecoder::fail_with_status() {
  Failed failed = classify_http_error(status_, text_, parser_);
  if (retryable(failed.cause)) failed.retry_after = retry_after_;
  answer_.fail(std::move(failed));
}

}  // namespace spotter::llm::openai

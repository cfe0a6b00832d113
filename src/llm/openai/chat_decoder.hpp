#pragma once

#include "llm/openai/answer.hpp"

#include <spotter/base/clock.hpp>
#include <spotter/base/error.hpp>
#include <spotter/codec/json.hpp>
#include <spotter/codec/sse.hpp>
#include <spotter/llm/event.hpp>
#include <spotter/llm/settings.hpp>
#include <spotter/llm/stream_timers.hpp>

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace spotter::llm::openai {

/// What matters of a response's head.
struct ResponseHead {
  int status = 0;
  std::string content_type;
  std::string content_encoding;
  std::optional<std::chrono::milliseconds> retry_after;
};

/// One answer of a Chat Completions server: what the call brings goes in, events come out. A
/// machine: no socket, no clock. The order of the calls is on_head, on_bytes..., on_end; on_tick
/// and cancel at any time.
class ChatDecoder {
 public:
  /// `parser` is used during calls only, so the streams of a shard share one; it outlives this. The
  /// answer ends by itself at `deadline`.
  ChatDecoder(const ResolvedTimeouts& timeouts, const AnswerLimits& limits,
              codec::JsonParser& parser, TimePoint opened, TimePoint deadline);

  void on_head(const ResponseHead& head, TimePoint now);
  void on_bytes(std::string_view bytes, TimePoint now);
  /// The call is over; nullptr: in an orderly manner.
  void on_end(const Error* error, TimePoint now);
  void on_tick(TimePoint now);

  /// When on_tick should be called; TimePoint::max() once the answer is over.
  [[nodiscard]] TimePoint next_deadline() const noexcept;

  /// The answer failed for a reason that no server gave.
  void fail(FailureClass cause);
  void cancel() { answer_.cancel(); }

  std::optional<Event> try_next() { return answer_.try_next(); }
  /// The terminal event was made: nothing more is wanted from the upstream.
  [[nodiscard]] bool over() const noexcept { return answer_.over(); }

 private:
  enum class Body { awaited, events, document, error };

  std::optional<codec::JsonValue> parse(std::string_view text);
  void on_event(const codec::SseEvent& event, TimePoint now);
  void on_error_event(std::string_view data);
  void on_raw_document(std::string_view text);
  void on_payload(const codec::JsonValue& payload, TimePoint now);
  void on_error_payload(const codec::JsonValue& payload, const codec::JsonValue& error);
  void on_document(TimePoint now);
  void fail_with_status();
  void finish() { answer_.finish(parser_); }

  codec::JsonParser& parser_;
  AnswerLimits limits_;
  StreamTimers timers_;
  codec::SseDecoder sse_;
  Answer answer_;
  Body body_ = Body::awaited;
  std::string text_;  ///< of a document or an error
  int status_ = 0;
  std::optional<std::chrono::milliseconds> retry_after_;
  bool done_ = false;    ///< `[DONE]` was seen
  bool broken_ = false;  ///< the body did not end in an orderly manner
};

}  // namespace spotter::llm::openai

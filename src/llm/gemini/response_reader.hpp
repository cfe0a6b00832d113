#pragma once

#include "llm/gemini/errors.hpp"

#include <spotter/base/error.hpp>
#include <spotter/codec/json.hpp>
#include <spotter/codec/sse.hpp>
#include <spotter/llm/settings.hpp>

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace spotter::llm::gemini {

/// What matters of a response's head.
struct ResponseHead {
  int status = 0;
  std::string content_type;
  std::string content_encoding;
  std::optional<std::chrono::milliseconds> retry_after;
};

/// One HTTP response: bytes go in, payloads come out. A machine. Servers send an event stream; a
/// whole document and an array of payloads are read too.
class ResponseReader {
 public:
  /// `parser` is used during calls only.
  ResponseReader(const AnswerLimits& limits, codec::JsonParser& parser)
      : limits_(limits),
        parser_(parser),
        sse_({.event_bytes_max = limits.event_bytes_max,
              .stream_bytes_max = limits.stream_bytes_max}) {}

  enum class Step {
    need_more,  ///< all bytes were taken
    payload,    ///< payload() is one; call again with the rest of the bytes
    failed      ///< for good; refused() says why
  };

  /// need_more or failed.
  Step on_head(const ResponseHead& head);
  /// Takes bytes off the front, up to the end of the next payload.
  Step step(std::string_view& bytes);
  /// The body is over; `broken`: not in an orderly manner. Call until it returns need_more or
  /// failed.
  Step finish(bool broken);

  /// The status was bad; what comes is only to explain it.
  [[nodiscard]] bool refuses() const noexcept { return body_ == Body::error; }
  [[nodiscard]] bool has_head() const noexcept { return body_ != Body::awaited; }
  /// JSON, valid as a whole, and not an error. Parsed with Halves::keep; lives until the parser's
  /// next parse.
  [[nodiscard]] const codec::JsonValue& payload() const noexcept { return payload_; }
  [[nodiscard]] const Refused& refused() const noexcept { return refused_; }

 private:
  enum class Body { awaited, events, document, error };

  Step fail(FailureClass cause);
  Step fail(Refused refused);
  Step fail_with_status();
  Step take_text(std::string_view& bytes);
  Step on_event(const codec::SseEvent& event);
  Step on_document();
  Step next_element();
  std::optional<codec::JsonValue> parse(std::string_view text);

  AnswerLimits limits_;
  codec::JsonParser& parser_;
  codec::SseDecoder sse_;
  Body body_ = Body::awaited;
  int status_ = 0;
  std::optional<std::chrono::milliseconds> retry_after_;
  std::string text_;  ///< of a document or an error
  bool document_read_ = false;
  std::vector<codec::JsonValue> elements_;  ///< of the document
  std::size_t element_ = 0;                 ///< the next of them
  bool broken_ = false;
  codec::JsonValue payload_;
  Refused refused_;
};

}  // namespace spotter::llm::gemini

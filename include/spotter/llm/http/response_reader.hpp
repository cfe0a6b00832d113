#pragma once

#include <spotter/codec/json.hpp>
#include <spotter/codec/sse.hpp>
#include <spotter/llm/http/errors.hpp>
#include <spotter/llm/http/payload_shape.hpp>
#include <spotter/llm/http/response_head.hpp>
#include <spotter/llm/settings.hpp>

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace spotter::llm::http {

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
    words,      ///< words() are what differs from the payload learnt; call again likewise
    done_mark,  ///< `[DONE]`; call again with the rest of the bytes
    error,      ///< error() says what the server said; payload() holds it
    malformed   ///< not what was asked for, or over a limit; for good
  };

  /// need_more or malformed.
  Step on_head(const ResponseHead& head);
  /// Takes bytes off the front, up to the end of the next payload.
  Step step(std::string_view& bytes);
  /// The body is over; `broken`: not in an orderly manner. Call until it returns something else
  /// than payload and done_mark.
  Step finish(bool broken);

  [[nodiscard]] bool has_head() const noexcept { return body_ != Body::awaited; }
  /// The status was bad; what comes is only to explain it.
  [[nodiscard]] bool refuses() const noexcept { return body_ == Body::error; }
  /// The answer comes whole, so it needs no mark of its end.
  [[nodiscard]] bool is_document() const noexcept { return body_ == Body::document; }
  /// JSON, valid as a whole. Parsed with Halves::keep; lives until the parser's next parse.
  [[nodiscard]] const codec::JsonValue& payload() const noexcept { return payload_; }
  [[nodiscard]] const ServerError& error() const noexcept { return error_; }
  /// Until the next step.
  [[nodiscard]] std::string_view words() const noexcept { return words_; }
  /// The payload of this step said nothing but these words: the next ones that look like it are
  /// not parsed.
  void learn(std::string_view words, const PayloadMembers& members);
  /// Adds the advice of the response's head to a failure that it may heal.
  void advise(Failed& failed) const;

 private:
  enum class Body { awaited, events, document, error };

  Step take_text(std::string_view& bytes);
  Step explain_status();
  Step on_event(const codec::SseEvent& event);
  Step on_document();
  Step next_element();
  std::optional<codec::JsonValue> parse(std::string_view text);

  AnswerLimits limits_;
  codec::JsonParser& parser_;
  codec::SseDecoder sse_;
  Body body_ = Body::awaited;
  ResponseHead head_;
  std::string text_;  ///< of a document or an error
  bool document_read_ = false;
  std::vector<codec::JsonValue> elements_;  ///< of the document
  std::size_t element_ = 0;                 ///< the next of them
  bool broken_ = false;
  bool large_ = false;  ///< the parser holds a document that is not worth its memory
  codec::JsonValue payload_;
  ServerError error_;
  std::string_view data_;  ///< of the last event
  std::string_view words_;
  PayloadShape shape_;  ///< of the payload before
};

}  // namespace spotter::llm::http

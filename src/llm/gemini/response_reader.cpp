#include "llm/gemini/response_reader.hpp"

#include <spotter/base/text.hpp>
#include <spotter/codec/utf8.hpp>
#include <spotter/llm/failures.hpp>

#include <utility>

namespace spotter::llm::gemini {
namespace {

using codec::JsonParser;
using codec::JsonValue;

/// The type and subtype of a Content-Type, in lower case.
std::string media_type(std::string_view content_type) {
  return to_lower_ascii(trimmed(content_type.substr(0, content_type.find(';'))));
}

}  // namespace

ResponseReader::Step ResponseReader::fail(Refused refused) {
  refused_ = std::move(refused);
  return Step::failed;
}

ResponseReader::Step ResponseReader::fail(FailureClass cause) {
  Refused refused;
  refused.failed.cause = cause;
  return fail(std::move(refused));
}

ResponseReader::Step ResponseReader::fail_with_status() {
  Refused refused = classify_http_error(status_, text_, parser_);
  if (retry_after_ && retryable(refused.failed.cause)) refused.failed.retry_after = retry_after_;
  return fail(std::move(refused));
}

ResponseReader::Step ResponseReader::on_head(const ResponseHead& head) {
  status_ = head.status;
  if (status_ < 200 || status_ > 299) {
    retry_after_ = head.retry_after;
    body_ = Body::error;
    return Step::need_more;
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
    return fail(FailureClass::protocol);
  }
  return Step::need_more;
}

ResponseReader::Step ResponseReader::take_text(std::string_view& bytes) {
  if (body_ == Body::error) {
    text_ += bytes.substr(0, limits_.error_body_bytes_max - text_.size());
    bytes = {};
    return text_.size() >= limits_.error_body_bytes_max ? fail_with_status() : Step::need_more;
  }
  if (text_.size() + bytes.size() > limits_.event_bytes_max) return fail(FailureClass::protocol);
  text_ += std::exchange(bytes, {});
  return Step::need_more;
}

ResponseReader::Step ResponseReader::step(std::string_view& bytes) {
  if (body_ == Body::awaited) return fail(FailureClass::protocol);
  if (body_ != Body::events) return take_text(bytes);
  for (;;) {
    const auto step = sse_.step(bytes);
    if (step == codec::SseDecoder::Step::over_limit) return fail(FailureClass::protocol);
    if (step != codec::SseDecoder::Step::event) return Step::need_more;
    const Step result = on_event(sse_.event());
    if (result != Step::need_more) return result;
  }
}

ResponseReader::Step ResponseReader::finish(bool broken) {
  broken_ = broken;
  switch (body_) {
    case Body::awaited:
      return Step::need_more;
    case Body::error:
      return fail_with_status();
    case Body::document:
      if (!std::exchange(document_read_, true) && !broken) return on_document();
      return next_element();
    case Body::events:
      break;
  }
  while (sse_.finish() == codec::SseDecoder::Step::event) {
    const Step result = on_event(sse_.event());
    if (result != Step::need_more) return result;
  }
  return Step::need_more;
}

/// A document, valid as a whole; bytes that are no UTF-8 are replaced, nothing else is repaired.
std::optional<JsonValue> ResponseReader::parse(std::string_view text) {
  auto document = parser_.parse(text, JsonParser::Halves::keep);
  if (!document && !codec::valid_utf8(text)) {
    document = parser_.parse(codec::replace_invalid_utf8(text), JsonParser::Halves::keep);
  }
  if (!document) return std::nullopt;
  return *document;
}

ResponseReader::Step ResponseReader::on_event(const codec::SseEvent& event) {
  const auto data = trimmed(event.data);
  // Gemini has no such end mark; proxies that know another dialect better add it.
  if (data.empty() || data == "[DONE]") return Step::need_more;
  const auto payload = parse(data);
  if (const auto error = payload ? error_in(*payload) : std::nullopt) {
    return fail(classify_stream_error(*error));
  }
  if (event.name == "error") return fail(FailureClass::server);
  if (event.raw_document) return Step::need_more;
  if (!payload) {
    // What a break cut off is no reason to blame the server.
    return broken_ ? Step::need_more : fail(FailureClass::protocol);
  }
  payload_ = *payload;
  return Step::payload;
}

/// A server that does not stream, or streams an array.
ResponseReader::Step ResponseReader::on_document() {
  const auto document = parse(text_);
  if (!document) return fail(FailureClass::protocol);
  if (const auto error = error_in(*document)) return fail(classify_stream_error(*error));
  if (document->type() == JsonValue::Type::array) {
    document->for_each([this](JsonValue element) { elements_.push_back(element); });
  } else {
    elements_.push_back(*document);
  }
  return next_element();
}

ResponseReader::Step ResponseReader::next_element() {
  if (element_ >= elements_.size()) return Step::need_more;
  payload_ = elements_[element_++];
  return Step::payload;
}

}  // namespace spotter::llm::gemini

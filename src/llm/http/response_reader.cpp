#include <spotter/base/text.hpp>
#include <spotter/codec/utf8.hpp>
#include <spotter/llm/http/response_reader.hpp>

#include <utility>

namespace spotter::llm::http {
namespace {

using codec::JsonParser;
using codec::JsonValue;

constexpr std::size_t kLargeDocumentBytes = std::size_t{1024} * 1024;

/// The type and subtype of a Content-Type, in lower case.
std::string media_type(std::string_view content_type) {
  return to_lower_ascii(trimmed(content_type.substr(0, content_type.find(';'))));
}

}  // namespace

ResponseReader::Step ResponseReader::on_head(const ResponseHead& head) {
  head_ = head;
  if (head.status < 200 || head.status > 299) {
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
    return Step::malformed;
  }
  return Step::need_more;
}

ResponseReader::Step ResponseReader::step(std::string_view& bytes) {
  if (std::exchange(large_, false)) parser_.trim();
  if (body_ == Body::awaited) return Step::malformed;
  if (body_ != Body::events) return take_text(bytes);
  for (;;) {
    const auto step = sse_.step(bytes);
    if (step == codec::SseDecoder::Step::over_limit) return Step::malformed;
    if (step != codec::SseDecoder::Step::event) return Step::need_more;
    const Step result = on_event(sse_.event());
    if (result != Step::need_more) return result;
  }
}

ResponseReader::Step ResponseReader::finish(bool broken) {
  if (std::exchange(large_, false)) parser_.trim();
  broken_ = broken;
  switch (body_) {
    case Body::awaited:
      return Step::need_more;
    case Body::error:
      return explain_status();
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

ResponseReader::Step ResponseReader::take_text(std::string_view& bytes) {
  if (body_ == Body::error) {
    text_ += bytes.substr(0, limits_.error_body_bytes_max - text_.size());
    bytes = {};
    return text_.size() >= limits_.error_body_bytes_max ? explain_status() : Step::need_more;
  }
  if (text_.size() + bytes.size() > limits_.event_bytes_max) return Step::malformed;
  text_ += std::exchange(bytes, {});
  return Step::need_more;
}

/// The body of a bad status, as far as it came: JSON, HTML, nothing.
ResponseReader::Step ResponseReader::explain_status() {
  error_ = {head_.status, std::nullopt};
  if (const auto document = parse(text_)) {
    payload_ = *document;
    const auto error = error_in(payload_);
    error_.error = error ? error : payload_;
  }
  return Step::error;
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
  const bool named_error = event.name == "error";
  if (data.empty() && !named_error) return Step::need_more;
  if (data == "[DONE]" && !named_error) return Step::done_mark;
  if (!named_error && !event.raw_document) {
    if (const auto words = shape_.match(data)) {
      words_ = *words;
      return Step::words;
    }
  }
  // What comes in between may change what the same bytes mean.
  shape_.forget();
  data_ = data;
  large_ = data.size() > kLargeDocumentBytes;
  const auto payload = parse(data);
  payload_ = payload.value_or(JsonValue());
  error_ = {0, payload ? error_in(payload_) : std::nullopt};
  if (named_error && !error_.error) error_.error = payload;
  if (named_error || error_.error) return Step::error;
  if (event.raw_document) return Step::need_more;
  if (payload) return Step::payload;
  // What a break cut off is no reason to blame the server.
  return broken_ ? Step::need_more : Step::malformed;
}

void ResponseReader::learn(std::string_view words, const PayloadMembers& members) {
  if (body_ == Body::events) shape_.learn(data_, words, members);
}

/// A server that does not stream, or streams an array.
ResponseReader::Step ResponseReader::on_document() {
  const auto document = parse(text_);
  if (!document) return Step::malformed;
  payload_ = *document;
  error_ = {0, error_in(payload_)};
  if (error_.error) return Step::error;
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

void ResponseReader::advise(Failed& failed) const {
  if (retryable(failed.cause) && head_.retry_after) failed.retry_after = head_.retry_after;
  failed.should_retry = head_.should_retry;
}

}  // namespace spotter::llm::http

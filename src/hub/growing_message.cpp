#include "hub/messagepack.hpp"
#include "hub/messagepack_protocol.hpp"
#include "hub/record_buffer.hpp"
#include "hub/record_type.hpp"

#include <spotter/base/text.hpp>
#include <spotter/codec/json_writer.hpp>
#include <spotter/hub/growing_message.hpp>

namespace spotter::hub {
namespace {

using Constants = std::vector<std::pair<std::string_view, std::string_view>>;

void append_key(std::string& out, std::string_view key) {
  codec::append_json_string(out, key);
  out += ':';
}

/// Up to and with the text's opening quote.
std::string json_head(std::string_view target, const Constants& constants,
                      std::string_view growing_key) {
  std::string head = R"({"type":1,"target":)";
  codec::append_json_string(head, target);
  head += R"(,"arguments":[{)";
  for (const auto& [key, value] : constants) {
    append_key(head, key);
    codec::append_json_string(head, value);
    head += ',';
  }
  append_key(head, growing_key);
  head += '"';
  return head;
}

constexpr std::string_view kJsonTail = "\"}]}\x1e";
static_assert(kJsonTail.back() == kRecordEnd);

/// Up to the text, whose head tells how long it is.
std::string messagepack_head(std::string_view target, const Constants& constants,
                             std::string_view growing_key) {
  std::string head;
  messagepack::append_array_head(head, 6);
  messagepack::append_integer(head, static_cast<std::int64_t>(RecordType::invocation));
  messagepack::append_map_head(head, 0);  // no headers
  messagepack::append_nil(head);          // no id
  messagepack::append_text(head, target);
  messagepack::append_array_head(head, 1);
  messagepack::append_map_head(head, constants.size() + 1);
  for (const auto& [key, value] : constants) {
    messagepack::append_text(head, key);
    messagepack::append_text(head, value);
  }
  messagepack::append_text(head, growing_key);
  return head;
}

constexpr std::string_view kMessagePackTail = "\x90";  // no streams

}  // namespace

GrowingMessage::GrowingMessage(Encoding encoding, std::string_view target,
                               const Constants& constants, std::string_view growing_key)
    : encoding_(encoding),
      head_(encoding == Encoding::json ? json_head(target, constants, growing_key)
                                       : messagepack_head(target, constants, growing_key)) {}

void GrowingMessage::append(std::string_view text) {
  make_room(text_, text.size());  // as good as all, as little is escaped
  if (encoding_ == Encoding::json) {
    codec::append_json_escaped(text_, text);
  } else {
    text_.append(text);
  }
}

void GrowingMessage::append_record_to(std::string& out) const {
  constexpr std::size_t kFrameBytesMax = 16;  // what stands around the three parts
  make_room(out, head_.size() + text_.size() + kJsonTail.size() + kFrameBytesMax);
  if (encoding_ == Encoding::json) {
    out.append(head_).append(text_).append(kJsonTail);
    return;
  }
  std::string text_head;  // five bytes: no allocation
  messagepack::append_text_head(text_head, text_.size());
  const std::size_t bytes =
      head_.size() + text_head.size() + text_.size() + kMessagePackTail.size();
  messagepack::append_record_length(out, bytes);
  out.append(head_).append(text_head).append(text_).append(kMessagePackTail);
}

}  // namespace spotter::hub

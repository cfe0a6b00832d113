#include "hub/json_protocol.hpp"

#include <spotter/codec/json_writer.hpp>
#include <spotter/hub/hub.hpp>

namespace spotter::hub {
namespace {

void append_key(std::string& out, std::string_view key) {
  codec::append_json_string(out, key);
  out += ':';
}

constexpr std::string_view kTail = "\"}]}\x1e";
static_assert(kTail.back() == json::kRecordEnd);

}  // namespace

GrowingMessage::GrowingMessage(
    std::string_view target,
    const std::vector<std::pair<std::string_view, std::string_view>>& constants,
    std::string_view growing_key) {
  json_head_ = R"({"type":1,"target":)";
  codec::append_json_string(json_head_, target);
  json_head_ += R"(,"arguments":[{)";
  for (const auto& [key, value] : constants) {
    append_key(json_head_, key);
    codec::append_json_string(json_head_, value);
    json_head_ += ',';
  }
  append_key(json_head_, growing_key);
  json_head_ += '"';
}

void GrowingMessage::append(std::string_view text) {
  codec::append_json_escaped(json_text_, text);
}

void GrowingMessage::append_record_to(std::string& out) const {
  // Several messages may share `out`: it grows as a string does, not to each message's exact end.
  out.append(json_head_).append(json_text_).append(kTail);
}

}  // namespace spotter::hub

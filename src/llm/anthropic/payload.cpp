#include "llm/anthropic/payload.hpp"

#include <spotter/llm/http/json_members.hpp>

#include <algorithm>
#include <array>
#include <utility>

namespace spotter::llm::anthropic {
namespace {

using codec::JsonValue;
using http::text_of;

std::optional<JsonValue> object_of(const JsonValue& object, std::string_view key) {
  auto member = object.get(key);
  if (member && member->type() != JsonValue::Type::object) member.reset();
  return member;
}

std::int64_t index_of(const JsonValue& payload) {
  const auto index = payload.get("index");
  return index ? index->integer().value_or(0) : 0;
}

bool holds_anything(const JsonValue& input) {
  if (input.type() == JsonValue::Type::null) return false;
  if (input.type() != JsonValue::Type::object) return true;
  bool any = false;
  input.for_each_member([&any](std::string_view, JsonValue) { any = true; });
  return any;
}

Block read_block(const JsonValue& json) {
  const auto type = text_of(json, "type");
  Block block;
  if (type == "text") {
    block.kind = Block::Kind::text;
    block.text = text_of(json, "text");
  } else if (type == "thinking") {
    block.kind = Block::Kind::thinking;
    block.text = text_of(json, "thinking");
  } else if (type == "tool_use") {
    block.kind = Block::Kind::tool_use;
    block.call_id = text_of(json, "id");
    block.name = text_of(json, "name");
    block.input = json.get("input");
    if (block.input && !holds_anything(*block.input)) block.input.reset();
  }
  return block;
}

MessageStart read_message(const JsonValue& message) {
  return {text_of(message, "id"), text_of(message, "model"), object_of(message, "usage")};
}

BlockDelta read_delta(const JsonValue& payload) {
  BlockDelta result;
  result.index = index_of(payload);
  const auto delta = object_of(payload, "delta");
  if (!delta) return result;
  const auto type = text_of(*delta, "type");
  const auto piece = [&](BlockDelta::Kind kind, std::string_view key) {
    result.kind = kind;
    result.fragment = text_of(*delta, key);
  };
  if (type == "text_delta") piece(BlockDelta::Kind::text, "text");
  if (type == "thinking_delta") piece(BlockDelta::Kind::thinking, "thinking");
  if (type == "input_json_delta") piece(BlockDelta::Kind::arguments, "partial_json");
  return result;
}

MessageDelta read_message_delta(const JsonValue& payload) {
  const auto delta = object_of(payload, "delta");
  return {delta ? text_of(*delta, "stop_reason") : std::string_view(), object_of(payload, "usage")};
}

WholeMessage read_whole(const JsonValue& message) {
  WholeMessage whole{read_message(message), {}, text_of(message, "stop_reason")};
  if (const auto content = message.get("content")) {
    content->for_each([&whole](JsonValue block) { whole.blocks.push_back(read_block(block)); });
  }
  return whole;
}

/// Takes the value of a member if there is one that is a number.
void overwrite(std::int64_t& count, const JsonValue& object, std::string_view key) {
  const auto member = object.get(key);
  const auto number = member ? member->integer() : std::nullopt;
  if (number) count = std::max<std::int64_t>(0, *number);
}

}  // namespace

Payload read_payload(const JsonValue& payload) {
  const auto type = text_of(payload, "type");
  if (type == "content_block_delta") return read_delta(payload);
  if (type == "content_block_start") {
    const auto block = object_of(payload, "content_block");
    return BlockStart{index_of(payload), block ? read_block(*block) : Block()};
  }
  if (type == "content_block_stop") return BlockStop{index_of(payload)};
  if (type == "message_start") {
    return read_message(object_of(payload, "message").value_or(JsonValue()));
  }
  if (type == "message_delta") return read_message_delta(payload);
  if (type == "message_stop") return MessageStop{};
  if (type == "message") return read_whole(payload);
  return Nothing{};
}

FinishReason reason_of(std::string_view stop_reason) noexcept {
  using enum FinishReason;
  constexpr std::array<std::pair<std::string_view, FinishReason>, 7> kWords{
      {{"end_turn", stop},
       {"stop_sequence", stop},
       {"tool_use", tool_calls},
       {"max_tokens", length},
       {"model_context_window_exceeded", length},
       {"refusal", refusal},
       {"pause_turn", pause}}};
  const auto* const found =
      std::find_if(kWords.begin(), kWords.end(),
                   [stop_reason](const auto& known) { return known.first == stop_reason; });
  return found == kWords.end() ? other : found->second;
}

void TokenCounts::take(const JsonValue& usage) {
  overwrite(input_, usage, "input_tokens");
  overwrite(cache_write_, usage, "cache_creation_input_tokens");
  overwrite(cache_read_, usage, "cache_read_input_tokens");
  overwrite(output_, usage, "output_tokens");
  if (const auto details = object_of(usage, "output_tokens_details")) {
    overwrite(thinking_, *details, "thinking_tokens");
  }
}

Usage TokenCounts::usage() const noexcept {
  Usage usage;
  usage.input = input_ + cache_write_ + cache_read_;
  usage.cached = cache_read_;
  usage.cache_write = cache_write_;
  usage.output = output_;
  usage.reasoning = thinking_;
  return usage;
}

}  // namespace spotter::llm::anthropic

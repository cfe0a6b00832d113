#include "llm/gemini/chunk_reader.hpp"

#include <spotter/llm/http/json_members.hpp>

#include <algorithm>
#include <functional>

namespace spotter::llm::gemini {
namespace {

using codec::JsonValue;
using http::is_object;
using http::text_of;

Part read_part(const JsonValue& raw) {
  Part part;
  part.raw = raw;
  part.text = text_of(raw, "text");
  const auto thought = raw.get("thought");
  part.thought = thought && thought->boolean() == true;
  part.has_signature = !text_of(raw, "thoughtSignature").empty();
  part.call = raw.get("functionCall");
  if (!is_object(part.call)) part.call.reset();
  return part;
}

void read_candidate(const JsonValue& candidate, Chunk& chunk) {
  chunk.has_candidate = true;
  const auto word = text_of(candidate, "finishReason");
  if (word != "FINISH_REASON_UNSPECIFIED") chunk.finish_reason = word;
  const auto content = candidate.get("content");
  const auto parts = content ? content->get("parts") : std::nullopt;
  if (!parts) return;
  chunk.parts.reserve(parts->size());
  parts->for_each([&chunk](JsonValue part) { chunk.parts.push_back(read_part(part)); });
}

/// Takes the value of a member if there is one that is a number.
void overwrite(std::int64_t& count, const JsonValue& object, std::string_view key) {
  const auto member = object.get(key);
  const auto number = member ? member->integer() : std::nullopt;
  if (number) count = std::max<std::int64_t>(0, *number);
}

}  // namespace

std::optional<Chunk> read_chunk(const JsonValue& payload) {
  const auto candidates = payload.get("candidates");
  const bool has_candidates = candidates && candidates->type() == JsonValue::Type::array;
  const auto feedback = payload.get("promptFeedback");
  Chunk chunk;
  chunk.usage = payload.get("usageMetadata");
  if (!is_object(chunk.usage)) chunk.usage.reset();
  if (!has_candidates && !is_object(feedback) && !chunk.usage) return std::nullopt;
  chunk.response_id = text_of(payload, "responseId");
  chunk.model = text_of(payload, "modelVersion");
  const auto read_if_first = [&chunk](JsonValue candidate) {
    const auto index = candidate.get("index");
    if (chunk.has_candidate || (index && index->integer().value_or(0) != 0)) return;
    read_candidate(candidate, chunk);
  };
  if (has_candidates) candidates->for_each(std::ref(read_if_first));  // by reference: no allocation
  if (feedback && !chunk.has_candidate) {
    const auto word = text_of(*feedback, "blockReason");
    if (word != "BLOCK_REASON_UNSPECIFIED") chunk.block_reason = word;
  }
  return chunk;
}

void TokenCounts::take(const JsonValue& usage_metadata) {
  known_ = true;
  overwrite(prompt_, usage_metadata, "promptTokenCount");
  overwrite(tool_prompt_, usage_metadata, "toolUsePromptTokenCount");
  overwrite(cached_, usage_metadata, "cachedContentTokenCount");
  overwrite(candidates_, usage_metadata, "candidatesTokenCount");
  overwrite(thoughts_, usage_metadata, "thoughtsTokenCount");
}

Usage TokenCounts::usage() const noexcept {
  Usage usage;
  usage.input = prompt_ + tool_prompt_;
  usage.cached = cached_;
  usage.output = candidates_ + thoughts_;
  usage.reasoning = thoughts_;
  return usage;
}

}  // namespace spotter::llm::gemini

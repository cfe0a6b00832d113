#include "llm/openai/chat_dialect.hpp"

#include <spotter/llm/http/json_members.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <functional>
#include <utility>

namespace spotter::llm::openai {
namespace {

using codec::JsonValue;
using http::Answer;
using http::count_of;
using http::Said;
using http::text_of;

std::optional<FinishReason> reason_of(std::string_view word) {
  using enum FinishReason;
  constexpr std::array<std::pair<std::string_view, FinishReason>, 7> kWords{
      {{"stop", stop},
       {"eos", stop},
       {"end_turn", stop},
       {"length", length},
       {"tool_calls", tool_calls},
       {"function_call", tool_calls},
       {"content_filter", content_filter}}};
  // Some servers send an empty reason with every chunk.
  if (word.empty()) return std::nullopt;
  const auto* const found = std::find_if(kWords.begin(), kWords.end(),
                                         [word](const auto& known) { return known.first == word; });
  return found == kWords.end() ? other : found->second;
}

/// A string, or a list of parts of which those of type "text" count.
void read_content(const JsonValue& content, Answer& answer) {
  if (const auto text = content.string()) {
    answer.text(*text);
    return;
  }
  content.for_each([&answer](JsonValue part) {
    if (text_of(part, "type") == "text") answer.text(text_of(part, "text"));
  });
}

bool read_tool_call(const JsonValue& call, Answer& answer) {
  http::ToolFragment fragment;
  if (const auto index = call.get("index")) fragment.index = index->integer();
  fragment.call_id = text_of(call, "id");
  std::string serialised;
  if (const auto function = call.get("function")) {
    fragment.name = text_of(*function, "name");
    const auto arguments = function->get("arguments");
    if (arguments && arguments->type() == JsonValue::Type::object) {
      serialised = arguments->to_json();
      fragment.arguments = serialised;
    } else {
      fragment.arguments = text_of(*function, "arguments");
    }
  }
  return answer.tool(fragment);
}

/// False: over a limit.
bool read_delta(const JsonValue& delta, Answer& answer) {
  // `reasoning` is the newer name; a server that sends both sends the same text twice.
  const auto reasoning = text_of(delta, "reasoning");
  answer.reasoning(reasoning.empty() ? text_of(delta, "reasoning_content") : reasoning);
  if (const auto content = delta.get("content")) read_content(*content, answer);
  answer.refusal(text_of(delta, "refusal"));
  bool within_limits = true;
  if (const auto calls = delta.get("tool_calls")) {
    calls->for_each(
        [&](JsonValue call) { within_limits = within_limits && read_tool_call(call, answer); });
  }
  return within_limits;
}

/// False: over a limit.
bool read_choice(const JsonValue& choice, Answer& answer) {
  bool within_limits = true;
  if (const auto delta = choice.get("delta"); delta && delta->type() == JsonValue::Type::object) {
    within_limits = read_delta(*delta, answer);
  } else if (const auto message = choice.get("message")) {
    within_limits = read_delta(*message, answer);
  }
  const auto word = text_of(choice, "finish_reason");
  if (word == "error") {
    answer.fail(FailureClass::server);
  } else if (const auto reason = reason_of(word)) {
    answer.reason(*reason);
  }
  return within_limits;
}

}  // namespace

void ChatDialect::read_usage(const JsonValue& payload, Answer& answer) {
  const auto object = payload.get("usage");
  if (!object || (!object->get("prompt_tokens") && !object->get("completion_tokens"))) return;
  const auto prompt = object->get("prompt_tokens_details");
  const auto completion = object->get("completion_tokens_details");
  Usage usage;
  usage.input = count_of(object, "prompt_tokens");
  usage.cached = count_of(prompt, "cached_tokens");
  usage.cache_write = count_of(prompt, "cache_write_tokens");
  usage.output = count_of(object, "completion_tokens");
  usage.reasoning = count_of(completion, "reasoning_tokens");
  answer.usage(usage);
}

http::PayloadMembers ChatDialect::members() const {
  static constexpr std::array<std::string_view, 2> kMeaningless{"obfuscation", "created"};
  return {"content", kMeaningless};
}

Said ChatDialect::read(const JsonValue& payload, Answer& answer) {
  const auto choices = payload.get("choices");
  const bool has_choices = choices && choices->type() == JsonValue::Type::array;
  const auto usage = payload.get("usage");
  const bool has_usage = usage && usage->type() == JsonValue::Type::object;
  if (!has_choices && !has_usage) return Said::nothing;
  const bool first = !answer.started();
  const std::size_t pieces = answer.pieces();
  if (first) answer.start(text_of(payload, "id"), text_of(payload, "model"));
  if (has_usage) read_usage(payload, answer);
  bool has_choice = false;
  bool within_limits = true;
  const auto read_if_first = [&](JsonValue choice) {
    const auto index = choice.get("index");
    if (!within_limits || (index && index->integer().value_or(0) != 0)) return;
    has_choice = true;
    within_limits = read_choice(choice, answer);
  };
  if (has_choices) choices->for_each(std::ref(read_if_first));  // by reference: no allocation
  if (!within_limits) return Said::too_much;
  // Some servers keep the line alive with empty deltas: only the first of them is a sign of life.
  const bool spoke = answer.pieces() != pieces || (first && has_choice);
  return spoke ? Said::something : Said::nothing;
}

}  // namespace spotter::llm::openai

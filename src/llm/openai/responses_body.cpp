#include "llm/openai/conversation.hpp"
#include "llm/openai/request_body.hpp"

#include <spotter/base/text.hpp>
#include <spotter/codec/json_object.hpp>

#include <algorithm>

namespace spotter::llm::openai {
namespace {

using codec::Array;
using codec::Object;

/// Less is refused.
constexpr std::size_t kOutputTokensMin = 16;

/// A call that was made is followed by what came of it: one without the other is refused.
void append_call(Array& items, const ToolCall& call, std::size_t number) {
  Object made(items.element());
  made.text("type", "function_call");
  made.text("call_id", call_id(number));
  made.text("name", call.name);
  made.text("arguments", call.arguments);
  made.end();
  Object result(items.element());
  result.text("type", "function_call_output");
  result.text("call_id", call_id(number));
  result.text("output", call.result);
  result.end();
}

void append_input(std::string& json, const Request& request, const Capabilities& capabilities) {
  Array items(json);
  std::size_t calls = 0;
  for (const Said& said : conversation_of(request, capabilities)) {
    if (said.has_words()) {
      Object message(items.element());
      message.text("role", name_of_role(said.role));
      append_words(message.key("content"), said);
      message.end();
    }
    if (const ToolCall* const call = said.call()) append_call(items, *call, ++calls);
  }
  items.end();
}

/// Flat, unlike those of Chat Completions.
void append_tools(std::string& json, const std::vector<Tool>& tools, bool strict) {
  Array array(json);
  for (const Tool& tool : tools) {
    Object entry(array.element());
    entry.text("type", "function");
    entry.text("name", tool.name);
    entry.text("description", tool.description);
    entry.key("parameters") += tool.schema;
    if (strict) entry.truth("strict", true);
    entry.end();
  }
  array.end();
}

}  // namespace

void append_responses_body(std::string& json, const Request& request, const Settings& settings,
                           const Capabilities& capabilities) {
  Object body(json);
  body.text("model", settings.model);
  body.truth("stream", true);
  if (capabilities.include_obfuscation) {
    Object stream_options(body.key("stream_options"));
    stream_options.truth("include_obfuscation", false);
    stream_options.end();
  }
  // What is not said here is true: the server keeps the conversation for a month.
  if (capabilities.store) body.truth("store", false);
  if (!trimmed(request.system).empty()) body.text("instructions", request.system);
  append_input(body.key("input"), request, capabilities);
  if (!request.tools.empty()) {
    append_tools(body.key("tools"), request.tools, capabilities.strict);
    if (request.tool_required && capabilities.tool_choice) {
      Object choice(body.key("tool_choice"));
      choice.text("type", "function");
      choice.text("name", request.tools.front().name);
      choice.end();
    }
    if (capabilities.parallel_tool_calls) body.truth("parallel_tool_calls", false);
  }
  if (!capabilities.reasoning_effort.empty()) {
    Object reasoning(body.key("reasoning"));
    reasoning.text("effort", capabilities.reasoning_effort);
    reasoning.end();
  }
  if (request.output_tokens_max > 0) {
    body.number("max_output_tokens", std::max(request.output_tokens_max, kOutputTokensMin));
  }
  if (settings.temperature && capabilities.temperature) {
    body.decimal("temperature", *settings.temperature);
  }
  if (capabilities.safety_identifier && !request.user_hash.empty()) {
    body.text("safety_identifier", request.user_hash);
  }
  body.end();
}

}  // namespace spotter::llm::openai

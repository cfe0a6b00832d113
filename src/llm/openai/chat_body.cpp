#include "llm/openai/conversation.hpp"
#include "llm/openai/request_body.hpp"

#include <spotter/base/text.hpp>
#include <spotter/codec/json_object.hpp>

namespace spotter::llm::openai {
namespace {

using codec::Array;
using codec::Object;

/// An assistant's call.
void append_call(std::string& json, const Said& said, const ToolCall& call, std::size_t number) {
  Object message(json);
  message.text("role", "assistant");
  if (said.has_words()) {
    append_words(message.key("content"), said);
  } else {
    message.null("content");
  }
  Array calls(message.key("tool_calls"));
  Object entry(calls.element());
  entry.text("id", call_id(number));
  entry.text("type", "function");
  Object function(entry.key("function"));
  function.text("name", call.name);
  function.text("arguments", call.arguments);
  function.end();
  entry.end();
  calls.end();
  message.end();
}

/// The message that tells what came of it.
void append_result(std::string& json, const ToolCall& call, std::size_t number) {
  Object message(json);
  message.text("role", "tool");
  message.text("tool_call_id", call_id(number));
  message.text("content", call.result);
  message.end();
}

void append_messages(std::string& json, const Request& request, const Capabilities& capabilities) {
  Array messages(json);
  if (!trimmed(request.system).empty()) {
    Object message(messages.element());
    message.text("role", capabilities.system_role);
    message.text("content", request.system);
    message.end();
  }
  std::size_t calls = 0;
  for (const Said& said : conversation_of(request, capabilities)) {
    if (const ToolCall* const call = said.call()) {
      append_call(messages.element(), said, *call, ++calls);
      append_result(messages.element(), *call, calls);
      continue;
    }
    Object message(messages.element());
    message.text("role", name_of_role(said.role));
    append_words(message.key("content"), said);
    message.end();
  }
  messages.end();
}

void append_tools(std::string& json, const std::vector<Tool>& tools, bool strict) {
  Array array(json);
  for (const Tool& tool : tools) {
    Object entry(array.element());
    entry.text("type", "function");
    Object function(entry.key("function"));
    function.text("name", tool.name);
    function.text("description", tool.description);
    function.key("parameters") += tool.schema;
    if (strict) function.truth("strict", true);
    function.end();
    entry.end();
  }
  array.end();
}

/// The one tool, which must be called.
void append_tool_choice(std::string& json, const Tool& tool) {
  Object choice(json);
  choice.text("type", "function");
  Object function(choice.key("function"));
  function.text("name", tool.name);
  function.end();
  choice.end();
}

}  // namespace

void append_chat_body(std::string& json, const Request& request, const Settings& settings,
                      const Capabilities& capabilities) {
  Object body(json);
  body.text("model", settings.model);
  body.truth("stream", true);
  Object stream_options(body.key("stream_options"));
  stream_options.truth("include_usage", true);
  if (capabilities.include_obfuscation) stream_options.truth("include_obfuscation", false);
  stream_options.end();
  if (capabilities.store) body.truth("store", false);
  append_messages(body.key("messages"), request, capabilities);
  if (!request.tools.empty()) {
    append_tools(body.key("tools"), request.tools, capabilities.strict);
    if (request.tool_required && capabilities.tool_choice) {
      append_tool_choice(body.key("tool_choice"), request.tools.front());
    }
    if (capabilities.parallel_tool_calls) body.truth("parallel_tool_calls", false);
  }
  if (!capabilities.reasoning_effort.empty()) {
    body.text("reasoning_effort", capabilities.reasoning_effort);
  }
  if (request.output_tokens_max > 0) {
    body.number(capabilities.max_tokens_field, request.output_tokens_max);
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

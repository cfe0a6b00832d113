#include "llm/openai/conversation.hpp"
#include "llm/openai/request_body.hpp"

#include <spotter/base/text.hpp>

#include <boost/json/array.hpp>
#include <boost/json/parse.hpp>

#include <algorithm>
#include <utility>

namespace spotter::llm::openai {
namespace {

namespace json = boost::json;

/// Less is refused.
constexpr std::size_t kOutputTokensMin = 16;

/// A call that was made is followed by what came of it: one without the other is refused.
void append_call(json::array& items, const ToolCall& call, std::size_t number) {
  items.push_back({{"type", "function_call"},
                   {"call_id", call_id(number)},
                   {"name", call.name},
                   {"arguments", call.arguments}});
  items.push_back(
      {{"type", "function_call_output"}, {"call_id", call_id(number)}, {"output", call.result}});
}

json::array input_array(const Request& request, const Capabilities& capabilities) {
  json::array items;
  std::size_t calls = 0;
  for (const Message& message : conversation_of(request, capabilities)) {
    if (!trimmed(message.text).empty()) {
      items.push_back({{"role", name_of_role(message.role)}, {"content", message.text}});
    }
    if (message.call) append_call(items, *message.call, ++calls);
  }
  return items;
}

/// Flat, unlike those of Chat Completions.
json::array tool_array(const std::vector<Tool>& tools, bool strict) {
  json::array array;
  for (const Tool& tool : tools) {
    json::object entry{
        {"type", "function"}, {"name", tool.name}, {"description", tool.description}};
    entry["parameters"] = json::parse(tool.schema);
    if (strict) entry["strict"] = true;
    array.push_back(std::move(entry));
  }
  return array;
}

}  // namespace

json::object responses_body(const Request& request, const Settings& settings,
                            const Capabilities& capabilities) {
  json::object body;
  body["model"] = settings.model;
  body["stream"] = true;
  if (capabilities.include_obfuscation) {
    body["stream_options"] = json::object{{"include_obfuscation", false}};
  }
  // What is not said here is true: the server keeps the conversation for a month.
  if (capabilities.store) body["store"] = false;
  if (!trimmed(request.system).empty()) body["instructions"] = request.system;
  body["input"] = input_array(request, capabilities);
  if (!request.tools.empty()) {
    body["tools"] = tool_array(request.tools, capabilities.strict);
    if (request.tool_required && capabilities.tool_choice) {
      body["tool_choice"] =
          json::object{{"type", "function"}, {"name", request.tools.front().name}};
    }
    if (capabilities.parallel_tool_calls) body["parallel_tool_calls"] = false;
  }
  if (!capabilities.reasoning_effort.empty()) {
    body["reasoning"] = json::object{{"effort", capabilities.reasoning_effort}};
  }
  if (request.output_tokens_max > 0) {
    body["max_output_tokens"] = std::max(request.output_tokens_max, kOutputTokensMin);
  }
  if (settings.temperature && capabilities.temperature) body["temperature"] = *settings.temperature;
  if (capabilities.safety_identifier && !request.user_hash.empty()) {
    body["safety_identifier"] = request.user_hash;
  }
  return body;
}

}  // namespace spotter::llm::openai

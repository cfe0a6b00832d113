#include "llm/openai/conversation.hpp"
#include "llm/openai/request_body.hpp"

#include <spotter/base/text.hpp>

#include <boost/json/array.hpp>
#include <boost/json/parse.hpp>

#include <utility>

namespace spotter::llm::openai {
namespace {

namespace json = boost::json;

json::object message_object(std::string_view role, std::string_view text) {
  return {{"role", role}, {"content", text}};
}

/// An assistant's call, and the message that tells its result.
void append_call(json::array& array, const Message& message, std::size_t number) {
  json::object function{{"name", message.call->name}, {"arguments", message.call->arguments}};
  json::object call{{"id", call_id(number)}, {"type", "function"}};
  call["function"] = std::move(function);
  json::object said{{"role", "assistant"}};
  if (trimmed(message.text).empty()) {
    said["content"] = nullptr;
  } else {
    said["content"] = message.text;
  }
  said["tool_calls"] = json::array{std::move(call)};
  array.push_back(std::move(said));
  array.push_back(
      {{"role", "tool"}, {"tool_call_id", call_id(number)}, {"content", message.call->result}});
}

json::array message_array(const Request& request, const Capabilities& capabilities) {
  const auto messages = conversation_of(request, capabilities);
  json::array array;
  array.reserve(messages.size() + 1);
  if (!trimmed(request.system).empty()) {
    array.push_back(message_object(capabilities.system_role, request.system));
  }
  std::size_t calls = 0;
  for (const Message& message : messages) {
    if (message.call) {
      append_call(array, message, ++calls);
    } else {
      array.push_back(message_object(name_of_role(message.role), message.text));
    }
  }
  return array;
}

json::array tool_array(const std::vector<Tool>& tools, bool strict) {
  json::array array;
  for (const Tool& tool : tools) {
    json::object function{{"name", tool.name}, {"description", tool.description}};
    function["parameters"] = json::parse(tool.schema);
    if (strict) function["strict"] = true;
    json::object entry{{"type", "function"}};
    entry["function"] = std::move(function);
    array.push_back(std::move(entry));
  }
  return array;
}

/// The one tool, which must be called.
json::object tool_choice(const Tool& tool) {
  json::object choice{{"type", "function"}};
  choice["function"] = json::object{{"name", tool.name}};
  return choice;
}

}  // namespace

json::object chat_body(const Request& request, const Settings& settings,
                       const Capabilities& capabilities) {
  json::object body;
  body["model"] = settings.model;
  body["stream"] = true;
  json::object stream_options{{"include_usage", true}};
  if (capabilities.include_obfuscation) stream_options["include_obfuscation"] = false;
  body["stream_options"] = std::move(stream_options);
  if (capabilities.store) body["store"] = false;
  body["messages"] = message_array(request, capabilities);
  if (!request.tools.empty()) {
    body["tools"] = tool_array(request.tools, capabilities.strict);
    if (request.tool_required && capabilities.tool_choice) {
      body["tool_choice"] = tool_choice(request.tools.front());
    }
    if (capabilities.parallel_tool_calls) body["parallel_tool_calls"] = false;
  }
  if (!capabilities.reasoning_effort.empty()) {
    body["reasoning_effort"] = capabilities.reasoning_effort;
  }
  if (request.output_tokens_max > 0) {
    body[capabilities.max_tokens_field] = request.output_tokens_max;
  }
  if (settings.temperature && capabilities.temperature) body["temperature"] = *settings.temperature;
  if (capabilities.safety_identifier && !request.user_hash.empty()) {
    body["safety_identifier"] = request.user_hash;
  }
  return body;
}

}  // namespace spotter::llm::openai

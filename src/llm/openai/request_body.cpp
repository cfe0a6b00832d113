#include "llm/openai/request_body.hpp"

#include <spotter/base/text.hpp>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include <numeric>
#include <string_view>
#include <vector>

namespace spotter::llm::openai {
namespace {

namespace json = boost::json;

/// What stands in for the user where an answer must not come first.
constexpr std::string_view kOpeningWords = "Hello.";

std::vector<Message> alternating(const std::vector<Message>& messages) {
  std::vector<Message> result;
  for (const Message& message : messages) {
    if (trimmed(message.text).empty() && !message.call) continue;
    const bool joins = !result.empty() && result.back().role == message.role &&
                       !result.back().call && !message.call;
    if (joins) {
      result.back().text += "\n\n";
      result.back().text += message.text;
    } else {
      result.push_back(message);
    }
  }
  return result;
}

json::object message_object(std::string_view role, std::string_view text) {
  return {{"role", role}, {"content", text}};
}

std::string_view name_of_role(Role role) noexcept {
  switch (role) {
    case Role::user:
      return "user";
    case Role::assistant:
      return "assistant";
  }
  return "user";
}

/// The id that ties a call of the history to its result: its own in each request.
std::string call_id(std::size_t number) {
  return "call_" + std::to_string(number);
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

json::array message_array(const Request& request, const Capabilities& capabilities) {
  const auto messages = alternating(request.messages);
  json::array array;
  array.reserve(messages.size() + 2);
  if (!trimmed(request.system).empty()) {
    array.push_back(message_object(capabilities.system_role, request.system));
  }
  const bool assistant_first = !messages.empty() && messages.front().role == Role::assistant;
  if (assistant_first && capabilities.user_speaks_first) {
    array.push_back(message_object("user", kOpeningWords));
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

/// Bytes that the texts alone take: no need to write a body that is too large anyway.
std::size_t text_bytes(const Request& request) {
  return std::accumulate(request.messages.begin(), request.messages.end(), request.system.size(),
                         [](std::size_t sum, const Message& message) {
                           const auto& call = message.call;
                           return sum + message.text.size() + (call ? call->arguments.size() : 0);
                         });
}

}  // namespace

Result<std::string> write_request_body(const Request& request, const Settings& settings,
                                       const Capabilities& capabilities) {
  const Error too_large{Errc::too_large, "the request to the provider is too large"};
  if (text_bytes(request) > settings.request_bytes_max) return too_large;
  json::object body;
  body["model"] = settings.model;
  body["stream"] = true;
  json::object stream_options{{"include_usage", true}};
  if (capabilities.hosted_fields) stream_options["include_obfuscation"] = false;
  body["stream_options"] = std::move(stream_options);
  if (capabilities.hosted_fields) body["store"] = false;
  body["messages"] = message_array(request, capabilities);
  if (!request.tools.empty()) {
    body["tools"] = tool_array(request.tools, capabilities.hosted_fields);
    if (request.tool_required) body["tool_choice"] = tool_choice(request.tools.front());
    // Servers that only look compatible may refuse what is not the oldest form.
    if (capabilities.hosted_fields) body["parallel_tool_calls"] = false;
  }
  if (!capabilities.reasoning_effort.empty()) {
    body["reasoning_effort"] = capabilities.reasoning_effort;
  }
  if (request.output_tokens_max > 0) {
    body[capabilities.max_tokens_field] = request.output_tokens_max;
  }
  if (capabilities.temperature) body["temperature"] = *capabilities.temperature;
  if (capabilities.hosted_fields && !request.user_hash.empty()) {
    body["safety_identifier"] = request.user_hash;
  }
  std::string text = json::serialize(body);
  if (text.size() > settings.request_bytes_max) return too_large;
  return text;
}

}  // namespace spotter::llm::openai

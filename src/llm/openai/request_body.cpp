#include "llm/openai/request_body.hpp"

#include <spotter/base/text.hpp>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
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
    if (trimmed(message.text).empty()) continue;
    if (!result.empty() && result.back().role == message.role) {
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
  for (const Message& message : messages) {
    array.push_back(message_object(name_of_role(message.role), message.text));
  }
  return array;
}

/// Bytes that the texts alone take: no need to write a body that is too large anyway.
std::size_t text_bytes(const Request& request) {
  return std::accumulate(request.messages.begin(), request.messages.end(), request.system.size(),
                         [](std::size_t sum, const Message& m) { return sum + m.text.size(); });
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

#include "llm/openai/conversation.hpp"

#include <spotter/base/text.hpp>

namespace spotter::llm::openai {

std::vector<Message> conversation_of(const Request& request, const Capabilities& capabilities) {
  std::vector<Message> result;
  for (const Message& message : request.messages) {
    if (trimmed(message.text).empty() && !message.call) continue;
    if (result.empty() && message.role == Role::assistant && capabilities.alternates) {
      result.push_back({Role::user, std::string(kOpeningWords)});
    }
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

std::string_view name_of_role(Role role) noexcept {
  switch (role) {
    case Role::user:
      return "user";
    case Role::assistant:
      return "assistant";
  }
  return "user";
}

std::string call_id(std::size_t number) {
  return "call_" + std::to_string(number);
}

}  // namespace spotter::llm::openai

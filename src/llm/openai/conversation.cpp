#include "llm/openai/conversation.hpp"

#include <spotter/base/text.hpp>
#include <spotter/codec/json_writer.hpp>

#include <algorithm>

namespace spotter::llm::openai {
namespace {

bool is_blank(const Message& message) noexcept {
  return trimmed(message.text).empty();
}

}  // namespace

bool Said::has_words() const noexcept {
  return messages.empty() || !std::all_of(messages.begin(), messages.end(), is_blank);
}

std::vector<Said> conversation_of(const Request& request, const Capabilities& capabilities) {
  std::vector<Said> result;
  result.reserve(request.messages.size() + 1);
  const std::span<const Message> messages = request.messages;
  for (std::size_t i = 0; i < messages.size(); ++i) {
    const Message& message = messages[i];
    if (is_blank(message) && !message.call) continue;
    if (result.empty() && message.role == Role::assistant && capabilities.alternates) {
      result.push_back({Role::user, {}});
    }
    const bool joins = !result.empty() && result.back().role == message.role &&
                       result.back().call() == nullptr && !message.call;
    if (joins) {
      auto& joined = result.back().messages;
      const auto first = static_cast<std::size_t>(joined.data() - messages.data());
      joined = messages.subspan(first, i + 1 - first);
    } else {
      result.push_back({message.role, messages.subspan(i, 1)});
    }
  }
  return result;
}

void append_words(std::string& json, const Said& said) {
  if (said.messages.empty()) return codec::append_json_string(json, kOpeningWords);
  json += '"';
  const std::size_t begin = json.size();
  for (const Message& message : said.messages) {
    if (is_blank(message)) continue;
    if (json.size() > begin) codec::append_json_escaped(json, "\n\n");
    codec::append_json_escaped(json, message.text);
  }
  json += '"';
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

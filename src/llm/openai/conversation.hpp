#pragma once

#include <spotter/llm/openai/settings.hpp>
#include <spotter/llm/provider.hpp>

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace spotter::llm::openai {

/// What one side says in a row. A view of the request.
struct Said {
  Role role = Role::user;
  /// Blank ones among them count for nothing; none: kOpeningWords. One with a call is alone.
  std::span<const Message> messages;

  /// The assistant's, after its words.
  [[nodiscard]] const ToolCall* call() const noexcept {
    return !messages.empty() && messages.front().call ? &*messages.front().call : nullptr;
  }
  [[nodiscard]] bool has_words() const noexcept;
};

/// The conversation as both dialects send it: blank messages are left out, neighbours of one role
/// belong together, and where the server wants roles to alternate the user comes first.
std::vector<Said> conversation_of(const Request& request, const Capabilities& capabilities);

/// Appends the words as a JSON string, with a blank line between messages.
void append_words(std::string& json, const Said& said);

std::string_view name_of_role(Role role) noexcept;

/// The id that ties a call of the history to its result: its own in each request.
std::string call_id(std::size_t number);

}  // namespace spotter::llm::openai

#pragma once

#include <spotter/llm/openai/settings.hpp>
#include <spotter/llm/provider.hpp>

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace spotter::llm::openai {

/// The conversation as both dialects send it: blank messages are left out, neighbours of one role
/// are joined by a blank line, and where the server wants roles to alternate the user comes first.
std::vector<Message> conversation_of(const Request& request, const Capabilities& capabilities);

std::string_view name_of_role(Role role) noexcept;

/// The id that ties a call of the history to its result: its own in each request.
std::string call_id(std::size_t number);

}  // namespace spotter::llm::openai

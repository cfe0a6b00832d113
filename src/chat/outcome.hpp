#pragma once

#include <spotter/chat/ending.hpp>
#include <spotter/llm/event.hpp>

#include <string_view>

namespace spotter::chat {

/// The key of the sentence for a failure before the first word.
std::string_view sentence_key_for(llm::FailureClass cause) noexcept;

}  // namespace spotter::chat

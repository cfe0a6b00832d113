#pragma once

#include <spotter/base/error.hpp>
#include <spotter/llm/openai/settings.hpp>
#include <spotter/llm/provider.hpp>

#include <string>

namespace spotter::llm::openai {

/// The JSON body that asks for a streamed answer, in the dialect that `capabilities` name. Fields
/// that the server may not know are left out. Errors: Errc::too_large over
/// settings.request_bytes_max.
Result<std::string> write_request_body(const Request& request, const Settings& settings,
                                       const Capabilities& capabilities);

/// Appends the one for `/chat/completions`. The system prompt is the first message.
void append_chat_body(std::string& json, const Request& request, const Settings& settings,
                      const Capabilities& capabilities);

/// Appends the one for `/responses`. The server is not to keep anything, so the conversation comes
/// whole; calls and their results are tied by their call ids alone, because items that the server
/// does not keep have no ids.
void append_responses_body(std::string& json, const Request& request, const Settings& settings,
                           const Capabilities& capabilities);

}  // namespace spotter::llm::openai

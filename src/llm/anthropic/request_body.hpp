#pragma once

#include <spotter/base/error.hpp>
#include <spotter/codec/json.hpp>
#include <spotter/llm/anthropic/settings.hpp>
#include <spotter/llm/provider.hpp>

#include <string>

namespace spotter::llm::anthropic {

/// How tools are offered. `strict`: the server holds the model to the schema and sends arguments as
/// they are written. `plain`: in the form that all servers take.
enum class ToolForm { strict, plain };

/// The body of POST /v1/messages, as one JSON text.
///
/// Blank messages are left out, neighbours of one role share a message, and the user speaks first
/// and last, as the server insists. Calls of the history go out as `tool_use` with ids of their
/// own, and their results, as the server insists too, in front of what the user says next; a call
/// whose arguments are no JSON object is left out. Which tool is called is never forced, since
/// models refuse that: where the request wants it, the system prompt demands it. Errors:
/// Errc::too_large over settings.request_bytes_max.
Result<std::string> write_request_body(const Request& request, const Settings& settings,
                                       ToolForm form, codec::JsonParser& parser);

}  // namespace spotter::llm::anthropic

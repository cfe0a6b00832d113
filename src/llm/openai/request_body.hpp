#pragma once

#include <spotter/base/error.hpp>
#include <spotter/llm/openai/settings.hpp>
#include <spotter/llm/provider.hpp>

#include <boost/json/object.hpp>

#include <string>

namespace spotter::llm::openai {

/// The JSON body that asks for a streamed answer, in the dialect that `capabilities` name. Fields
/// that the server may not know are left out. Errors: Errc::too_large over
/// settings.request_bytes_max.
Result<std::string> write_request_body(const Request& request, const Settings& settings,
                                       const Capabilities& capabilities);

/// For `/chat/completions`. The system prompt is the first message.
boost::json::object chat_body(const Request& request, const Settings& settings,
                              const Capabilities& capabilities);

/// For `/responses`. The server is not to keep anything, so the conversation comes whole; calls and
/// their results are tied by their call ids alone, because items that the server does not keep have
/// no ids.
boost::json::object responses_body(const Request& request, const Settings& settings,
                                   const Capabilities& capabilities);

}  // namespace spotter::llm::openai

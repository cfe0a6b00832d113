#pragma once

#include <spotter/base/error.hpp>
#include <spotter/llm/openai/settings.hpp>
#include <spotter/llm/provider.hpp>

#include <string>

namespace spotter::llm::openai {

/// The JSON body that asks for a streamed answer. The system prompt comes first, blank messages are
/// left out, and neighbours of one role are joined by a blank line, because chat templates of local
/// models want the roles to alternate. Errors: Errc::too_large over settings.request_bytes_max.
Result<std::string> write_request_body(const Request& request, const Settings& settings,
                                       const Capabilities& capabilities);

}  // namespace spotter::llm::openai

#include "llm/openai/request_body.hpp"

namespace spotter::llm::openai {
namespace {

/// Enough for a usual conversation, so that it is written without moving.
std::size_t usual_bytes(const Request& request) {
  constexpr std::size_t kMembersBytes = 512;
  constexpr std::size_t kMessageBytes = 64;  // its members, and some escapes
  std::size_t bytes = kMembersBytes + request.messages.size() * kMessageBytes + text_bytes(request);
  for (const Tool& tool : request.tools)
    bytes += kMembersBytes + tool.description.size() + tool.schema.size();
  return bytes;
}

}  // namespace

Result<std::string> write_request_body(const Request& request, const Settings& settings,
                                       const Capabilities& capabilities) {
  const Error too_large{Errc::too_large, "the request to the provider is too large"};
  if (text_bytes(request) > settings.request_bytes_max) return too_large;
  std::string body;
  body.reserve(usual_bytes(request));
  if (capabilities.responses) {
    append_responses_body(body, request, settings, capabilities);
  } else {
    append_chat_body(body, request, settings, capabilities);
  }
  if (body.size() > settings.request_bytes_max) return too_large;
  return body;
}

}  // namespace spotter::llm::openai

#include "llm/openai/request_body.hpp"

#include "llm/openai/conversation.hpp"

#include <boost/json/serialize.hpp>

namespace spotter::llm::openai {

Result<std::string> write_request_body(const Request& request, const Settings& settings,
                                       const Capabilities& capabilities) {
  const Error too_large{Errc::too_large, "the request to the provider is too large"};
  if (text_bytes(request) > settings.request_bytes_max) return too_large;
  const auto body = capabilities.responses ? responses_body(request, settings, capabilities)
                                           : chat_body(request, settings, capabilities);
  std::string text = boost::json::serialize(body);
  if (text.size() > settings.request_bytes_max) return too_large;
  return text;
}

}  // namespace spotter::llm::openai

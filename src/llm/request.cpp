#include <spotter/llm/provider.hpp>

#include <numeric>

namespace spotter::llm {

std::size_t text_bytes(const Request& request) noexcept {
  return std::accumulate(request.messages.begin(), request.messages.end(), request.system.size(),
                         [](std::size_t sum, const Message& message) {
                           const auto& call = message.call;
                           return sum + message.text.size() + (call ? call->arguments.size() : 0);
                         });
}

}  // namespace spotter::llm

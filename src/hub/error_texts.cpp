#include <spotter/hub/error_texts.hpp>

namespace spotter::hub {
namespace {

std::string joined(std::string_view before, std::string_view target, std::string_view after) {
  std::string text;
  text.reserve(before.size() + target.size() + after.size());
  return text.append(before).append(target).append(after);
}

}  // namespace

std::string method_failed(std::string_view target) {
  return joined("An unexpected error occurred invoking '", target, "' on the server.");
}

std::string method_failed(std::string_view target, std::string_view message) {
  return method_failed(target).append(" HubException: ").append(message);
}

std::string unknown_method(std::string_view target) {
  return binding_failed(target).append(" HubException: Method does not exist.");
}

std::string binding_failed(std::string_view target) {
  return joined("Failed to invoke '", target, "' due to an error on the server.");
}

std::string not_streaming(std::string_view target) {
  return joined("The client attempted to invoke the non-streaming '", target,
                "' method with a streaming invocation.");
}

std::string unexpected_streams(std::string_view target, std::size_t sent) {
  return method_failed(
      target, joined("Client sent ", std::to_string(sent), " stream(s), Hub method expects 0."));
}

}  // namespace spotter::hub

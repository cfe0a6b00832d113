#include <spotter/hub/error_texts.hpp>

namespace spotter::hub {
namespace {

constexpr std::string_view kAlwaysShown = "HubException";

std::string quoted(std::string_view before, std::string_view name, std::string_view after) {
  std::string text;
  text.reserve(before.size() + name.size() + after.size());
  return text.append(before).append(name).append(after);
}

std::string explained(std::string text, const Failure& failure, Errors errors) {
  if (errors == Errors::brief && failure.type != kAlwaysShown) return text;
  return text.append(" ").append(failure.type).append(": ").append(failure.message);
}

std::string binding_failed(std::string_view target) {
  return quoted("Failed to invoke '", target, "' due to an error on the server.");
}

}  // namespace

std::string method_failed(std::string_view target, const Failure& failure, Errors errors) {
  return explained(quoted("An unexpected error occurred invoking '", target, "' on the server."),
                   failure, errors);
}

std::string stream_failed(const Failure& failure, Errors errors) {
  return explained("An error occurred on the server while streaming results.", failure, errors);
}

std::string unknown_method(std::string_view target) {
  return explained(binding_failed(target), hub_exception("Method does not exist."), Errors::brief);
}

std::string wrong_count(std::string_view target, std::size_t sent, std::size_t expected,
                        Errors errors) {
  const Failure failure{"InvalidDataException", "Invocation provides " + std::to_string(sent) +
                                                    " argument(s) but target expects " +
                                                    std::to_string(expected) + "."};
  return explained(binding_failed(target), failure, errors);
}

std::string wrong_types(std::string_view target, Errors errors) {
  const Failure failure{"InvalidDataException",
                        "Error binding arguments. Make sure that the types of the provided values "
                        "match the types of the hub method being invoked."};
  return explained(binding_failed(target), failure, errors);
}

std::string unauthorised(std::string_view target) {
  return quoted("Failed to invoke '", target, "' because user is unauthorized");
}

std::string not_streaming(std::string_view target) {
  return quoted("The client attempted to invoke the non-streaming '", target,
                "' method with a streaming invocation.");
}

std::string only_streaming(std::string_view target) {
  return quoted("The client attempted to invoke the streaming '", target,
                "' method with a non-streaming invocation.");
}

std::string wrong_uploads(std::string_view target, std::size_t sent, std::size_t expected) {
  return method_failed(
      target,
      hub_exception("Client sent " + std::to_string(sent) + " stream(s), Hub method expects " +
                    std::to_string(expected) + "."),
      Errors::brief);
}

std::string id_in_use(std::string_view id) {
  return quoted("Invocation ID '", id, "' is already in use.");
}

std::string closed_with_error(const Failure& failure, Errors errors) {
  return explained("Connection closed with an error.", failure, errors);
}

}  // namespace spotter::hub

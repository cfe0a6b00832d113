#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace spotter::hub {

// The error texts of Completions, word for word those of ASP.NET Core (its ErrorMessageHelper and
// DefaultHubDispatcher, detailed errors off). `target` is the method as the client spelled it.

/// The method ran and failed.
std::string method_failed(std::string_view target);
/// The method ran and failed, and the client may know why.
std::string method_failed(std::string_view target, std::string_view message);
/// No such method.
std::string unknown_method(std::string_view target);
/// Wrong number or types of arguments.
std::string binding_failed(std::string_view target);
/// A plain method was called as a stream (record type 4).
std::string not_streaming(std::string_view target);
/// A method that takes no upload streams was sent some.
std::string unexpected_streams(std::string_view target, std::size_t sent);

}  // namespace spotter::hub

#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

namespace spotter::hub {

/// Why a method failed: what an exception is to the reference.
struct Failure {
  std::string type;  ///< the exception's name, such as "InvalidOperationException"
  std::string message;
};
/// A failure that the client may always know; others show with Settings::detailed_errors only.
inline Failure hub_exception(std::string message) {
  return {"HubException", std::move(message)};
}

/// Whether clients are told why something failed.
enum class Errors { brief, detailed };

// The error texts of Completions, word for word those of ASP.NET Core (its ErrorMessageHelper and
// DefaultHubDispatcher). `target` is the method as the client spelled it.

/// The method ran and failed.
std::string method_failed(std::string_view target, const Failure& failure, Errors errors);
/// A stream failed after it had begun.
std::string stream_failed(const Failure& failure, Errors errors);
/// No such method.
std::string unknown_method(std::string_view target);
/// Wrong number of arguments.
std::string wrong_count(std::string_view target, std::size_t sent, std::size_t expected,
                        Errors errors);
/// Arguments of the wrong type.
std::string wrong_types(std::string_view target, Errors errors);
std::string unauthorised(std::string_view target);
/// A plain method was called as a stream (record type 4).
std::string not_streaming(std::string_view target);
/// A streaming method was called as a plain one (record type 1).
std::string only_streaming(std::string_view target);
std::string wrong_uploads(std::string_view target, std::size_t sent, std::size_t expected);
/// The id of a stream that still runs was used again.
std::string id_in_use(std::string_view id);
/// The error of a Close record.
std::string closed_with_error(const Failure& failure, Errors errors);

}  // namespace spotter::hub

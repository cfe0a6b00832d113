#pragma once

#include <spotter/base/error.hpp>
#include <spotter/redis/reply.hpp>
#include <spotter/redis/settings.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace spotter::redis {

/// What the first word of an error reply says. Pure, like all here.
struct ErrorWord {
  std::string_view word;  ///< a constant: one of those that Redis is known to use, else "ERR"
  /// A constant word when the server cannot serve us in this state: the connection is to be made
  /// anew, because the name may lead elsewhere by now. Else empty.
  std::string_view gone;
};
ErrorWord read_error(std::string_view text);

/// The answer as a command's result. The text of an error is left behind: it may quote data.
Result<Reply> to_result(Reply reply);

/// The commands that open a connection, PING last.
std::vector<std::vector<std::string>> greeting(const Settings& settings);
/// Why their answers do not let us in: a constant word. Empty: they do.
std::string_view fault_in_greeting(const std::vector<std::vector<std::string>>& greeting,
                                   const std::vector<Reply>& answers);

}  // namespace spotter::redis

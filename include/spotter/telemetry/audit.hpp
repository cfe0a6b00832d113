#pragma once

#include <spotter/telemetry/log.hpp>

#include <initializer_list>
#include <string_view>

namespace spotter::telemetry {

/// What an administrator did, or was not let do. All of it is read before event() returns.
struct Action {
  std::string_view address;  ///< where the request came from, as Request::peer
  /// The first 8 hex digits of the SHA-256 of the key that was shown; empty: none was.
  std::string_view key;
  std::string_view target;   ///< what it was done to: a room, a session, a setting; may be empty
  std::string_view outcome;  ///< a constant: "done", "refused", "unknown_target", ...
  std::string_view request;  ///< id of the HTTP request
};

/// The record of what administrators do. Its lines have the level "audit" and go where all lines
/// go; no level and no limit of repeats holds them back. Any thread; nobody waits.
class Audit {
 public:
  virtual ~Audit() = default;
  /// `name` says what was done, a constant such as "log_level_set". `more`: what else matters, such
  /// as the new level. Never a key, a token or text of a user.
  virtual void event(std::string_view name, const Action& action,
                     std::initializer_list<Field> more) = 0;
  void event(std::string_view name, const Action& action) { event(name, action, {}); }
};

}  // namespace spotter::telemetry

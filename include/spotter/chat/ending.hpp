#pragma once

#include <spotter/base/clock.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace spotter::chat {

/// Why a turn ended. Closed set.
enum class Outcome {
  answered,
  warned,      ///< a warning sign in the message was answered, and no model was asked
  stopped,     ///< by the user
  superseded,  ///< by a newer call
  restarted,
  disconnected,
  shut_down,  ///< the server ended
  cut_off,    ///< the upstream broke off after words were shown
  too_long,   ///< the model's output limit, or ours
  blocked,    ///< content filter
  upstream_failed,
  quota_used_up,
  too_many_turns,
  overloaded,             ///< the server has too much to do
  entitlement_gone,       ///< the store says that the purchase is no more
  entitlement_unchecked,  ///< the store cannot be asked, and has not been for too long
  message_refused,        ///< empty or too long
  internal_error
};
/// For the log.
std::string_view name_of(Outcome outcome) noexcept;

/// What an answer took of a model. `estimated`: counted by us because the provider did not tell.
struct Tokens {
  std::int64_t input = 0;
  std::int64_t output = 0;
  bool estimated = false;
};

/// What is known of a turn once it is over. A value.
struct Ending {
  Outcome outcome = Outcome::answered;
  bool charged = false;  ///< it counts against the quota
  /// Generations of the payer that are left now; nothing: there is no limit, nobody has asked, or
  /// nobody knows.
  std::optional<std::size_t> remaining;
  Duration next_free_in{};       ///< when none is left
  std::optional<Tokens> tokens;  ///< nothing: no model was asked, or it was not heard to the end
};

}  // namespace spotter::chat

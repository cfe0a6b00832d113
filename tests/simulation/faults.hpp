#pragma once

#include <optional>
#include <string_view>

namespace spotter::simulation {

/// One part that does its work wrong on purpose, so that it shows whether anybody notices.
enum class Fault {
  none,
  over_quota,      ///< the limiter lets everything pass
  refuses,         ///< the limiter refuses who has something left
  charges_always,  ///< what was given back is charged
  charges_never,   ///< what was charged is given back
  crosses_users,   ///< a model says what it said to somebody else
  shrinks,         ///< a text frame loses its end, and the next one does not have its beginning
  loses_end,       ///< a completion is lost
  ends_twice,      ///< a completion comes twice
  loses_words,     ///< the last words of an answer are lost
  keeps_call,      ///< an answer of a model stays open
  disturbs,        ///< the breaker is not there
  forgets_seed     ///< something comes from elsewhere than the seed
};
inline constexpr Fault kLastFault = Fault::forgets_seed;

std::string_view name_of(Fault fault) noexcept;
/// What the judge then says, as it begins or in it; empty: two runs differ.
std::string_view symptom_of(Fault fault) noexcept;

}  // namespace spotter::simulation

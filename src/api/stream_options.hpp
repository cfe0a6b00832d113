#pragma once

#include <spotter/chat/coach.hpp>
#include <spotter/hub/hub.hpp>

#include <cstdint>
#include <string>
#include <variant>

namespace spotter::api {

/// The second argument of StreamMessage.
struct StreamOptions {
  std::int64_t plan_version = 0;  ///< the newest that the client reads
  chat::WeightUnit unit = chat::WeightUnit::unknown;
  std::string locale;  ///< empty: not said
};

/// Reads it: an object or null, with all members optional, null as if it were not there, and
/// unknown ones ignored. Or a sentence for the client's developer.
std::variant<StreamOptions, hub::Failure> read_stream_options(const hub::Json& options);

/// "kilograms", "kg", "pounds", "lb" and "lbs" in any case.
chat::WeightUnit weight_unit_of(std::string_view word);

}  // namespace spotter::api

#pragma once

#include <spotter/codec/json.hpp>
#include <spotter/hub/hub.hpp>

#include <optional>
#include <vector>

namespace spotter::hub {

/// The value as that type of argument; nothing when it is none.
std::optional<Argument> bind(ArgumentType type, codec::JsonValue value);

/// The elements of an array as arguments; nothing when a type differs. As many as there are types.
std::optional<std::vector<Argument>> bind(const std::vector<ArgumentType>& types,
                                          codec::JsonValue values);

}  // namespace spotter::hub

#pragma once

#include <cstddef>
#include <span>
#include <string_view>

namespace spotter {

/// Letters to add, take away or change until one is the other (Levenshtein), in bytes.
std::size_t spelling_distance(std::string_view a, std::string_view b);

/// Of the names the first that is spelled most like `name`; empty: there are none.
std::string_view nearest_name(std::string_view name, std::span<const std::string_view> names);

}  // namespace spotter

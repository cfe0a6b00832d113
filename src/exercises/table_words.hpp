#pragma once

#include <spotter/exercises/catalogue.hpp>

#include <optional>
#include <string_view>

namespace spotter::exercises {

/// How the table spells the values: as the enumerators do.
std::optional<Muscle> parse_muscle(std::string_view word) noexcept;
std::optional<Pattern> parse_pattern(std::string_view word) noexcept;
std::optional<Kind> parse_kind(std::string_view word) noexcept;
std::optional<Level> parse_level(std::string_view word) noexcept;
std::optional<Equipment> parse_equipment(std::string_view word) noexcept;
std::optional<Strain> parse_strain(std::string_view word) noexcept;
std::optional<Unit> parse_unit(std::string_view word) noexcept;

}  // namespace spotter::exercises

#pragma once

#include <string_view>

namespace spotter::chat {

/// The unit in which somebody wants weights, as far as their app said it.
enum class WeightUnit { unknown, kilograms, pounds };
/// "kilograms", "pounds", "not known": for the prompt.
std::string_view name_of(WeightUnit unit) noexcept;

}  // namespace spotter::chat

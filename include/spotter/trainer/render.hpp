#pragma once

#include <spotter/plan/plan.hpp>
#include <spotter/prompts/catalog.hpp>
#include <spotter/trainer/week_plan.hpp>

#include <string>
#include <string_view>

namespace spotter::trainer {

/// In which unit weights go up.
enum class WeightUnit { kilograms, pounds };

/// The week as a plan that the app can import: exercise names in English, all else in `language`.
/// What the user should know stands in the description, `closing` at its end.
plan::Plan render(const WeekPlan& week, WeightUnit unit, std::string_view language,
                  const prompts::Catalog& texts, std::string_view closing);

}  // namespace spotter::trainer

#pragma once

#include <spotter/plan/plan.hpp>
#include <spotter/prompts/catalog.hpp>
#include <spotter/trainer/week_plan.hpp>

#include <string>
#include <string_view>

namespace spotter::trainer {

/// In which unit weights go up.
enum class WeightUnit { kilograms, pounds };

/// What a week is put into words with. What it refers to outlives the call.
struct Wording {
  WeightUnit unit = WeightUnit::kilograms;
  std::string_view language;
  const prompts::Catalog& texts;
  const exercises::Catalogue& exercises;
};

/// The week as a plan that the app can import: exercise names in English or as the user spells
/// them, all else in the language. What the user should know stands in the description, `closing`
/// at its end; when there is too much of it, advice goes first, and warnings never.
plan::Plan render(const WeekPlan& week, const Wording& wording, std::string_view closing);

}  // namespace spotter::trainer

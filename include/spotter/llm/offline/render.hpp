#pragma once

#include <spotter/llm/offline/week_plan.hpp>
#include <spotter/prompts/catalog.hpp>

#include <string>
#include <string_view>

namespace spotter::llm::offline {

/// The plan in plain text: no markup, exercise names in English, all else in `language`.
std::string render(const WeekPlan& plan, std::string_view language, const prompts::Catalog& texts);

}  // namespace spotter::llm::offline

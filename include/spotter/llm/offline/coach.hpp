#pragma once

#include <spotter/llm/offline/wish.hpp>
#include <spotter/llm/provider.hpp>
#include <spotter/plan/plan.hpp>
#include <spotter/prompts/catalog.hpp>

#include <optional>
#include <string>

namespace spotter::llm::offline {

/// What the coach says, or hands over.
struct Answer {
  std::string text;  ///< empty when there is a plan
  std::optional<plan::Plan> plan;
};

/// What the coach that works by rules answers the request. Pure: the same conversation gets the
/// same answer. Warning signs in the last message come before everything else.
Answer reply_to(const Request& request, const Lexicon& lexicon, const prompts::Catalog& texts);

}  // namespace spotter::llm::offline

#pragma once

#include <spotter/llm/offline/wish.hpp>
#include <spotter/llm/provider.hpp>
#include <spotter/prompts/catalog.hpp>

#include <string>

namespace spotter::llm::offline {

/// What the coach that works by rules says to the request. Pure: the same conversation gets the
/// same answer. Warning signs in the last message come before everything else.
std::string reply_to(const Request& request, const Lexicon& lexicon, const prompts::Catalog& texts);

}  // namespace spotter::llm::offline

#pragma once

#include "prompts/template.hpp"

#include <map>
#include <string>

namespace spotter::prompts {

/// What the code asks of one id: its keys, and the slots that it gives for each. A prompt has the
/// one key
/// "" (kPromptKey).
using KeyNeeds = std::map<std::string, SlotNames, std::less<>>;
using Needs = std::map<std::string, KeyNeeds, std::less<>>;

inline constexpr std::string_view kPromptKey = "";

/// What the callers of Catalog give, as one table. Whoever adds a slot or a sentence adds it here.
Needs needs_of_code();

}  // namespace spotter::prompts

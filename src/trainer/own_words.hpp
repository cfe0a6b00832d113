#pragma once

#include <string>
#include <string_view>

namespace spotter::trainer {

/// The text without the plan that the LiftLog app pastes into a message as JSON: from the first
/// '{' of an object that names sessions or a blueprint to its end. Its names are not the user's
/// words.
std::string own_words(std::string_view text);

}  // namespace spotter::trainer

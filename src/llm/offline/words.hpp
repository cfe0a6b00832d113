#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace spotter::llm::offline {

/// Cuts a text into the pieces of a stream: each a word with the white space before it. Text
/// without spaces is cut into a few characters at a time. The pieces together are the text; no code
/// point is cut.
std::vector<std::string> split_words(std::string_view text);

}  // namespace spotter::llm::offline

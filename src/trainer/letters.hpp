#pragma once

#include <string>
#include <string_view>

namespace spotter::trainer {

/// The text with a capital at its beginning: Latin with accents, Greek, Cyrillic. What has no
/// capitals, or does not begin with a letter, stays as it is.
std::string capitalised(std::string_view text);

}  // namespace spotter::trainer

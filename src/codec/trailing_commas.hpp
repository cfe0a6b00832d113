#pragma once

#include <string>

namespace spotter::codec {

/// Turns the comma behind the last element of an array or object into a space; one that follows no
/// element stays, and so does everything inside of strings.
void blank_trailing_commas(std::string& json);

}  // namespace spotter::codec

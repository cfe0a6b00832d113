#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace spotter::codec {

/// JSON sets no limit to its numbers, simdjson does: integers of 64 bits and finite doubles. This
/// rewrites those beyond as the nearest finite double, so that one of them does not cost the whole
/// document. Nothing when there is none to rewrite; what is no JSON number stays as it is.
std::optional<std::string> with_numbers_in_range(std::string_view json);

}  // namespace spotter::codec

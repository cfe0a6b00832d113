#pragma once

#include <string>
#include <string_view>

namespace spotter::testing {

/// Where a file of the source tree is: `path` counts from its root.
[[nodiscard]] std::string source_path(std::string_view path);

}  // namespace spotter::testing

#pragma once

#include "lint/work.hpp"

#include <functional>

namespace spotter::lint {

using Lookup = std::function<const Entry*(const plan::Exercise& exercise)>;

[[nodiscard]] std::chrono::seconds time_of(const plan::Session& session, const Lookup& known);

}  // namespace spotter::lint

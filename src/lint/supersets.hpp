#pragma once

#include "lint/work.hpp"

namespace spotter::lint {

/// Whether two exercises may be done in turn: they do not tire the same back, wait for the same
/// machine, or are heavy.
[[nodiscard]] bool may_pair(const Work& work, const plan::Exercise& first,
                            const plan::Exercise& second);

}  // namespace spotter::lint

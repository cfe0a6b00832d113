#pragma once

#include <spotter/lint/linter.hpp>
#include <spotter/trainer/wish.hpp>

namespace spotter::trainer {

/// What a plan for this wish is checked against: only what was said. The unit and the names of the
/// user's exercises are not in a wish from a chat; the caller sets them.
lint::Wanted wanted_by(const Wish& wish);

}  // namespace spotter::trainer

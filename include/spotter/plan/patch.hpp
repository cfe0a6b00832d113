#pragma once

#include <spotter/plan/plan.hpp>

#include <string>

namespace spotter::plan {

/// A JSON Patch (RFC 6902) that makes the second shape of `before` that of `after`, both written on
/// the same date, as one JSON array. Operations are "add" (to the end of an array, with "-"),
/// "replace" and "remove"; paths begin at the object with "name" and "blueprint". An exercise that
/// differs is replaced as a whole. A plan that only grows costs what is new in it. Both have
/// sessions.
void append_second_shape_patch(std::string& out, const Plan& before, const Plan& after);

}  // namespace spotter::plan

#pragma once

#include <spotter/codec/json.hpp>

#include <string>

namespace spotter::llm::anthropic {

/// A JSON Schema in the dialect of Anthropic's strict tools, as compact JSON. A list of types
/// becomes `anyOf` (a null among them an alternative of its own), `oneOf` too; no object may have
/// further members; bounds and whatever else the server's grammar does not know are told in the
/// description. References stay, and so does the order of members.
std::string lower_schema(const codec::JsonValue& schema);

}  // namespace spotter::llm::anthropic

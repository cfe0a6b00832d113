#pragma once

#include <spotter/codec/json.hpp>

#include <cstddef>
#include <list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace spotter::llm::gemini {

/// A JSON Schema in the older dialect of Gemini's `responseSchema`, a subset of OpenAPI 3.0: types
/// in upper case, `nullable` in place of the type null, references inlined, members in the order in
/// which they are written, nothing that it does not know. Nothing: the schema refers to what is not
/// there, or to itself.
std::optional<std::string> lower_to_open_api(const codec::JsonValue& schema);

/// What is made of a tool's schema.
struct LoweredSchema {
  std::string source;
  std::optional<std::string> open_api;
  std::vector<std::string> required;  ///< members that each call must have
};

/// The schemas of a provider's tools, worked out once each: they never change. One per provider.
class Schemas {
 public:
  /// Lives until the next call of this.
  const LoweredSchema& of(std::string_view source, codec::JsonParser& parser);

  /// The server said that it does not take JSON Schema; it is not asked again.
  bool json_schema_refused = false;

 private:
  static constexpr std::size_t kKept = 16;
  std::list<LoweredSchema> known_;
};

}  // namespace spotter::llm::gemini

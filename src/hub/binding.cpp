#include "hub/binding.hpp"

#include <string>
#include <utility>

namespace spotter::hub {

std::optional<Argument> bind(ArgumentType type, codec::JsonValue value) {
  switch (type) {
    case ArgumentType::text:
      if (value.type() == codec::JsonValue::Type::null) return Argument(std::string());
      [[fallthrough]];
    case ArgumentType::string:
      if (const auto text = value.string()) return Argument(std::string(*text));
      break;
    case ArgumentType::integer:
      if (const auto integer = value.integer()) return Argument(*integer);
      break;
    case ArgumentType::boolean:
      if (const auto boolean = value.boolean()) return Argument(*boolean);
      break;
    case ArgumentType::any:
      return Argument(Json{value.to_json()});
  }
  return std::nullopt;
}

std::optional<std::vector<Argument>> bind(const std::vector<ArgumentType>& types,
                                          codec::JsonValue values) {
  std::vector<Argument> arguments;
  arguments.reserve(types.size());
  values.for_each([&](codec::JsonValue value) {
    const std::size_t next = arguments.size();
    if (next == types.size()) return;
    // One that does not fit leaves the list short for good: the later ones meet the same type.
    if (auto argument = bind(types[next], value)) arguments.push_back(std::move(*argument));
  });
  if (arguments.size() != types.size()) return std::nullopt;
  return arguments;
}

}  // namespace spotter::hub

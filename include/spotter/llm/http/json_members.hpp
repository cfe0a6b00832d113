#pragma once

#include <spotter/codec/json.hpp>

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string_view>

namespace spotter::llm::http {

/// The text of a member; empty for anything but a string.
inline std::string_view text_of(const codec::JsonValue& object, std::string_view key) {
  const auto member = object.get(key);
  return member ? member->string().value_or(std::string_view()) : std::string_view();
}

/// The count of a member: not negative, 0 when it is missing or no number.
inline std::int64_t count_of(const std::optional<codec::JsonValue>& object, std::string_view key) {
  const auto member = object ? object->get(key) : std::nullopt;
  return member ? std::max<std::int64_t>(0, member->integer().value_or(0)) : 0;
}

/// There is a value, and it is an object.
inline bool is_object(const std::optional<codec::JsonValue>& value) {
  return value && value->type() == codec::JsonValue::Type::object;
}

}  // namespace spotter::llm::http

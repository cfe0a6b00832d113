#pragma once

#include <spotter/codec/json.hpp>

#include <cstdint>
#include <optional>
#include <string_view>

namespace spotter::purchase::http {

/// Readers for what a verdict hangs on. A document is read whole; a member that is there twice
/// makes it malformed (which of the two would count?), and so does a byte order mark; null counts
/// as absent; a number must be written as the integer it is.

/// Nothing: malformed, or not an object. Deeper than the parser's limit is malformed. Values live
/// until the parser's next parse.
std::optional<codec::JsonValue> read_object(codec::JsonParser& parser, std::string_view text);

/// What a member is. `wrong`: it is there, and of another type.
enum class Found { absent, right, wrong };

template <class T>
struct Member {
  Found found = Found::absent;
  T value{};
  [[nodiscard]] bool has() const noexcept { return found == Found::right; }
  [[nodiscard]] bool absent() const noexcept { return found == Found::absent; }
  [[nodiscard]] bool wrong() const noexcept { return found == Found::wrong; }
};

Member<std::string_view> text_of(const codec::JsonValue& object, std::string_view key);
Member<std::int64_t> integer_of(const codec::JsonValue& object, std::string_view key);
Member<bool> truth_of(const codec::JsonValue& object, std::string_view key);
Member<codec::JsonValue> object_of(const codec::JsonValue& object, std::string_view key);
Member<codec::JsonValue> array_of(const codec::JsonValue& object, std::string_view key);

/// A whole number of decimal digits alone, as some stores write them in strings.
std::optional<std::int64_t> whole_number(std::string_view digits);

}  // namespace spotter::purchase::http

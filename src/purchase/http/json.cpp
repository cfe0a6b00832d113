#include <spotter/purchase/http/json.hpp>

#include <algorithm>
#include <charconv>
#include <set>

namespace spotter::purchase::http {
namespace {

using codec::JsonValue;
using Type = codec::JsonValue::Type;

bool has_twins(const JsonValue& value) {
  bool twins = false;
  if (value.type() == Type::array)
    value.for_each([&](JsonValue element) { twins = twins || has_twins(element); });
  if (value.type() != Type::object) return twins;
  std::set<std::string_view> keys;
  value.for_each_member([&](std::string_view key, JsonValue member) {
    twins = twins || !keys.insert(key).second || has_twins(member);
  });
  return twins;
}

/// The member, if it is of the type.
Member<JsonValue> member_of(const JsonValue& object, std::string_view key, Type type) {
  const auto value = object.get(key);
  if (!value || value->type() == Type::null) return {};
  return {value->type() == type ? Found::right : Found::wrong, *value};
}

}  // namespace

std::optional<JsonValue> read_object(codec::JsonParser& parser, std::string_view text) {
  constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
  if (text.starts_with(kByteOrderMark)) return std::nullopt;
  auto document = parser.parse(text);
  if (!document || document->type() != Type::object || has_twins(*document)) return std::nullopt;
  return *document;
}

Member<std::string_view> text_of(const JsonValue& object, std::string_view key) {
  const auto member = member_of(object, key, Type::string);
  return {member.found, member.has() ? *member.value.string() : std::string_view()};
}

Member<std::int64_t> integer_of(const JsonValue& object, std::string_view key) {
  const auto member = member_of(object, key, Type::integer);
  if (!member.has()) return {member.found, 0};
  const auto number = member.value.integer();
  if (!number) return {Found::wrong, 0};
  return {Found::right, *number};
}

Member<bool> truth_of(const JsonValue& object, std::string_view key) {
  const auto member = member_of(object, key, Type::boolean);
  return {member.found, member.has() && *member.value.boolean()};
}

Member<JsonValue> object_of(const JsonValue& object, std::string_view key) {
  return member_of(object, key, Type::object);
}

Member<JsonValue> array_of(const JsonValue& object, std::string_view key) {
  return member_of(object, key, Type::array);
}

std::optional<std::int64_t> whole_number(std::string_view digits) {
  std::int64_t number = 0;
  const auto* const end = digits.data() + digits.size();
  const auto [stopped, error] = std::from_chars(digits.data(), end, number);
  if (digits.empty() || digits.front() == '-' || error != std::errc() || stopped != end)
    return std::nullopt;
  return number;
}

}  // namespace spotter::purchase::http

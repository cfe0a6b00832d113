#include "api/body_reader.hpp"

#include <spotter/base/text.hpp>

#include <algorithm>
#include <charconv>

namespace spotter::api {
namespace {

using codec::JsonValue;

/// "3", "+3", "-3": a whole number and nothing else.
std::optional<int> parse_integer(std::string_view text) {
  if (text.size() > 1 && text[0] == '+' && text[1] != '-') text.remove_prefix(1);
  int number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

/// A number that is written as a whole one and fits into 32 bits.
std::optional<int> integer_of(JsonValue value) {
  if (value.type() == JsonValue::Type::string) return parse_integer(*value.string());
  if (value.type() != JsonValue::Type::integer) return std::nullopt;
  const auto number = value.integer();
  if (!number || *number < INT32_MIN || *number > INT32_MAX) return std::nullopt;
  return static_cast<int>(*number);
}

/// Names that System.Text.Json puts in brackets and quotes in a path.
bool is_special(std::string_view name) {
  return name.find_first_of(". '/\"[]()\t\n\r\f\b\\") != std::string_view::npos;
}

}  // namespace

void BodyReader::within(std::string_view name, const std::function<void()>& read) {
  const std::size_t before = path_.size();
  if (is_special(name)) {
    path_.append("['").append(name).append("']");
  } else {
    path_.append(".").append(name);
  }
  read();
  path_.resize(before);
}

bool BodyReader::object(Value value, std::initializer_list<Member> members) {
  return dictionary(value, [&](std::string_view name, Value member) {
    for (const Member& known : members) {
      if (equals_ignoring_case(known.name, name)) known.read(member);
    }
  });
}

bool BodyReader::dictionary(Value value, const std::function<void(std::string_view, Value)>& read) {
  if (value.type() == Value::Type::null) return false;
  if (value.type() != Value::Type::object) fail();
  value.for_each_member([&](std::string_view name, Value member) {
    if (!failed()) within(name, [&] { read(name, member); });
  });
  return !failed();
}

bool BodyReader::array(Value value, const std::function<void(Value)>& read) {
  if (value.type() == Value::Type::null) return false;
  if (value.type() != Value::Type::array) fail();
  std::size_t index = 0;
  value.for_each([&](Value element) {
    if (failed()) return;
    const std::size_t before = path_.size();
    path_.append("[").append(std::to_string(index++)).append("]");
    read(element);
    path_.resize(before);
  });
  return !failed();
}

void BodyReader::text(Value value, std::optional<std::string>& into) {
  into.reset();
  if (value.type() == Value::Type::null) return;
  const auto text = value.string();
  if (!text) return fail();
  into.emplace(*text);
}

void BodyReader::integer(Value value, int& into) {
  const auto number = integer_of(value);
  if (!number) return fail();
  into = *number;
}

void BodyReader::boolean(Value value, bool& into) {
  const auto truth = value.boolean();
  if (!truth) return fail();
  into = *truth;
}

void BodyReader::decimal(Value value, plan::Decimal& into) {
  std::optional<plan::Decimal> read;
  if (const auto text = value.string()) {
    read = plan::Decimal::parse(*text);
  } else if (const auto number = value.number()) {
    read = plan::Decimal::nearest(*number);
  }
  if (!read) return fail();
  into = *read;
}

void BodyReader::enumeration(Value value, std::span<const std::string_view> names, int& into) {
  if (const auto number = integer_of(value)) {
    into = *number;
    return;
  }
  const std::string_view word = trimmed(value.string().value_or(std::string_view()));
  const auto found = std::find_if(names.begin(), names.end(), [word](std::string_view name) {
    return equals_ignoring_case(name, word);
  });
  if (found == names.end()) return fail();
  into = static_cast<int>(found - names.begin());
}

}  // namespace spotter::api

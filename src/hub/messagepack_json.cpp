#include "hub/messagepack.hpp"

#include <spotter/base/text.hpp>
#include <spotter/codec/json_writer.hpp>

#include <array>
#include <charconv>
#include <chrono>
#include <cmath>

namespace spotter::hub::messagepack {
namespace {

using Type = Token::Type;
using codec::JsonValue;

Error malformed(std::string_view why) {
  return {Errc::malformed, why};
}

/// A moment as the timestamp extension has it.
struct Moment {
  std::int64_t seconds = 0;  ///< since 1970
  std::uint64_t nanoseconds = 0;
};

constexpr std::int8_t kTimestamp = -1;
constexpr std::uint64_t kNanosecondsMax = 999'999'999;
// The years that a date has four digits for: 0001 to 9999.
constexpr std::int64_t kSecondsMin = -62'135'596'800;
constexpr std::int64_t kSecondsMax = 253'402'300'799;

std::uint64_t big_endian(std::string_view bytes) {
  std::uint64_t number = 0;
  for (const char byte : bytes)
    number = (number << 8U) | static_cast<unsigned char>(byte);
  return number;
}

/// One of the three forms: 32 bits of seconds, 30 of nanoseconds and 34 of seconds, or 32 of
/// nanoseconds and 64 of seconds. Nothing for what is none of them, or for no date.
std::optional<Moment> read_timestamp(std::string_view bytes) {
  Moment moment;
  if (bytes.size() == 4) {
    moment.seconds = static_cast<std::int64_t>(big_endian(bytes));
  } else if (bytes.size() == 8) {
    const std::uint64_t both = big_endian(bytes);
    moment.nanoseconds = both >> 34U;
    moment.seconds = static_cast<std::int64_t>(both & ((std::uint64_t{1} << 34U) - 1));
  } else if (bytes.size() == 12) {
    moment.nanoseconds = big_endian(bytes.substr(0, 4));
    moment.seconds = static_cast<std::int64_t>(big_endian(bytes.substr(4)));
  } else {
    return std::nullopt;
  }
  if (moment.nanoseconds > kNanosecondsMax) return std::nullopt;
  if (moment.seconds < kSecondsMin || moment.seconds > kSecondsMax) return std::nullopt;
  return moment;
}

/// With leading zeros.
void append_digits(std::string& out, std::uint64_t number, std::size_t digits) {
  const std::string text = std::to_string(number);
  out.append(digits - text.size(), '0').append(text);
}

/// "2026-01-31T23:59:59.5Z": as many digits of the fraction as it needs.
void append_moment(std::string& json, const Moment& moment) {
  const std::chrono::sys_seconds time{std::chrono::seconds(moment.seconds)};
  const auto midnight = std::chrono::floor<std::chrono::days>(time);
  const std::chrono::year_month_day date(midnight);
  const std::chrono::hh_mm_ss clock(time - midnight);
  const auto part = [&](auto number, std::size_t digits, std::string_view behind) {
    append_digits(json, static_cast<std::uint64_t>(number), digits);
    json.append(behind);
  };
  json.push_back('"');
  part(static_cast<int>(date.year()), 4, "-");
  part(static_cast<unsigned>(date.month()), 2, "-");
  part(static_cast<unsigned>(date.day()), 2, "T");
  part(clock.hours().count(), 2, ":");
  part(clock.minutes().count(), 2, ":");
  part(clock.seconds().count(), 2, ".");
  append_digits(json, moment.nanoseconds, 9);
  json.resize(json.find_last_not_of('0') + 1);
  if (json.ends_with('.')) json.pop_back();
  json.append("Z\"");
}

void append_whole(std::string& json, const Token& token) {
  json += token.negative ? std::to_string(static_cast<std::int64_t>(token.number))
                         : std::to_string(token.number);
}

/// The shortest text that reads back as the same number, and as a real.
void append_finite(std::string& json, double number) {
  std::array<char, 32> text{};
  const auto end = std::to_chars(text.data(), text.data() + text.size(), number).ptr;
  const std::string_view digits(text.data(), static_cast<std::size_t>(end - text.data()));
  json.append(digits);
  if (digits.find_first_of(".e") == std::string_view::npos) json.append(".0");
}

Result<void> append_key(Reader& reader, std::string& json) {
  const Token key = reader.next();
  if (key.type == Type::text) {
    codec::append_json_string(json, key.bytes);
  } else if (key.type == Type::integer) {
    json.push_back('"');
    append_whole(json, key);
    json.push_back('"');
  } else {
    return malformed("a map with a key that is neither text nor integer");
  }
  json.push_back(':');
  return {};
}

Result<void> append_elements(Reader& reader, const Token& head, std::string& json,
                             std::size_t depth_max) {
  if (depth_max == 0 && head.count > 0)
    return malformed("the MessagePack value is nested too deeply");
  const bool map = head.type == Type::map;
  json.push_back(map ? '{' : '[');
  for (std::size_t i = 0; i < head.count; ++i) {
    if (i > 0) json.push_back(',');
    if (map) {
      if (const auto key = append_key(reader, json); !key) return key;
    }
    if (const auto element = append_as_json(reader, json, depth_max - 1); !element) return element;
  }
  json.push_back(map ? '}' : ']');
  return {};
}

Result<void> append_extension(const Token& token, std::string& json) {
  if (token.extension != kTimestamp) return malformed("an extension type that is not known");
  const auto moment = read_timestamp(token.bytes);
  if (!moment) return malformed("a timestamp that is none");
  append_moment(json, *moment);
  return {};
}

}  // namespace

Result<void> append_as_json(Reader& reader, std::string& json, std::size_t depth_max) {
  const Token token = reader.next();
  switch (token.type) {
    case Type::malformed:
      return malformed("the bytes are no MessagePack value");
    case Type::nil:
      json.append("null");
      return {};
    case Type::boolean:
      json.append(token.boolean ? "true" : "false");
      return {};
    case Type::integer:
      append_whole(json, token);
      return {};
    case Type::real:
      if (!std::isfinite(token.real)) return malformed("a number that is not finite");
      append_finite(json, token.real);
      return {};
    case Type::text:
      codec::append_json_string(json, token.bytes);
      return {};
    case Type::bytes:
      json.append("\"").append(to_base64(as_bytes(token.bytes))).append("\"");
      return {};
    case Type::array:
    case Type::map:
      return append_elements(reader, token, json, depth_max);
    case Type::extension:
      return append_extension(token, json);
  }
  return malformed("the bytes are no MessagePack value");
}

namespace {

/// JSON's integers go up to 2^64 - 1, those of JsonValue to 2^63 - 1.
void append_whole_json(JsonValue value, std::string& out) {
  if (const auto integer = value.integer()) {
    append_integer(out, *integer);
    return;
  }
  const std::string digits = value.to_json();
  std::uint64_t number = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), number);
  append_unsigned(out, number);
}

void append_object(JsonValue object, std::string& out) {
  std::size_t members = 0;
  object.for_each_member([&](std::string_view, JsonValue) { ++members; });
  append_map_head(out, members);
  object.for_each_member([&](std::string_view name, JsonValue member) {
    append_text(out, name);
    append_json_as_messagepack(member, out);
  });
}

}  // namespace

void append_json_as_messagepack(JsonValue value, std::string& out) {
  switch (value.type()) {
    case JsonValue::Type::null:
      return append_nil(out);
    case JsonValue::Type::boolean:
      return append_boolean(out, value.boolean().value());
    case JsonValue::Type::integer:
      return append_whole_json(value, out);
    case JsonValue::Type::real:
      return append_real(out, value.number().value());
    case JsonValue::Type::string:
      return append_text(out, value.string().value());
    case JsonValue::Type::array:
      append_array_head(out, value.size());
      return value.for_each([&](JsonValue item) { append_json_as_messagepack(item, out); });
    case JsonValue::Type::object:
      return append_object(value, out);
  }
}

}  // namespace spotter::hub::messagepack

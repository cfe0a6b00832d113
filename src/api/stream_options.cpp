#include "api/stream_options.hpp"

#include "api/answer_stream.hpp"

#include <spotter/base/text.hpp>
#include <spotter/codec/json.hpp>

#include <optional>

namespace spotter::api {
namespace {

/// The member, unless it is missing or null.
std::optional<codec::JsonValue> said(codec::JsonValue options, std::string_view name) {
  auto member = options.get(name);
  if (member && member->type() == codec::JsonValue::Type::null) member.reset();
  return member;
}

}  // namespace

chat::WeightUnit weight_unit_of(std::string_view word) {
  const std::string unit = to_lower_ascii(word);
  if (unit == "kilograms" || unit == "kg") return chat::WeightUnit::kilograms;
  if (unit == "pounds" || unit == "lb" || unit == "lbs") return chat::WeightUnit::pounds;
  return chat::WeightUnit::unknown;
}

std::variant<StreamOptions, hub::Failure> read_stream_options(const hub::Json& options) {
  StreamOptions read;
  read.plan_version = kStreamPlanVersion;
  codec::JsonParser parser;
  const auto json = parser.parse(options.text);
  if (json && json->type() == codec::JsonValue::Type::null) return read;
  if (!json || json->type() != codec::JsonValue::Type::object)
    return hub::hub_exception("options must be an object or null.");
  if (const auto version = said(*json, "planVersion")) {
    const auto number = version->integer();
    if (!number) return hub::hub_exception("options.planVersion must be a whole number.");
    read.plan_version = *number;
  }
  if (const auto unit = said(*json, "weightUnit")) {
    read.unit = weight_unit_of(unit->string().value_or(""));
    if (read.unit == chat::WeightUnit::unknown)
      return hub::hub_exception(R"(options.weightUnit must be "kilograms" or "pounds".)");
  }
  if (const auto locale = said(*json, "locale")) {
    const auto text = locale->string();
    if (!text) return hub::hub_exception("options.locale must be a string.");
    read.locale = *text;
  }
  return read;
}

}  // namespace spotter::api

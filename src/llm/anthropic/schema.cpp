#include "llm/anthropic/schema.hpp"

#include <spotter/codec/json_writer.hpp>

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>
#include <vector>

namespace spotter::llm::anthropic {
namespace {

using codec::JsonValue;

/// A bound, and how it is said; '#' is its value.
struct Bound {
  std::string_view keyword;
  std::string_view words;
};

constexpr std::array<Bound, 10> kBounds{{{"minimum", "at least #"},
                                         {"maximum", "at most #"},
                                         {"exclusiveMinimum", "more than #"},
                                         {"exclusiveMaximum", "less than #"},
                                         {"multipleOf", "a multiple of #"},
                                         {"minItems", "at least # elements"},
                                         {"maxItems", "at most # elements"},
                                         {"minLength", "at least # characters"},
                                         {"maxLength", "at most # characters"},
                                         {"pattern", "matching the pattern #"}}};

/// Keywords that the server takes as they are.
constexpr std::array<std::string_view, 5> kKept{"title", "const", "required", "$ref", "$id"};

/// Values of `format` that the server knows.
constexpr std::array<std::string_view, 10> kFormats{
    "date-time", "time", "date", "duration", "email", "hostname", "uri", "ipv4", "ipv6", "uuid"};

/// Keywords that say nothing about values, or that are written elsewhere.
constexpr std::array<std::string_view, 6> kDropped{
    "description", "additionalProperties", "$schema", "$comment", "type", "nullable"};

template <std::size_t N>
bool holds(const std::array<std::string_view, N>& list, std::string_view word) {
  return std::find(list.begin(), list.end(), word) != list.end();
}

std::string_view text_of(const JsonValue& value) {
  return value.string().value_or(std::string_view());
}

/// The types that a schema allows; null among them if it says `nullable`.
std::vector<std::string_view> types_of(const JsonValue& schema) {
  std::vector<std::string_view> types;
  if (const auto type = schema.get("type")) {
    if (type->type() == JsonValue::Type::string) types.push_back(text_of(*type));
    type->for_each([&types](JsonValue one) { types.push_back(text_of(one)); });
  }
  const auto nullable = schema.get("nullable");
  const bool adds_null = nullable && nullable->boolean() == true && !types.empty() &&
                         std::find(types.begin(), types.end(), "null") == types.end();
  if (adds_null) types.emplace_back("null");
  return types;
}

std::string words_of(const Bound& bound, const JsonValue& value) {
  std::string words(bound.words);
  const auto mark = words.find('#');
  const auto text = value.string();
  words.replace(mark, 1, text ? std::string(*text) : value.to_json());
  return words;
}

/// Writes one schema after the other into `out_`.
class Lowering {
 public:
  std::string run(const JsonValue& root) {
    write(root);
    return std::move(out_);
  }

 private:
  void key(std::string_view name) {
    if (!out_.ends_with('{')) out_ += ',';
    codec::append_json_string(out_, name);
    out_ += ':';
  }

  void write(const JsonValue& schema) {
    // `true` and `false` are schemas too.
    if (schema.type() != JsonValue::Type::object) {
      out_ += schema.to_json();
      return;
    }
    const auto types = types_of(schema);
    out_ += '{';
    if (types.size() > 1) {
      write_types_as_alternatives(schema, types);
    } else {
      if (!types.empty()) write_type(types.front());
      write_members(schema, types.empty() ? std::string_view() : types.front());
      write_description(schema);
    }
    out_ += '}';
  }

  void write_type(std::string_view type) {
    key("type");
    codec::append_json_string(out_, type);
  }

  /// {"anyOf":[{"type":"T",...},{"type":"null"}],"description":...}
  void write_types_as_alternatives(const JsonValue& schema,
                                   const std::vector<std::string_view>& types) {
    key("anyOf");
    out_ += '[';
    for (const std::string_view type : types) {
      if (!out_.ends_with('[')) out_ += ',';
      out_ += '{';
      write_type(type);
      if (type != "null") write_members(schema, type);
      out_ += '}';
    }
    out_ += ']';
    write_description(schema);
  }

  /// All but type and description, as far as they fit `type` (empty: any).
  void write_members(const JsonValue& schema, std::string_view type) {
    schema.for_each_member(
        [&](std::string_view name, JsonValue value) { write_member(name, value, type); });
    if (type == "object" || (type.empty() && schema.get("properties"))) {
      key("additionalProperties");
      out_ += "false";
    }
  }

  void write_member(std::string_view name, const JsonValue& value, std::string_view type) {
    const auto meant_for = [type](std::string_view wanted) {
      return type.empty() || type == wanted;
    };
    if (name == "properties") {
      if (meant_for("object")) write_map(name, value);
    } else if (name == "$defs" || name == "definitions") {
      write_map(name, value);
    } else if (name == "items") {
      if (!meant_for("array")) return;
      key(name);
      write(value);
    } else if (name == "anyOf" || name == "oneOf" || name == "allOf") {
      write_list(name == "oneOf" ? "anyOf" : name, value);
    } else if (name == "enum") {
      write_choices(value, type);
    } else if (name == "required") {
      if (meant_for("object")) write_as_is(name, value);
    } else if (holds(kKept, name) || (name == "format" && holds(kFormats, text_of(value))) ||
               (name == "minItems" && meant_for("array") && is_small(value))) {
      write_as_is(name, value);
    }
  }

  void write_as_is(std::string_view name, const JsonValue& value) {
    key(name);
    out_ += value.to_json();
  }

  /// The grammar knows "may be empty" and "may not".
  static bool is_small(const JsonValue& count) {
    const auto number = count.integer();
    return number && *number >= 0 && *number <= 1;
  }

  void write_map(std::string_view name, const JsonValue& schemas) {
    key(name);
    out_ += '{';
    schemas.for_each_member([this](std::string_view member, JsonValue schema) {
      key(member);
      write(schema);
    });
    out_ += '}';
  }

  void write_list(std::string_view name, const JsonValue& schemas) {
    key(name);
    out_ += '[';
    schemas.for_each([this](JsonValue schema) {
      if (!out_.ends_with('[')) out_ += ',';
      write(schema);
    });
    out_ += ']';
  }

  /// Null is an alternative of its own where there is a type beside it.
  void write_choices(const JsonValue& choices, std::string_view type) {
    key("enum");
    out_ += '[';
    choices.for_each([&](JsonValue choice) {
      if (!type.empty() && choice.type() == JsonValue::Type::null) return;
      if (!out_.ends_with('[')) out_ += ',';
      out_ += choice.to_json();
    });
    out_ += ']';
  }

  void write_description(const JsonValue& schema) {
    std::string description;
    if (const auto text = schema.get("description")) description = text_of(*text);
    const std::string rules = rules_of(schema);
    if (!rules.empty()) {
      if (!description.empty()) description += ' ';
      description.append("(").append(rules).append(")");
    }
    if (description.empty()) return;
    key("description");
    codec::append_json_string(out_, description);
  }

  /// What the grammar does not know, in words.
  static std::string rules_of(const JsonValue& schema) {
    std::string rules;
    const auto add = [&rules](std::string_view rule) {
      rules.append(rules.empty() ? "" : ", ").append(rule);
    };
    schema.for_each_member([&](std::string_view name, JsonValue value) {
      const auto* const bound =
          std::find_if(kBounds.begin(), kBounds.end(),
                       [name](const Bound& known) { return known.keyword == name; });
      if (bound != kBounds.end()) {
        if (name != "minItems" || !is_small(value)) add(words_of(*bound, value));
      } else if (!is_written(name, value)) {
        add(std::string(name).append(": ").append(value.to_json()));
      }
    });
    return rules;
  }

  static bool is_written(std::string_view name, const JsonValue& value) {
    constexpr std::array<std::string_view, 8> kNested{"properties", "$defs", "definitions", "items",
                                                      "anyOf",      "oneOf", "allOf",       "enum"};
    if (name == "format") return holds(kFormats, text_of(value));
    return holds(kNested, name) || holds(kKept, name) || holds(kDropped, name);
  }

  std::string out_;
};

}  // namespace

std::string lower_schema(const JsonValue& schema) {
  return Lowering().run(schema);
}

}  // namespace spotter::llm::anthropic

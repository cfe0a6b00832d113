#include "support/plan_drafts.hpp"

#include <spotter/codec/json.hpp>
#include <spotter/plan/draft.hpp>

#include <catch2/catch.hpp>

#include <algorithm>
#include <functional>
#include <set>
#include <string>
#include <vector>

using namespace spotter;
using codec::JsonValue;

namespace {

std::vector<std::string> strings_of(JsonValue array) {
  std::vector<std::string> strings;
  array.for_each([&](JsonValue element) { strings.emplace_back(element.string().value_or("?")); });
  return strings;
}

std::vector<std::string> keys_of(JsonValue object) {
  std::vector<std::string> keys;
  object.for_each_member([&](std::string_view key, JsonValue) { keys.emplace_back(key); });
  return keys;
}

bool is_object_schema(JsonValue schema) {
  const auto type = schema.get("type");
  if (!type) return false;
  if (type->string() == "object") return true;
  const auto types = strings_of(*type);
  return std::find(types.begin(), types.end(), "object") != types.end();
}

/// Calls for the schema and each one inside it, with the number of objects around.
void walk(JsonValue schema, int depth, const std::function<void(JsonValue, int)>& visit) {
  visit(schema, depth);
  const int inner = depth + (is_object_schema(schema) ? 1 : 0);
  if (const auto items = schema.get("items")) walk(*items, inner, visit);
  if (const auto branches = schema.get("anyOf"))
    branches->for_each([&](JsonValue branch) { walk(branch, inner, visit); });
  if (const auto properties = schema.get("properties"))
    properties->for_each_member(
        [&](std::string_view, JsonValue property) { walk(property, inner, visit); });
}

JsonValue parsed(codec::JsonParser& parser, std::string_view text) {
  auto document = parser.parse(text);
  REQUIRE(document.has_value());
  return *document;
}

/// Whether the value is what the schema says, as far as our schema's keywords go.
bool conforms(JsonValue value, JsonValue schema) {
  if (const auto branches = schema.get("anyOf")) {
    bool any = false;
    branches->for_each([&](JsonValue branch) { any = any || conforms(value, branch); });
    return any;
  }
  const JsonValue type = schema.get("type").value_or(JsonValue());
  auto types = strings_of(type);
  if (const auto one = type.string()) types.emplace_back(*one);
  const auto is = [&](std::string_view name) {
    return std::find(types.begin(), types.end(), name) != types.end();
  };
  switch (value.type()) {
    case JsonValue::Type::null:
      return is("null");
    case JsonValue::Type::boolean:
      return is("boolean");
    case JsonValue::Type::real:
      return is("number");
    case JsonValue::Type::integer:
      return is("integer") || is("number");
    case JsonValue::Type::string: {
      if (!is("string")) return false;
      const auto allowed = schema.get("enum");
      if (!allowed) return true;
      const auto words = strings_of(*allowed);
      return std::find(words.begin(), words.end(), *value.string()) != words.end();
    }
    case JsonValue::Type::array: {
      bool all = is("array");
      value.for_each(
          [&](JsonValue element) { all = all && conforms(element, *schema.get("items")); });
      return all;
    }
    case JsonValue::Type::object: {
      if (!is("object") || keys_of(value) != keys_of(*schema.get("properties"))) return false;
      bool all = true;
      value.for_each_member([&](std::string_view key, JsonValue member) {
        all = all && conforms(member, *schema.get("properties")->get(key));
      });
      return all;
    }
  }
  return false;
}

}  // namespace

TEST_CASE("the plan tool's schema is an object as strict tools take it", "[plan]") {
  codec::JsonParser parser;
  const JsonValue schema = parsed(parser, plan::tool_schema());
  REQUIRE(schema.get("type")->string() == "object");
  int objects = 0;
  walk(schema, 0, [&](JsonValue part, int) {
    if (!is_object_schema(part)) return;
    ++objects;
    INFO(part.to_json());
    REQUIRE(part.get("additionalProperties"));
    CHECK(part.get("additionalProperties")->boolean() == false);
    CHECK(strings_of(part.get("required").value()) == keys_of(part.get("properties").value()));
  });
  CHECK(objects == 9);
}

TEST_CASE("the plan tool's schema uses the keywords that all providers know", "[plan]") {
  const std::set<std::string> known = {"type",  "properties",  "required", "additionalProperties",
                                       "items", "description", "enum",     "anyOf"};
  codec::JsonParser parser;
  int depth_max = 0;
  walk(parsed(parser, plan::tool_schema()), 1, [&](JsonValue part, int depth) {
    depth_max = std::max(depth_max, is_object_schema(part) ? depth : 0);
    for (const std::string& key : keys_of(part)) {
      INFO(part.to_json());
      CHECK(known.contains(key));
    }
    if (const auto words = part.get("enum")) {
      CHECK(part.get("type")->string() == "string");
      CHECK(words->size() > 0);
    }
    if (part.get("anyOf")) CHECK(keys_of(part).size() == 1);
  });
  CHECK(depth_max <= 5);
  CHECK(plan::tool_schema().size() < 6000);
}

TEST_CASE("names come before what they name in the plan tool's schema", "[plan]") {
  codec::JsonParser parser;
  const JsonValue schema = parsed(parser, plan::tool_schema());
  CHECK(keys_of(*schema.get("properties")) ==
        std::vector<std::string>{"name", "description", "sessions"});
  const JsonValue session = *schema.get("properties")->get("sessions")->get("items");
  CHECK(keys_of(*session.get("properties")) ==
        std::vector<std::string>{"name", "exercises", "notes"});
  const JsonValue exercise = *session.get("properties")->get("exercises")->get("items");
  std::set<std::string> firsts;
  exercise.get("anyOf")->for_each([&](JsonValue branch) {
    const auto keys = keys_of(*branch.get("properties"));
    CHECK(keys.at(0).ends_with("_exercise"));
    firsts.insert(keys.at(0));
  });
  // OpenAI's strict tools refuse alternatives that begin alike.
  CHECK(firsts.size() == 3);
}

TEST_CASE("drafts that Spotter writes conform to the plan tool's schema", "[plan]") {
  codec::JsonParser schemas;
  codec::JsonParser drafts;
  const JsonValue schema = parsed(schemas, plan::tool_schema());
  CHECK(conforms(parsed(drafts, testing::kTwoDayDraft), schema));
  const std::string draft = plan::draft_of(testing::read_draft(testing::kUnusualDraft));
  CHECK(conforms(parsed(drafts, draft), schema));
  CHECK_FALSE(conforms(parsed(drafts, R"({"name":"","description":""})"), schema));
}

TEST_CASE("the plan tool has a name and a description that providers take", "[plan]") {
  const std::string_view name = plan::kToolName;
  CHECK(std::all_of(name.begin(), name.end(),
                    [](char c) { return c == '_' || (c >= 'a' && c <= 'z'); }));
  CHECK_FALSE(plan::tool_description().empty());
  CHECK(plan::tool_description().size() < 1024);
}

#include "llm/gemini/schema.hpp"

#include <spotter/plan/draft.hpp>

#include <catch2/catch.hpp>

#include <optional>
#include <string>
#include <string_view>

using namespace spotter;
using namespace spotter::llm::gemini;

namespace {

std::optional<std::string> lowered(std::string_view schema) {
  codec::JsonParser parser;
  const auto document = parser.parse(schema);
  REQUIRE(document.has_value());
  return lower_to_open_api(*document);
}

}  // namespace

TEST_CASE("types are spelled in upper case and members get their order", "[gemini]") {
  CHECK(lowered(R"({"type":"object","properties":{"b":{"type":"string","description":"B."},)"
                R"("a":{"type":"array","minItems":1,"maxItems":7,"items":{"type":"integer",)"
                R"("minimum":0,"maximum":9}}},"required":["b","a"],)"
                R"("additionalProperties":false})") ==
        R"({"type":"OBJECT","properties":{"b":{"type":"STRING","description":"B."},)"
        R"("a":{"type":"ARRAY","minItems":1,"maxItems":7,"items":{"type":"INTEGER",)"
        R"("minimum":0,"maximum":9}}},"propertyOrdering":["b","a"],"required":["b","a"]})");
}

TEST_CASE("the type null becomes a flag", "[gemini]") {
  CHECK(lowered(R"({"type":["integer","null"],"minimum":0})") ==
        R"({"type":"INTEGER","nullable":true,"minimum":0})");
  CHECK(lowered(R"({"type":["null","string"]})") == R"({"type":"STRING","nullable":true})");
  CHECK(lowered(R"({"anyOf":[{"type":"string"},{"type":"null"},{"type":"number"}]})") ==
        R"({"nullable":true,"anyOf":[{"type":"STRING"},{"type":"NUMBER"}]})");
}

TEST_CASE("choices are strings", "[gemini]") {
  CHECK(lowered(R"({"type":"string","enum":["m","km"]})") ==
        R"({"type":"STRING","enum":["m","km"]})");
  CHECK(lowered(R"({"enum":[1,2.5,true]})") == R"({"enum":["1","2.5","true"]})");
  CHECK(lowered(R"({"const":"x"})") == R"({"enum":["x"]})");
}

TEST_CASE("references are written out, also inside of one another", "[gemini]") {
  CHECK(lowered(R"({"type":"object","properties":{"a":{"$ref":"#/$defs/pair"}},)"
                R"("$defs":{"pair":{"type":"array","items":{"$ref":"#/$defs/one"}},)"
                R"("one":{"type":"integer"}}})") ==
        R"({"type":"OBJECT","properties":{"a":{"type":"ARRAY","items":{"type":"INTEGER"}}},)"
        R"("propertyOrdering":["a"]})");
}

TEST_CASE("a schema that refers to itself or to nothing cannot be lowered", "[gemini]") {
  CHECK_FALSE(lowered(R"({"$ref":"#/$defs/a","$defs":{"a":{"items":{"$ref":"#/$defs/a"}}}})"));
  CHECK_FALSE(lowered(R"({"$ref":"#/$defs/a","$defs":{"b":{}}})"));
  CHECK_FALSE(lowered(R"({"$ref":"#/$defs/a"})"));
  CHECK_FALSE(lowered(R"({"$ref":"https://example.org/schema"})"));
}

TEST_CASE("keywords that the dialect does not know are left out", "[gemini]") {
  CHECK(lowered(R"({"$schema":"x","type":"number","exclusiveMinimum":0,"multipleOf":2,)"
                R"("default":1,"title":"T","oneOf":[{"type":"number"}],"pattern":"x"})") ==
        R"({"type":"NUMBER","title":"T","anyOf":[{"type":"NUMBER"}]})");
}

TEST_CASE("the schema of plans can be lowered and says the same", "[gemini]") {
  const auto schema = lowered(plan::tool_schema());
  REQUIRE(schema.has_value());
  codec::JsonParser parser;
  const auto document = parser.parse(*schema);
  REQUIRE(document.has_value());
  CHECK(document->get("propertyOrdering")->to_json() == R"(["name","description","sessions"])");
  for (const auto* word : {"additionalProperties", "\"null\"", "\"object\"", "$"}) {
    INFO(word);
    CHECK(schema->find(word) == std::string::npos);
  }
  const auto exercise = document->get("properties")
                            ->get("sessions")
                            ->get("items")
                            ->get("properties")
                            ->get("exercises");
  CHECK(exercise->get("items")->get("anyOf")->size() == 3);
  CHECK(schema->find(R"("rest_seconds":{"type":"OBJECT","nullable":true,)") != std::string::npos);
}

TEST_CASE("a schema is worked out once, and few are kept", "[gemini]") {
  codec::JsonParser parser;
  Schemas schemas;
  const std::string source = R"({"type":"object","required":["a","b"]})";
  const LoweredSchema* const first = &schemas.of(source, parser);
  CHECK(first->open_api == R"({"type":"OBJECT","required":["a","b"]})");
  CHECK(first->required == std::vector<std::string>{"a", "b"});
  CHECK(&schemas.of(std::string(source), parser) == first);
  for (int i = 0; i < 100; ++i)
    schemas.of(R"({"title":")" + std::to_string(i) + R"("})", parser);
  CHECK(schemas.of(source, parser).required.size() == 2);
  CHECK_FALSE(schemas.of("not JSON", parser).open_api.has_value());
}

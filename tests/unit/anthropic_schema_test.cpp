#include "llm/anthropic/schema.hpp"

#include <catch2/catch.hpp>

#include <string>
#include <string_view>

using namespace spotter;
using llm::anthropic::lower_schema;

namespace {

std::string lowered(std::string_view source) {
  codec::JsonParser parser;
  const auto document = parser.parse(source);
  REQUIRE(document.has_value());
  std::string result = lower_schema(*document);
  REQUIRE(parser.parse(result).has_value());
  return result;
}

}  // namespace

TEST_CASE("what may be null becomes an alternative", "[anthropic]") {
  CHECK(lowered(R"({"type":["string","null"],"description":"Words."})") ==
        R"({"anyOf":[{"type":"string"},{"type":"null"}],"description":"Words."})");
  CHECK(lowered(R"({"type":["object","null"],"properties":{"a":{"type":"integer"}},)"
                R"("required":["a"],"additionalProperties":false,"description":"D."})") ==
        R"({"anyOf":[{"type":"object","properties":{"a":{"type":"integer"}},"required":["a"],)"
        R"("additionalProperties":false},{"type":"null"}],"description":"D."})");
  CHECK(lowered(R"({"type":["string","null"],"enum":["a",null]})") ==
        R"({"anyOf":[{"type":"string","enum":["a"]},{"type":"null"}]})");
  CHECK(lowered(R"({"type":"string","nullable":true})") ==
        R"({"anyOf":[{"type":"string"},{"type":"null"}]})");
  CHECK(lowered(R"({"type":["integer"]})") == R"({"type":"integer"})");
}

TEST_CASE("each type of a list gets the keywords that are meant for it", "[anthropic]") {
  CHECK(lowered(R"({"type":["array","object"],"items":{"type":"string"},"properties":{},)"
                R"("required":[]})") ==
        R"({"anyOf":[{"type":"array","items":{"type":"string"}},)"
        R"({"type":"object","properties":{},"required":[],"additionalProperties":false}]})");
}

TEST_CASE("bounds are told in words", "[anthropic]") {
  CHECK(lowered(R"({"type":"integer","minimum":1,"maximum":7,"description":"Days."})") ==
        R"j({"type":"integer","description":"Days. (at least 1, at most 7)"})j");
  CHECK(lowered(R"({"type":"number","exclusiveMinimum":0,"exclusiveMaximum":1.5,)"
                R"("multipleOf":0.5})") ==
        R"j({"type":"number","description":"(more than 0, less than 1.5, a multiple of 0.5)"})j");
  CHECK(lowered(R"({"type":"string","minLength":3,"maxLength":9,"pattern":"^a\"$"})") ==
        R"j({"type":"string","description":"(at least 3 characters, at most 9 characters, )j"
        R"j(matching the pattern ^a\"$)"})j");
  CHECK(lowered(R"({"type":["integer","null"],"minimum":0})") ==
        R"j({"anyOf":[{"type":"integer"},{"type":"null"}],"description":"(at least 0)"})j");
}

TEST_CASE("of the bounds of lists only the smallest stay", "[anthropic]") {
  CHECK(lowered(R"({"type":"array","minItems":1,"maxItems":12,"items":{"type":"string"}})") ==
        R"j({"type":"array","minItems":1,"items":{"type":"string"},)j"
        R"j("description":"(at most 12 elements)"})j");
  CHECK(lowered(R"({"type":"array","minItems":2,"items":{"type":"string"}})") ==
        R"j({"type":"array","items":{"type":"string"},"description":"(at least 2 elements)"})j");
}

TEST_CASE("objects have no members beyond those that are named", "[anthropic]") {
  CHECK(
      lowered(R"({"type":"object","properties":{"b":{},"a":true},"additionalProperties":true})") ==
      R"({"type":"object","properties":{"b":{},"a":true},"additionalProperties":false})");
  CHECK(lowered(R"({"properties":{"a":{"type":"null"}}})") ==
        R"({"properties":{"a":{"type":"null"}},"additionalProperties":false})");
}

TEST_CASE("alternatives, constants, references and formats that are known stay", "[anthropic]") {
  CHECK(lowered(R"({"$defs":{"d":{"type":"integer","minimum":2}},"oneOf":[{"$ref":"#/$defs/d"},)"
                R"({"type":"string","format":"date"}],"title":"T"})") ==
        R"j({"$defs":{"d":{"type":"integer","description":"(at least 2)"}},)j"
        R"j("anyOf":[{"$ref":"#/$defs/d"},{"type":"string","format":"date"}],"title":"T"})j");
  CHECK(lowered(R"({"allOf":[{"type":"string"}],"const":3})") ==
        R"({"allOf":[{"type":"string"}],"const":3})");
}

TEST_CASE("what the grammar does not know is told as it is", "[anthropic]") {
  CHECK(lowered(R"({"type":"string","format":"color","default":"red","not":{"const":"x"}})") ==
        R"j({"type":"string","description":"(format: \"color\", default: \"red\", )j"
        R"j(not: {\"const\":\"x\"})"})j");
}

#include <spotter/codec/json.hpp>
#include <spotter/codec/json_object.hpp>
#include <spotter/codec/json_writer.hpp>

#include <catch2/catch.hpp>

#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

using namespace spotter;
using codec::JsonParser;
using codec::JsonValue;

namespace {

std::string nested(std::size_t levels) {
  return std::string(levels, '[') + "1" + std::string(levels, ']');
}

std::string escaped(std::string_view text) {
  std::string result;
  codec::append_json_escaped(result, text);
  return result;
}

}  // namespace

TEST_CASE("a JSON document is read member by member", "[codec]") {
  JsonParser parser;
  const auto document = parser.parse(
      R"( {"text":"h\u00e9\ud83c\udfcb","n":-7,"whole":3.0,"half":0.5,"yes":true,"nil":null,"list":[1,"a",[]]} )");
  REQUIRE(document.has_value());
  REQUIRE(document->type() == JsonValue::Type::object);
  CHECK(document->get("text")->string() == "hé🏋");
  CHECK(document->get("n")->integer() == -7);
  CHECK(document->get("n")->type() == JsonValue::Type::integer);
  CHECK(document->get("whole")->integer() == 3);
  CHECK(document->get("whole")->type() == JsonValue::Type::real);
  CHECK_FALSE(document->get("half")->integer());
  CHECK(document->get("half")->number() == 0.5);
  CHECK(document->get("n")->number() == -7.0);
  CHECK(document->get("yes")->boolean() == true);
  CHECK(document->get("nil")->type() == JsonValue::Type::null);
  CHECK(document->get("list")->size() == 3);
  CHECK_FALSE(document->get("missing"));
  CHECK_FALSE(document->get("text")->get("length"));
  CHECK_FALSE(document->get("text")->integer());
  CHECK_FALSE(document->get("n")->string());
  CHECK(document->size() == 0);

  std::string members;
  document->for_each_member(
      [&](std::string_view key, JsonValue) { members += key, members += ' '; });
  CHECK(members == "text n whole half yes nil list ");
  std::vector<JsonValue> items;
  document->get("list")->for_each([&](JsonValue item) { items.push_back(item); });
  REQUIRE(items.size() == 3);
  CHECK(items[0].integer() == 1);
  CHECK(items[1].string() == "a");
  CHECK(items[2].type() == JsonValue::Type::array);
}

TEST_CASE("a JSON value is written back as compact text", "[codec]") {
  JsonParser parser;
  const auto document = parser.parse("{ \"a\" : [ 1 , 2.5, \"x\\n\" ] , \"b\" : { } }");
  REQUIRE(document.has_value());
  CHECK(document->to_json() == R"({"a":[1,2.5,"x\n"],"b":{}})");
  CHECK(document->get("a")->to_json() == R"([1,2.5,"x\n"])");
}

TEST_CASE("a JSON value of no document is null", "[codec]") {
  const JsonValue value;
  CHECK(value.type() == JsonValue::Type::null);
  CHECK_FALSE(value.string());
  CHECK_FALSE(value.get("a"));
  CHECK(value.size() == 0);
  CHECK(value.to_json() == "null");
}

TEST_CASE("integers are read up to 64 bits", "[codec]") {
  JsonParser parser;
  const auto document = parser.parse(
      "[9223372036854775807,-9223372036854775808,9223372036854775808,9223372036854775808.0,-0.0,"
      "1e3]");
  REQUIRE(document.has_value());
  std::vector<JsonValue> items;
  document->for_each([&](JsonValue item) { items.push_back(item); });
  CHECK(items[0].integer() == std::numeric_limits<std::int64_t>::max());
  CHECK(items[1].integer() == std::numeric_limits<std::int64_t>::min());
  CHECK_FALSE(items[2].integer());
  CHECK_FALSE(items[3].integer());
  CHECK(items[4].integer() == 0);
  CHECK(items[5].integer() == 1000);
}

TEST_CASE("a number beyond 64 bits or a double does not cost the document", "[codec]") {
  JsonParser parser;
  const auto document = parser.parse(
      R"(["7, \" 99999999999999999999",99999999999999999999,-99999999999999999999,1e400,-1e400,)"
      R"(18446744073709551616,1e-400,7,{"n":1e+999}])" +
      std::string(3000, ' '));
  REQUIRE(document.has_value());
  std::vector<JsonValue> items;
  document->for_each([&](JsonValue item) { items.push_back(item); });
  REQUIRE(items.size() == 9);
  CHECK(items[0].string() == "7, \" 99999999999999999999");
  CHECK(items[1].type() == JsonValue::Type::real);
  CHECK(items[1].number() == 1e20);
  CHECK(items[2].number() == -1e20);
  CHECK(items[3].number() == std::numeric_limits<double>::max());
  CHECK(items[4].number() == std::numeric_limits<double>::lowest());
  CHECK(items[5].number() == 18446744073709551616.0);
  CHECK(items[6].number() == 0.0);
  for (std::size_t i = 1; i < 6; ++i)
    CHECK_FALSE(items[i].integer());
  CHECK(items[7].integer() == 7);
  CHECK(items[8].get("n")->number() == std::numeric_limits<double>::max());
  CHECK(parser.parse(std::string(400, '9'))->number() == std::numeric_limits<double>::max());
}

TEST_CASE("a large number does not let through what is no JSON", "[codec]") {
  const std::string_view text =
      GENERATE(as<std::string_view>{}, "[99999999999999999999,]", "[99999999999999999999 01]",
               "[99999999999999999999,-]", "[1e400,1.]", "[1e400,1e]", "[1e400", "[1e400,\"a]",
               "[1e400,\"a\\", "1e400 1e400", "[99999999999999999999x]", "[+99999999999999999999]");
  INFO(text);
  JsonParser parser;
  CHECK_FALSE(parser.parse(text).has_value());
  CHECK(parser.parse("[1]").has_value());
}

TEST_CASE("a text that is not exactly one JSON document is refused", "[codec]") {
  const std::string_view text =
      GENERATE(as<std::string_view>{}, "", "  ", "{", "{}{}", "{} x", "[1,]", R"({"a":1 "b":2})",
               R"(["abc)", "[\"a\nb\"]", R"(["\x"])", R"(["\ud83"])", "[\"\xFF\"]",
               "[\"\xED\xA0\xBC\"]", "nul", R"({"a":tru})", "[01]", "\xEF\xBB\xBF{}", "'a'");
  JsonParser parser;
  const auto document = parser.parse(text);
  REQUIRE_FALSE(document.has_value());
  CHECK(document.error().code == Errc::malformed);
  // The parser is as good as new.
  CHECK(parser.parse("[1]").has_value());
}

TEST_CASE("nesting is allowed up to the limit and not one deeper", "[codec]") {
  JsonParser parser(8);
  CHECK(parser.parse("1").has_value());
  CHECK(parser.parse(nested(8)).has_value());
  CHECK_FALSE(parser.parse(nested(9)).has_value());
  CHECK_FALSE(parser.parse(std::string(100'000, '[')).has_value());
  JsonParser usual;
  CHECK(usual.parse(nested(64)).has_value());
  CHECK_FALSE(usual.parse(nested(65)).has_value());
}

TEST_CASE("a parser reads on after a large document and after giving its buffers back", "[codec]") {
  JsonParser parser;
  const std::string large = "[\"" + std::string(3'000'000, 'x') + "\"]";
  REQUIRE(parser.parse(large).has_value());
  CHECK(parser.parse("[1]")->size() == 1);
  const auto again = parser.parse(large);
  REQUIRE(again.has_value());
  std::size_t length = 0;
  again->for_each([&](JsonValue item) { length = item.string()->size(); });
  CHECK(length == 3'000'000);
  parser.trim();
  CHECK(parser.parse("[1,2]")->size() == 2);
  std::string growing;
  for (int i = 0; i < 3000; ++i) {
    growing += 'y';
    REQUIRE(parser.parse("[\"" + growing + "\"]").has_value());
  }
}

TEST_CASE("half surrogates are read as replacement characters", "[codec]") {
  JsonParser parser;
  const auto document =
      parser.parse(R"({"a":"x\ud83cy","b":"\udfcb","c":"\ud83c\udfcb","d":"\\ud83c"})");
  REQUIRE(document.has_value());
  CHECK(document->get("a")->string() == "x\uFFFDy");
  CHECK(document->get("b")->string() == "\uFFFD");
  CHECK(document->get("c")->string() == "🏋");
  CHECK(document->get("d")->string() == "\\ud83c");
}

TEST_CASE("JSON strings are written with the escapes that are needed and no others", "[codec]") {
  CHECK(escaped("plain é🏋/<>&'\x7F") == "plain é🏋/<>&'\x7F");
  CHECK(escaped("\"\\\b\f\n\r\t") == R"(\"\\\b\f\n\r\t)");
  CHECK(escaped(std::string_view("\0\x01\x1f", 3)) == R"(\u0000\u0001\u001f)");
  std::string quoted = "x:";
  codec::append_json_string(quoted, "a\"b");
  CHECK(quoted == R"(x:"a\"b")");
}

TEST_CASE("a character is escaped or not wherever it stands", "[codec]") {
  const std::string around = "The text around it \xC3\xA9 is long";
  for (unsigned value = 0; value < 256; ++value) {
    const std::string one(1, static_cast<char>(value));
    for (std::size_t at = 0; at <= around.size(); ++at) {
      std::string text = around;
      text.insert(at, one);
      std::string wanted = around;
      wanted.insert(at, escaped(one));
      if (escaped(text) != wanted) FAIL("byte " << value << " at " << at);
    }
  }
}

TEST_CASE("objects and arrays are written into each other", "[codec]") {
  std::string json;
  codec::Object outer(json);
  codec::Array none(outer.key("none"));
  none.end();
  codec::Array two(outer.key("two"));
  codec::Object first(two.element());
  first.decimal("half", 0.5);
  first.decimal("third", 1.0 / 3);
  first.end();
  codec::Array second(two.element());
  second.element() += "1";
  second.element() += "2";
  second.end();
  two.end();
  outer.truth("last", true);
  outer.end();
  CHECK(json == R"({"none":[],"two":[{"half":0.5,"third":0.3333333333333333},[1,2]],"last":true})");
}

TEST_CASE("what the JSON writer escapes, the parser reads back", "[codec]") {
  std::string text;
  for (char32_t c = 0; c < 256; ++c)
    text += static_cast<char>(c < 128 ? c : 'x');
  std::string quoted;
  codec::append_json_string(quoted, text);
  JsonParser parser;
  CHECK(parser.parse(quoted)->string() == text);
}

TEST_CASE("a comma behind the last element is taken where it is asked for", "[codec]") {
  JsonParser parser;
  const auto taken = [&parser](std::string_view text) {
    const auto root = parser.parse(text, JsonParser::Halves::replace, JsonParser::Commas::trailing);
    return root ? root->to_json() : std::string("refused");
  };
  REQUIRE(taken(R"([1,])") == "[1]");
  REQUIRE(taken("[1 ,\n\t]") == "[1]");
  REQUIRE(taken(R"({"a":[1,{"b":2,},],})") == R"({"a":[1,{"b":2}]})");
  REQUIRE(taken(R"([",]","\\",",}"])") == R"([",]","\\",",}"])");
  for (const char* broken : {"[,]", "{,}", "[1,,]", "[1],", "[,1]", R"({"a":,})", R"({"a",})",
                             "[1,", R"(["a,])", "\"\\"}) {
    INFO(broken);
    REQUIRE(taken(broken) == "refused");
  }
  REQUIRE_FALSE(parser.parse("[1,]").has_value());
}

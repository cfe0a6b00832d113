#include <spotter/purchase/http/json.hpp>

#include <catch2/catch.hpp>

using namespace spotter;
using namespace spotter::purchase::http;

TEST_CASE("a document that could be read in two ways is not read", "[purchase]") {
  codec::JsonParser parser(16);
  CHECK(read_object(parser, R"({"a":1,"b":{"c":[{"d":1}]}})"));
  for (const char* text :
       {"", "[]", "1", R"({"a":1,"a":1})", R"({"b":{"c":1,"c":2}})", R"({"b":[{"c":1,"c":2}]})",
        R"({"a":1} x)", R"({"a":1}{"a":1})", "\xEF\xBB\xBF{}", "{\"a\":\"\xFF\"}",
        R"({"a":[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]})"}) {
    INFO(text);
    CHECK_FALSE(read_object(parser, text));
  }
}

TEST_CASE("a member is absent, of its type, or wrong", "[purchase]") {
  codec::JsonParser parser;
  const auto object = read_object(
      parser,
      R"({"n":null,"t":"x","i":5,"r":5.0,"big":1e12,"b":true,"o":{},"a":[],"z":"0\u0000"})");
  REQUIRE(object);
  CHECK(text_of(*object, "missing").absent());
  CHECK(text_of(*object, "n").absent());
  CHECK(text_of(*object, "t").value == "x");
  CHECK(text_of(*object, "i").wrong());
  CHECK(text_of(*object, "z").value.size() == 2);
  CHECK(integer_of(*object, "i").value == 5);
  CHECK(integer_of(*object, "r").wrong());
  CHECK(integer_of(*object, "big").wrong());
  CHECK(integer_of(*object, "t").wrong());
  CHECK(truth_of(*object, "b").value);
  CHECK(truth_of(*object, "i").wrong());
  CHECK(object_of(*object, "o").has());
  CHECK(array_of(*object, "a").has());
  CHECK(array_of(*object, "o").wrong());
}

TEST_CASE("a number in a string is digits and nothing else", "[purchase]") {
  CHECK(whole_number("1700000000000") == 1'700'000'000'000);
  for (const char* text :
       {"", "-1", "+1", " 1", "1 ", "1.0", "1e3", "abc", "99999999999999999999"}) {
    INFO(text);
    CHECK_FALSE(whole_number(text));
  }
}

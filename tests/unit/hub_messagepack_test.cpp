#include "hub/messagepack.hpp"
#include "support/hub_records.hpp"

#include <catch2/catch.hpp>

#include <limits>
#include <utility>
#include <vector>

namespace spotter::hub::messagepack {
namespace {

using testing::bytes_of;

/// The value as JSON, or nothing if it is malformed; all bytes must have been read.
std::optional<std::string> json_of(std::string_view bytes, std::size_t depth_max = kDepthMax) {
  Reader reader(bytes);
  std::string json;
  if (!append_as_json(reader, json, depth_max)) return std::nullopt;
  REQUIRE(reader.rest().empty());
  return json;
}

std::optional<std::string> json_of_hex(std::string_view hex) {
  return json_of(bytes_of(hex));
}

std::string messagepack_of(std::string_view json) {
  codec::JsonParser parser;
  std::string out;
  append_json_as_messagepack(parser.parse(json).value(), out);
  return out;
}

std::string nested(std::size_t levels, char head, std::string_view key = "") {
  std::string bytes;
  for (std::size_t i = 0; i < levels; ++i)
    bytes.append(1, head).append(key);
  return bytes + '\xc0';
}

using Pairs = std::vector<std::pair<std::string, std::string>>;

TEST_CASE("values go to JSON and back to the same bytes in their shortest form", "[hub]") {
  const auto [json, hex] = GENERATE(values<std::pair<std::string, std::string>>({
      {"null", "c0"},
      {"false", "c2"},
      {"true", "c3"},
      // integers at the borders of each width
      {"0", "00"},
      {"127", "7f"},
      {"128", "cc 80"},
      {"255", "cc ff"},
      {"256", "cd 01 00"},
      {"65535", "cd ff ff"},
      {"65536", "ce 00 01 00 00"},
      {"4294967295", "ce ff ff ff ff"},
      {"4294967296", "cf 00 00 00 01 00 00 00 00"},
      {"9223372036854775807", "cf 7f ff ff ff ff ff ff ff"},
      {"9223372036854775808", "cf 80 00 00 00 00 00 00 00"},
      {"18446744073709551615", "cf ff ff ff ff ff ff ff ff"},
      {"-1", "ff"},
      {"-32", "e0"},
      {"-33", "d0 df"},
      {"-128", "d0 80"},
      {"-129", "d1 ff 7f"},
      {"-32768", "d1 80 00"},
      {"-32769", "d2 ff ff 7f ff"},
      {"-2147483648", "d2 80 00 00 00"},
      {"-2147483649", "d3 ff ff ff ff 7f ff ff ff"},
      {"-9223372036854775808", "d3 80 00 00 00 00 00 00 00"},
      // reals stay reals
      {"0.5", "cb 3f e0 00 00 00 00 00 00"},
      {"3.0", "cb 40 08 00 00 00 00 00 00"},
      {"-0.0", "cb 80 00 00 00 00 00 00 00"},
      {"0.1", "cb 3f b9 99 99 99 99 99 9a"},
      {"1e+300", "cb 7e 37 e4 3c 88 00 75 9c"},
      {"1.7976931348623157e+308", "cb 7f ef ff ff ff ff ff ff"},
      {"5e-324", "cb 00 00 00 00 00 00 00 01"},
      // texts
      {R"("")", "a0"},
      {R"("hi")", "a2 68 69"},
      {R"("a\"b\\\n\u001e")", "a6 61 22 62 5c 0a 1e"},
      {R"("\u0000")", "a1 00"},
      {"\"\xC3\xA9\xF0\x9F\x92\xAA\"", "a6 c3 a9 f0 9f 92 aa"},
      // arrays and maps
      {"[]", "90"},
      {"[1,[2,[]],\"x\"]", "93 01 92 02 90 a1 78"},
      {"{}", "80"},
      {R"({"A":1,"b":{"":null}})", "82 a1 41 01 a1 62 81 a0 c0"},
      {R"({"a":1,"a":2})", "82 a1 61 01 a1 61 02"},
  }));
  INFO(json);
  CHECK(json_of_hex(hex) == json);
  CHECK(messagepack_of(json) == bytes_of(hex));
}

TEST_CASE("texts, arrays and maps take the shortest head that holds their size", "[hub]") {
  const auto head = [](auto append, std::size_t size) {
    std::string out;
    append(out, size);
    return to_hex(as_bytes(out));
  };
  CHECK(head(append_text_head, 31) == "bf");
  CHECK(head(append_text_head, 32) == "d920");
  CHECK(head(append_text_head, 255) == "d9ff");
  CHECK(head(append_text_head, 256) == "da0100");
  CHECK(head(append_text_head, 65535) == "daffff");
  CHECK(head(append_text_head, 65536) == "db00010000");
  CHECK(head(append_array_head, 15) == "9f");
  CHECK(head(append_array_head, 16) == "dc0010");
  CHECK(head(append_array_head, 65535) == "dcffff");
  CHECK(head(append_array_head, 65536) == "dd00010000");
  CHECK(head(append_map_head, 15) == "8f");
  CHECK(head(append_map_head, 16) == "de0010");
  CHECK(head(append_map_head, 65535) == "deffff");
  CHECK(head(append_map_head, 65536) == "df00010000");
}

TEST_CASE("long texts, arrays and maps go both ways", "[hub]") {
  for (const std::size_t size : {15U, 16U, 31U, 32U, 255U, 256U, 65535U, 65536U}) {
    INFO(size);
    const std::string text = '"' + std::string(size, 'x') + '"';
    CHECK(json_of(messagepack_of(text)) == text);
    std::string array = "[";
    std::string map = "{";
    for (std::size_t i = 0; i < size; ++i) {
      array += "7,";
      map += '"' + std::to_string(i) + "\":true,";
    }
    array.back() = ']';
    map.back() = '}';
    CHECK(json_of(messagepack_of(array)) == array);
    CHECK(json_of(messagepack_of(map)) == map);
  }
}

TEST_CASE("every width of a number, a text or a collection is read", "[hub]") {
  const auto [hex, json] = GENERATE(values<std::pair<std::string, std::string>>({
      {"cc 07", "7"},
      {"cd 00 07", "7"},
      {"ce 00 00 00 07", "7"},
      {"cf 00 00 00 00 00 00 00 07", "7"},
      {"d0 07", "7"},
      {"d1 ff ff", "-1"},
      {"d2 00 00 00 07", "7"},
      {"d3 ff ff ff ff ff ff ff ff", "-1"},
      {"ca 3f 00 00 00", "0.5"},
      {"ca 3d cc cc cd", "0.10000000149011612"},
      {"d9 01 78", R"("x")"},
      {"da 00 01 78", R"("x")"},
      {"db 00 00 00 01 78", R"("x")"},
      {"dc 00 01 c0", "[null]"},
      {"dd 00 00 00 01 c0", "[null]"},
      {"de 00 01 a1 61 c0", R"({"a":null})"},
      {"df 00 00 00 01 a1 61 c0", R"({"a":null})"},
      // what JSON has no word for
      {"c4 03 00 ff fe", R"("AP/+")"},
      {"c5 00 01 ff", R"("/w==")"},
      {"c6 00 00 00 00", R"("")"},
      {"82 07 c2 ff c3", R"({"7":false,"-1":true})"},
      {"81 cf ff ff ff ff ff ff ff ff c0", R"({"18446744073709551615":null})"},
  }));
  INFO(hex);
  CHECK(json_of_hex(hex) == json);
}

TEST_CASE("a timestamp is a date in UTC, with as much of a fraction as it has", "[hub]") {
  CHECK(json_of_hex("d6 ff 00 00 00 00") == R"("1970-01-01T00:00:00Z")");
  CHECK(json_of_hex("d6 ff ff ff ff ff") == R"("2106-02-07T06:28:15Z")");
  CHECK(json_of_hex("d6 ff 65 e0 6f 00") == R"("2024-02-29T11:48:16Z")");
  // 500 ms, 1 ns and the last nanosecond of the first second
  CHECK(json_of_hex("d7 ff 77 35 94 00 00 00 00 00") == R"("1970-01-01T00:00:00.5Z")");
  CHECK(json_of_hex("d7 ff 00 00 00 04 00 00 00 00") == R"("1970-01-01T00:00:00.000000001Z")");
  CHECK(json_of_hex("d7 ff ee 6b 27 fc 00 00 00 00") == R"("1970-01-01T00:00:00.999999999Z")");
  CHECK(json_of_hex("d7 ff 00 00 00 03 ff ff ff ff") == R"("2514-05-30T01:53:03Z")");
  CHECK(json_of_hex("c7 0c ff 00 00 00 00 ff ff ff ff ff ff ff ff") == R"("1969-12-31T23:59:59Z")");
  CHECK(json_of_hex("c7 0c ff 3b 9a c9 ff 00 00 00 3a ff f4 41 7f") ==
        R"("9999-12-31T23:59:59.999999999Z")");
  CHECK(json_of_hex("c7 0c ff 00 00 00 00 ff ff ff f1 88 6e 09 00") == R"("0001-01-01T00:00:00Z")");
}

TEST_CASE("what is no MessagePack value, or nothing that JSON can say, is malformed", "[hub]") {
  const auto* hex = GENERATE(
      "", "c1", "91 c1",
      // cut short
      "cc", "cd 00", "ce 00 00 00", "cf 00 00 00 00 00 00 00", "d0", "d3 00", "ca 00 00 00",
      "cb 00 00 00 00 00 00 00", "a1", "d9", "d9 01", "da 00", "da 00 02 78", "c4", "c4 01", "91",
      "92 c0", "dc 00", "81", "81 a1 61", "de 00 01 a1 61", "d4", "d4 01", "d6 ff 00 00 00", "c7",
      "c7 01", "c7 01 ff",
      // lengths of much that is not there
      "db ff ff ff ff 78", "c6 ff ff ff ff 00", "dd ff ff ff ff c0 c0 c0", "df ff ff ff ff c0 c0",
      "df 80 00 00 00 c0 c0", "c9 ff ff ff ff ff 00", "82 a1 61 c0",
      // not UTF-8: a lone continuation, a cut sequence, an overlong one, a surrogate
      "a1 80", "a2 c3 28", "a2 c0 80", "a3 ed a0 80", "81 a1 ff c0",
      // not finite
      "ca 7f 80 00 00", "ca 7f c0 00 00", "cb 7f f0 00 00 00 00 00 00",
      "cb ff f0 00 00 00 00 00 00", "cb 7f f8 00 00 00 00 00 00",
      // keys
      "81 c0 c0", "81 c2 c0", "81 c4 01 61 c0", "81 cb 3f f0 00 00 00 00 00 00 c0", "81 90 c0",
      "81 80 c0", "81 d6 ff 00 00 00 00 c0",
      // extensions, and timestamps that are none
      "d4 01 00", "d4 7f 00", "d6 fe 00 00 00 00", "d4 ff 00", "d5 ff 00 00", "c7 00 ff",
      "d8 ff 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00", "d7 ff ee 6b 28 00 00 00 00 00",
      "c7 0c ff 3b 9a ca 00 00 00 00 00 00 00 00 00",
      "c7 0c ff 00 00 00 00 00 00 00 3a ff f4 41 80",
      "c7 0c ff 00 00 00 00 ff ff ff f1 88 6e 08 ff",
      "c7 0c ff 00 00 00 00 7f ff ff ff ff ff ff ff",
      "c7 0c ff 00 00 00 00 80 00 00 00 00 00 00 00");
  INFO(hex);
  CHECK_FALSE(json_of_hex(hex));
}

TEST_CASE("values are nested up to 64 levels and no more", "[hub]") {
  CHECK(json_of(nested(64, '\x91')) == std::string(64, '[') + "null" + std::string(64, ']'));
  CHECK_FALSE(json_of(nested(65, '\x91')));
  CHECK(json_of(nested(64, '\x81', "\xa0")));
  CHECK_FALSE(json_of(nested(65, '\x81', "\xa0")));
  CHECK_FALSE(json_of(nested(100'000, '\x91')));
  CHECK_FALSE(json_of(nested(100'000, '\x81', "\xa0")));
  CHECK(json_of("\x91\x01", 1) == "[1]");
  CHECK_FALSE(json_of("\x91\x01", 0));
  CHECK(json_of("\x90", 0) == "[]");
  CHECK(json_of("\xc0", 0) == "null");
}

TEST_CASE("a reader that was given something else has failed for good", "[hub]") {
  const std::string bytes = bytes_of("92 a1 61 07 c2");
  Reader reader(bytes);
  CHECK(reader.array() == 2);
  CHECK(reader.text() == "a");
  CHECK(reader.integer() == 7);
  CHECK_FALSE(reader.failed());
  CHECK(reader.map() == 0);
  CHECK(reader.failed());
  CHECK(reader.text().empty());
  CHECK(reader.next().type == Token::Type::malformed);

  const std::string beyond = bytes_of("cf 80 00 00 00 00 00 00 00");
  Reader too_large(beyond);
  CHECK(too_large.integer() == 0);
  CHECK(too_large.failed());
  const std::string least = bytes_of("d3 80 00 00 00 00 00 00 00");
  CHECK(Reader(least).integer() == std::numeric_limits<std::int64_t>::min());
}

}  // namespace
}  // namespace spotter::hub::messagepack

#include <spotter/base/text.hpp>

#include <catch2/catch.hpp>

using namespace spotter;

TEST_CASE("a text that grows gets little more room than it needs, and not with each piece") {
  std::string text;
  int moves = 0;
  const char* at = text.data();
  std::string expected;
  for (int i = 0; i < 1000; ++i) {
    make_room(text, 10);
    REQUIRE(text.capacity() - text.size() >= 10);
    moves += text.data() == at ? 0 : 1;
    at = text.data();
    text.append("0123456789");
    expected.append("0123456789");
    if (text.size() > 1024) REQUIRE(text.capacity() <= text.size() * 5 / 4 + 10);
  }
  CHECK(text == expected);
  CHECK(moves < 30);
}

TEST_CASE("base64url has no padding, and both alphabets are read back", "[base]") {
  REQUIRE(to_base64url(as_bytes("")).empty());
  REQUIRE(to_base64url(as_bytes("f")) == "Zg");
  REQUIRE(to_base64url(as_bytes("fo")) == "Zm8");
  REQUIRE(to_base64url(as_bytes("foo")) == "Zm9v");
  REQUIRE(to_base64url(as_bytes("\xFF\xFE\xFD")) == "__79");
  REQUIRE(from_base64("__79") == "\xFF\xFE\xFD");
  REQUIRE(from_base64("//79") == "\xFF\xFE\xFD");
  REQUIRE(from_base64("Zg==") == "f");
  REQUIRE_FALSE(from_base64("Z"));
  REQUIRE_FALSE(from_base64("Zg!"));
}

TEST_CASE("base64 is padded to whole groups of four", "[base]") {
  REQUIRE(to_base64(as_bytes("")).empty());
  REQUIRE(to_base64(as_bytes("f")) == "Zg==");
  REQUIRE(to_base64(as_bytes("fo")) == "Zm8=");
  REQUIRE(to_base64(as_bytes("foo")) == "Zm9v");
  REQUIRE(to_base64(as_bytes("foob")) == "Zm9vYg==");
  REQUIRE(to_base64(as_bytes("\xFF\xFE\xFD\xFB\xF0")) == "//79+/A=");
}

TEST_CASE("hexadecimal goes both ways", "[base]") {
  REQUIRE(to_hex(as_bytes("\x01\xAB")) == "01ab");
  REQUIRE(from_hex("01AB") == std::string("\x01\xAB"));
  REQUIRE_FALSE(from_hex("0"));
  REQUIRE_FALSE(from_hex("0g"));
}

TEST_CASE("a prefix of UTF-8 never ends inside a character", "[base]") {
  const std::string_view text = "aé🏋";
  REQUIRE(count_code_points(text) == 3);
  REQUIRE(utf8_prefix(text, 100) == text);
  REQUIRE(utf8_prefix(text, 2) == "a");
  REQUIRE(utf8_prefix(text, 3) == "aé");
  REQUIRE(utf8_prefix(text, 6) == "aé");
}

TEST_CASE("what nobody can read is left out of a text, and nothing else", "[base]") {
  std::string out = "so ";
  append_readable(out, std::string_view("a\0b\x01\x1f"
                                        "c\td\r\n\"\x7f\xC3\xA9",
                                        14));
  CHECK(out == "so abc\td\r\n\"\x7f\xC3\xA9");
  append_readable(out, "");
  append_readable(out, "\x02");
  CHECK(out == "so abc\td\r\n\"\x7f\xC3\xA9");
}

TEST_CASE("case is ignored for ASCII letters only", "[base]") {
  REQUIRE(equals_ignoring_case("Web", "wEB"));
  REQUIRE_FALSE(equals_ignoring_case("Web", "Webb"));
  REQUIRE(to_lower_ascii("ÄB") == "Äb");
  REQUIRE(trimmed(" \t a b \r\n") == "a b");
}

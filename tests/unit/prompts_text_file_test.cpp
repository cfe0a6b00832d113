#include "prompts/text_file.hpp"

#include <catch2/catch.hpp>

#include <string>

using spotter::prompts::parse_prompt_file;
using spotter::prompts::parse_text_file;

namespace {

std::string why_not(const std::string& file) {
  const auto parsed = parse_text_file(file);
  return parsed ? "" : std::to_string(parsed.error().line) + ": " + parsed.error().why;
}

}  // namespace

TEST_CASE("a text file is lines of key = text with comments and escapes", "[prompts]") {
  const auto entries = parse_text_file(
      "\xEF\xBB\xBF# comment = not a text\r\n\r\n"
      "  first =  a = b # c  \r\n"
      "second.key-2=one\\ntwo \\\\n {{x}}\n"
      "   # indented comment\n"
      "last = ende");
  REQUIRE(entries.has_value());
  REQUIRE(entries->size() == 3);
  CHECK(entries->at("first").text.source() == "a = b # c");
  CHECK(entries->at("first").line == 3);
  CHECK(entries->at("second.key-2").text.source() == "one\ntwo \\n {{x}}");
  CHECK(entries->at("second.key-2").text.slots().count("x") == 1);
  CHECK(entries->at("last").text.source() == "ende");
  CHECK(entries->at("last").line == 6);
}

TEST_CASE("a text file may be empty", "[prompts]") {
  REQUIRE(parse_text_file("").has_value());
  CHECK(parse_text_file("# nothing yet\n")->empty());
}

TEST_CASE("a bad line of a text file is named", "[prompts]") {
  CHECK(why_not("a = 1\nb").find("2: has no \"=\"") == 0);
  CHECK(why_not("a = 1\n\na = 2") == "3: \"a\" is there already, in line 1");
  CHECK(why_not("a =") == "1: has no text for \"a\"");
  CHECK(why_not("a = \\n \\n").find("1: has no text") == 0);
  CHECK(why_not("= x").find("1: has a key") == 0);
  CHECK(why_not("Key = x").find("1: has a key") == 0);
  CHECK(why_not("two words = x").find("1: has a key") == 0);
  CHECK(why_not("a = x\\t").find("1: has a \"\\\"") == 0);
  CHECK(why_not("a = x\\").find("1: has a \"\\\"") == 0);
  CHECK(why_not("a = 1\nb = {{ x }}").find("2: only {{name}}") == 0);
}

TEST_CASE("text that is not UTF-8 is refused with its line", "[prompts]") {
  const auto bytes = GENERATE(as<std::string>{}, "\xFF", "\xC3", "\xC0\xAF", "\xED\xA0\x80",
                              "\xF4\x90\x80\x80", "\xE2\x82", "\x80");
  CHECK(why_not("a = fine \xC3\xA9 \xF0\x9F\x98\x80\nb = " + bytes + "\n") ==
        "2: is not valid UTF-8");
  const auto prompt = parse_prompt_file("one\ntwo\n" + bytes);
  REQUIRE_FALSE(prompt.has_value());
  CHECK(prompt.error().line == 3);
}

TEST_CASE("control characters are refused", "[prompts]") {
  const auto control =
      GENERATE(as<std::string>{}, std::string(1, '\0'), "\x1E", "\x1B", "\x7F", "\xC2\x85");
  CHECK(why_not("a = x" + control + "y") == "1: contains a control character");
}

TEST_CASE("a prompt file loses its byte order mark and the white space at its end", "[prompts]") {
  const auto prompt = parse_prompt_file("\xEF\xBB\xBF  Be kind.\n\n- Be brief.\r\n \n");
  REQUIRE(prompt.has_value());
  CHECK(prompt->source() == "  Be kind.\n\n- Be brief.");
}

TEST_CASE("an empty prompt file is refused", "[prompts]") {
  CHECK_FALSE(parse_prompt_file("").has_value());
  CHECK_FALSE(parse_prompt_file("\xEF\xBB\xBF \n\t\n").has_value());
}

#include <spotter/codec/json.hpp>
#include <spotter/codec/surrogates.hpp>
#include <spotter/codec/utf8.hpp>

#include <catch2/catch.hpp>

#include <initializer_list>
#include <string>
#include <string_view>

using namespace spotter;
using codec::HalfJoiner;
using codec::JsonParser;

namespace {

/// Each text is the body of a JSON string, escapes and all; together they are the fragments of one
/// channel.
std::string channel(std::initializer_list<std::string_view> bodies) {
  JsonParser parser;
  HalfJoiner joiner;
  std::string result;
  for (const std::string_view body : bodies) {
    const auto value = parser.parse("[\"" + std::string(body) + "\"]", JsonParser::Halves::keep);
    REQUIRE(value.has_value());
    value->for_each([&](codec::JsonValue item) { joiner.feed(*item.string(), result); });
    REQUIRE(codec::valid_utf8(result));
  }
  joiner.end(result);
  return result;
}

std::string replaced(std::string text) {
  codec::replace_lone_halves(text);
  return text;
}

}  // namespace

TEST_CASE("a lone half surrogate is overwritten by the replacement character", "[codec]") {
  CHECK(replaced(R"("\ud83c")") == R"("\ufffd")");
  CHECK(replaced(R"("\uDFCBx\uD83C")") == R"("\ufffdx\ufffd")");
  CHECK(replaced(R"("\ud83c\ud83c\udfcb\udfcb")") == R"("\ufffd\ud83c\udfcb\ufffd")");
  CHECK(replaced(R"("\udfcb\ud83c")") == R"("\ufffd\ufffd")");
  CHECK(replaced(R"("\ud83c\n\udfcb")") == R"("\ufffd\n\ufffd")");
}

TEST_CASE("what is no lone half is left alone", "[codec]") {
  const std::string text = GENERATE(
      as<std::string>{}, R"("\ud83c\udfcb")", R"("\\ud83c")", R"("\\\\ud83c")", R"("ud83c")",
      R"("\u00e9\ud7ff\ue000")", R"("\ud83")", R"("\ud83g")", R"("\ud8)", R"("\)", "", "\"🏋\"");
  CHECK(replaced(text) == text);
  CHECK(codec::mark_lone_halves(text) == text);
}

TEST_CASE("a backslash that is escaped does not escape", "[codec]") {
  CHECK(replaced(R"("\\\ud83c")") == R"("\\\ufffd")");
  CHECK(channel({R"(\\ud83c)"}) == "\\ud83c");
  CHECK(channel({R"(\\\ud83c)"}) == "\\\uFFFD");
}

TEST_CASE("texts without halves are recognised quickly", "[codec]") {
  CHECK_FALSE(codec::may_hold_lone_halves(R"({"a":"b\n\u00e9🏋"})"));
  CHECK(codec::may_hold_lone_halves(R"("\uD83C")"));
  CHECK(codec::may_hold_lone_halves("\"\U0010F83C\""));
  CHECK_FALSE(codec::may_hold_lone_halves("\"\U0010F7FF\""));
}

TEST_CASE("the halves of one emoji in two fragments are joined", "[codec]") {
  CHECK(channel({R"(a\ud83c)", R"(\udfcbb)"}) == "a🏋b");
  CHECK(channel({R"(\ud83c)", "", R"(\udfcb)"}) == "🏋");
  CHECK(channel({R"(\ud83c\udfcb)"}) == "🏋");
  CHECK(channel({R"(\ud83c\udfcb\ud83c)", R"(\udfcb)"}) == "🏋🏋");
}

TEST_CASE("a half that stays alone becomes a replacement character", "[codec]") {
  CHECK(channel({R"(a\ud83c)"}) == "a\uFFFD");
  CHECK(channel({R"(a\ud83c)", "b"}) == "a\uFFFDb");
  CHECK(channel({R"(\ud83c)", R"(\ud83c)", R"(\udfcb)"}) == "\uFFFD🏋");
  CHECK(channel({R"(\udfcb)", R"(\udfcbx)"}) == "\uFFFD\uFFFDx");
  CHECK(channel({R"(\udfcb\ud83c)"}) == "\uFFFD\uFFFD");
}

TEST_CASE("a half is held back and nothing else", "[codec]") {
  HalfJoiner joiner;
  std::string out;
  const std::string marked = codec::mark_lone_halves(R"(ab\ud83c)");
  joiner.feed(marked, out);
  CHECK(out == "ab");
  CHECK(joiner.waits());
  joiner.end(out);
  CHECK(out == "ab\uFFFD");
  CHECK_FALSE(joiner.waits());
}

TEST_CASE("real characters that look like marks survive", "[codec]") {
  CHECK(channel({"\U0010F83C"}) == "\U0010F83C");
  CHECK(channel({"\U0010F800\U0010FFFF\U0010F7FF"}) == "\U0010F800\U0010FFFF\U0010F7FF");
  CHECK(channel({R"(\udbfe\udc3c\ud83c)", R"(\udfcb)"}) == "\U0010F83C🏋");
  CHECK(channel({R"(\udbff\udfff)"}) == "\U0010FFFF");
}

TEST_CASE("every half in every place of three is joined or replaced as UTF-16 says", "[codec]") {
  const std::string_view units[] = {"x", R"(\ud83c)", R"(\udfcb)"};
  for (int code = 0; code < 81; ++code) {
    const int kinds[] = {code % 3, code / 3 % 3, code / 9 % 3, code / 27};
    std::string expected;
    for (int i = 0; i < 4; ++i) {
      if (kinds[i] == 0) {
        expected += "x";
      } else if (kinds[i] == 1 && i < 3 && kinds[i + 1] == 2) {
        expected += "🏋";
        ++i;
      } else {
        expected += "\uFFFD";
      }
    }
    CHECK(channel({units[kinds[0]], units[kinds[1]], units[kinds[2]], units[kinds[3]]}) ==
          expected);
    std::string whole;
    for (const int kind : kinds)
      whole += units[kind];
    CHECK(channel({whole}) == expected);
    JsonParser parser;
    CHECK(parser.parse("\"" + whole + "\"")->string() == expected);
  }
}

TEST_CASE("a whole text is read without marks", "[codec]") {
  CHECK(codec::join_halves("plain 🏋") == "plain 🏋");
  CHECK(codec::join_halves(codec::mark_lone_halves(R"(\ud83c)")) == "\uFFFD");
}

TEST_CASE("UTF-8 is checked by the letter", "[codec]") {
  CHECK(codec::valid_utf8("a é € 🏋 \U0010FFFF"));
  const std::string_view text =
      GENERATE(as<std::string_view>{}, "\x80", "\xC3", "\xC0\xAF", "\xE0\x9F\xBF", "\xED\xA0\x80",
               "\xF0\x8F\xBF\xBF", "\xF4\x90\x80\x80", "\xF5\x80\x80\x80", "\xFF", "\xE2\x82");
  CHECK_FALSE(codec::valid_utf8(text));
  CHECK(codec::valid_utf8(codec::replace_invalid_utf8(text)));
}

TEST_CASE("ill-formed UTF-8 is replaced sequence by sequence", "[codec]") {
  CHECK(codec::replace_invalid_utf8("héllo 🏋") == "héllo 🏋");
  CHECK(codec::replace_invalid_utf8("a\xFFz") == "a\uFFFDz");
  CHECK(codec::replace_invalid_utf8("\xE2\x82") == "\uFFFD");
  CHECK(codec::replace_invalid_utf8("\xE2\x82z") == "\uFFFDz");
  CHECK(codec::replace_invalid_utf8("\xF0\x9F\x8F") == "\uFFFD");
  CHECK(codec::replace_invalid_utf8("\xED\xA0\x80") == "\uFFFD\uFFFD\uFFFD");
  // The example of the Unicode standard, table 3-11.
  CHECK(codec::replace_invalid_utf8("\x61\xF1\x80\x80\xE1\x80\xC2\x62\x80\x63\x80\xBF\x64") ==
        "a\uFFFD\uFFFD\uFFFDb\uFFFDc\uFFFD\uFFFDd");
}

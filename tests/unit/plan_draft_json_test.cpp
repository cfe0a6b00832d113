#include "plan/json_reader.hpp"

#include <spotter/codec/json.hpp>

#include <catch2/catch.hpp>

#include <string>
#include <vector>

using namespace spotter;
using plan::JsonReader;
using State = plan::JsonReader::State;

namespace {

/// Writes down what a reader tells, as text, and how much of it there was.
class Transcript final : public plan::JsonSink {
 public:
  void begin_object() override { add("{"); }
  void end_object() override { add("}"); }
  void begin_array() override { add("["); }
  void end_array() override { add("]"); }
  void key(std::string_view name) override { add("key(" + std::string(name) + ")"); }
  void begin_string() override { add("'"); }
  void text(std::string_view characters) override {
    add(characters);
    text_bytes += characters.size();
  }
  void end_string() override { add("'"); }
  void number(std::string_view token) override { add("num(" + std::string(token) + ")"); }
  void boolean(bool value) override { add(value ? "true" : "false"); }
  void null() override { add("null"); }

  std::string told;
  std::size_t calls = 0;
  std::size_t text_bytes = 0;

 private:
  void add(std::string_view what) {
    told += what;
    ++calls;
  }
};

struct Outcome {
  State state = State::open;
  std::string told;

  friend bool operator==(const Outcome&, const Outcome&) = default;
};

Outcome read(const std::vector<std::string_view>& pieces) {
  JsonReader reader;
  Transcript transcript;
  for (const std::string_view piece : pieces)
    reader.feed(piece, transcript);
  return {reader.state(), transcript.told};
}

std::string read_text(const std::string& inside) {
  const Outcome outcome = read({R"({"":")" + inside + "\"}"});
  if (outcome.state != State::complete) return "broken";
  return outcome.told.substr(7, outcome.told.size() - 9);
}

}  // namespace

TEST_CASE("JSON is told as it is read", "[plan]") {
  const Outcome outcome = read(
      {R"( {"a" : [1, -2.5e+3, 0, "t\n\u00e4", true , false, null, {}, []], "b":{"c":[[]]}} )"});
  CHECK(outcome.state == State::complete);
  CHECK(outcome.told ==
        "{key(a)[num(1)num(-2.5e+3)num(0)'t\n\u00e4'truefalsenull{}[]]key(b){key(c)[[]]}}");
}

TEST_CASE("JSON is told the same wherever it is cut, also twice", "[plan]") {
  for (const std::string_view json :
       {std::string_view(
            "{\"k\\u00e9\":\"\\ud83d\\udcaa\xF0\x9F\x92\xAA\\ud83d\\n\\udcaa\",\"n\":-1.5E-2,"
            "\"l\":[true,null]}x"),
        std::string_view(R"({"a":"\ud83d\ud83d\udcaa","b":tru)"),
        std::string_view(R"({"a":01})")}) {
    const Outcome whole = read({json});
    for (std::size_t a = 0; a <= json.size(); ++a) {
      for (std::size_t b = a; b <= json.size(); ++b) {
        CAPTURE(a, b);
        REQUIRE(read({json.substr(0, a), json.substr(a, b - a), json.substr(b)}) == whole);
      }
    }
  }
}

TEST_CASE("escapes become the characters that they mean", "[plan]") {
  CHECK(read_text(R"(\"\\\/\b\f\n\r\t)") == "\"\\/\b\f\n\r\t");
  CHECK(read_text(R"(\u0041\u00E4\u20ac\uD83D\uDCAA)") == "A\u00e4\u20ac\U0001F4AA");
  CHECK(read_text(R"(\uD83D)") == "\uFFFD");
  CHECK(read_text(R"(\uDCAA)") == "\uFFFD");
  CHECK(read_text(R"(\uDCAA\uD83D)") == "\uFFFD\uFFFD");
  CHECK(read_text(R"(\uD83Dx\uD83D\\\uD83D\u0041)") == "\uFFFDx\uFFFD\\\uFFFDA");
  CHECK(read_text("\\uD83D\u00e4") == "\uFFFD\u00e4");
  CHECK(read_text("raw\ncontrol\x01") == "raw\ncontrol\x01");
  for (const char* bad : {R"(\x)", R"(\u12g4)", R"(\u 123)", R"(\')"})
    CHECK(read_text(bad) == "broken");
}

TEST_CASE("only well-formed UTF-8 is read", "[plan]") {
  for (const char* good : {"\xC2\x80", "\xDF\xBF", "\xE0\xA0\x80", "\xED\x9F\xBF", "\xEE\x80\x80",
                           "\xEF\xBF\xBF", "\xF0\x90\x80\x80", "\xF4\x8F\xBF\xBF"})
    CHECK(read_text(good) == good);
  for (const char* bad : {"\x80", "\xBF", "\xC0\x80", "\xC1\xBF", "\xC2", "\xC2\xC2\x80",
                          "\xE0\x9F\xBF", "\xE2\x82", "\xED\xA0\x80", "\xF0\x8F\xBF\xBF",
                          "\xF0\x9F\x92", "\xF4\x90\x80\x80", "\xF5\x80\x80\x80", "\xFF", "\xC3("})
    CHECK(read_text(bad) == "broken");
  CHECK(read({"{\xC3\xA4:1}"}).state == State::broken);
  CHECK(read({"\xEF\xBB\xBF{}"}).state == State::broken);
}

TEST_CASE("the reader agrees with a reader of whole documents on what JSON is", "[plan]") {
  codec::JsonParser parser;
  const std::vector<std::string> values = {"0",          "-0",
                                           "12",         "1.5",
                                           "1e5",        "1E+5",
                                           "1.5e-5",     "-",
                                           "+1",         "01",
                                           "1.",         ".5",
                                           "1e",         "1e+",
                                           "--1",        "1-2",
                                           "0x10",       "NaN",
                                           "-NaN",       "Infinity",
                                           "true",       "false",
                                           "null",       "tru",
                                           "truee",      "True",
                                           "nul",        "nulll",
                                           "fals",       "\"\"",
                                           "\"a",        "'a'",
                                           "[]",         "[1]",
                                           "[1,]",       "[,1]",
                                           "[1 2]",      "[1,,2]",
                                           "[",          "]",
                                           "{}",         "{,}",
                                           "{\"a\"}",    "{\"a\":}",
                                           "{\"a\":1,}", "{a:1}",
                                           "{1:1}",      "[}",
                                           "{]",         "[1}",
                                           "{\"a\":1]",  "{\"a\" 1}",
                                           "{\"a\"::1}", "[1]]",
                                           "{}}",        "",
                                           "1 1",        "\"a\" \"b\"",
                                           "/**/1",      "1//",
                                           "[[[]]]",     "[{}, {\"a\":[{}]}]",
                                           "\t1\n",      "\v1"};
  for (const std::string& value : values) {
    const std::string document = "{\"k\":" + value + "}";
    CAPTURE(document);
    // What follows the object's end is none of the reader's business.
    const bool more_follows = value == "{}}";
    const bool is_json = parser.parse(document).has_value() || more_follows;
    CHECK((read({document}).state == State::complete) == is_json);
  }
  for (const char* no_object : {"[]", "1", "\"a\"", "null", "}", "```json\n{}\n```"})
    CHECK(read({no_object}).state == State::broken);
}

TEST_CASE("keys and numbers beyond their limits are told as empty", "[plan]") {
  const auto told = [](const std::string& key, const std::string& number) {
    return read({"{\"" + key + "\":" + number + "}"}).told;
  };
  const std::string key(JsonReader::kKeyBytesMax, 'k');
  const std::string number(JsonReader::kNumberBytesMax, '1');
  CHECK(told(key, number) == "{key(" + key + ")num(" + number + ")}");
  CHECK(told(key + "k", number + "1") == "{key()num()}");
  CHECK(told(std::string(100000, 'k'), std::string(100000, '1')) == "{key()num()}");
}

TEST_CASE("nesting beyond the limit is broken", "[plan]") {
  const auto nested = [](std::size_t depth) {
    return R"({"a":)" + std::string(depth - 1, '[') + std::string(depth - 1, ']') + "}";
  };
  CHECK(read({nested(JsonReader::kDepthMax)}).state == State::complete);
  CHECK(read({nested(JsonReader::kDepthMax + 1)}).state == State::broken);
  CHECK(read({R"({"a":)" + std::string(JsonReader::kDepthMax - 1, '[')}).state == State::open);
  CHECK(read({R"({"a":)" + std::string(JsonReader::kDepthMax, '[')}).state == State::broken);
  std::string mixed;
  for (int i = 0; i < 31; ++i)
    mixed += R"({"a":[)";
  std::string closed = mixed + "{}";
  for (int i = 0; i < 31; ++i)
    closed += "]}";
  CHECK(read({closed}).state == State::complete);
  CHECK(read({std::string(1000000, '{')}).state == State::broken);
}

TEST_CASE("each byte of JSON is worked on once, whatever came before", "[plan]") {
  const std::string piece = R"(,"key":["some text \u00e4 ",12,{"a":null}])";
  JsonReader reader;
  Transcript transcript;
  reader.feed(R"({"first":0)", transcript);
  std::size_t calls_of_first = 0;
  for (int i = 0; i < 2000; ++i) {
    transcript.told.clear();
    transcript.calls = 0;
    transcript.text_bytes = 0;
    for (const char c : piece) {
      const std::size_t before = transcript.calls;
      reader.feed(std::string_view(&c, 1), transcript);
      REQUIRE(transcript.calls - before <= 2);
    }
    if (i == 0) calls_of_first = transcript.calls;
    // The first number of all is told with the comma of the first piece.
    REQUIRE(transcript.calls == calls_of_first - (i == 0 ? 0 : 1));
    REQUIRE(transcript.text_bytes == std::string_view("some text \u00e4 ").size());
  }
  CHECK(reader.feed("}", transcript) == State::complete);
}

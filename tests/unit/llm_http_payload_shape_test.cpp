#include "llm/anthropic/messages_dialect.hpp"
#include "llm/openai/chat_dialect.hpp"
#include "llm/openai/responses_dialect.hpp"
#include "llm/openai/timeouts.hpp"
#include "support/decoder_call.hpp"

#include <spotter/codec/json_writer.hpp>
#include <spotter/llm/http/one_call.hpp>
#include <spotter/llm/http/payload_shape.hpp>

#include <catch2/catch.hpp>

#include <array>
#include <random>
#include <string>
#include <string_view>
#include <vector>

using namespace spotter;
using namespace spotter::llm;
using http::PayloadMembers;
using http::PayloadShape;

namespace {

constexpr std::array<std::string_view, 2> kMeaningless{"noise", "number"};
constexpr PayloadMembers kMembers{"content", kMeaningless};

std::string found(PayloadShape& shape, std::string_view payload) {
  return std::string(shape.match(payload).value_or("(other)"));
}

std::string after(std::string_view learnt, std::string_view words, std::string_view payload) {
  PayloadShape shape;
  shape.learn(learnt, words, kMembers);
  return found(shape, payload);
}

}  // namespace

TEST_CASE("a payload that differs in its words alone is known by its form", "[llm_http]") {
  CHECK(after(R"({"a":1,"content":"one","b":2})", "one", R"({"a":1,"content":"two","b":2})") ==
        "two");
  CHECK(after(R"({"content": "one"})", "one", R"({"content": "two three"})") == "two three");
  CHECK(after(R"({"content":"one"})", "one", "{\"content\":\"\xe6\xb7\xb1\"}") == "\xe6\xb7\xb1");
}

TEST_CASE("words may have what JSON escapes with a letter", "[llm_http]") {
  CHECK(after(R"({"content":"one"})", "one", R"({"content":"\n\na \"b\"\\\/\t\r"})") ==
        "\n\na \"b\"\\/\t\r");
}

TEST_CASE("what nobody reads may differ, too", "[llm_http]") {
  constexpr std::string_view kLearnt = R"({"number":12,"x":{"content":"one"},"noise":"abc"})";
  CHECK(after(kLearnt, "one", R"({"number":345,"x":{"content":"2"},"noise":""})") == "2");
  CHECK(after(kLearnt, "one", R"({"number":0,"x":{"content":"2"},"noise":"abcdef"})") == "2");
  CHECK(after(kLearnt, "one", R"({"number":012,"x":{"content":"2"},"noise":"a"})") == "(other)");
  CHECK(after(kLearnt, "one", R"({"number":-1,"x":{"content":"2"},"noise":"a"})") == "(other)");
  CHECK(after(kLearnt, "one", R"({"number":1.5,"x":{"content":"2"},"noise":"a"})") == "(other)");
  CHECK(after(kLearnt, "one", R"({"number":1,"x":{"content":"2"},"noise":"a\nb"})") == "(other)");
  CHECK(after(kLearnt, "one", R"({"number":1,"x":{"content":"\n"},"noise":"a"})") == "\n");
  CHECK(after(kLearnt, "one", R"({"number":1,"x":{"content":"2"},"noise":null})") == "(other)");
  CHECK(after(R"({"number":1.5,"content":"one"})", "one", R"({"number":1.5,"content":"2"})") ==
        "2");
  CHECK(after(R"({"number":1.5,"content":"one"})", "one", R"({"number":2.5,"content":"2"})") ==
        "(other)");
}

TEST_CASE("a payload of another form, or with words that need reading, is not known",
          "[llm_http]") {
  constexpr std::string_view kLearnt = R"({"content":"one","end":null})";
  for (const std::string_view other :
       {R"({"content":"two","end":true})", R"({"content":"two","end":null} )",
        R"({"content":"two","end":null)", R"({"content":"","end":null})",
        R"({"content":"t\u0077o","end":null})", R"({"content":"a\x","end":null})",
        R"({"content":"a\)", R"({"content":"a\",)", R"({"content":"two"})",
        R"({"content":null,"end":null})", R"({"Content":"two","end":null})",
        "{\"content\":\"a\nb\",\"end\":null}", "{\"content\":\"\xff\",\"end\":null}",
        "{\"content\":\"\xe6\xb7\",\"end\":null}",
        // A private code point, which stands for half of an emoji (codec/surrogates.hpp).
        "{\"content\":\"\xf4\x8f\xa0\x80\",\"end\":null}", "", "{"}) {
    INFO(other);
    CHECK(after(kLearnt, "one", other) == "(other)");
  }
}

TEST_CASE("what cannot be taken apart for sure is not learnt", "[llm_http]") {
  CHECK(after(R"({"content":"one"})", "other", R"({"content":"two"})") == "(other)");
  CHECK(after(R"({"content":"","content":"one"})", "one", R"({"content":"","content":"two"})") ==
        "(other)");
  CHECK(after(R"({"text":"one"})", "one", R"({"text":"two"})") == "(other)");
  CHECK(after(R"({"content":"\u006fne"})", "one", R"({"content":"two"})") == "(other)");
  CHECK(after(R"({"a":"content","content":"one"})", "one", R"({"a":"content","content":"two"})") ==
        "(other)");
  CHECK(after(R"({"con\u0074ent":"one","x\"content":"one"})", "one",
              R"({"con\u0074ent":"one","x\"content":"two"})") == "(other)");
  PayloadShape shape;
  CHECK(found(shape, "") == "(other)");
  shape.learn(R"({"content":"one"})", "one", kMembers);
  CHECK(found(shape, R"({"content":"two"})") == "two");
  shape.learn(R"({"content":"one"})", "one", {});
  CHECK(found(shape, R"({"content":"two"})") == "(other)");
  shape.learn(R"({"content":"one"})", "one", kMembers);
  shape.forget();
  CHECK(found(shape, R"({"content":"two"})") == "(other)");
}

namespace {

/// The same dialect, which reads each payload.
template <class Dialect>
class Thorough final : public Dialect {
 public:
  [[nodiscard]] PayloadMembers members() const override { return {}; }
};

struct Call : testing::DecoderCall<Call> {
  explicit Call(std::unique_ptr<http::Dialect> dialect)
      : decoder(http_client::Request{}, std::move(dialect),
                openai::resolve_timeouts(settings, openai::Capabilities{}), settings.limits,
                parsers, testing::kPlayStart, TimePoint::max()) {
    REQUIRE(decoder.begin_call(testing::kPlayStart));
    head();
  }

  openai::Settings settings;
  http::Parsers parsers;
  http::OneCallDecoder decoder;
};

using Random = std::minstd_rand;

std::string any_words(Random& random) {
  static const std::array<std::string_view, 9> kWords{
      "squat", " bench", "", "\"", "\n", "\xe6\xb7\xb1", "\xf0\x9f\x8f\x8b", "\\", "3x8"};
  std::string words;
  for (auto left = random() % 3; left > 0; --left)
    words += kWords[random() % kWords.size()];
  return words;
}

std::string json_of(std::string_view words) {
  std::string text;
  codec::append_json_string(text, words);
  return text;
}

/// Payloads of words, most often of the same form, and others between them.
std::string chat_payload(Random& random) {
  const std::string words = json_of(any_words(random));
  switch (random() % 12) {
    case 0:
      return R"({"choices":[{"index":0,"delta":{}}]})";
    case 1:
      return R"({"choices":[{"index":0,"delta":{"content":)" + words + R"(,"reasoning":"hm"}}]})";
    case 2:
      return R"({"choices":[{"index":1,"delta":{"content":)" + words + "}}]}";
    case 3:
      return R"({"choices":[{"index":0,"delta":{"content":"\ud83c"}}]})";
    case 4:
      return R"({"choices":[{"index":0,"delta":{"content":"\udfcb"}}]})";
    case 5:
      return R"({"choices":[{"index":0,"delta":{"refusal":)" + words + "}}]}";
    case 6:
      return R"({"choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"id":"c","function":)"
             R"({"name":"f","arguments":"1"}}]}}]})";
    default:
      return R"({"created":)" + std::to_string(random() % 1000) +
             R"(,"choices":[{"index":0,"delta":{"content":)" + words + R"(}}],"obfuscation":")" +
             std::string(random() % 5, 'x') + "\"}";
  }
}

std::string responses_payload(Random& random) {
  const std::string words = json_of(any_words(random));
  const auto delta = [&](std::string_view part) {
    return R"({"type":"response.output_text.delta","sequence_number":)" +
           std::to_string(random() % 1000) + R"(,"output_index":0,"content_index":)" +
           std::string(part) + R"(,"delta":)" + words + R"(,"obfuscation":"abc"})";
  };
  switch (random() % 10) {
    case 0:
      return R"({"type":"response.output_text.done","output_index":0,"content_index":0,"text":)" +
             words + "}";
    case 1:
      return R"({"type":"response.refusal.delta","output_index":0,"content_index":0,"delta":)" +
             words + "}";
    case 2:
      return R"({"type":"response.reasoning_text.delta","delta":)" + words + "}";
    case 3:
      return R"({"type":"response.in_progress"})";
    default:
      return delta(random() % 4 == 0 ? "1" : "0");
  }
}

std::string messages_payload(Random& random) {
  const std::string words = json_of(any_words(random));
  switch (random() % 8) {
    case 0:
      return R"({"type":"content_block_delta","index":0,"delta":{"type":"thinking_delta",)"
             R"("thinking":)" +
             words + "}}";
    case 1:
      return R"({"type":"content_block_stop","index":0})";
    case 2:
      return R"({"type":"ping"})";
    default:
      return R"({"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":)" +
             words + "}}";
  }
}

template <class Dialect>
void compare(std::string (*payload)(Random&), std::uint32_t seed) {
  INFO("seed " << seed);
  Random random(seed);
  Call quick(std::make_unique<Dialect>());
  Call thorough(std::make_unique<Thorough<Dialect>>());
  for (int i = 0; i < 60; ++i) {
    const std::string event = "data: " + payload(random) + "\n\n";
    INFO(event);
    REQUIRE(quick.bytes(event).events() == thorough.bytes(event).events());
    REQUIRE(quick.decoder.next_deadline() == thorough.decoder.next_deadline());
  }
}

}  // namespace

TEST_CASE("an answer means the same whether its payloads are compared or read", "[llm_http]") {
  for (std::uint32_t seed = 1; seed <= 200; ++seed) {
    compare<openai::ChatDialect>(&chat_payload, seed);
    compare<openai::ResponsesDialect>(&responses_payload, seed);
    compare<anthropic::MessagesDialect>(&messages_payload, seed);
  }
}

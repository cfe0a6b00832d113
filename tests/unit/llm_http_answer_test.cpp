#include "support/llm_transcript.hpp"

#include <spotter/llm/http/answer.hpp>

#include <catch2/catch.hpp>

#include <string>
#include <vector>

using namespace spotter;
using namespace spotter::llm;
using namespace spotter::llm::http;
using Lines = std::vector<std::string>;

namespace {

/// A high half of an emoji, as it comes from the parser.
constexpr auto kHighHalf = "\U0010F83C";

struct Speech {
  Lines events() {
    std::vector<Event> all;
    while (auto event = answer.try_next())
      all.push_back(std::move(*event));
    return testing::canonical(all);
  }

  codec::JsonParser parser;
  Answer answer{AnswerLimits{}, parser};
};

}  // namespace

TEST_CASE("a call that ends early is not ended again with the answer", "[llm]") {
  Speech speech;
  speech.answer.tool({.index = 4, .call_id = "a", .name = "f"});
  speech.answer.tool({.index = 5, .call_id = "b", .name = "g"});
  speech.answer.tool({.index = 5, .arguments = "{}"});
  speech.answer.end_tool(5);
  CHECK(speech.events() ==
        Lines{"tool_begin 0 a", "tool_begin 1 b", "tool_args 1 \"{}\"", "tool_end 1 ok=true"});
  speech.answer.tool({.index = 5, .arguments = "late"});
  speech.answer.end_tool(5);
  speech.answer.end_tool(9);
  speech.answer.finish();
  CHECK(speech.events() == Lines{"tool_end 0 ok=true", "finished other"});
}

TEST_CASE("the whole of the arguments counts more than their pieces", "[llm]") {
  Speech speech;
  speech.answer.tool({.index = 0, .call_id = "a", .name = "f", .arguments = "{\"a\":"});
  SECTION("and may go on where they stopped") {
    speech.answer.end_tool(0, "{\"a\":1}");
    CHECK(speech.events() ==
          Lines{"tool_begin 0 a", "tool_args 0 \"{\\\"a\\\":1}\"", "tool_end 0 ok=true"});
  }
  SECTION("and may contradict them") {
    speech.answer.end_tool(0, "{}");
    CHECK(speech.events() ==
          Lines{"tool_begin 0 a", "tool_args 0 \"{\\\"a\\\":\"", "tool_end 0 ok=true"});
  }
  SECTION("and bring the other half of an emoji") {
    speech.answer.tool({.index = 0, .arguments = std::string("\"") + kHighHalf});
    speech.answer.end_tool(0, "{\"a\":\"\U0001F3CB\"}");
    CHECK(speech.events() == Lines{"tool_begin 0 a",
                                   "tool_args 0 \"{\\\"a\\\":\\\"\U0001F3CB\\\"}\"",
                                   "tool_end 0 ok=true"});
  }
}

TEST_CASE("texts that end leave a half alone, and go on", "[llm]") {
  Speech speech;
  std::string emitted;
  speech.answer.text(std::string("a") + kHighHalf, emitted);
  CHECK(emitted == "a");
  speech.answer.end_texts();
  speech.answer.text("b", emitted);
  CHECK(emitted == "b");
  CHECK(speech.events() == Lines{"text \"a\uFFFDb\""});
}

TEST_CASE("a call is visible once its name is known", "[llm]") {
  Speech speech;
  speech.answer.tool({.index = 0, .arguments = "{}"});
  CHECK_FALSE(speech.answer.visible());
  CHECK(speech.answer.tools_begun() == 0);
  speech.answer.tool({.index = 0, .name = "f"});
  CHECK(speech.answer.visible());
  CHECK(speech.answer.tools_begun() == 1);
}

TEST_CASE("what the server counts is not the model's word", "[llm]") {
  Speech speech;
  Usage usage;
  usage.input = 3;
  speech.answer.usage(usage);
  CHECK(speech.answer.pieces() == 0);
  speech.answer.usage({});
  speech.answer.fail(FailureClass::timeout);
  CHECK(speech.events() == Lines{"usage in=3 cached=0 cw=0 out=0 rsn=0",
                                 "failed timeout retryable=true visible=false"});
}

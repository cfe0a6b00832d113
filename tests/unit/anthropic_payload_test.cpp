#include "llm/anthropic/errors.hpp"
#include "llm/anthropic/payload.hpp"

#include <catch2/catch.hpp>

#include <string>
#include <string_view>

using namespace spotter;
using namespace spotter::llm;
using namespace spotter::llm::anthropic;

namespace {

/// Keeps the document that a payload's views point into.
class Reader {
 public:
  Payload read(std::string_view json) {
    const auto document = parser_.parse(json);
    REQUIRE(document.has_value());
    return read_payload(*document);
  }
  codec::JsonValue value(std::string_view json) {
    const auto document = parser_.parse(json);
    REQUIRE(document.has_value());
    return *document;
  }

 private:
  codec::JsonParser parser_;
};

Refused http_error(int status, std::string_view type, std::string_view message) {
  codec::JsonParser parser;
  std::string body = R"({"type":")";
  body.append(type).append(R"(","message":")").append(message).append("\"}");
  const auto error = parser.parse(body);
  REQUIRE(error.has_value());
  return refused_by({status, *error});
}

}  // namespace

TEST_CASE("a payload is what its type says", "[anthropic]") {
  Reader reader;
  const auto start = reader.read(
      R"({"type":"message_start","message":{"id":"m","model":"x","usage":{"input_tokens":1}}})");
  CHECK(std::get<MessageStart>(start).id == "m");
  CHECK(std::get<MessageStart>(start).usage.has_value());
  const auto block = reader.read(R"({"type":"content_block_start","index":2,"content_block":)"
                                 R"({"type":"tool_use","id":"t","name":"make","input":{"a":1}}})");
  CHECK(std::get<BlockStart>(block).index == 2);
  CHECK(std::get<BlockStart>(block).block.kind == Block::Kind::tool_use);
  CHECK(std::get<BlockStart>(block).block.input->to_json() == R"({"a":1})");
  const auto delta = reader.read(
      R"({"type":"content_block_delta","index":1,"delta":{"type":"text_delta","text":"x"}})");
  CHECK(std::get<BlockDelta>(delta).kind == BlockDelta::Kind::text);
  CHECK(std::get<BlockDelta>(delta).fragment == "x");
  CHECK(std::get<BlockStop>(reader.read(R"({"type":"content_block_stop","index":3})")).index == 3);
  const auto end = reader.read(R"({"type":"message_delta","delta":{"stop_reason":"end_turn"}})");
  CHECK(std::get<MessageDelta>(end).stop_reason == "end_turn");
  CHECK_FALSE(std::get<MessageDelta>(end).usage.has_value());
  CHECK(std::holds_alternative<MessageStop>(reader.read(R"({"type":"message_stop"})")));
}

TEST_CASE("pings and what nobody knows say nothing", "[anthropic]") {
  Reader reader;
  for (const std::string_view json :
       {R"({"type":"ping"})", R"({"type":"moon"})", "{}", "[]", "7", R"({"type":7})"}) {
    CHECK(std::holds_alternative<Nothing>(reader.read(json)));
  }
  const auto other =
      reader.read(R"({"type":"content_block_delta","index":0,"delta":{"type":"signature_delta"}})");
  CHECK(std::get<BlockDelta>(other).kind == BlockDelta::Kind::other);
}

TEST_CASE("input that the cache gave or took is part of all input, and counters are totals",
          "[anthropic]") {
  Reader reader;
  TokenCounts counts;
  counts.take(reader.value(R"({"input_tokens":20,"cache_creation_input_tokens":5,)"
                           R"("cache_read_input_tokens":100,"output_tokens":1})"));
  counts.take(reader.value(R"({"output_tokens":9,"input_tokens":null,)"
                           R"("output_tokens_details":{"thinking_tokens":4}})"));
  const Usage usage = counts.usage();
  CHECK(usage.input == 125);
  CHECK(usage.cached == 100);
  CHECK(usage.cache_write == 5);
  CHECK(usage.output == 9);
  CHECK(usage.reasoning == 4);
}

TEST_CASE("the words for an end are known, and others are other", "[anthropic]") {
  CHECK(reason_of("end_turn") == FinishReason::stop);
  CHECK(reason_of("stop_sequence") == FinishReason::stop);
  CHECK(reason_of("max_tokens") == FinishReason::length);
  CHECK(reason_of("model_context_window_exceeded") == FinishReason::length);
  CHECK(reason_of("tool_use") == FinishReason::tool_calls);
  CHECK(reason_of("refusal") == FinishReason::refusal);
  CHECK(reason_of("pause_turn") == FinishReason::pause);
  CHECK(reason_of("moonrise") == FinishReason::other);
}

TEST_CASE("a wrong request is told apart by its message", "[anthropic]") {
  constexpr std::string_view kType = "invalid_request_error";
  CHECK(http_error(400, kType, "Prompt is too long: 9 > 8").failed.cause ==
        FailureClass::context_length);
  CHECK(http_error(400, kType, "Your credit balance is too low").failed.cause ==
        FailureClass::billing);
  CHECK(http_error(400, kType, "You have reached your specified API usage limits.").failed.cause ==
        FailureClass::billing);
  CHECK(http_error(400, kType, "Output blocked by content filtering policy").failed.cause ==
        FailureClass::blocked);
  CHECK(http_error(400, kType, "messages: must not be empty").failed.cause ==
        FailureClass::invalid_request);
  CHECK(http_error(413, kType, "too much").failed.cause == FailureClass::request_too_large);
}

TEST_CASE("a request that is refused for the form of its tools is noticed", "[anthropic]") {
  constexpr std::string_view kType = "invalid_request_error";
  CHECK(http_error(400, kType, "tools.0: Schema is too complex").names_tools);
  CHECK(http_error(400, kType, "tools.0.eager_input_streaming: unknown field").names_tools);
  CHECK_FALSE(http_error(400, kType, "messages: must not be empty").names_tools);
  CHECK_FALSE(http_error(401, "authentication_error", "strict").names_tools);
  CHECK_FALSE(http_error(413, kType, "schema").names_tools);
}

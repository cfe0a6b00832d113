#include "llm/openai/responses_dialect.hpp"
#include "llm/openai/timeouts.hpp"
#include "support/decoder_call.hpp"
#include "support/llm_player.hpp"
#include "support/transcript_checks.hpp"

#include <spotter/llm/http/one_call.hpp>

#include <catch2/catch.hpp>

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

using namespace spotter;
using namespace spotter::llm;
using namespace spotter::llm::openai;
using namespace std::chrono_literals;
using testing::kPlayStart;
using testing::LlmTranscript;
using Lines = std::vector<std::string>;

namespace {

constexpr std::string_view kCreated =
    "data: {\"type\":\"response.created\",\"response\":{\"id\":\"resp_7\",\"model\":\"m\"}}\n\n";
constexpr std::string_view kHi =
    "data: {\"type\":\"response.output_text.delta\",\"delta\":\"Hi\"}\n\n";
constexpr std::string_view kCompleted =
    "data: {\"type\":\"response.completed\",\"response\":{\"status\":\"completed\"}}\n\n";

/// An answer that was asked for at kPlayStart.
struct Call : testing::DecoderCall<Call> {
  explicit Call(AnswerLimits limits = {})
      : decoder(http_client::Request{}, std::make_unique<ResponsesDialect>(),
                resolve_timeouts(Settings{}, Capabilities{}), limits, parsers, kPlayStart,
                TimePoint::max()) {
    REQUIRE(decoder.begin_call(kPlayStart));
  }

  http::Parsers parsers;
  http::OneCallDecoder decoder;
};

Lines play(const LlmTranscript& transcript, std::size_t piece, const LlmTranscript* /*spare*/) {
  http::Parsers parsers;
  http::OneCallDecoder decoder(http_client::Request{}, std::make_unique<ResponsesDialect>(),
                               resolve_timeouts(Settings{}, Capabilities{}), {}, parsers,
                               kPlayStart, TimePoint::max());
  return testing::LlmPlayer(decoder).play(transcript, piece);
}

}  // namespace

TEST_CASE("each transcript of a Responses server becomes its events", "[openai]") {
  testing::check_transcripts("openai_responses", 60, play);
}

TEST_CASE("a transcript of Responses becomes the same events wherever its bytes are cut",
          "[openai]") {
  testing::check_transcripts_in_pieces("openai_responses", play);
}

TEST_CASE("a damaged transcript of Responses ends once, and with valid text", "[openai]") {
  testing::check_damaged_transcripts("openai_responses", play);
}

TEST_CASE("the first event names the response and its model", "[openai]") {
  Call call;
  call.head().bytes(kCreated);
  const auto event = call.decoder.try_next();
  REQUIRE(event.has_value());
  CHECK(std::get<Started>(*event).response_id == "resp_7");
  CHECK(std::get<Started>(*event).model == "m");
}

TEST_CASE("a response that was created and says nothing more stalls", "[openai]") {
  Call call;
  call.head().bytes(kCreated).bytes(kHi);
  CHECK(call.events() == Lines{"started", "text \"Hi\""});
  for (auto now = kPlayStart; now < kPlayStart + 45s; now += 1s) {
    call.bytes("data: {\"type\":\"keepalive\"}\n\n", now);
    call.bytes("data: {\"type\":\"response.in_progress\"}\n\n", now);
    call.decoder.on_tick(now);
    REQUIRE_FALSE(call.decoder.over());
  }
  call.decoder.on_tick(kPlayStart + 45s);
  CHECK(call.events() == Lines{"failed timeout retryable=true visible=true"});
}

TEST_CASE("after the terminal event the end of the body is awaited for a moment", "[openai]") {
  Call call;
  call.head().bytes(kCreated).bytes(kHi).bytes(kCompleted);
  CHECK(call.events() == Lines{"started", "text \"Hi\""});
  CHECK(call.decoder.next_deadline() == kPlayStart + 50ms);
  SECTION("it comes") {
    call.decoder.on_end(nullptr, kPlayStart + 10ms);
  }
  SECTION("it does not come") {
    call.decoder.on_tick(kPlayStart + 50ms);
  }
  CHECK(call.events() == Lines{"finished stop"});
}

TEST_CASE("a tool call of Responses is reported with its call id and whole arguments", "[openai]") {
  Call call;
  call.head()
      .bytes(R"(data: {"type":"response.output_item.done","output_index":3,"item":)"
             R"({"type":"function_call","id":"fc_1","call_id":"call_x","name":"plan",)"
             R"("arguments":"{\"a\":1}"}})"
             "\n\n")
      .bytes(kCompleted);
  call.decoder.on_end(nullptr, kPlayStart);
  std::vector<Event> events;
  while (auto event = call.decoder.try_next())
    events.push_back(std::move(*event));
  REQUIRE(events.size() == 5);
  CHECK(std::get<ToolBegin>(events[1]).name == "plan");
  CHECK(std::get<ToolBegin>(events[1]).call_id == "call_x");
  CHECK(std::get<ToolEnd>(events[3]).arguments == "{\"a\":1}");
}

TEST_CASE("the limits of an answer hold in Responses", "[openai]") {
  const auto calls = [](int index) {
    return "data: {\"type\":\"response.output_item.added\",\"output_index\":" +
           std::to_string(index) + ",\"item\":{\"type\":\"function_call\",\"name\":\"f\"}}\n\n";
  };
  const std::string protocol = "failed protocol retryable=true visible=true";
  AnswerLimits limits;
  limits.tool_slots_max = 3;
  limits.tool_fragments_max = 10;
  Call call(limits);
  call.head();
  for (int i = 0; i < 3; ++i)
    call.bytes(calls(i));
  SECTION("calls") {
    CHECK_FALSE(call.decoder.over());
    CHECK(call.bytes(calls(3)).events().back() == protocol);
  }
  SECTION("pieces of arguments") {
    const std::string_view piece =
        "data: {\"type\":\"response.function_call_arguments.delta\",\"output_index\":1,"
        "\"delta\":\" \"}\n\n";
    for (int i = 0; i < 10; ++i)
      call.bytes(piece);
    CHECK_FALSE(call.decoder.over());
    CHECK(call.bytes(piece).events().back() == protocol);
  }
}

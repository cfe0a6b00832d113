#include "support/provider_world.hpp"

#include <spotter/codec/json.hpp>
#include <spotter/codec/json_writer.hpp>
#include <spotter/llm/gemini/provider.hpp>

#include <catch2/catch.hpp>

#include <chrono>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

using namespace spotter;
using namespace spotter::llm;
using namespace std::chrono_literals;
using testing::canonical;
using testing::Framing;
using testing::is_terminal;
using testing::LlmTranscript;
using testing::question_with_tool;
using testing::Script;
using testing::script_of;
namespace step = testing::step;
using Lines = std::vector<std::string>;

namespace {

constexpr std::string_view kKey = "AIzaTest-0123456789abcdef";

std::string says(std::string_view text, std::string_view finish = {}) {
  std::string event = "data: {\"candidates\":[{\"content\":{\"parts\":[{\"text\":";
  codec::append_json_string(event, text);
  event += "}],\"role\":\"model\"}";
  if (!finish.empty()) event.append(",\"finishReason\":\"").append(finish).append("\"");
  return event + ",\"index\":0}]}\r\n\r\n";
}

std::string wishes() {
  return "data: "
         "{\"candidates\":[{\"content\":{\"parts\":[{\"functionCall\":{\"id\":\"f1\",\"name\":"
         "\"create_workout_plan\",\"args\":{}},\"thoughtSignature\":\"CiQB\"}]},\"finishReason\":"
         "\"STOP\"}],\"usageMetadata\":{\"promptTokenCount\":10,\"candidatesTokenCount\":2}}"
         "\r\n\r\n";
}

std::string head() {
  return testing::sse_head(Framing::chunked);
}

Script answers(std::string_view events) {
  return testing::sse_script(events, Framing::chunked);
}

struct World : testing::ProviderWorld<gemini::Settings, gemini::make_provider> {
  World() : ProviderWorld("/v1beta", kKey, "gemini-lite", question_with_tool()) {}
};

bool has_end(const LlmTranscript& transcript, LlmTranscript::End end) {
  bool found = transcript.end == end;
  for (const auto& next : transcript.then)
    found = found || next.end == end;
  return found;
}

}  // namespace

TEST_CASE("Gemini's words arrive one by one, as the upstream sends them", "[gemini]") {
  World world;
  const std::vector<std::string> words{"Three ", "days ", "a ", "week. ", "🏋"};
  Script script{step::Send{head()}};
  for (std::size_t i = 0; i < words.size(); ++i) {
    script.emplace_back(step::AwaitGate{std::to_string(i)});
    script.emplace_back(step::Send{testing::chunk(says(words[i]))});
  }
  script.emplace_back(step::Send{testing::chunk(says("", "STOP")) + testing::last_chunk()});
  world.upstream.reply(std::move(script));
  const auto stream = world.open();
  for (std::size_t i = 0; i < words.size(); ++i) {
    world.upstream.release(std::to_string(i));
    const auto events = world.take_until<Text>(*stream);
    REQUIRE(std::get<Text>(events.back()).fragment == words[i]);
  }
  CHECK(world.rest_of(*stream) == Lines{"finished stop"});
}

TEST_CASE("the request is what Gemini expects, and its key is in a header only", "[gemini]") {
  World world;
  world.settings.base_url += "/";
  world.settings.api_key = Secret(std::string(kKey) + "\n");
  world.answer_to_calls({answers(says("Hi", "STOP"))});
  REQUIRE(world.upstream.requests().size() == 1);
  const auto& request = world.upstream.requests().front();
  CHECK(request.method == "POST");
  CHECK(request.target == "/v1beta/models/gemini-lite:streamGenerateContent?alt=sse");
  CHECK(request.header("x-goog-api-key") == kKey);
  CHECK(request.header("authorization").empty());
  CHECK(request.header("content-type") == "application/json");
  CHECK(request.header("accept") == "text/event-stream");
  CHECK(request.header("accept-encoding").empty());
  CHECK(request.header("expect").empty());
  CHECK(request.body.find(kKey) == std::string::npos);
  CHECK(request.body.find("\"functionDeclarations\"") != std::string::npos);
  CHECK(world.provider().name() == "gemini");
  CHECK(world.provider().model() == "gemini-lite");
}

TEST_CASE("a plan is wished for in one call and written, piece by piece, in a second", "[gemini]") {
  World world;
  world.upstream.reply(answers(says("Sure. ") + wishes()));
  const std::vector<std::string> pieces{"{\"goal\"", ":\"stre", "ngth\"", "}"};
  Script script{step::Send{head()}};
  for (std::size_t i = 0; i < pieces.size(); ++i) {
    script.emplace_back(step::AwaitGate{std::to_string(i)});
    script.emplace_back(step::Send{testing::chunk(says(pieces[i]))});
  }
  script.emplace_back(step::Send{testing::chunk(says("", "STOP")) + testing::last_chunk()});
  world.upstream.reply(std::move(script));
  const auto stream = world.open();
  CHECK(canonical(world.take_until<ToolBegin>(*stream)) ==
        Lines{"started", "text \"Sure. \"", "tool_begin 0 f1"});
  for (std::size_t i = 0; i < pieces.size(); ++i) {
    world.upstream.release(std::to_string(i));
    const auto events = world.take_until<ToolArgs>(*stream);
    REQUIRE(std::get<ToolArgs>(events.back()).fragment == pieces[i]);
  }
  CHECK(world.rest_of(*stream) == Lines{"tool_end 0 ok=true",
                                        "usage in=10 cached=0 cw=0 out=2 rsn=0",
                                        "finished tool_calls"});
  REQUIRE(world.upstream.requests().size() == 2);
  const auto& second = world.upstream.requests()[1];
  CHECK(second.target == world.upstream.requests()[0].target);
  CHECK(second.header("x-goog-api-key") == kKey);
  CHECK(second.body.find(R"({"text":"Sure. "},{"functionCall":{"id":"f1","name":)"
                         R"("create_workout_plan","args":{}},"thoughtSignature":"CiQB"}])") !=
        std::string::npos);
  CHECK(second.body.find(testing::kToolSchema) != std::string::npos);
  // The first body was read to its end, so its connection serves the second call.
  CHECK(world.upstream.connections_accepted() == 1);
}

TEST_CASE("a plan that must come takes one call", "[gemini]") {
  World world;
  world.upstream.reply(answers(says("{\"goal\":\"x\"}", "STOP")));
  Request request = question_with_tool();
  request.tool_required = true;
  const auto stream = world.open(std::move(request));
  CHECK(world.rest_of(*stream) == Lines{"started", "tool_begin 0 call_0",
                                        "tool_args 0 \"{\\\"goal\\\":\\\"x\\\"}\"",
                                        "tool_end 0 ok=true", "finished tool_calls"});
  CHECK(world.upstream.requests().size() == 1);
}

TEST_CASE("each transcript of Gemini makes the same events over the wire", "[gemini]") {
  const bool whole = GENERATE(true, false);
  for (const auto& transcript : testing::load_llm_transcripts("gemini")) {
    const bool idle = has_end(transcript, LlmTranscript::End::idle);
    // A busy machine may take longer for many pieces than patience lasts here.
    if (has_end(transcript, LlmTranscript::End::unreachable) || (idle && !whole)) continue;
    INFO(transcript.name << ": " << transcript.title);
    World world;
    if (idle) {
      world.settings.timeouts.first_token = 200ms;
      world.settings.timeouts.stall = 50ms;
      world.settings.timeouts.usage_wait = 50ms;
      world.settings.timeouts.error_body_wait = 50ms;
    }
    const std::size_t piece = whole ? std::size_t{1} << 20U : 19;
    std::vector<Script> scripts{script_of(transcript, piece)};
    for (const auto& next : transcript.then)
      scripts.push_back(script_of(next, piece));
    const Lines events = world.answer_to_calls(std::move(scripts));
    CHECK(events == transcript.events);
  }
}

TEST_CASE("Gemini's advice when to come back is passed on, in the first call and the second",
          "[gemini]") {
  World world;
  const auto limited = [] {
    return Script{step::Send{testing::http_response(
        429, {{"Content-Type", "application/json"}},
        R"({"error":{"code":429,"status":"RESOURCE_EXHAUSTED","details":[)"
        R"({"@type":"type.googleapis.com/google.rpc.RetryInfo","retryDelay":"1.5s"}]}})")}};
  };
  CHECK(world.answer_to_calls({limited()}) ==
        Lines{"failed rate_limit retryable=true visible=false code=RESOURCE_EXHAUSTED "
              "retry_after_ms=1500"});
  CHECK(world.answer_to_calls({answers(wishes()), limited()}) ==
        Lines{"started", "tool_begin 0 f1", "usage in=10 cached=0 cw=0 out=2 rsn=0",
              "failed rate_limit retryable=true visible=true code=RESOURCE_EXHAUSTED "
              "retry_after_ms=1500"});
}

TEST_CASE("a refused key is said to be one, and Gemini's key is not repeated", "[gemini]") {
  World world;
  const std::string key(kKey);
  CHECK(world.answer_to_calls({{step::Send{testing::http_response(
            401, {{"Content-Type", "application/json"}},
            R"({"error":{"code":401,"message":")" + key + R"(","status":")" + key + R"("}})")}}}) ==
        Lines{"failed auth retryable=false visible=false code=401"});
}

TEST_CASE("a Gemini that never answers, or stalls in either call, is left alone", "[gemini]") {
  World world;
  SECTION("before the headers") {
    world.settings.timeouts.headers = 40ms;
    CHECK(world.answer_to_calls({{step::Stall{}}}) ==
          Lines{"failed timeout retryable=true visible=false"});
  }
  SECTION("in the text") {
    world.settings.timeouts.stall = 60ms;
    Script script{step::Send{head() + testing::chunk(says("Three "))}};
    for (int i = 0; i < 4000; ++i) {
      script.emplace_back(step::Wait{5ms});
      script.emplace_back(step::Send{testing::chunk(": keep-alive\n\n")});
    }
    const Lines events = world.answer_to_calls({std::move(script)});
    CHECK(events ==
          Lines{"started", "text \"Three \"", "failed timeout retryable=true visible=true"});
  }
  SECTION("in the arguments") {
    world.settings.timeouts.stall = 60ms;
    CHECK(
        world.answer_to_calls(
            {answers(wishes()), {step::Send{head() + testing::chunk(says("{"))}, step::Stall{}}}) ==
        Lines{"started", "tool_begin 0 f1", "tool_args 0 \"{\"",
              "usage in=10 cached=0 cw=0 out=2 rsn=0",
              "failed timeout retryable=true visible=true"});
  }
  CHECK(world.upstream_is_left_alone());
}

TEST_CASE("the caller's deadline ends both calls of an answer", "[gemini]") {
  World world;
  world.upstream.reply(answers(wishes()));
  Script script{step::Send{head()}};
  for (int i = 0; i < 4000; ++i) {
    script.emplace_back(step::Send{testing::chunk(says(" "))});
    script.emplace_back(step::Wait{5ms});
  }
  world.upstream.reply(std::move(script));
  const auto stream =
      world.provider().open(question_with_tool(), world.clock.now() + 200ms, world.ready);
  CHECK(world.rest_of(*stream).back() == "failed timeout retryable=true visible=true");
  CHECK(world.upstream_is_left_alone());
}

TEST_CASE("cancelling Gemini before the headers closes the upstream connection", "[gemini]") {
  World world;
  world.upstream.reply({step::Stall{}});
  const auto stream = world.open();
  REQUIRE(world.loop.turn_until([&] { return world.upstream.requests().size() == 1; }));
  CHECK_FALSE(stream->try_next());
  stream->cancel();
  CHECK(world.rest_of(*stream) == Lines{"failed cancelled retryable=false visible=false"});
  CHECK(world.upstream_is_left_alone());
}

TEST_CASE("cancelling Gemini in the text or in the arguments closes the upstream connection",
          "[gemini]") {
  World world;
  const bool by_destroying = GENERATE(false, true);
  const bool in_arguments = GENERATE(false, true);
  if (in_arguments) world.upstream.reply(answers(wishes()));
  world.upstream.reply({step::Send{head() + testing::chunk(says("{"))}, step::Stall{}});
  auto stream = world.open();
  if (in_arguments) {
    world.take_until<ToolArgs>(*stream);
  } else {
    world.take_until<Text>(*stream);
  }
  if (by_destroying) {
    stream.reset();
  } else {
    stream->cancel();
    CHECK(world.rest_of(*stream) == Lines{"failed cancelled retryable=false visible=true"});
  }
  CHECK(world.upstream_is_left_alone());
}

TEST_CASE("cancelling Gemini while its second call waits for headers closes the connection",
          "[gemini]") {
  World world;
  world.upstream.reply(answers(wishes()));
  world.upstream.reply({step::Stall{}});
  const auto stream = world.open();
  world.take_until<ToolBegin>(*stream);
  CHECK_FALSE(stream->try_next());
  REQUIRE(world.loop.turn_until([&] { return world.upstream.requests().size() == 2; }));
  stream->cancel();
  CHECK(world.rest_of(*stream) == Lines{"failed cancelled retryable=false visible=true"});
  CHECK(world.upstream_is_left_alone());
}

TEST_CASE("a refused connection to Gemini is a network failure", "[gemini]") {
  World world;
  CHECK(world.refused() == Lines{"failed network retryable=true visible=false"});
}

TEST_CASE("a request to Gemini that is too large is not sent", "[gemini]") {
  World world;
  CHECK(world.asked_too_much(question_with_tool()) ==
        Lines{"failed request_too_large retryable=false visible=false"});
}

TEST_CASE("a Gemini that sends a broken body is a protocol failure", "[gemini]") {
  World world;
  CHECK(world.answer_to_calls({answers(says("Three ") + "data: {]garbage[}\n\n")}) ==
        Lines{"started", "text \"Three \"", "failed protocol retryable=true visible=true"});
  CHECK(world.answer_to_calls({answers(wishes()), answers("data: {]garbage[}\n\n")}).back() ==
        "failed protocol retryable=true visible=true");
}

TEST_CASE("Gemini stands still while nobody takes its words", "[gemini]") {
  World world;
  world.check_stands_still(
      {head(), [](std::string_view text) { return says(text); }, says("", "STOP")});
}

#include "support/provider_world.hpp"

#include <spotter/codec/json.hpp>
#include <spotter/codec/json_writer.hpp>
#include <spotter/llm/anthropic/provider.hpp>

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
using testing::Framing;
using testing::is_terminal;
using testing::LlmTranscript;
using testing::question_with_tool;
using testing::Script;
using testing::script_of;
namespace step = testing::step;
using Lines = std::vector<std::string>;

namespace {

constexpr std::string_view kKey = "sk-ant-test-0123456789abcdef";
constexpr std::string_view kBegin =
    "event: message_start\ndata: {\"type\":\"message_start\",\"message\":{\"id\":\"msg_1\","
    "\"model\":\"claude\"}}\n\n";
constexpr std::string_view kPing = "event: ping\ndata: {\"type\":\"ping\"}\n\n";
constexpr std::string_view kEnd =
    "event: message_delta\ndata: {\"type\":\"message_delta\",\"delta\":{\"stop_reason\":"
    "\"end_turn\"}}\n\nevent: message_stop\ndata: {\"type\":\"message_stop\"}\n\n";
constexpr std::string_view kToolsRefused =
    R"({"type":"error","error":{"type":"invalid_request_error",)"
    R"("message":"tools.0.custom.strict: Extra inputs are not permitted"}})";

std::string says(std::string_view text) {
  std::string event =
      "event: content_block_delta\ndata: {\"type\":\"content_block_delta\",\"index\":0,"
      "\"delta\":{\"type\":\"text_delta\",\"text\":";
  codec::append_json_string(event, text);
  return event + "}}\n\n";
}

std::string head() {
  return testing::sse_head(Framing::chunked);
}

Script answers(std::string_view events) {
  return testing::sse_script(std::string(kBegin).append(events).append(kEnd), Framing::chunked);
}

Script refuses(int status, std::string_view body) {
  return {step::Send{testing::http_response(status, {{"Content-Type", "application/json"}}, body)}};
}

struct World : testing::ProviderWorld<anthropic::Settings, anthropic::make_provider> {
  World() : ProviderWorld("", kKey, "claude-haiku-5-5", question_with_tool()) {}
};

}  // namespace

TEST_CASE("Anthropic's words arrive one by one, as the upstream sends them", "[anthropic]") {
  World world;
  const std::vector<std::string> words{"Three ", "days ", "a ", "week. ", "🏋"};
  Script script{step::Send{head() + testing::chunk(kBegin)}};
  for (std::size_t i = 0; i < words.size(); ++i) {
    script.emplace_back(step::AwaitGate{std::to_string(i)});
    script.emplace_back(step::Send{testing::chunk(says(words[i]))});
  }
  script.emplace_back(step::Send{testing::chunk(kEnd) + testing::last_chunk()});
  world.upstream.reply(std::move(script));
  const auto stream = world.open();
  for (std::size_t i = 0; i < words.size(); ++i) {
    world.upstream.release(std::to_string(i));
    const auto events = world.take_until<Text>(*stream);
    REQUIRE(std::get<Text>(events.back()).fragment == words[i]);
  }
  CHECK(world.rest_of(*stream) == Lines{"finished stop"});
}

TEST_CASE("the request is what Anthropic expects, and its key is in a header only", "[anthropic]") {
  World world;
  world.settings.api_key = Secret(std::string(kKey) + "\n");
  world.answer_to_calls({answers(says("Hi"))});
  REQUIRE(world.upstream.requests().size() == 1);
  const auto& request = world.upstream.requests().front();
  CHECK(request.method == "POST");
  CHECK(request.target == "/v1/messages");
  CHECK(request.header("x-api-key") == kKey);
  CHECK(request.header("anthropic-version") == "2026-10-21");
  CHECK(request.header("authorization").empty());
  CHECK(request.header("content-type") == "application/json");
  CHECK(request.header("accept") == "text/event-stream");
  CHECK(request.header("accept-encoding").empty());
  CHECK(request.header("expect").empty());
  CHECK(request.body.find(kKey) == std::string::npos);
  CHECK(request.body.find("\"input_schema\"") != std::string::npos);
  CHECK(world.provider().name() == "anthropic");
  CHECK(world.provider().model() == "claude-haiku-5-5");
}

TEST_CASE("each transcript of Anthropic makes the same events over the wire", "[anthropic]") {
  const bool whole = GENERATE(true, false);
  for (const auto& transcript : testing::load_llm_transcripts("anthropic")) {
    const bool idle = transcript.end == LlmTranscript::End::idle;
    // A busy machine may take longer for many pieces than patience lasts here.
    if (transcript.end == LlmTranscript::End::unreachable || (idle && !whole)) continue;
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

TEST_CASE("strict tools that Anthropic refuses are sent plain, on the same connection",
          "[anthropic]") {
  World world;
  CHECK(world.answer_to_calls({refuses(400, kToolsRefused), answers(says("Hi"))}) ==
        Lines{"started", "text \"Hi\"", "finished stop"});
  CHECK(world.answer_to_calls({answers(says("Hi"))}) ==
        Lines{"started", "text \"Hi\"", "finished stop"});
  REQUIRE(world.upstream.requests().size() == 3);
  const auto is_strict = [&](std::size_t i) {
    return world.upstream.requests()[i].body.find("\"strict\":true") != std::string::npos;
  };
  CHECK(is_strict(0));
  CHECK_FALSE(is_strict(1));
  CHECK_FALSE(is_strict(2));
  CHECK(world.upstream.connections_accepted() == 1);
}

TEST_CASE("what Anthropic's headers say of its limits can be asked for", "[anthropic]") {
  World world;
  testing::Headers headers{{"Content-Type", "text/event-stream"},
                           {"Transfer-Encoding", "chunked"},
                           {"anthropic-ratelimit-requests-limit", "50"},
                           {"anthropic-ratelimit-requests-remaining", "49"}};
  world.upstream.reply({step::Send{testing::response_head(200, headers) +
                                   testing::chunk(std::string(kBegin) + says("Hi"))},
                        step::Send{testing::chunk(kEnd) + testing::last_chunk()}});
  const auto stream = world.open();
  CHECK_FALSE(stream->rate_limits().requests_max);
  world.rest_of(*stream);
  CHECK(stream->rate_limits().requests_max == 50);
  CHECK(stream->rate_limits().requests_left == 49);
}

TEST_CASE("a refused key is said to be one, and Anthropic's key is not repeated", "[anthropic]") {
  World world;
  const std::string key(kKey);
  CHECK(world.answer_to_calls({refuses(401, R"({"type":"error","error":{"type":")" + key +
                                                R"(","message":")" + key + R"("}})")}) ==
        Lines{"failed auth retryable=false visible=false code=401"});
}

TEST_CASE("an Anthropic that never answers, or only pings, is left alone", "[anthropic]") {
  World world;
  SECTION("before the headers") {
    world.settings.timeouts.headers = 40ms;
    CHECK(world.answer_to_calls({{step::Stall{}}}) ==
          Lines{"failed timeout retryable=true visible=false"});
  }
  SECTION("in the text") {
    world.settings.timeouts.stall = 60ms;
    Script script{step::Send{head() + testing::chunk(std::string(kBegin) + says("Three "))}};
    for (int i = 0; i < 4000; ++i) {
      script.emplace_back(step::Wait{5ms});
      script.emplace_back(step::Send{testing::chunk(kPing)});
    }
    const Lines events = world.answer_to_calls({std::move(script)});
    CHECK(events ==
          Lines{"started", "text \"Three \"", "failed timeout retryable=true visible=true"});
  }
  CHECK(world.upstream_is_left_alone());
}

TEST_CASE("cancelling Anthropic before the headers or in the text closes the connection",
          "[anthropic]") {
  World world;
  const bool in_text = GENERATE(false, true);
  const bool by_destroying = GENERATE(false, true);
  Script script;
  if (in_text) {
    script.emplace_back(step::Send{head() + testing::chunk(std::string(kBegin) + says("Three "))});
  }
  script.emplace_back(step::Stall{});
  world.upstream.reply(std::move(script));
  auto stream = world.open();
  if (in_text) {
    world.take_until<Text>(*stream);
  } else {
    REQUIRE(world.loop.turn_until([&] { return world.upstream.requests().size() == 1; }));
    CHECK_FALSE(stream->try_next());
  }
  if (by_destroying) {
    stream.reset();
  } else {
    stream->cancel();
    CHECK(world.rest_of(*stream) == Lines{in_text
                                              ? "failed cancelled retryable=false visible=true"
                                              : "failed cancelled retryable=false visible=false"});
  }
  CHECK(world.upstream_is_left_alone());
}

TEST_CASE("a refused connection to Anthropic is a network failure", "[anthropic]") {
  World world;
  CHECK(world.refused() == Lines{"failed network retryable=true visible=false"});
}

TEST_CASE("a request to Anthropic that is too large is not sent", "[anthropic]") {
  World world;
  CHECK(world.asked_too_much(question_with_tool()) ==
        Lines{"failed request_too_large retryable=false visible=false"});
}

TEST_CASE("Anthropic stands still while nobody takes its words", "[anthropic]") {
  World world;
  world.check_stands_still({head() + testing::chunk(kBegin),
                            [](std::string_view text) { return says(text); }, std::string(kEnd)});
}

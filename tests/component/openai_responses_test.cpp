#include "openai_world.hpp"

#include <catch2/catch.hpp>

#include <chrono>
#include <stdexcept>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

using namespace spotter;
using namespace spotter::llm;
using namespace std::chrono_literals;
using testing::Framing;
using testing::is_terminal;
using testing::question_of_payer;
using Lines = std::vector<std::string>;
namespace step = testing::step;

namespace {

constexpr std::string_view kHi =
    "data: {\"type\":\"response.output_text.delta\",\"delta\":\"Hi\"}\n\n";
constexpr std::string_view kCompleted =
    "data: {\"type\":\"response.completed\",\"response\":{\"status\":\"completed\"}}\n\n";

/// As OpenAI's own service, but for its address.
struct World : testing::OpenAiWorld {
  World() {
    settings.server = "openai";
    settings.model = "gpt-6-luna";
  }
};

std::string answer() {
  return std::string(kHi) + std::string(kCompleted);
}

}  // namespace

TEST_CASE("the request to Responses is what the service expects", "[openai]") {
  World world;
  CHECK(world.answer_to(testing::sse_script(answer(), Framing::chunked)) ==
        Lines{"started", "text \"Hi\"", "finished stop"});
  REQUIRE(world.upstream.requests().size() == 1);
  const auto& request = world.upstream.requests().front();
  CHECK(request.method == "POST");
  CHECK(request.target == "/v1/responses");
  CHECK(request.header("authorization") == "Bearer " + std::string(testing::kOpenAiKey));
  CHECK(request.header("accept") == "text/event-stream");
  CHECK(request.body ==
        R"({"model":"gpt-6-luna","stream":true,"stream_options":{"include_obfuscation":false},)"
        R"("store":false,"instructions":"You are a coach.",)"
        R"("input":[{"role":"user","content":"Make me a plan."}],"reasoning":{"effort":"none"},)"
        R"("max_output_tokens":100,"safety_identifier":"payer"})");
  CHECK(world.provider().name() == "openai");
}

TEST_CASE("each transcript of Responses makes the same events over the wire", "[openai]") {
  const bool whole = GENERATE(true, false);
  for (const auto& transcript : testing::load_llm_transcripts("openai_responses")) {
    using End = testing::LlmTranscript::End;
    const bool idle = transcript.end == End::idle;
    // A busy machine may take longer for many pieces than patience lasts here.
    if (transcript.end == End::unreachable || (idle && !whole)) continue;
    INFO(transcript.name << ": " << transcript.title);
    World world;
    if (idle) {
      world.settings.timeouts.first_token = 200ms;
      world.settings.timeouts.stall = 50ms;
    }
    const std::size_t piece = whole ? transcript.body.size() + 1 : 19;
    CHECK(world.answer_to(testing::script_of(transcript, piece)) == transcript.events);
  }
}

TEST_CASE("the connection of a finished response is used for the next one", "[openai]") {
  World world;
  for (int i = 0; i < 3; ++i) {
    CHECK(world.answer_to(testing::sse_script(answer(), Framing::chunked)).back() ==
          "finished stop");
  }
  CHECK(world.upstream.connections_accepted() == 1);
}

TEST_CASE("cancelling a response closes the upstream connection", "[openai]") {
  World world;
  world.upstream.reply(
      {step::Send{testing::sse_head(Framing::chunked) + testing::chunk(std::string(kHi))},
       step::Stall{}});
  const auto stream = world.open();
  const auto is_text = [](const Event& event) { return std::holds_alternative<Text>(event); };
  world.loop.run(world.take(*stream, is_text));
  stream->cancel();
  CHECK(world.rest_of(*stream) == Lines{"failed cancelled retryable=false visible=true"});
  CHECK(world.upstream_is_left_alone());
}

TEST_CASE("a stream tells what is left of the server's limits, once its head is there",
          "[openai]") {
  World world;
  const testing::Headers headers{
      {"Content-Type", "text/event-stream"},     {"x-ratelimit-limit-requests", "500"},
      {"x-ratelimit-remaining-requests", "499"}, {"x-ratelimit-reset-requests", "120ms"},
      {"x-ratelimit-limit-tokens", "30000"},     {"x-ratelimit-remaining-tokens", "29000"},
      {"x-ratelimit-reset-tokens", "6m0s"}};
  world.upstream.reply({step::Send{testing::http_response(200, headers, answer())}});
  const auto stream = world.open();
  CHECK(stream->rate_limits() == RateLimits{});
  CHECK(world.rest_of(*stream).back() == "finished stop");
  CHECK(stream->rate_limits() == RateLimits{500, 499, 30000, 29000, 360'000ms});
}

TEST_CASE("a server's own headers are sent", "[openai]") {
  World world;
  world.settings.server = "openrouter";
  world.settings.model = "openai/gpt-6-luna";
  world.answer_to(testing::sse_script("data: [DONE]\n\n", Framing::chunked));
  CHECK(world.upstream.requests().front().target == "/v1/chat/completions");
  CHECK(world.upstream.requests().front().header("x-title") == "Spotter");
}

TEST_CASE("a provider is not made for a model that cannot do what was set", "[openai]") {
  World world;
  world.settings.model = "gpt-6-astra";
  world.settings.api = openai::Api::chat;
  CHECK_THROWS_AS(world.provider(), std::invalid_argument);
}

#include "support/llm_transcript.hpp"
#include "support/loop.hpp"
#include "support/scripted_upstream.hpp"

#include <spotter/codec/json.hpp>
#include <spotter/codec/json_writer.hpp>
#include <spotter/http_client/http_client.hpp>
#include <spotter/llm/anthropic/provider.hpp>
#include <spotter/shard/signal.hpp>
#include <spotter/shard/worker_pool.hpp>

#include <catch2/catch.hpp>

#include <chrono>
#include <functional>
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
using testing::LlmTranscript;
using testing::Script;
namespace step = testing::step;
using Lines = std::vector<std::string>;

namespace {

constexpr std::string_view kKey = "sk-ant-test-0123456789abcdef";
constexpr std::string_view kSchema =
    R"({"type":"object","properties":{"goal":{"type":"string"}},"required":["goal"]})";
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

bool is_terminal(const Event& event) {
  return std::holds_alternative<Finished>(event) || std::holds_alternative<Failed>(event);
}

template <class Kind>
bool is(const Event& event) {
  return std::holds_alternative<Kind>(event);
}

Request question() {
  Request request;
  request.system = "You are a coach.";
  request.messages = {{Role::user, "Make me a plan."}};
  request.tools = {{"create_workout_plan", "Makes a plan.", kSchema}};
  request.locale = "en";
  request.output_tokens_max = 100;
  return request;
}

/// A provider on a real client, and the upstream that it asks.
class World {
 public:
  World() {
    settings.base_url = upstream.url("");
    settings.api_key = Secret(std::string(kKey));
    settings.model = "claude-haiku-5-5";
  }
  World(const World&) = delete;
  World& operator=(const World&) = delete;
  ~World() {
    provider_.reset();
    loop.run(client.stop());
  }

  Provider& provider() {
    if (!provider_) {
      provider_ = anthropic::make_provider(client, loop.executor(), clock, settings);
    }
    return *provider_;
  }
  std::unique_ptr<Stream> open(Request request = question()) {
    return provider().open(std::move(request), clock.now() + testing::kPatience, ready);
  }

  /// Takes events until `enough` says so, or the stream is over.
  Task<std::vector<Event>> take(Stream& stream, std::function<bool(const Event&)> enough) {
    std::vector<Event> events;
    for (;;) {
      auto event = stream.try_next();
      if (!event) {
        co_await ready.wait();
        continue;
      }
      events.push_back(std::move(*event));
      if (is_terminal(events.back()) || enough(events.back())) co_return events;
    }
  }
  template <class Kind>
  std::vector<Event> take_until(Stream& stream) {
    return loop.run(take(stream, is<Kind>));
  }
  Lines rest_of(Stream& stream) {
    auto events = loop.run(take(stream, is_terminal));
    CHECK_FALSE(stream.try_next());
    return canonical(events);
  }
  /// What comes of one request whose calls are answered like this.
  Lines answer_to(std::vector<Script> scripts) {
    for (auto& script : scripts)
      upstream.reply(std::move(script));
    const auto stream = open();
    return rest_of(*stream);
  }
  /// The upstream notices that the connections are gone.
  bool upstream_is_left_alone() {
    return loop.turn_until([this] {
      return upstream.connections_closed_by_peer() == upstream.connections_accepted() &&
             upstream.connections_accepted() > 0;
    });
  }

  testing::Loop loop;
  testing::ScriptedUpstream upstream{loop};
  SystemClock clock;
  shard::WorkerPool workers{1, 16};
  http_client::HttpClient client{loop.executor(), workers, {}};
  shard::Signal ready{loop.executor()};
  anthropic::Settings settings;

 private:
  std::unique_ptr<Provider> provider_;
};

/// The answer of a transcript as an upstream gives it, each piece of the body in a write of its
/// own.
Script script_of(const LlmTranscript& transcript, std::size_t piece) {
  testing::Headers headers = transcript.headers;
  headers.emplace_back("Transfer-Encoding", "chunked");
  Script script{step::Send{testing::response_head(transcript.status, headers)}};
  for (std::size_t at = 0; at < transcript.body.size(); at += piece) {
    script.emplace_back(step::Send{testing::chunk(transcript.body.substr(at, piece))});
  }
  switch (transcript.end) {
    case LlmTranscript::End::clean:
      script.emplace_back(step::Send{testing::last_chunk()});
      break;
    case LlmTranscript::End::reset:
      script.emplace_back(step::Close{});
      break;
    case LlmTranscript::End::idle:
      script.emplace_back(step::Stall{});
      break;
    case LlmTranscript::End::unreachable:
      break;
  }
  return script;
}

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
  world.answer_to({answers(says("Hi"))});
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
    const Lines events = world.answer_to(std::move(scripts));
    CHECK(events == transcript.events);
  }
}

TEST_CASE("strict tools that Anthropic refuses are sent plain, on the same connection",
          "[anthropic]") {
  World world;
  CHECK(world.answer_to({refuses(400, kToolsRefused), answers(says("Hi"))}) ==
        Lines{"started", "text \"Hi\"", "finished stop"});
  CHECK(world.answer_to({answers(says("Hi"))}) == Lines{"started", "text \"Hi\"", "finished stop"});
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
  CHECK(world.answer_to({refuses(401, R"({"type":"error","error":{"type":")" + key +
                                          R"(","message":")" + key + R"("}})")}) ==
        Lines{"failed auth retryable=false visible=false code=401"});
}

TEST_CASE("an Anthropic that never answers, or only pings, is left alone", "[anthropic]") {
  World world;
  SECTION("before the headers") {
    world.settings.timeouts.headers = 40ms;
    CHECK(world.answer_to({{step::Stall{}}}) ==
          Lines{"failed timeout retryable=true visible=false"});
  }
  SECTION("in the text") {
    world.settings.timeouts.stall = 60ms;
    Script script{step::Send{head() + testing::chunk(std::string(kBegin) + says("Three "))}};
    for (int i = 0; i < 4000; ++i) {
      script.emplace_back(step::Wait{5ms});
      script.emplace_back(step::Send{testing::chunk(kPing)});
    }
    const Lines events = world.answer_to({std::move(script)});
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
  world.upstream.stop_accepting();
  const auto stream = world.open();
  CHECK(world.rest_of(*stream) == Lines{"failed network retryable=true visible=false"});
}

TEST_CASE("a request to Anthropic that is too large is not sent", "[anthropic]") {
  World world;
  Request request = question();
  request.messages[0].text = std::string(world.settings.request_bytes_max, 'x');
  const auto stream = world.open(std::move(request));
  CHECK(world.rest_of(*stream) == Lines{"failed request_too_large retryable=false visible=false"});
  world.loop.settle();
  CHECK(world.upstream.connections_accepted() == 0);
}

TEST_CASE("Anthropic stands still while nobody takes its words", "[anthropic]") {
  World world;
  constexpr std::size_t kEvents = 120;
  constexpr std::size_t kEventText = 100'000;  // in all more than the buffers of two sockets
  const std::string event = says(std::string(kEventText, 'x'));
  Script script{step::Send{head() + testing::chunk(kBegin)}};
  for (std::size_t i = 0; i < kEvents; ++i)
    script.emplace_back(step::Send{testing::chunk(event)});
  script.emplace_back(step::Send{testing::chunk(kEnd) + testing::last_chunk()});
  world.upstream.reply(std::move(script));
  const auto stream = world.open();
  REQUIRE(world.loop.turn_until([&] { return world.upstream.writes_blocked() > 0; }));
  world.loop.settle();
  CHECK(world.upstream.writes_blocked() == 1);
  std::size_t bytes = 0;
  for (const auto& taken : world.loop.run(world.take(*stream, is_terminal))) {
    if (const auto* text = std::get_if<Text>(&taken)) bytes += text->fragment.size();
  }
  CHECK(bytes == kEvents * kEventText);
}

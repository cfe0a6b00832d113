#include "openai_world.hpp"

#include <spotter/codec/json.hpp>
#include <spotter/codec/json_writer.hpp>

#include <catch2/catch.hpp>

#include <chrono>
#include <cstdio>
#include <ctime>
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
using testing::question_of_payer;
using testing::Script;
using testing::script_of;
using World = testing::OpenAiWorld;
namespace step = testing::step;
using Lines = std::vector<std::string>;

namespace {

constexpr std::string_view kKey = testing::kOpenAiKey;
constexpr std::string_view kDone = "data: [DONE]\n\n";

std::string says(std::string_view text) {
  std::string event = "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":";
  codec::append_json_string(event, text);
  return event + "},\"finish_reason\":null}]}\n\n";
}

std::string finishes(std::string_view reason) {
  return "data: {\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"" +
         std::string(reason) + "\"}]}\n\n";
}

std::string head() {
  return testing::sse_head(Framing::chunked);
}

std::string http_date(std::time_t when) {
  char text[64];
  std::tm parts{};
  gmtime_r(&when, &parts);
  std::strftime(&text[0], sizeof(text), "%a, %d %b %Y %H:%M:%S GMT", &parts);
  return &text[0];
}

}  // namespace

TEST_CASE("words arrive one by one, as the upstream sends them", "[openai]") {
  World world;
  const std::vector<std::string> words{"Three ", "days ", "a ", "week. ", "🏋"};
  Script script{step::Send{head()}};
  for (std::size_t i = 0; i < words.size(); ++i) {
    script.emplace_back(step::AwaitGate{std::to_string(i)});
    script.emplace_back(step::Send{testing::chunk(says(words[i]))});
  }
  script.emplace_back(step::Send{testing::chunk(
      finishes("stop") +
      "data: {\"choices\":[],\"usage\":{\"prompt_tokens\":9,\"completion_tokens\":5}}\n\n" +
      std::string(kDone))});
  script.emplace_back(step::Send{testing::last_chunk()});
  world.upstream.reply(std::move(script));
  const auto stream = world.open();
  for (std::size_t i = 0; i < words.size(); ++i) {
    world.upstream.release(std::to_string(i));
    const auto is_text = [](const Event& event) { return std::holds_alternative<Text>(event); };
    const auto events = world.loop.run(world.take(*stream, is_text));
    REQUIRE(std::get<Text>(events.back()).fragment == words[i]);
  }
  CHECK(world.rest_of(*stream) == Lines{"usage in=9 cached=0 cw=0 out=5 rsn=0", "finished stop"});
}

TEST_CASE("an answer is whole when its body is here, read or not", "[openai]") {
  World world;
  world.upstream.reply({step::Send{head()}, step::Send{testing::chunk(says("Hi"))},
                        step::AwaitGate{"end"},
                        step::Send{testing::chunk(finishes("stop") + std::string(kDone))},
                        step::Send{testing::last_chunk()}});
  const auto stream = world.open();
  const auto is_text = [](const Event& event) { return std::holds_alternative<Text>(event); };
  const auto events = world.loop.run(world.take(*stream, is_text));
  CHECK_FALSE(stream->is_whole());
  world.upstream.release("end");
  REQUIRE(world.loop.turn_until([&] { return stream->is_whole(); }));
  CHECK(world.rest_of(*stream).back() == "finished stop");
  CHECK(stream->is_whole());
}

TEST_CASE("the request is what a compatible server expects", "[openai]") {
  World world;
  world.settings.base_url += "/";
  world.settings.api_key = Secret(std::string(kKey) + "\n");
  world.answer_to(testing::sse_script(says("Hi") + finishes("stop"), Framing::chunked));
  REQUIRE(world.upstream.requests().size() == 1);
  const auto& request = world.upstream.requests().front();
  CHECK(request.method == "POST");
  CHECK(request.target == "/v1/chat/completions");
  CHECK(request.header("authorization") == "Bearer " + std::string(kKey));
  CHECK(request.header("content-type") == "application/json");
  CHECK(request.header("accept") == "text/event-stream");
  CHECK(request.header("accept-encoding").empty());
  CHECK(request.header("expect").empty());
  CHECK(request.body ==
        R"({"model":"some-model","stream":true,"stream_options":{"include_usage":true},)"
        R"("messages":[{"role":"system","content":"You are a coach."},)"
        R"({"role":"user","content":"Make me a plan."}],"max_tokens":100})");
  CHECK(world.provider().name() == "openai");
  CHECK(world.provider().model() == "some-model");
}

TEST_CASE("without a key there is no Authorization header", "[openai]") {
  World world;
  world.settings.api_key = Secret();
  world.answer_to(testing::sse_script(says("Hi") + finishes("stop"), Framing::chunked));
  CHECK(world.upstream.requests().front().header("authorization").empty());
}

TEST_CASE("a request that is too large is not sent", "[openai]") {
  World world;
  CHECK(world.asked_too_much(question_of_payer()) ==
        Lines{"failed request_too_large retryable=false visible=false"});
}

TEST_CASE("a request of almost a megabyte arrives whole", "[openai]") {
  World world;
  Request request = question_of_payer();
  request.messages[0].text = std::string(1'000'000, 'x');
  world.upstream.reply(testing::sse_script(says("Hi") + finishes("stop"), Framing::chunked));
  const auto stream = world.open(std::move(request));
  CHECK(world.rest_of(*stream).back() == "finished stop");
  CHECK(world.upstream.requests().front().body.size() > 1'000'000);
}

TEST_CASE("the connection of a finished answer is used for the next one", "[openai]") {
  World world;
  const std::string events = says("Hi") + finishes("stop") + std::string(kDone);
  for (int i = 0; i < 3; ++i) {
    CHECK(world.answer_to(testing::sse_script(events, Framing::chunked)) ==
          Lines{"started", "text \"Hi\"", "finished stop"});
  }
  CHECK(world.upstream.connections_accepted() == 1);
}

TEST_CASE("the end of the body is awaited after [DONE], so that the connection can be used again",
          "[openai]") {
  World world;
  world.settings.timeouts.body_end_wait = 10s;
  for (int i = 0; i < 2; ++i) {
    CHECK(world.answer_to({step::Send{head() + testing::chunk(says("Hi") + finishes("stop") +
                                                              std::string(kDone))},
                           step::Wait{10ms}, step::Send{testing::last_chunk()}}) ==
          Lines{"started", "text \"Hi\"", "finished stop"});
  }
  CHECK(world.upstream.connections_accepted() == 1);
}

TEST_CASE("each transcript makes the same events over the wire", "[openai]") {
  const bool whole = GENERATE(true, false);
  for (const auto& transcript : testing::load_llm_transcripts("openai")) {
    const bool idle = transcript.end == testing::LlmTranscript::End::idle;
    // A busy machine may take longer for many pieces than patience lasts here.
    if (transcript.end == testing::LlmTranscript::End::unreachable || (idle && !whole)) continue;
    INFO(transcript.name << ": " << transcript.title);
    World world;
    if (idle) {
      world.settings.timeouts.first_token = 200ms;
      world.settings.timeouts.stall = 50ms;
      world.settings.timeouts.usage_wait = 50ms;
      world.settings.timeouts.error_body_wait = 50ms;
    }
    const std::size_t piece = whole ? transcript.body.size() + 1 : 19;
    const auto events = world.answer_to(script_of(transcript, piece));
    CHECK(events == transcript.events);
  }
}

TEST_CASE("a refused key is said to be one, and the key is not repeated", "[openai]") {
  World world;
  const std::string key(kKey);
  const auto events = world.answer_to({step::Send{testing::http_response(
      401, {{"Content-Type", "application/json"}, {"x-request-id", key}},
      R"({"error":{"message":"Incorrect API key provided: )" + key + R"(","type":")" + key +
          R"(","param":null,"code":")" + key + R"("}})")}});
  CHECK(events == Lines{"failed auth retryable=false visible=false code=401"});
}

TEST_CASE("a rate limit is reported with the server's advice in each of its forms", "[openai]") {
  World world;
  const auto limited = [&](testing::Headers headers) {
    headers.emplace_back("Content-Type", "application/json");
    const auto events = world.answer_to({step::Send{testing::http_response(
        429, headers, R"({"error":{"type":"requests","code":"rate_limit_exceeded"}})")}});
    REQUIRE(events.size() == 1);
    return events.front();
  };
  const std::string plain =
      "failed rate_limit retryable=true visible=false code=rate_limit_exceeded";
  CHECK(limited({}) == plain);
  CHECK(limited({{"Retry-After", "7"}}) == plain + " retry_after_ms=7000");
  CHECK(limited({{"retry-after-ms", "250"}, {"Retry-After", "7"}}) ==
        plain + " retry_after_ms=250");
  CHECK(limited({{"Retry-After", "-5"}}) == plain);
  CHECK(limited({{"Retry-After", "soon"}}) == plain);
  CHECK(limited({{"Retry-After", "Sun, 06 Nov 1994 08:49:37 GMT"}}) == plain);
  const std::string dated = limited({{"Retry-After", http_date(std::time(nullptr) + 1000)}});
  REQUIRE(dated.starts_with(plain + " retry_after_ms="));
  const long ms = std::stol(dated.substr(dated.rfind('=') + 1));
  CHECK(ms > 900'000);
  CHECK(ms <= 1'000'000);
}

TEST_CASE("errors of servers and proxies are told apart by their status", "[openai]") {
  World world;
  CHECK(world.answer_to({step::Send{testing::http_response(500, {}, "")}}) ==
        Lines{"failed server retryable=true visible=false code=500"});
  CHECK(world.answer_to({step::Send{testing::http_response(502, {{"Content-Type", "text/html"}},
                                                           "<html>Bad Gateway</html>")}}) ==
        Lines{"failed server retryable=true visible=false code=502"});
  CHECK(world.answer_to({step::Send{testing::http_response(
            307, {{"Location", world.upstream.url("/v2/chat/completions")}}, "")}}) ==
        Lines{"failed invalid_request retryable=false visible=false code=307"});
  CHECK(world.upstream.requests().size() == 3);
}

TEST_CASE("an upstream that never answers times out and is left alone", "[openai]") {
  World world;
  world.settings.timeouts.headers = 40ms;
  CHECK(world.answer_to({step::Stall{}}) == Lines{"failed timeout retryable=true visible=false"});
  CHECK(world.upstream_is_left_alone());
}

TEST_CASE("an upstream that sends headers and nothing more times out", "[openai]") {
  World world;
  world.settings.timeouts.first_token = 40ms;
  CHECK(world.answer_to({step::Send{head()}, step::Stall{}}) ==
        Lines{"failed timeout retryable=true visible=false"});
  CHECK(world.upstream_is_left_alone());
}

TEST_CASE("a model that stalls behind comments times out and is left alone", "[openai]") {
  World world;
  world.settings.timeouts.stall = 60ms;
  Script script{step::Send{head() + testing::chunk(says("Three "))}};
  for (int i = 0; i < 4000; ++i) {
    script.emplace_back(step::Wait{5ms});
    script.emplace_back(step::Send{testing::chunk(": keep-alive\n\n")});
  }
  const Lines seen = world.answer_to(std::move(script));
  CHECK(seen == Lines{"started", "text \"Three \"", "failed timeout retryable=true visible=true"});
  CHECK(world.upstream_is_left_alone());
}

TEST_CASE("the caller's deadline ends an answer that goes on", "[openai]") {
  World world;
  Script script{step::Send{head()}};
  for (int i = 0; i < 4000; ++i) {
    script.emplace_back(step::Send{testing::chunk(says("x"))});
    script.emplace_back(step::Wait{5ms});
  }
  world.upstream.reply(std::move(script));
  const auto stream =
      world.provider().open(question_of_payer(), world.clock.now() + 100ms, world.ready);
  CHECK(world.rest_of(*stream).back() == "failed timeout retryable=true visible=true");
  CHECK(world.upstream_is_left_alone());
}

TEST_CASE("a cut connection is a truncated answer", "[openai]") {
  World world;
  world.upstream.reply(
      {step::Send{head() + testing::chunk(says("Three "))}, step::AwaitGate{"cut"}, step::Reset{}});
  const auto stream = world.open();
  const auto is_text = [](const Event& event) { return std::holds_alternative<Text>(event); };
  CHECK(canonical(world.loop.run(world.take(*stream, is_text))) ==
        Lines{"started", "text \"Three \""});
  world.upstream.release("cut");
  CHECK(world.rest_of(*stream) == Lines{"failed truncated retryable=true visible=true"});
}

TEST_CASE("a connection that breaks before the headers is a network failure", "[openai]") {
  World world;
  CHECK(world.answer_to({step::Reset{}}) == Lines{"failed network retryable=true visible=false"});
  CHECK(world.answer_to({step::Close{}}) == Lines{"failed network retryable=true visible=false"});
}

TEST_CASE("garbage is a protocol failure wherever it comes", "[openai]") {
  World world;
  const Lines failed{"failed protocol retryable=true visible=false"};
  CHECK(world.answer_to(
            {step::Send{"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nContent-Length: "
                        "20\r\n\r\ndata: {]garbage[}\n\n "},
             step::Close{}}) == failed);
  CHECK(world.answer_to(
            {step::Send{"\x16\x03\x01 this is not HTTP at all\r\n\r\n"}, step::Close{}}) == failed);
}

TEST_CASE("an error inside the stream ends the answer and the call", "[openai]") {
  World world;
  CHECK(world.answer_to(
            {step::Send{head() +
                        testing::chunk(
                            says("Three ") +
                            "data: {\"error\":{\"message\":\"x\",\"type\":\"server_error\"}}\n\n")},
             step::Stall{}}) ==
        Lines{"started", "text \"Three \"",
              "failed server retryable=true visible=true code=server_error"});
  CHECK(world.upstream_is_left_alone());
}

TEST_CASE("an answer that is cut by its length says so", "[openai]") {
  World world;
  CHECK(world.answer_to(testing::sse_script(
            says("Three ") + finishes("length") + std::string(kDone), Framing::until_close)) ==
        Lines{"started", "text \"Three \"", "finished length"});
}

TEST_CASE("cancelling before the headers closes the upstream connection", "[openai]") {
  World world;
  world.upstream.reply({step::Stall{}});
  const auto stream = world.open();
  REQUIRE(world.loop.turn_until([&] { return world.upstream.requests().size() == 1; }));
  CHECK_FALSE(stream->try_next());
  stream->cancel();
  CHECK(world.rest_of(*stream) == Lines{"failed cancelled retryable=false visible=false"});
  CHECK(world.upstream_is_left_alone());
}

TEST_CASE("cancelling before the connection is there sends nothing", "[openai]") {
  World world;
  const auto stream = world.open();
  stream->cancel();
  CHECK(world.rest_of(*stream) == Lines{"failed cancelled retryable=false visible=false"});
  world.loop.settle();
  CHECK(world.upstream.requests().empty());
}

TEST_CASE("cancelling in the middle of the text closes the upstream connection", "[openai]") {
  World world;
  const bool by_destroying = GENERATE(false, true);
  world.upstream.reply({step::Send{head() + testing::chunk(says("Three "))}, step::Stall{}});
  auto stream = world.open();
  const auto is_text = [](const Event& event) { return std::holds_alternative<Text>(event); };
  world.loop.run(world.take(*stream, is_text));
  if (by_destroying) {
    stream.reset();
  } else {
    stream->cancel();
    CHECK(world.rest_of(*stream) == Lines{"failed cancelled retryable=false visible=true"});
  }
  CHECK(world.upstream_is_left_alone());
}

TEST_CASE("a refused connection is a network failure", "[openai]") {
  World world;
  CHECK(world.refused() == Lines{"failed network retryable=true visible=false"});
}

TEST_CASE("a name that does not resolve is a network failure", "[openai]") {
  World world;
  world.settings.base_url = "http://does-not-exist.invalid/v1";
  const auto stream = world.open();
  CHECK(world.rest_of(*stream) == Lines{"failed network retryable=true visible=false"});
}

TEST_CASE("an upstream stands still while nobody takes its words", "[openai]") {
  World world;
  world.check_stands_still(
      {head(), [](std::string_view text) { return says(text); }, finishes("stop")});
}

TEST_CASE("answers side by side do not disturb one another", "[openai]") {
  World world;
  constexpr int kStreams = 20;
  world.upstream.otherwise([](const testing::ReceivedRequest& request) {
    codec::JsonParser parser;
    const auto body = parser.parse(request.body);
    std::string word;
    body->get("messages")->for_each([&](codec::JsonValue message) {
      word = *message.get("content")->string();
    });
    return Script{
        step::Send{head() + testing::chunk(says(word))}, step::AwaitGate{"all"},
        step::Send{testing::chunk(says(word) + finishes("stop")) + testing::last_chunk()}};
  });
  std::vector<std::unique_ptr<shard::Signal>> signals;
  std::vector<std::unique_ptr<Stream>> streams;
  for (int i = 0; i < kStreams; ++i) {
    Request request = question_of_payer();
    request.messages[0].text = "word" + std::to_string(i);
    signals.push_back(std::make_unique<shard::Signal>(world.loop.executor()));
    streams.push_back(world.provider().open(std::move(request), TimePoint::max(), *signals.back()));
  }
  streams[7]->cancel();
  std::vector<std::vector<Event>> events(kStreams);
  const auto all_over = [&] {
    bool over = true;
    for (std::size_t i = 0; i < kStreams; ++i) {
      while (auto event = streams[i]->try_next())
        events[i].push_back(std::move(*event));
      over = over && !events[i].empty() && is_terminal(events[i].back());
    }
    return over;
  };
  world.upstream.release("all");
  REQUIRE(world.loop.turn_until(all_over));
  for (std::size_t i = 0; i < kStreams; ++i) {
    const std::string word = "word" + std::to_string(i);
    const Lines expected = i == 7
                               ? Lines{"failed cancelled retryable=false visible=false"}
                               : Lines{"started", "text \"" + word + word + "\"", "finished stop"};
    CHECK(canonical(events[i]) == expected);
  }
}

// What comes from a provider: bytes to events of the stream, events to what the model says.
#include "llm/openai/chat_dialect.hpp"
#include "llm/openai/timeouts.hpp"

#include <spotter/codec/json.hpp>
#include <spotter/codec/sse.hpp>
#include <spotter/llm/http/one_call.hpp>

#include <benchmark/benchmark.h>
#include <memory>
#include <string>
#include <variant>

using namespace spotter;

namespace {

constexpr std::string_view kEvent =
    R"(data: {"id":"chatcmpl-B9MHDbslfkBeAs8l4bebGdFOJ6PeG","object":"chat.completion.chunk",)"
    R"("created":1763800000,"model":"bench","system_fingerprint":"fp_44709d6fcb",)"
    R"("choices":[{"index":0,"delta":{"content":"two sets of eight.\n "},"logprobs":null,)"
    R"("finish_reason":null}]})"
    "\n\n";

void sse_decoder(benchmark::State& state) {
  const codec::SseLimits limits{std::size_t{1} << 20, ~std::size_t{0}};
  codec::SseDecoder decoder(limits);
  for (auto _ : state) {
    auto bytes = kEvent;
    while (decoder.step(bytes) == codec::SseDecoder::Step::event) {
      benchmark::DoNotOptimize(decoder.event().data.data());
    }
  }
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(kEvent.size()));
}
BENCHMARK(sse_decoder);

void json_parse_chunk(benchmark::State& state) {
  codec::JsonParser parser;
  const auto payload = kEvent.substr(6, kEvent.size() - 8);
  for (auto _ : state) {
    if (!parser.parse(payload)) state.SkipWithError("the payload was not read");
  }
}
BENCHMARK(json_parse_chunk);

/// Bytes of one event to the text that a turn takes.
void chat_completions_event(benchmark::State& state) {
  constexpr int kEventsMax = 10'000;  // an answer has a limit
  llm::http::Parsers parsers;
  const TimePoint now{};
  std::unique_ptr<llm::http::OneCallDecoder> decoder;
  const auto begin = [&] {
    llm::AnswerLimits limits;
    const auto timeouts = llm::openai::resolve_timeouts({}, llm::openai::Capabilities{});
    decoder = std::make_unique<llm::http::OneCallDecoder>(
        http_client::Request{}, std::make_unique<llm::openai::ChatDialect>(), timeouts, limits,
        parsers, now, TimePoint::max());
    decoder->begin_call(now);
    llm::http::ResponseHead head;
    head.status = 200;
    head.content_type = "text/event-stream";
    decoder->on_head(head, now);
  };
  int events = 0;
  for (auto _ : state) {
    if (events++ % kEventsMax == 0) {
      state.PauseTiming();
      begin();
      state.ResumeTiming();
    }
    decoder->on_bytes(kEvent, now);
    bool spoke = false;
    while (const auto event = decoder->try_next()) {
      spoke = spoke || std::holds_alternative<llm::Text>(*event);
    }
    if (!spoke) state.SkipWithError("the event was not read");
  }
}
BENCHMARK(chat_completions_event);

}  // namespace

// The hub's records: read and written in both encodings.
#include "hub/json_protocol.hpp"
#include "hub/messagepack.hpp"
#include "hub/messagepack_protocol.hpp"

#include <spotter/hub/growing_message.hpp>

#include <benchmark/benchmark.h>
#include <string>

using namespace spotter;
using namespace spotter::hub;

namespace {

constexpr std::string_view kCall =
    R"({"arguments":["I have three days a week and two dumbbells."],"invocationId":"17",)"
    R"("target":"SendMessage","type":1})";

void parse(benchmark::State& state, Protocol& protocol, std::string_view record) {
  for (auto _ : state) {
    const auto parsed = protocol.parse(record);
    if (!parsed || parsed->kind == Kind::other) state.SkipWithError("the record was not read");
  }
}

void json_parse_call(benchmark::State& state) {
  codec::JsonParser parser;
  JsonProtocol protocol(parser);
  parse(state, protocol, kCall);
}
BENCHMARK(json_parse_call);

void json_parse_ping(benchmark::State& state) {
  codec::JsonParser parser;
  JsonProtocol protocol(parser);
  parse(state, protocol, R"({"type":6})");
}
BENCHMARK(json_parse_ping);

void messagepack_parse_call(benchmark::State& state) {
  codec::JsonParser parser;
  MessagePackProtocol protocol(parser);
  std::string call;
  messagepack::append_array_head(call, 6);
  messagepack::append_integer(call, 1);
  messagepack::append_map_head(call, 0);
  messagepack::append_text(call, "17");
  messagepack::append_text(call, "SendMessage");
  messagepack::append_array_head(call, 1);
  messagepack::append_text(call, "I have three days a week and two dumbbells.");
  messagepack::append_array_head(call, 0);
  parse(state, protocol, call);
}
BENCHMARK(messagepack_parse_call);

template <class ProtocolOfIt>
void write_item(benchmark::State& state) {
  codec::JsonParser parser;
  ProtocolOfIt protocol(parser);
  std::string out;
  for (auto _ : state) {
    out.clear();
    protocol.write_item(out, "17", R"({"type":"text","delta":"and then rest "})");
    benchmark::DoNotOptimize(out.data());
  }
}
BENCHMARK(write_item<JsonProtocol>)->Name("json_write_item");
BENCHMARK(write_item<MessagePackProtocol>)->Name("messagepack_write_item");

/// A delta is appended, and the whole message written: what a frame costs when the text has so many
/// bytes already.
void growing_message(benchmark::State& state, Encoding encoding) {
  const auto before = static_cast<std::size_t>(state.range(0));
  GrowingMessage message(encoding, "ReceiveMessage", {{"type", "messageResponse"}}, "message");
  message.append(std::string(before, 'a'));
  std::string out;
  std::size_t frames = 0;
  for (auto _ : state) {
    if (++frames % 64 == 0) {
      state.PauseTiming();
      message = {encoding, "ReceiveMessage", {{"type", "messageResponse"}}, "message"};
      message.append(std::string(before, 'a'));
      state.ResumeTiming();
    }
    message.append("two sets of eight.\n ");
    out.clear();
    message.append_record_to(out);
    benchmark::DoNotOptimize(out.data());
  }
}
BENCHMARK_CAPTURE(growing_message, json, Encoding::json)->Arg(100)->Arg(2500)->Arg(20000);
BENCHMARK_CAPTURE(growing_message, messagepack, Encoding::messagepack)->Arg(100)->Arg(2500);

}  // namespace

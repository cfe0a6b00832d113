// A load generator: SignalR clients with JSON over WebSockets, on one thread, bare enough to cost
// far less than the server that it measures. It checks every byte of every answer.
//
//   spotter_bench_load --mode streams|idle|churn|slow --port N [--path /ai-chat]
//                      [--authorization "Web bench-key"] [--pid N] [--allocations FILE]
//                      [--clients 100] [--at-once 64] [--sources 1] [--receive-bytes 0]
//                      [--warm-s 2] [--seconds 5] [--start-limit-s 60]
//     streams, slow:   [--deltas 250] [--bytes 20] [--spread-ms 5000] [--end-limit-s 60]
//     slow:            [--paused 0] [--pause-s 14]
//
// streams  each client asks, and asks again when its answer is whole, until time is over.
// idle     all connect, shake hands, answer pings, and stay.
// churn    connect, shake hands, close, as often as --at-once at the same time allow.
// slow     streams, of which --paused stop reading for a while when the measurement begins.
//
// Answers must be those of spotter_bench_upstream with the same --deltas and --bytes (deltas 0: any
// number). Prints one JSON object: what was delivered; in microseconds how long deltas took from
// their stamps on (`latency_us`) and how much was added to the time to the first token
// (`first_us`: question to first delta, less the upstream's part); what process --pid used
// meanwhile. Ends with 1 if anything was wrong.
#include "load/run.hpp"
#include "net/clock.hpp"

#include <cstdio>

namespace bench {
namespace {

Mode mode_of(std::string_view name) {
  if (name == "streams") return Mode::streams;
  if (name == "idle") return Mode::idle;
  if (name == "churn") return Mode::churn;
  if (name == "slow") return Mode::slow;
  die("no mode ", name);
}

void print(const char* name, const Histogram& histogram) {
  std::printf(",\"%s\":{\"count\":%llu,\"p50\":%.1f,\"p99\":%.1f,\"p999\":%.1f,\"max\":%.1f}", name,
              static_cast<unsigned long long>(histogram.count()), histogram.quantile_us(0.5),
              histogram.quantile_us(0.99), histogram.quantile_us(0.999), histogram.max_us());
}

void print(const char* name, const std::map<std::string, std::int64_t>& counts) {
  std::printf(",\"%s\":{", name);
  const char* comma = "";
  for (const auto& [what, count] : counts) {
    std::printf("%s\"%s\":%lld", comma, what.c_str(), static_cast<long long>(count));
    comma = ",";
  }
  std::printf("}");
}

void print(const char* name, const Usage& usage) {
  const auto number = [](std::int64_t value) { return static_cast<long long>(value); };
  std::printf(
      "\"%s\":{\"cpu_ns\":%lld,\"waited_ns\":%lld,\"user_ms\":%lld,\"system_ms\":%lld,\"resident\":"
      "%lld,"
      "\"resident_peak\":%lld,\"descriptors\":%lld,\"allocations\":%lld}",
      name, number(usage.cpu_ns), number(usage.waited_ns), number(usage.user_ms),
      number(usage.system_ms), number(usage.resident), number(usage.resident_peak),
      number(usage.descriptors), number(usage.allocations));
}

void print(const Run& run, const Counts& counts) {
  const auto count = [](const char* name, std::int64_t value) {
    std::printf("\"%s\":%lld,", name, static_cast<long long>(value));
  };
  std::printf("{");
  count("connected", counts.connected);
  count("closed", counts.closed);
  count("cycles", run.cycles());
  count("answers", counts.answers);
  count("frames", counts.frames);
  count("fresh_frames", counts.fresh);
  count("deltas", counts.deltas);
  count("bytes", counts.bytes);
  count("pings", counts.pings);
  std::printf("\"seconds\":%.3f", run.seconds());
  print("latency_us", counts.latency);
  print("first_us", counts.first);
  print("refused", counts.refused);
  print("wrong", counts.wrong);
  const auto& marks = run.marks();
  std::printf(",\"server\":{");
  print("before", marks.before);
  std::printf(",");
  print("ready", marks.ready);
  std::printf(",");
  print("begin", marks.begin);
  std::printf(",");
  print("end", marks.end);
  std::printf(",");
  print("after", marks.after);
  std::printf("}}\n");
}

int measure(Options& options) {
  Plan plan;
  plan.mode = mode_of(options.word("mode", "streams"));
  plan.clients = options.number("clients", 100);
  plan.at_once = options.number("at-once", 64);
  plan.warm_ns = options.number("warm-s", 2) * kSecond;
  plan.window_ns = options.number("seconds", 5) * kSecond;
  plan.start_limit_ns = options.number("start-limit-s", 60) * kSecond;
  plan.end_limit_ns = options.number("end-limit-s", 60) * kSecond;
  plan.spread_ns = options.number("spread-ms", 5000) * kMillisecond;
  plan.paused = options.number("paused", 0);
  plan.pause_ns = options.number("pause-s", 14) * kSecond;

  Scene scene;
  scene.port = static_cast<std::uint16_t>(options.number("port", 0));
  scene.answer_deltas = options.number("deltas", 250);
  scene.delta_bytes = static_cast<std::size_t>(options.number("bytes", 20));
  scene.receive_bytes = static_cast<int>(options.number("receive-bytes", 0));
  scene.sources = static_cast<std::uint32_t>(options.number("sources", 1));
  scene.question = "How do I get stronger?";
  scene.upgrade = "GET " + std::string(options.word("path", "/ai-chat")) +
                  " HTTP/1.1\r\nHost: 127.0.0.1:" + std::to_string(scene.port) +
                  "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                  "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n"
                  "Authorization: " +
                  std::string(options.word("authorization", "Web bench-key")) + "\r\n\r\n";
  const ProcessMeter meter(options.number("pid", 0), options.word("allocations", ""));
  options.finish();
  if (scene.port == 0 || plan.clients < 1 || plan.at_once < 1 ||
      scene.delta_bytes < kDeltaBytesMin || scene.sources < 1 || scene.sources > 250) {
    die("needs --port, a client, deltas of at least 20 bytes and 1 to 250 sources");
  }

  Run run(scene, plan, meter);
  const bool right = run.go();
  print(run, scene.counts);
  return right ? 0 : 1;
}

}  // namespace
}  // namespace bench

int main(int count, char** values) {
  bench::Options options(count, values);
  return bench::measure(options);
}

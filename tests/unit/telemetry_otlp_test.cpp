#include "support/manual_clock.hpp"
#include "telemetry/otlp/answer.hpp"
#include "telemetry/otlp/json.hpp"
#include "telemetry/otlp/span_queue.hpp"

#include <spotter/codec/json.hpp>
#include <spotter/telemetry/trace_context.hpp>

#include <catch2/catch.hpp>

using namespace spotter;
using namespace spotter::telemetry;
using namespace spotter::telemetry::otlp;
using namespace std::chrono_literals;

namespace {

SpanContext context_of(const std::string& traceparent) {
  return read_traceparent(traceparent).value();
}

FinishedSpan small_span() {
  FinishedSpan span;
  span.context = context_of("00-5b8efff798038103d269b633813fc60c-eee19b7ec3c1b174-01");
  span.context.remote = false;
  span.name = "turn";
  span.began =
      WallTime(std::chrono::duration_cast<WallTime::duration>(1'544'712'660'000'000'000ns));
  span.ended = span.began + 1s;
  return span;
}

}  // namespace

TEST_CASE("a span is written as OTLP's JSON has it", "[telemetry][trace]") {
  std::string text;
  append_span(text, small_span());
  CHECK(text ==
        R"({"traceId":"5b8efff798038103d269b633813fc60c","spanId":"eee19b7ec3c1b174","flags":257,)"
        R"("name":"turn","kind":1,"startTimeUnixNano":"1544712660000000000",)"
        R"("endTimeUnixNano":"1544712661000000000"})");
}

TEST_CASE("all that a span can have is written", "[telemetry][trace]") {
  FinishedSpan span = small_span();
  span.context.state = "congo=1";
  span.kind = SpanKind::client;
  span.parent = context_of("00-5b8efff798038103d269b633813fc60c-eee19b7ec3c1b173-01");
  span.link = context_of("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
  span.link.remote = false;
  span.attributes = {{"text", std::string("with \"quotes\"\n")},
                     {"count", std::int64_t{9'007'199'254'740'993}},
                     {"share", 0.25},
                     {"yes", true}};
  span.events = {{"first_word", span.began + 1ms}};
  span.failed = true;
  std::string text;
  append_span(text, span);
  CHECK(
      text ==
      R"({"traceId":"5b8efff798038103d269b633813fc60c","spanId":"eee19b7ec3c1b174","traceState":"congo=1",)"
      R"("parentSpanId":"eee19b7ec3c1b173","flags":769,"name":"turn","kind":3,)"
      R"("startTimeUnixNano":"1544712660000000000","endTimeUnixNano":"1544712661000000000",)"
      R"("attributes":[{"key":"text","value":{"stringValue":"with \"quotes\"\n"}},)"
      R"({"key":"count","value":{"intValue":"9007199254740993"}},)"
      R"({"key":"share","value":{"doubleValue":0.25}},{"key":"yes","value":{"boolValue":true}}],)"
      R"("events":[{"timeUnixNano":"1544712660001000000","name":"first_word"}],)"
      R"("links":[{"traceId":"0af7651916cd43dd8448eb211c80319c","spanId":"b7ad6b7169203331","flags":257}],)"
      R"("status":{"code":2}})");
}

TEST_CASE("a request names the service and holds the spans", "[telemetry][trace]") {
  const Frame frame = frame_of({{"service.name", "spotter"}, {"host.name", "a \"host\""}});
  std::string body = frame.head;
  append_span(body, small_span());
  body.append(",");
  append_span(body, small_span());
  body.append(frame.tail);
  codec::JsonParser parser;
  const auto document = parser.parse(body);
  REQUIRE(document.has_value());
  CHECK(body.starts_with(
      R"({"resourceSpans":[{"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"spotter"}},)"
      R"({"key":"host.name","value":{"stringValue":"a \"host\""}}]},"scopeSpans":[{"scope":{"name":"spotter","version":")"));
  std::size_t spans = 0;
  document->get("resourceSpans")->for_each([&](codec::JsonValue resource) {
    resource.get("scopeSpans")->for_each([&](codec::JsonValue scope) {
      spans += scope.get("spans")->size();
    });
  });
  CHECK(spans == 2);
}

TEST_CASE("a batch waits for others, until it is full or its time has come", "[telemetry][trace]") {
  testing::ManualClock clock;
  Settings settings;
  settings.batch_max = 3;
  settings.interval = 5s;
  SpanQueue queue(settings);
  CHECK(queue.due() == TimePoint::max());
  const TimePoint began = clock.now();
  CHECK(queue.add("{1}", clock.now()));
  clock.advance(2s);
  CHECK(queue.add("{2}", clock.now()));
  CHECK(queue.due() == began + 5s);
  CHECK(queue.add("{3}", clock.now()));
  CHECK(queue.due() <= clock.now());
  CHECK(queue.add("{4}", clock.now()));
  const auto batch = queue.take();
  CHECK(batch.spans == "{1},{2},{3}");
  CHECK(batch.count == 3);
  CHECK(queue.due() == clock.now() + 5s);
  CHECK(queue.take().spans == "{4}");
  CHECK(queue.empty());
  CHECK(queue.due() == TimePoint::max());
}

TEST_CASE("one span too many is dropped, and so is one byte", "[telemetry][trace]") {
  testing::ManualClock clock;
  Settings settings;
  settings.spans_max = 2;
  settings.bytes_max = 8;
  settings.batch_max = 1;
  SpanQueue queue(settings);
  CHECK(queue.add("1234", clock.now()));
  CHECK_FALSE(queue.add("12345", clock.now()));
  CHECK(queue.add("5678", clock.now()));
  CHECK_FALSE(queue.add("", clock.now()));
  CHECK(queue.take().spans == "1234");
  CHECK(queue.add("9", clock.now()));
}

TEST_CASE("what a collector's status means", "[telemetry][trace]") {
  for (const int status : {200, 202})
    CHECK(verdict_on(status) == Verdict::taken);
  for (const int status : {0, 429, 502, 503, 504})
    CHECK(verdict_on(status) == Verdict::later);
  for (const int status : {301, 400, 401, 404, 413, 500, 501})
    CHECK(verdict_on(status) == Verdict::refused);
}

TEST_CASE("a collector's wish to be left alone is seconds or a date", "[telemetry][trace]") {
  const WallTime now{};
  CHECK(read_wait("7", now) == Duration(7s));
  CHECK(read_wait(" 0 ", now) == Duration(0s));
  CHECK(read_wait("999999999", now) == Duration(24h));
  CHECK(read_wait("Thu, 01 Jan 1970 00:00:30 GMT", now) == Duration(30s));
  CHECK_FALSE(read_wait("Thu, 01 Jan 1970 00:00:30 GMT", now + 31s));
  for (const std::string_view text : {"", "-1", "1.5", "soon", "7 s"})
    CHECK_FALSE(read_wait(text, now));
}

TEST_CASE("a collector may take a part", "[telemetry][trace]") {
  codec::JsonParser parser;
  CHECK(read_partial(parser, "{}").rejected == 0);
  CHECK(read_partial(parser, "").rejected == 0);
  CHECK(read_partial(parser, R"({"partialSuccess":{}})").rejected == 0);
  const Partial some = read_partial(
      parser, R"({"partialSuccess":{"rejectedSpans":"3","errorMessage":"too\u0007 old"}})");
  CHECK(some.rejected == 3);
  CHECK(some.message == "too old");
  CHECK(read_partial(parser, R"({"partialSuccess":{"rejectedSpans":4}})").rejected == 4);
  CHECK(read_partial(parser, R"({"partialSuccess":{"rejectedSpans":"-4"}})").rejected == 0);
}

#include <spotter/codec/sse.hpp>

#include <catch2/catch.hpp>

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

using namespace spotter;
using codec::SseDecoder;
using codec::SseLimits;
using Step = SseDecoder::Step;

namespace {

struct Transcript {
  std::string_view what;
  std::string_view bytes;
  std::string_view events;  ///< name=data; a raw document is name!data
};

const Transcript kTranscripts[] = {
    {"LF", "data: a\n\ndata: b\n\n", "=a;=b;"},
    {"CRLF", "data: a\r\n\r\ndata: b\r\n\r\n", "=a;=b;"},
    {"bare CR", "data: a\r\rdata: b\r\r", "=a;=b;"},
    {"all line ends", "data: a\r\n\ndata: b\r\r\ndata: c\n\r\n", "=a;=b;=c;"},
    {"CR LF is one line end", "data: a\r\ndata: b\r\n\r\n", "=a\nb;"},
    {"LF CR is two line ends", "data: a\n\rdata: b\n\r", "=a;=b;"},
    {"BOM",
     "\xEF\xBB\xBF"
     "data: a\n\n",
     "=a;"},
    {"a second BOM is part of a name",
     "\xEF\xBB\xBF\xEF\xBB\xBF"
     "data: a\n\ndata: b\n\n",
     "=b;"},
    {"half a BOM is part of a name",
     "\xEF\xBB"
     "data: a\ndata: b\n\n",
     "=b;"},
    {"BOM alone", "\xEF\xBB\xBF", ""},
    {"comments", ": hello\n:\ndata: a\n: inside\n:\ndata: b\n\n:\n\n", "=a\nb;"},
    {"no space after the colon", "data:a\n\n", "=a;"},
    {"one space is dropped, others stay", "data:   a \n\n", "=  a ;"},
    {"several data lines", "data: a\ndata:\ndata: b\n\n", "=a\n\nb;"},
    {"a field without a colon", "data: a\ndata\nevent\n\n", "=a\n;"},
    {"event names", "event: x\ndata: a\n\ndata: b\n\n", "x=a;=b;"},
    {"the last event line counts", "event: x\nevent:y\ndata: a\n\n", "y=a;"},
    {"a name without data does not leak", "event: x\n\ndata: a\n\n", "=a;"},
    {"empty data is no event", "event: x\ndata:\n\ndata: \n\ndata\n\ndata: a\n\n", "=a;"},
    {"id, retry and unknown fields are ignored", "id: 1\nretry: 5\nfoo: bar\ndata: a\n\n", "=a;"},
    {"names are exact", "Data: x\n data: x\ndata : x\ndatabase: x\ndata: a\n\n", "=a;"},
    {"pending at the end", "event: x\ndata: a", "x=a;"},
    {"pending line at the end", "data: a\n", "=a;"},
    {"pending field name at the end", "data: a\ndata", "=a\n;"},
    {"nothing", "", ""},
    {"blank lines only", "\n\r\n\r\n", ""},
    {"a colon in the value", "data: {\"a\":1}\n\n", "={\"a\":1};"},
    {"raw document", "{\"error\":\n{\"a\":1}}\n\ndata: a\n\n", "!{\"error\":\n{\"a\":1}};=a;"},
    {"raw array at the end", "[{\"error\": {}}", "![{\"error\": {}};"},
    {"raw document in an event", "data: a\n{\"error\":1}\n\ndata: b\n\n", "=a;!{\"error\":1};=b;"},
    {"raw document after a name", "event: error\n{}\n\n", "error!{};"},
    {"fields in a raw document", "{\ndata: x\n: y\n}\r\n\r\n", "!{\ndata: x\n: y\n};"},
    {"UTF-8", "data: é🏋\n\n", "=é🏋;"},
};

std::string shown(const codec::SseEvent& event) {
  return std::string(event.name) + (event.raw_document ? "!" : "=") + std::string(event.data) + ";";
}

/// Feeds the pieces, one after the other, then the end.
std::string decoded(const std::vector<std::string_view>& pieces) {
  SseDecoder decoder;
  std::string events;
  for (std::string_view piece : pieces) {
    while (decoder.step(piece) == Step::event)
      events += shown(decoder.event());
    REQUIRE(piece.empty());
  }
  while (decoder.finish() == Step::event)
    events += shown(decoder.event());
  return events;
}

std::string data_lines(std::size_t data_bytes) {
  return "data: " + std::string(data_bytes, 'x') + "\n\n";
}

}  // namespace

TEST_CASE("an event stream is decoded as the standard and its users say", "[codec]") {
  for (const auto& transcript : kTranscripts) {
    INFO(transcript.what);
    CHECK(decoded({transcript.bytes}) == transcript.events);
  }
}

TEST_CASE("cuts anywhere in an event stream do not matter", "[codec]") {
  for (const auto& [what, bytes, events] : kTranscripts) {
    INFO(what);
    for (std::size_t first = 0; first <= bytes.size(); ++first) {
      for (std::size_t second = first; second <= bytes.size(); ++second) {
        const std::vector<std::string_view> pieces{
            bytes.substr(0, first), bytes.substr(first, second - first), bytes.substr(second)};
        REQUIRE(decoded(pieces) == events);
      }
    }
    std::vector<std::string_view> single_bytes;
    for (std::size_t i = 0; i < bytes.size(); ++i)
      single_bytes.push_back(bytes.substr(i, 1));
    CHECK(decoded(single_bytes) == events);
  }
}

TEST_CASE("an event at its limit passes and one byte more stops the stream for good", "[codec]") {
  const SseLimits limits{.event_bytes_max = 100, .stream_bytes_max = 1000};
  const std::string fits = data_lines(100);
  const std::string too_large = data_lines(101);
  SseDecoder decoder(limits);
  std::string_view bytes = fits;
  REQUIRE(decoder.step(bytes) == Step::event);
  CHECK(decoder.event().data.size() == 100);
  bytes = too_large;
  REQUIRE(decoder.step(bytes) == Step::over_limit);
  bytes = fits;
  CHECK(decoder.step(bytes) == Step::over_limit);
  CHECK(decoder.finish() == Step::over_limit);
}

TEST_CASE("the limit of an event holds over lines, pieces and raw documents", "[codec]") {
  const std::string bytes = GENERATE(as<std::string>{}, "data: 12345\ndata: 678901\n\n",
                                     "{2345678901\n\n", "[\n\n\n{\n2345\n678901");
  SseDecoder decoder({.event_bytes_max = 10, .stream_bytes_max = 1000});
  Step last = Step::need_more;
  for (std::size_t i = 0; i < bytes.size() && last != Step::over_limit; ++i) {
    std::string_view piece(&bytes[i], 1);
    last = decoder.step(piece);
  }
  CHECK(last == Step::over_limit);
}

TEST_CASE("a stream at its limit passes and one byte more stops it", "[codec]") {
  const std::string event = data_lines(2);  // ten bytes
  SseDecoder decoder({.event_bytes_max = 100, .stream_bytes_max = 30});
  for (int i = 0; i < 3; ++i) {
    std::string_view bytes = event;
    REQUIRE(decoder.step(bytes) == Step::event);
  }
  std::string_view none;
  CHECK(decoder.step(none) == Step::need_more);
  std::string_view comment = ":";
  CHECK(decoder.step(comment) == Step::over_limit);
}

TEST_CASE("comments count towards the limit of a stream", "[codec]") {
  SseDecoder decoder({.event_bytes_max = 100, .stream_bytes_max = 1000});
  const std::string comment = ": " + std::string(996, 'x');
  std::string_view bytes = comment;
  CHECK(decoder.step(bytes) == Step::need_more);
  bytes = comment;
  CHECK(decoder.step(bytes) == Step::over_limit);
}

TEST_CASE("the usual limits are 8 MiB for an event and 16 MiB for a stream", "[codec]") {
  constexpr std::size_t kEventMax = std::size_t{8} * 1024 * 1024;
  const std::string fits = data_lines(kEventMax);
  SseDecoder decoder;
  std::string_view bytes = fits;
  REQUIRE(decoder.step(bytes) == Step::event);
  CHECK(decoder.event().data.size() == kEventMax);
  bytes = fits;  // both events together are over 16 MiB, by their framing
  CHECK(decoder.step(bytes) == Step::over_limit);
  SseDecoder fresh;
  const std::string too_large = data_lines(kEventMax + 1);
  bytes = too_large;
  CHECK(fresh.step(bytes) == Step::over_limit);
}

#include "llm/openai/chat_dialect.hpp"
#include "llm/openai/timeouts.hpp"
#include "support/decoder_call.hpp"

#include <spotter/codec/json_writer.hpp>
#include <spotter/llm/http/one_call.hpp>

#include <catch2/catch.hpp>

#include <chrono>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

using namespace spotter;
using namespace spotter::llm;
using namespace spotter::llm::openai;
using namespace std::chrono_literals;
using testing::kTimeout;
using testing::kTimeoutVisible;
using Lines = std::vector<std::string>;

namespace {

constexpr TimePoint kStart = testing::kPlayStart;
constexpr std::string_view kDone = "data: [DONE]\n\n";
constexpr std::string_view kStop =
    "data: {\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}\n\n";
constexpr std::string_view kPing = ": ping\n\n";

std::string says(std::string_view text) {
  std::string event = "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":";
  codec::append_json_string(event, text);
  return event + "}}]}\n\n";
}

std::string calls(int index, std::string_view arguments) {
  std::string event = "data: {\"choices\":[{\"index\":0,\"delta\":{\"tool_calls\":[{\"index\":" +
                      std::to_string(index) + ",\"function\":{\"name\":\"f\",\"arguments\":";
  codec::append_json_string(event, arguments);
  return event + "}}]}}]}\n\n";
}

/// A decoder whose server has answered 200 at kStart, unless told otherwise.
struct Call : testing::DecoderCall<Call> {
  explicit Call(const Settings& settings = {}, TimePoint deadline = TimePoint::max())
      : decoder(http_client::Request{}, std::make_unique<ChatDialect>(),
                resolve_timeouts(settings, Capabilities{}), settings.limits, parsers, kStart,
                deadline) {
    REQUIRE(decoder.begin_call(kStart));
  }

  http::Parsers parsers;
  http::OneCallDecoder decoder;
};

}  // namespace

TEST_CASE("a server that sends no headers times out", "[openai]") {
  Call call;
  CHECK(call.tick(kStart + 30s - 1ns).empty());
  CHECK(call.decoder.next_deadline() == kStart + 30s);
  CHECK(call.tick(kStart + 30s) == kTimeout);
  CHECK(call.decoder.next_deadline() == TimePoint::max());
}

TEST_CASE("a server that sends no chunk after its headers times out", "[openai]") {
  Call call;
  call.head(200, kStart + 10s);
  for (auto now = kStart + 10s; now < kStart + 40s; now += 1s) {
    CHECK(call.bytes(kPing, now).tick(now).empty());
  }
  CHECK(call.tick(kStart + 40s) == kTimeout);
}

TEST_CASE("comments and pings do not hide a model that says nothing more", "[openai]") {
  Call call;
  call.head().bytes(says("Hi"));
  CHECK(call.events() == Lines{"started", "text \"Hi\""});
  for (auto now = kStart; now < kStart + 45s; now += 1s) {
    call.bytes(kPing, now).bytes("event: ping\ndata: {\"type\":\"ping\"}\n\n", now);
    call.bytes(says(""), now);  // an empty delta says nothing either
    REQUIRE(call.tick(now).empty());
  }
  CHECK(call.tick(kStart + 45s) == kTimeoutVisible);
}

TEST_CASE("a model that goes on is not interrupted", "[openai]") {
  Call call;
  call.head();
  auto now = kStart;
  for (int i = 0; i < 9; ++i) {
    now += 29s;
    call.bytes(says("x"), now);
  }
  CHECK(call.events() == Lines{"started", "text \"xxxxxxxxx\""});
  CHECK(call.tick(now + 29s).empty());
}

TEST_CASE("a line without any byte times out before the model's silence does", "[openai]") {
  Call call;
  call.head().bytes(says("Hi"));
  call.events();
  CHECK(call.tick(kStart + 30s - 1ns).empty());
  CHECK(call.tick(kStart + 30s) == kTimeoutVisible);
}

TEST_CASE("the whole answer has a limit, and the caller's deadline is one too", "[openai]") {
  const bool by_caller = GENERATE(true, false);
  Call call({}, by_caller ? kStart + 100s : TimePoint::max());
  const auto end = by_caller ? kStart + 100s : kStart + 300s;
  call.head();
  for (auto now = kStart; now < end; now += 10s) {
    REQUIRE(call.bytes(says("x"), now).decoder.next_deadline() <= end);
    call.decoder.on_tick(now);
  }
  CHECK_FALSE(call.decoder.over());
  CHECK(call.tick(end).back() == kTimeoutVisible.back());
}

TEST_CASE("a local server gets the time to load its model, unless the settings say otherwise",
          "[openai]") {
  Settings settings;
  settings.base_url = "http://127.0.0.1:11434/v1";
  {
    Call call(settings);
    CHECK(call.tick(kStart + 120s - 1ns).empty());
    CHECK(call.tick(kStart + 120s) == kTimeout);
  }
  {
    Call call(settings);
    call.head();
    CHECK(call.tick(kStart + 120s - 1ns).empty());
    CHECK(call.tick(kStart + 120s) == kTimeout);
  }
  settings.timeouts.headers = 3s;
  settings.timeouts.first_token = 5s;
  {
    Call call(settings);
    CHECK(call.tick(kStart + 3s) == kTimeout);
  }
  {
    Call call(settings);
    call.head();
    CHECK(call.tick(kStart + 5s - 1ns).empty());
    CHECK(call.tick(kStart + 5s) == kTimeout);
  }
}

TEST_CASE("a model that reasons may think longer", "[openai]") {
  Capabilities capabilities;
  capabilities.reasons = true;
  const auto timeouts = resolve_timeouts(Settings{}, capabilities);
  CHECK(timeouts.headers == 60s);
  CHECK(timeouts.first_token == 120s);
  CHECK(timeouts.stall == 90s);
  CHECK(timeouts.byte_silence == 90s);
  CHECK(resolve_timeouts(Settings{}, Capabilities{}).stall == 45s);
}

TEST_CASE("a finish reason waits two seconds for usage", "[openai]") {
  Call call;
  call.head().bytes(says("Hi")).bytes(kStop);
  CHECK(call.events() == Lines{"started", "text \"Hi\""});
  CHECK(call.tick(kStart + 2s - 1ns).empty());
  SECTION("usage comes") {
    call.bytes("data: {\"choices\":[],\"usage\":{\"prompt_tokens\":1,\"completion_tokens\":2}}\n\n",
               kStart + 1s);
    CHECK(call.tick(kStart + 1s).empty());
    CHECK(call.tick(kStart + 2s) == Lines{"usage in=1 cached=0 cw=0 out=2 rsn=0", "finished stop"});
  }
  SECTION("usage does not come") {
    CHECK(call.tick(kStart + 2s) == Lines{"finished stop"});
  }
  SECTION("the whole time is over before") {
    Call hurried({}, kStart + 1s);
    hurried.head().bytes(says("Hi")).bytes(kStop);
    hurried.events();
    CHECK(hurried.tick(kStart + 1s) == Lines{"finished stop"});
  }
}

TEST_CASE("after [DONE] the end of the body is awaited for a moment", "[openai]") {
  Call call;
  call.head().bytes(says("Hi")).bytes(kStop).bytes(kDone);
  CHECK(call.events() == Lines{"started", "text \"Hi\""});
  CHECK(call.tick(kStart + 50ms - 1ns).empty());
  SECTION("it comes") {
    call.decoder.on_end(nullptr, kStart + 10ms);
    CHECK(call.events() == Lines{"finished stop"});
  }
  SECTION("it does not come") {
    CHECK(call.bytes(says("late")).tick(kStart + 50ms) == Lines{"finished stop"});
  }
}

TEST_CASE("an error body that does not end is not waited for", "[openai]") {
  Call call;
  call.head(503, kStart, Call::kStream).bytes("<html>");
  CHECK(call.tick(kStart + 5s - 1ns).empty());
  CHECK(call.tick(kStart + 5s) == Lines{"failed overloaded retryable=true visible=false code=503"});
}

TEST_CASE("an error body that is too long is cut", "[openai]") {
  Call call;
  call.head(500, kStart, Call::kStream);
  for (int i = 0; i < 64 && !call.decoder.over(); ++i)
    call.bytes(std::string(2000, 'x'));
  CHECK(call.events() == Lines{"failed server retryable=true visible=false code=500"});
}

TEST_CASE("a cancelled answer ends with one word", "[openai]") {
  Call call;
  SECTION("before the headers") {
    call.decoder.cancel();
    CHECK(call.events() == Lines{"failed cancelled retryable=false visible=false"});
  }
  SECTION("in the middle of the text, and what was not taken is dropped") {
    call.head().bytes(says("Hi"));
    CHECK(call.decoder.try_next().has_value());
    call.decoder.cancel();
    CHECK(call.events() == Lines{"failed cancelled retryable=false visible=true"});
  }
  SECTION("in the middle of a tool call") {
    call.head().bytes(calls(0, "{\"a\""));
    call.decoder.cancel();
    CHECK(call.events() == Lines{"failed cancelled retryable=false visible=true"});
  }
  SECTION("when the end was there but not taken") {
    call.head().bytes(says("Hi")).bytes(kStop);
    call.decoder.on_end(nullptr, kStart);
    call.decoder.cancel();
    CHECK(call.events() == Lines{"failed cancelled retryable=false visible=true"});
  }
  SECTION("when the end was taken") {
    call.head().bytes(says("Hi")).bytes(kStop);
    call.decoder.on_end(nullptr, kStart);
    CHECK(call.events().back() == "finished stop");
    call.decoder.cancel();
    CHECK(call.events().empty());
  }
  call.bytes(says("late")).decoder.on_end(nullptr, kStart);
  call.decoder.cancel();
  CHECK(call.tick(TimePoint::max()).empty());
}

TEST_CASE("an event of 8 MiB is read and one byte more is too much", "[openai]") {
  constexpr std::size_t kMax = std::size_t{8} * 1024 * 1024;
  const std::string before = "{\"choices\":[{\"delta\":{\"content\":\"Hi\"}}],\"pad\":\"";
  const std::string after = "\"}";
  const std::string pad(kMax - before.size() - after.size(), 'x');
  Call fits;
  fits.head().bytes("data: " + before + pad + after + "\n\n");
  CHECK(fits.events() == Lines{"started", "text \"Hi\""});
  CHECK_FALSE(fits.decoder.over());
  Call too_large;
  too_large.head().bytes("data: " + before + pad + "x" + after + "\n\n");
  CHECK(too_large.events() == Lines{"failed protocol retryable=true visible=false"});
}

TEST_CASE("a whole completion has the limit of an event", "[openai]") {
  Settings settings;
  settings.limits.event_bytes_max = 100;
  Call call(settings);
  call.head(200, kStart, "application/json").bytes(std::string(100, ' '));
  CHECK_FALSE(call.decoder.over());
  CHECK(call.bytes(" ").events() == Lines{"failed protocol retryable=true visible=false"});
}

TEST_CASE("a stream of more than 16 MiB is too much", "[openai]") {
  Call call;
  call.head();
  const std::string large = says(std::string(std::size_t{1024} * 1024, 'x'));
  for (int i = 0; i < 15; ++i)
    call.bytes(large);
  CHECK_FALSE(call.decoder.over());
  CHECK(call.bytes(large).events().back() == "failed protocol retryable=true visible=true");
}

TEST_CASE("128 tool calls are taken and one more is too much", "[openai]") {
  Call call;
  call.head();
  for (int i = 0; i < 128; ++i)
    call.bytes(calls(i, "{}"));
  CHECK_FALSE(call.decoder.over());
  for (int i = 128; i < 200; ++i)
    call.bytes(calls(i, "{}"));
  CHECK(call.events().back() == "failed protocol retryable=true visible=true");
}

TEST_CASE("a call's arguments come in so many pieces and no more", "[openai]") {
  CHECK(AnswerLimits{}.tool_fragments_max == 65'536);
  Settings settings;
  settings.limits.tool_fragments_max = 100;
  Call call(settings);
  call.head();
  for (int i = 0; i < 100; ++i)
    call.bytes(calls(0, " ")).bytes(calls(1, " "));
  CHECK_FALSE(call.bytes(calls(0, "")).decoder.over());
  CHECK(call.bytes(calls(1, " ")).events().back() == "failed protocol retryable=true visible=true");
}

TEST_CASE("a payload is nested 128 deep at most", "[openai]") {
  const auto nested = [](std::size_t levels) {
    return "data: {\"choices\":[],\"x\":" + std::string(levels, '[') + "1" +
           std::string(levels, ']') + "}\n\n";
  };
  Call call;
  call.head().bytes(nested(127));
  CHECK(call.events() == Lines{"started"});
  CHECK(call.bytes(nested(128)).events() == Lines{"failed protocol retryable=true visible=false"});
}

TEST_CASE("a thousand reads of one byte in one event are as good as one", "[openai]") {
  Call call;
  call.head();
  const std::string event = says(std::string(1000, 'x'));
  for (const char byte : event)
    call.bytes(std::string_view(&byte, 1));
  CHECK(call.events() == Lines{"started", "text \"" + std::string(1000, 'x') + "\""});
}

TEST_CASE("how a call ends before its headers decides what it is called", "[openai]") {
  const auto ended = [](Errc code) {
    Call call;
    const Error error{code, "test"};
    call.decoder.on_end(&error, kStart);
    return call.events().back();
  };
  CHECK(ended(Errc::unreachable) == "failed network retryable=true visible=false");
  CHECK(ended(Errc::refused) == "failed network retryable=true visible=false");
  CHECK(ended(Errc::reset) == "failed network retryable=true visible=false");
  CHECK(ended(Errc::timed_out) == "failed timeout retryable=true visible=false");
  CHECK(ended(Errc::malformed) == "failed protocol retryable=true visible=false");
  CHECK(ended(Errc::cancelled) == "failed cancelled retryable=false visible=false");
}

TEST_CASE("a request that could not be written is the only event", "[openai]") {
  const Settings settings;
  http::Parsers parsers;
  http::OneCallDecoder decoder(Error{Errc::too_large, "test"}, std::make_unique<ChatDialect>(),
                               resolve_timeouts(settings, Capabilities{}), settings.limits, parsers,
                               kStart, TimePoint::max());
  CHECK(decoder.wants_call());
  CHECK_FALSE(decoder.begin_call(kStart));
  CHECK_FALSE(decoder.wants_call());
  CHECK(decoder.over());
  std::vector<Event> events;
  while (auto event = decoder.try_next())
    events.push_back(std::move(*event));
  CHECK(testing::canonical(events) ==
        Lines{"failed request_too_large retryable=false visible=false"});
}

TEST_CASE("the first chunk names the answer and its model, within bounds", "[openai]") {
  Call call;
  call.head().bytes("data: {\"id\":\"chatcmpl-7\",\"model\":\"" + std::string(500, 'm') +
                    "\",\"choices\":[]}\n\ndata: {\"id\":\"other\",\"choices\":[]}\n\n");
  const auto event = call.decoder.try_next();
  REQUIRE(event.has_value());
  const auto& started = std::get<Started>(*event);
  CHECK(started.response_id == "chatcmpl-7");
  CHECK(started.model == std::string(256, 'm'));
  CHECK_FALSE(call.decoder.try_next());
}

TEST_CASE("a tool call is reported with its name, id and whole arguments", "[openai]") {
  Call call;
  call.head()
      .bytes(
          R"(data: {"choices":[{"delta":{"tool_calls":[{"index":3,"id":"call_x","function":{"name":"plan","arguments":" "}}]},"finish_reason":"tool_calls"}]})"
          "\n\n")
      .bytes(kDone);
  call.decoder.on_end(nullptr, kStart);
  std::vector<Event> events;
  while (auto event = call.decoder.try_next())
    events.push_back(std::move(*event));
  REQUIRE(events.size() == 5);
  CHECK(std::get<ToolBegin>(events[1]).name == "plan");
  CHECK(std::get<ToolBegin>(events[1]).call_id == "call_x");
  CHECK(std::get<ToolBegin>(events[1]).slot == 0);
  CHECK(std::get<ToolEnd>(events[3]).arguments == "{}");
  CHECK(std::get<ToolEnd>(events[3]).ok);
}

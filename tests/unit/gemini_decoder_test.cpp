#include "llm/gemini/answer_decoder.hpp"
#include "llm/gemini/timeouts.hpp"
#include "support/decoder_call.hpp"

#include <spotter/codec/json_writer.hpp>

#include <catch2/catch.hpp>

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

using namespace spotter;
using namespace spotter::llm;
using namespace spotter::llm::gemini;
using namespace std::chrono_literals;
using testing::kTimeout;
using testing::kTimeoutVisible;
using Lines = std::vector<std::string>;

namespace {

constexpr TimePoint kStart = testing::kPlayStart;
constexpr std::string_view kPing = ": ping\n\n";
constexpr std::string_view kStop = "data: {\"candidates\":[{\"finishReason\":\"STOP\"}]}\n\n";
constexpr std::string_view kWish =
    "data: {\"candidates\":[{\"content\":{\"parts\":[{\"functionCall\":{\"id\":\"f1\","
    "\"name\":\"make\",\"args\":{}}}]}}]}\n\n";

std::string says(std::string_view text) {
  std::string event = "data: {\"candidates\":[{\"content\":{\"parts\":[{\"text\":";
  codec::append_json_string(event, text);
  return event + "}]}}]}\n\n";
}

Request question() {
  Request request;
  request.messages = {{Role::user, "Make me a plan."}};
  request.tools = {{"make", "Makes it.", R"({"type":"object","required":["a"]})"}};
  return request;
}

Settings lite() {
  Settings settings;
  settings.model = "gemini-3.5-flash-lite";
  return settings;
}

/// A decoder whose first call was begun at kStart.
struct Call : testing::DecoderCall<Call> {
  explicit Call(Settings of = lite(), Request request = question(),
                TimePoint deadline = TimePoint::max())
      : settings(std::move(of)),
        timeouts(resolve_timeouts(settings)),
        decoder({settings, timeouts, schemas, parsers}, std::move(request), kStart, deadline) {
    begin();
  }

  void begin() {
    const auto request = decoder.begin_call(kStart);
    body = request ? request->body : "";
  }
  /// A wish, whose arguments are asked for at kStart.
  Call& wish() {
    head().bytes(kWish).bytes(kStop);
    decoder.on_end(nullptr, kStart);
    REQUIRE(decoder.wants_call());
    begin();
    return *this;
  }

  Settings settings;
  ResolvedTimeouts timeouts;
  Schemas schemas;
  http::Parsers parsers;
  AnswerDecoder decoder;
  std::string body;  ///< of the last call
};

}  // namespace

TEST_CASE("a Gemini that sends no headers or no chunk times out", "[gemini]") {
  Call silent;
  CHECK(silent.tick(kStart + 30s - 1ns).empty());
  CHECK(silent.tick(kStart + 30s) == kTimeout);
  Call empty;
  empty.head(200, kStart + 10s);
  for (auto now = kStart + 10s; now < kStart + 40s; now += 1s) {
    CHECK(empty.bytes(kPing, now).tick(now).empty());
  }
  CHECK(empty.tick(kStart + 40s) == kTimeout);
}

TEST_CASE("comments and empty chunks do not hide a Gemini that stalls", "[gemini]") {
  Call call;
  call.head().bytes(says("Hi"));
  CHECK(call.events() == Lines{"started", "text \"Hi\""});
  for (auto now = kStart; now < kStart + 45s; now += 1s) {
    call.bytes(kPing, now).bytes(says(""), now);
    call.bytes("data: {\"usageMetadata\":{}}\n\n", now);
    REQUIRE(call.tick(now).empty());
  }
  const auto events = call.tick(kStart + 45s);
  CHECK(events.back() == kTimeoutVisible.back());
}

TEST_CASE("models that think are given more time than the lite ones", "[gemini]") {
  Settings settings = lite();
  CHECK(resolve_timeouts(settings).stall == 45s);
  settings.model = "gemini-4-argon";
  CHECK(resolve_timeouts(settings).stall == 90s);
  CHECK(resolve_timeouts(settings).headers == 60s);
  settings.thinking_level = "MINIMAL";
  CHECK(resolve_timeouts(settings).stall == 45s);
  settings = lite();
  settings.thinking_level = "LOW";
  CHECK(resolve_timeouts(settings).first_token == 120s);
}

TEST_CASE("a finish reason waits two seconds for the end of the body", "[gemini]") {
  Call call;
  call.head().bytes(says("Hi")).bytes(kStop);
  CHECK(call.events() == Lines{"started", "text \"Hi\""});
  CHECK(call.tick(kStart + 2s - 1ns).empty());
  CHECK(call.tick(kStart + 2s) == Lines{"finished stop"});
}

TEST_CASE("a wish does not wait that long", "[gemini]") {
  Call call;
  call.head().bytes(kWish);
  CHECK(call.events() == Lines{"started"});
  call.bytes(kStop);
  CHECK(call.tick(kStart + 50ms - 1ns).empty());
  CHECK_FALSE(call.decoder.wants_call());
  CHECK(call.tick(kStart + 50ms) == Lines{"tool_begin 0 f1"});
  CHECK(call.decoder.wants_call());
}

TEST_CASE("the second call of an answer has its own patience, and the same end", "[gemini]") {
  Call call(lite(), question(), kStart + 100s);
  call.wish();
  CHECK(call.events() == Lines{"started", "tool_begin 0 f1"});
  SECTION("no headers") {
    CHECK(call.tick(kStart + 30s) == kTimeoutVisible);
  }
  SECTION("arguments that stall") {
    call.head().bytes(says("{"));
    call.bytes(kPing, kStart + 20s).bytes(kPing, kStart + 40s);
    CHECK(call.tick(kStart + 45s).back() == kTimeoutVisible.back());
  }
  SECTION("arguments without end") {
    call.head();
    for (auto now = kStart; now < kStart + 100s; now += 10s)
      call.bytes(says("{"), now).decoder.on_tick(now);
    CHECK_FALSE(call.decoder.over());
    CHECK(call.tick(kStart + 100s).back() == kTimeoutVisible.back());
  }
}

TEST_CASE("no second call is made when the time is over", "[gemini]") {
  Call call(lite(), question(), kStart + 10s);
  call.head().bytes(kWish).bytes(kStop, kStart + 9s);
  CHECK(call.tick(kStart + 10s) == Lines{"started", "failed timeout retryable=true visible=false"});
  CHECK_FALSE(call.decoder.wants_call());
}

TEST_CASE("arguments arrive piece by piece, as they are written", "[gemini]") {
  Call call;
  call.wish().head();
  call.events();
  for (const std::string_view piece : {"{\"a\"", ":", "\"🏋", "\"}"}) {
    call.bytes(says(piece));
    const auto event = call.decoder.try_next();
    REQUIRE(event.has_value());
    CHECK(std::get<ToolArgs>(*event).fragment == piece);
    CHECK(std::get<ToolArgs>(*event).slot == 0);
  }
  call.bytes(kStop).decoder.on_end(nullptr, kStart);
  const auto end = call.decoder.try_next();
  REQUIRE(end.has_value());
  CHECK(std::get<ToolEnd>(*end).arguments == "{\"a\":\"🏋\"}");
  CHECK(std::get<ToolEnd>(*end).ok);
  CHECK(call.events() == Lines{"finished tool_calls"});
}

TEST_CASE("the second call gives back the signed parts as they came", "[gemini]") {
  Call call;
  call.head()
      .bytes(
          "data: {\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"hm\",\"thought\":true},"
          "{\"text\":\"Su\"},{\"text\":\"re.\"}]}}]}\n\n")
      .bytes(
          "data: {\"candidates\":[{\"content\":{\"parts\":[{\"functionCall\":{\"id\":\"f1\","
          "\"name\":\"make\",\"args\":{}},\"thoughtSignature\":\"Ci+/QB==\"}]}}]}\n\n")
      .bytes(
          "data: {\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"\","
          "\"thoughtSignature\":\"Ep\"}]},\"finishReason\":\"STOP\"}]}\n\n");
  call.decoder.on_end(nullptr, kStart);
  call.begin();
  const std::string& body = call.body;
  CHECK(body.find("{\"role\":\"model\",\"parts\":[{\"text\":\"Sure.\"},{\"functionCall\":{\"id\":"
                  "\"f1\",\"name\":\"make\",\"args\":{}},\"thoughtSignature\":\"Ci+/QB==\"},"
                  "{\"text\":\"\",\"thoughtSignature\":\"Ep\"}]}") != std::string::npos);
  CHECK(body.find("\"tools\"") == std::string::npos);
  CHECK(body.find("\"responseJsonSchema\":{\"type\":\"object\",\"required\":[\"a\"]}") !=
        std::string::npos);
}

TEST_CASE("a tool that must be called is asked for at once", "[gemini]") {
  Request request = question();
  request.tool_required = true;
  Call call(lite(), std::move(request));
  CHECK(call.body.find("responseJsonSchema") != std::string::npos);
  CHECK(call.body.find("functionDeclarations") == std::string::npos);
  SECTION("and begins with its first piece") {
    call.head().bytes(says(""));
    CHECK(call.events() == Lines{"started"});
    call.bytes(says("{\"a\":1}")).bytes(kStop).decoder.on_end(nullptr, kStart);
    CHECK(call.events() == Lines{"tool_begin 0 call_0", "tool_args 0 \"{\\\"a\\\":1}\"",
                                 "tool_end 0 ok=true", "finished tool_calls"});
  }
  SECTION("and nothing was visible when that is refused") {
    call.head(503);
    call.decoder.on_end(nullptr, kStart);
    CHECK(call.events() == Lines{"failed overloaded retryable=true visible=false code=503"});
  }
  SECTION("and an answer of nothing is empty") {
    call.head().bytes(kStop).decoder.on_end(nullptr, kStart);
    CHECK(call.events() == Lines{"started", "failed empty retryable=true visible=false"});
  }
}

TEST_CASE("a server that refused JSON Schema once is spoken to in the older dialect", "[gemini]") {
  Call call;
  call.wish().head(400).bytes(
      R"({"error":{"code":400,"status":"INVALID_ARGUMENT",)"
      R"("message":"Unknown name \"responseJsonSchema\" at 'generation_config'"}})");
  call.decoder.on_end(nullptr, kStart);
  REQUIRE(call.decoder.wants_call());
  call.begin();
  const std::string& body = call.body;
  CHECK(body.find(R"("responseSchema":{"type":"OBJECT","required":["a"]})") != std::string::npos);
  CHECK(body.find("responseJsonSchema") == std::string::npos);

  AnswerDecoder next(
      {call.settings, call.timeouts, call.schemas, call.parsers},
      [] {
        Request request = question();
        request.tool_required = true;
        return request;
      }(),
      kStart, TimePoint::max());
  CHECK(next.begin_call(kStart)->body.find("responseSchema") != std::string::npos);
}

TEST_CASE("another refusal of the second call is final", "[gemini]") {
  Call call;
  call.wish().head(400).bytes(
      R"({"error":{"code":400,"status":"INVALID_ARGUMENT","message":"Request contains nonsense"}})");
  call.decoder.on_end(nullptr, kStart);
  CHECK_FALSE(call.decoder.wants_call());
  CHECK(call.events().back() ==
        "failed invalid_request retryable=false visible=true code=INVALID_ARGUMENT");
}

TEST_CASE("a cancelled answer of Gemini ends with one word, in each of its calls", "[gemini]") {
  Call call;
  SECTION("before the headers") {
    call.decoder.cancel();
    CHECK(call.events() == Lines{"failed cancelled retryable=false visible=false"});
  }
  SECTION("in the middle of the text") {
    call.head().bytes(says("Hi")).decoder.cancel();
    CHECK(call.events() == Lines{"failed cancelled retryable=false visible=true"});
  }
  SECTION("between the calls") {
    call.head().bytes(kWish).bytes(kStop).decoder.on_end(nullptr, kStart);
    call.decoder.cancel();
    CHECK_FALSE(call.decoder.wants_call());
    CHECK(call.events() == Lines{"failed cancelled retryable=false visible=true"});
  }
  SECTION("in the arguments") {
    call.wish().head().bytes(says("{")).decoder.cancel();
    CHECK(call.events() == Lines{"failed cancelled retryable=false visible=true"});
  }
  call.bytes(says("late")).decoder.on_end(nullptr, kStart);
  call.decoder.cancel();
  CHECK(call.tick(TimePoint::max()).empty());
}

TEST_CASE("the limits of an answer hold in Gemini's dialect", "[gemini]") {
  Settings settings = lite();
  settings.limits.tool_slots_max = 3;
  settings.limits.tool_fragments_max = 10;
  settings.limits.event_bytes_max = 1000;
  const std::string call_of_other =
      "data: "
      "{\"candidates\":[{\"content\":{\"parts\":[{\"functionCall\":{\"name\":\"f\"}}]}}]}\n\n";
  const std::string protocol = "failed protocol retryable=true visible=true";
  Call call(settings);
  SECTION("calls") {
    call.head();
    for (int i = 0; i < 3; ++i)
      call.bytes(call_of_other);
    CHECK_FALSE(call.decoder.over());
    CHECK(call.bytes(call_of_other).events().back() == protocol);
  }
  SECTION("pieces of arguments") {
    call.wish().head();
    for (int i = 0; i < 10; ++i)
      call.bytes(says(" "));
    CHECK_FALSE(call.decoder.over());
    CHECK(call.bytes(says(" ")).events().back() == protocol);
  }
  SECTION("bytes of an event") {
    call.head().bytes(says("Hi")).bytes(says(std::string(1000, 'x')));
    CHECK(call.events().back() == protocol);
  }
  SECTION("bytes of a request") {
    settings.request_bytes_max = 10;
    Call refused(settings);
    CHECK(refused.body.empty());
    CHECK(refused.events() == Lines{"failed request_too_large retryable=false visible=false"});
  }
  SECTION("bytes of an error") {
    call.head(500);
    for (int i = 0; i < 64 && !call.decoder.over(); ++i)
      call.bytes(std::string(2000, 'x'));
    CHECK(call.events() == Lines{"failed server retryable=true visible=false code=500"});
  }
}

TEST_CASE("a model that is offered no tools is not asked for arguments", "[gemini]") {
  Request request = question();
  request.tools.clear();
  request.tool_required = true;
  Call call(lite(), std::move(request));
  CHECK(call.body.find("responseMimeType") == std::string::npos);
  call.head().bytes(kWish).bytes(kStop).decoder.on_end(nullptr, kStart);
  CHECK(call.events() == Lines{"started", "tool_begin 0 f1", "tool_args 0 \"{}\"",
                               "tool_end 0 ok=true", "finished tool_calls"});
}

TEST_CASE("the first chunk names Gemini's answer and its model", "[gemini]") {
  Call call;
  call.head().bytes("data: {\"responseId\":\"r7\",\"modelVersion\":\"m\",\"candidates\":[]}\n\n");
  const auto event = call.decoder.try_next();
  REQUIRE(event.has_value());
  CHECK(std::get<Started>(*event).response_id == "r7");
  CHECK(std::get<Started>(*event).model == "m");
}

#include "llm/anthropic/messages_decoder.hpp"
#include "llm/anthropic/timeouts.hpp"
#include "support/decoder_call.hpp"

#include <spotter/codec/json_writer.hpp>

#include <catch2/catch.hpp>

#include <algorithm>
#include <chrono>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

using namespace spotter;
using namespace spotter::llm;
using namespace spotter::llm::anthropic;
using namespace std::chrono_literals;
using testing::kTimeout;
using testing::kTimeoutVisible;
using Lines = std::vector<std::string>;

namespace {

constexpr TimePoint kStart = testing::kPlayStart;
constexpr std::string_view kPing = "event: ping\ndata: {\"type\":\"ping\"}\n\n";
constexpr std::string_view kMessage =
    "data: {\"type\":\"message_start\",\"message\":{\"id\":\"msg_1\",\"model\":\"m\"}}\n\n";
constexpr std::string_view kCall =
    "data: {\"type\":\"content_block_start\",\"index\":0,\"content_block\":"
    "{\"type\":\"tool_use\",\"id\":\"toolu_1\",\"name\":\"make\",\"input\":{}}}\n\n";
constexpr std::string_view kCallEnds = "data: {\"type\":\"content_block_stop\",\"index\":0}\n\n";
constexpr std::string_view kReason =
    "data: {\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"end_turn\"}}\n\n";
constexpr std::string_view kStop = "data: {\"type\":\"message_stop\"}\n\n";
constexpr std::string_view kToolsRefused =
    R"({"type":"error","error":{"type":"invalid_request_error",)"
    R"("message":"tools.0.strict: not supported by this model"}})";

std::string delta(std::string_view type, std::string_view key, std::string_view text) {
  std::string event = "data: {\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"";
  event.append(type).append("\",\"").append(key).append("\":");
  codec::append_json_string(event, text);
  return event + "}}\n\n";
}
std::string says(std::string_view text) {
  return delta("text_delta", "text", text);
}
std::string writes(std::string_view json) {
  return delta("input_json_delta", "partial_json", json);
}

Request question() {
  Request request;
  request.messages = {{Role::user, "Make me a plan."}};
  request.tools = {{"make", "Makes it.", R"({"type":"object"})"}};
  return request;
}

Settings haiku() {
  Settings settings;
  settings.model = "claude-haiku-5-5";
  settings.api_key = Secret("sk-ant-key\n");
  return settings;
}

/// A decoder whose first call was begun at kStart.
struct Conversation : testing::DecoderCall<Conversation> {
  explicit Conversation(Settings of = haiku(), Request request = question(),
                        TimePoint deadline = TimePoint::max())
      : settings(std::move(of)),
        timeouts(resolve_timeouts(settings)),
        decoder({settings, timeouts, tool_form, parsers}, std::move(request), kStart, deadline) {
    begin();
  }

  void begin() {
    if (auto call = decoder.begin_call(kStart)) sent = std::move(*call);
  }
  std::string header(std::string_view name) const {
    const auto found = std::find_if(sent.headers.begin(), sent.headers.end(),
                                    [name](const auto& header) { return header.first == name; });
    return found == sent.headers.end() ? std::string() : found->second;
  }

  Settings settings;
  ResolvedTimeouts timeouts;
  ToolForm tool_form = ToolForm::strict;
  http::Parsers parsers;
  MessagesDecoder decoder;
  http_client::Request sent;  ///< the last call
};

}  // namespace

TEST_CASE("the call goes to Anthropic's address, with version and key in headers", "[anthropic]") {
  Settings settings = haiku();
  settings.base_url = GENERATE("https://api.anthropic.com", "https://api.anthropic.com/",
                               "https://api.anthropic.com/v1", "https://api.anthropic.com/v1/");
  const Conversation call(settings);
  CHECK(call.sent.method == "POST");
  CHECK(call.sent.url == "https://api.anthropic.com/v1/messages");
  CHECK(call.header("x-api-key") == "sk-ant-key");
  CHECK(call.header("anthropic-version") == "2026-10-21");
  CHECK(call.header("Authorization").empty());
  CHECK(call.sent.body.find("sk-ant-key") == std::string::npos);
}

TEST_CASE("the answer's id and model are told when it begins", "[anthropic]") {
  Conversation call;
  call.head().bytes(kPing);
  CHECK_FALSE(call.decoder.try_next());
  call.bytes(kMessage);
  const auto event = call.decoder.try_next();
  REQUIRE(event);
  CHECK(std::get<Started>(*event).response_id == "msg_1");
  CHECK(std::get<Started>(*event).model == "m");
}

TEST_CASE("words and arguments are passed on as they come", "[anthropic]") {
  Conversation call;
  call.head().bytes(kMessage).bytes(says("Three "));
  CHECK(call.events() == Lines{"started", "text \"Three \""});
  call.bytes(kCall);
  CHECK(call.events() == Lines{"tool_begin 0 toolu_1"});
  call.bytes(writes("{\"a\":"));
  CHECK(call.events() == Lines{"tool_args 0 \"{\\\"a\\\":\""});
  call.bytes(writes("1}"));
  CHECK(call.events() == Lines{"tool_args 0 \"1}\""});
  call.bytes(kCallEnds);
  const auto event = call.decoder.try_next();
  REQUIRE(event);
  CHECK(std::get<ToolEnd>(*event).arguments == "{\"a\":1}");
  CHECK(std::get<ToolEnd>(*event).ok);
}

TEST_CASE("an Anthropic that sends no headers or only pings times out", "[anthropic]") {
  Conversation silent;
  CHECK(silent.tick(kStart + 30s - 1ns).empty());
  CHECK(silent.tick(kStart + 30s) == kTimeout);
  Conversation pinging;
  pinging.head(200, kStart + 10s);
  for (auto now = kStart + 10s; now < kStart + 40s; now += 1s) {
    REQUIRE(pinging.bytes(kPing, now).tick(now).empty());
  }
  CHECK(pinging.tick(kStart + 40s) == kTimeout);
}

TEST_CASE("pings and empty pieces do not hide an Anthropic that stalls", "[anthropic]") {
  Conversation call;
  call.head().bytes(kMessage).bytes(says("Hi"));
  CHECK(call.events() == Lines{"started", "text \"Hi\""});
  for (auto now = kStart; now < kStart + 45s; now += 1s) {
    call.bytes(kPing, now).bytes(says(""), now).bytes(writes("1"), now);
    REQUIRE(call.tick(now).empty());
  }
  CHECK(call.tick(kStart + 45s) == kTimeoutVisible);
}

TEST_CASE("thinking and its signatures are signs of life", "[anthropic]") {
  Conversation call;
  call.head().bytes(kMessage);
  for (auto now = kStart; now < kStart + 200s; now += 20s) {
    call.bytes(delta("thinking_delta", "thinking", "hm"), now);
    call.bytes(delta("signature_delta", "signature", "Eq"), now + 10s);
    call.decoder.on_tick(now + 10s);
    REQUIRE_FALSE(call.decoder.over());
  }
}

TEST_CASE("models that think are given more time than a quick Haiku", "[anthropic]") {
  Settings settings = haiku();
  CHECK(resolve_timeouts(settings).stall == 45s);
  settings.effort = "high";
  CHECK(resolve_timeouts(settings).stall == 90s);
  settings = haiku();
  settings.model = "claude-sonnet-5-5";
  CHECK(resolve_timeouts(settings).stall == 90s);
  CHECK(resolve_timeouts(settings).headers == 60s);
}

TEST_CASE("a stop reason waits two seconds for the end, and message_stop for the body's",
          "[anthropic]") {
  Conversation call;
  call.head().bytes(kMessage).bytes(says("Hi")).bytes(kReason);
  CHECK(call.events() == Lines{"started", "text \"Hi\""});
  SECTION("no message_stop") {
    CHECK(call.tick(kStart + 2s - 1ns).empty());
    CHECK(call.tick(kStart + 2s) == Lines{"finished stop"});
  }
  SECTION("message_stop") {
    call.bytes(kStop);
    CHECK(call.tick(kStart + 50ms - 1ns).empty());
    CHECK(call.tick(kStart + 50ms) == Lines{"finished stop"});
  }
}

TEST_CASE("an answer ends at its deadline, even while it goes on", "[anthropic]") {
  Conversation call(haiku(), question(), kStart + 100s);
  call.head().bytes(kMessage);
  for (auto now = kStart; now < kStart + 100s; now += 10s)
    call.bytes(says("x"), now).decoder.on_tick(now);
  CHECK_FALSE(call.decoder.over());
  CHECK(call.tick(kStart + 100s).back() == kTimeoutVisible.back());
}

TEST_CASE("strict tools that a server does not take are sent plain, at once and ever after",
          "[anthropic]") {
  Conversation call;
  CHECK(call.sent.body.find("\"strict\":true") != std::string::npos);
  call.head(400).bytes(kToolsRefused).decoder.on_end(nullptr, kStart);
  REQUIRE(call.decoder.wants_call());
  CHECK_FALSE(call.decoder.try_next());
  CHECK(call.tool_form == ToolForm::plain);
  call.begin();
  CHECK(call.sent.body.find("\"strict\"") == std::string::npos);
  call.head().bytes(kMessage).bytes(says("Hi")).bytes(kReason).bytes(kStop);
  call.decoder.on_end(nullptr, kStart);
  CHECK(call.events() == Lines{"started", "text \"Hi\"", "finished stop"});
}

TEST_CASE("a request without tools is not sent twice", "[anthropic]") {
  Request request = question();
  request.tools.clear();
  Conversation call(haiku(), std::move(request));
  call.head(400).bytes(kToolsRefused).decoder.on_end(nullptr, kStart);
  CHECK_FALSE(call.decoder.wants_call());
  CHECK(call.events() == Lines{"failed invalid_request retryable=false visible=false "
                               "code=invalid_request_error"});
}

TEST_CASE("no second call is made for tools when the time is over", "[anthropic]") {
  Conversation call(haiku(), question(), kStart + 3s);
  call.head(400).bytes(kToolsRefused);
  call.decoder.on_end(nullptr, kStart + 3s);
  CHECK_FALSE(call.decoder.wants_call());
  CHECK(call.events() == Lines{"failed invalid_request retryable=false visible=false "
                               "code=invalid_request_error"});
}

TEST_CASE("a request over the limit fails without a call", "[anthropic]") {
  Settings settings = haiku();
  settings.request_bytes_max = 10;
  Conversation call(settings);
  CHECK(call.sent.url.empty());
  CHECK(call.events() == Lines{"failed request_too_large retryable=false visible=false"});
}

TEST_CASE("calls and pieces of arguments over the limits are a protocol failure", "[anthropic]") {
  Settings settings = haiku();
  settings.limits.tool_slots_max = 2;
  settings.limits.tool_fragments_max = 3;
  const auto call_at = [](int index) {
    const std::string number = std::to_string(index);
    return "data: {\"type\":\"content_block_start\",\"index\":" + number +
           ",\"content_block\":{\"type\":\"tool_use\",\"id\":\"t" + number +
           "\",\"name\":\"make\"}}\n\n";
  };
  SECTION("calls") {
    Conversation call(settings);
    call.head().bytes(call_at(0)).bytes(call_at(1));
    CHECK_FALSE(call.decoder.over());
    CHECK(call.bytes(call_at(2)).events().back() == "failed protocol retryable=true visible=true");
  }
  SECTION("pieces") {
    Conversation call(settings);
    call.head().bytes(call_at(0)).bytes(writes("[")).bytes(writes("1")).bytes(writes(","));
    CHECK_FALSE(call.decoder.over());
    CHECK(call.bytes(writes("2")).events().back() == "failed protocol retryable=true visible=true");
  }
}

TEST_CASE("cancelling drops what nobody took", "[anthropic]") {
  Conversation call;
  call.head().bytes(kMessage).bytes(says("Hi"));
  call.decoder.cancel();
  CHECK(call.events() == Lines{"failed cancelled retryable=false visible=true"});
  CHECK(call.decoder.over());
}

#include "component/http_client_world.hpp"

#include <catch2/catch.hpp>

#include <cstring>

using namespace spotter;
using namespace spotter::testing;
using namespace std::chrono_literals;

namespace {

const std::string kText = "data: h\xc3\xa9llo\r\n\r\ndata: w\xf0\x9f\x8f\x8brld\n\n";

/// The same body in the three ways in which HTTP/1.1 tells its end, cut into two chunks when
/// chunked.
struct Told {
  const char* how;
  std::string bytes;
  bool closes;
};
std::vector<Told> all_framings() {
  return {
      {"chunked",
       sse_head(Framing::chunked) + chunk(kText.substr(0, 9)) + chunk(kText.substr(9)) +
           last_chunk(),
       false},
      {"content-length", http_response(200, {{"Content-Type", "text/event-stream"}}, kText), false},
      {"until close", sse_head(Framing::until_close) + kText, true}};
}

/// No two places look alike, so that a lost or repeated piece shows.
std::string numbered(std::size_t size) {
  std::string out(size, ' ');
  for (std::size_t at = 0; at + 8 <= size; at += 8) {
    const std::uint64_t number = at;
    std::memcpy(out.data() + at, &number, 8);
  }
  return out;
}

}  // namespace

TEST_CASE("a body arrives whole and in order, however its end is told", "[http_client]") {
  HttpWorld world;
  ScriptedUpstream upstream(world.loop);
  for (const Told& told : all_framings()) {
    INFO(told.how);
    Script script{step::Send{told.bytes}};
    if (told.closes) script.push_back(step::Close{});
    upstream.reply(script);
    const auto exchange = world.get(upstream.url("/stream"));
    CHECK(world.whole_body(*exchange) == kText);
    CHECK(exchange->error() == nullptr);
    CHECK(exchange->status() == 200);
    CHECK(exchange->header("content-TYPE") == "text/event-stream");
    CHECK(exchange->header("absent").empty());
  }
}

TEST_CASE("a response cut after any byte means the same", "[http_client]") {
  HttpWorld world;
  ScriptedUpstream upstream(world.loop);
  for (const Told& told : all_framings()) {
    for (std::size_t cut = 1; cut < told.bytes.size(); ++cut) {
      INFO(told.how << ", cut at " << cut);
      const std::string gate = told.how + std::to_string(cut);
      Script script{step::Send{told.bytes.substr(0, cut)}, step::AwaitGate{gate},
                    step::Send{told.bytes.substr(cut)}};
      if (told.closes) script.push_back(step::Close{});
      upstream.reply(script);
      const auto exchange = world.get(upstream.url("/stream"));
      const std::uint64_t before = upstream.bytes_sent();
      REQUIRE(world.loop.turn_until([&] { return upstream.bytes_sent() >= before + cut; }));
      REQUIRE(world.loop.settle());
      REQUIRE_FALSE(exchange->done());
      upstream.release(gate);
      REQUIRE(world.whole_body(*exchange) == kText);
      REQUIRE(exchange->error() == nullptr);
    }
  }
}

TEST_CASE("a response that comes byte by byte means the same", "[http_client]") {
  HttpWorld world;
  ScriptedUpstream upstream(world.loop);
  for (const Told& told : all_framings()) {
    INFO(told.how);
    Script script{step::SendBytewise{told.bytes}};
    if (told.closes) script.push_back(step::Close{});
    upstream.reply(script);
    const auto exchange = world.get(upstream.url("/stream"));
    CHECK(world.whole_body(*exchange) == kText);
    CHECK(exchange->error() == nullptr);
  }
}

TEST_CASE("bytes are there before the response is over", "[http_client]") {
  HttpWorld world;
  ScriptedUpstream upstream(world.loop);
  upstream.reply({step::Send{sse_head(Framing::chunked)}, step::AwaitGate{"body"},
                  step::Send{chunk("first")}, step::AwaitGate{"end"},
                  step::Send{chunk("second") + last_chunk()}});
  const auto exchange = world.get(upstream.url("/stream"));
  REQUIRE(world.until_headers(*exchange));
  CHECK(exchange->status() == 200);
  CHECK(exchange->take_body().empty());
  upstream.release("body");
  std::string body;
  REQUIRE(world.loop.turn_until([&] { return !(body += exchange->take_body()).empty(); }));
  CHECK(body == "first");
  CHECK_FALSE(exchange->done());
  upstream.release("end");
  CHECK(world.whole_body(*exchange) == "second");
}

TEST_CASE("whoever waits for progress is woken by headers, bytes and the end", "[http_client]") {
  HttpWorld world;
  ScriptedUpstream upstream(world.loop);
  upstream.reply({step::Send{sse_head(Framing::chunked)}, step::AwaitGate{"body"},
                  step::Send{chunk("x")}, step::AwaitGate{"end"}, step::Send{last_chunk()}});
  const auto exchange = world.get(upstream.url("/"));
  world.loop.run(world.progress.wait());
  CHECK(exchange->has_headers());
  upstream.release("body");
  world.loop.run(world.progress.wait());
  CHECK(exchange->take_body() == "x");
  upstream.release("end");
  world.loop.run(world.progress.wait());
  CHECK(exchange->done());
}

TEST_CASE("a body that nobody takes stops the upstream, and goes on without loss",
          "[http_client]") {
  http_client::Settings settings = patient_settings();
  settings.unread_bytes_max = 64 * 1024;
  HttpWorld world(settings);
  ScriptedUpstream upstream(world.loop);
  // More than the system buffers between two sockets on this machine.
  const std::string large = numbered(32 * 1024 * 1024);
  upstream.reply({step::Send{http_response(200, {}, large)}});
  const auto exchange = world.get(upstream.url("/large"));
  REQUIRE(world.until_headers(*exchange));
  REQUIRE(world.loop.settle());
  CHECK(upstream.writes_blocked() == 1);
  CHECK(upstream.bytes_sent() < large.size() / 2);

  // At most the limit and one read of curl's (16 KiB) on top.
  std::string body = exchange->take_body();
  CHECK(body.size() >= settings.unread_bytes_max);
  CHECK(body.size() < settings.unread_bytes_max + 16 * 1024);
  std::size_t most = 0;
  REQUIRE(world.loop.turn_until([&] {
    const std::string more = exchange->take_body();
    most = std::max(most, more.size());
    body += more;
    return exchange->done();
  }));
  body += exchange->take_body();
  CHECK(most < settings.unread_bytes_max + 16 * 1024);
  CHECK(exchange->error() == nullptr);
  CHECK((body == large));
}

TEST_CASE("a paused call does not hold up its neighbours, and can be cancelled", "[http_client]") {
  HttpWorld world;
  ScriptedUpstream upstream(world.loop);
  upstream.otherwise([](const ReceivedRequest& request) -> Script {
    const bool large = request.target == "/large";
    return {step::Send{http_response(200, {}, large ? numbered(24 * 1024 * 1024) : "small")}};
  });
  const auto paused = world.get(upstream.url("/large"));
  REQUIRE(world.until_headers(*paused));
  REQUIRE(world.loop.settle());
  const auto other = world.get(upstream.url("/small"));
  CHECK(world.whole_body(*other) == "small");
  paused->cancel();
  CHECK(errc_of(*paused) == Errc::cancelled);
  CHECK(paused->take_body().size() >= 64 * 1024);
  CHECK(world.loop.turn_until([&] { return upstream.connections_closed_by_peer() == 1; }));
}

TEST_CASE("a compressed body is an error, its status is still told", "[http_client]") {
  HttpWorld world;
  ScriptedUpstream upstream(world.loop);
  upstream.reply({step::Send{http_response(502, {{"Content-Encoding", "gzip"}}, "\x1f\x8b\x08")}});
  const auto exchange = world.get(upstream.url("/"));
  CHECK(world.whole_body(*exchange).empty());
  CHECK(errc_of(*exchange) == Errc::malformed);
  CHECK(exchange->status() == 502);
}

TEST_CASE("the request goes out as it was written", "[http_client]") {
  HttpWorld world;
  ScriptedUpstream upstream(world.loop);
  upstream.otherwise(
      [](const ReceivedRequest&) { return Script{step::Send{http_response(200, {}, "")}}; });
  http_client::Request request;
  request.url = upstream.url("/a/../b//c?x=%2F&y=..");
  request.headers = {
      {"Authorization", "Bearer key"}, {"Content-Type", "application/json"}, {"X-Empty", ""}};
  request.body = numbered(2 * 1024 * 1024);  // libcurl would ask before sending this much
  const std::string body = request.body;
  const auto exchange = world.client.start(std::move(request), world.progress);
  REQUIRE(world.until_done(*exchange));
  REQUIRE(exchange->error() == nullptr);
  const ReceivedRequest& received = upstream.requests().at(0);
  CHECK(received.method == "POST");
  CHECK(received.target == "/a/../b//c?x=%2F&y=..");
  CHECK(received.header("authorization") == "Bearer key");
  CHECK(received.header("content-type") == "application/json");
  CHECK((received.body == body));
  for (const auto& [name, value] : received.headers) {
    INFO(name);
    CHECK((name != "expect" && name != "accept-encoding" && name != "user-agent"));
  }
  const bool empty_header =
      std::any_of(received.headers.begin(), received.headers.end(),
                  [](auto& h) { return h.first == "x-empty" && h.second.empty(); });
  CHECK(empty_header);
}

TEST_CASE("each method says what it is", "[http_client]") {
  HttpWorld world;
  ScriptedUpstream upstream(world.loop);
  upstream.otherwise([](const ReceivedRequest& request) {
    return Script{step::Send{http_response(200, {}, request.method == "HEAD" ? "" : request.body)}};
  });
  for (const std::string method : {"GET", "POST", "PUT", "DELETE", "HEAD", "PATCH"}) {
    for (const std::string body : {"", "some"}) {
      if (method == "HEAD" && !body.empty()) continue;
      INFO(method << " '" << body << "'");
      http_client::Request request;
      request.method = method;
      request.url = upstream.url("/");
      request.body = body;
      const auto exchange = world.client.start(std::move(request), world.progress);
      CHECK(world.whole_body(*exchange) == body);
      CHECK(exchange->error() == nullptr);
      CHECK(upstream.requests().back().method == method);
      CHECK(upstream.requests().back().header("content-type").empty());
    }
  }
}

TEST_CASE("redirects and interim responses are not followed and not shown", "[http_client]") {
  HttpWorld world;
  ScriptedUpstream upstream(world.loop);
  upstream.reply({step::Send{"HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n"},
                  step::Send{http_response(307, {{"Location", "/elsewhere"}}, "")}});
  const auto exchange = world.post(upstream.url("/"), "{}");
  REQUIRE(world.until_done(*exchange));
  CHECK(exchange->status() == 307);
  CHECK(exchange->header("location") == "/elsewhere");
  CHECK(exchange->header("link").empty());
  CHECK(upstream.requests().size() == 1);
}

#include "component/http_client_world.hpp"

#include <catch2/catch.hpp>

#include <future>

using namespace spotter;
using namespace spotter::testing;
using namespace std::chrono_literals;

namespace {

Script answer(std::string_view body) {
  return {step::Send{http_response(200, {}, body)}};
}

Script endless() {
  return {step::Send{sse_head(Framing::chunked) + chunk("begun")}, step::Stall{}};
}

}  // namespace

TEST_CASE("calls one after the other share a connection", "[http_client]") {
  HttpWorld world;
  ScriptedUpstream upstream(world.loop);
  upstream.otherwise([](const ReceivedRequest& request) { return answer(request.target); });
  for (int i = 0; i < 20; ++i) {
    const std::string path = "/" + std::to_string(i);
    const auto exchange = world.get(upstream.url(path));
    REQUIRE(world.whole_body(*exchange) == path);
  }
  CHECK(upstream.connections_accepted() == 1);
}

TEST_CASE("a hundred calls at once all end well, and leave their connections for the next hundred",
          "[http_client]") {
  HttpWorld world;
  ScriptedUpstream upstream(world.loop);
  upstream.otherwise([](const ReceivedRequest& request) { return answer(request.body); });
  for (int round = 0; round < 3; ++round) {
    std::vector<std::unique_ptr<http_client::Exchange>> exchanges;
    for (int i = 0; i < 100; ++i) {
      exchanges.push_back(world.post(upstream.url("/"), "body " + std::to_string(i)));
    }
    for (int i = 0; i < 100; ++i) {
      auto& exchange = *exchanges[static_cast<std::size_t>(i)];
      REQUIRE(world.whole_body(exchange) == "body " + std::to_string(i));
      REQUIRE(exchange.error() == nullptr);
    }
  }
  CHECK(upstream.requests().size() == 300);
  CHECK(upstream.connections_accepted() <= 100);
}

TEST_CASE("a cancelled call closes its connection and nobody else's", "[http_client]") {
  HttpWorld world;
  ScriptedUpstream upstream(world.loop);
  upstream.otherwise([](const ReceivedRequest& request) -> Script {
    if (request.target == "/cancelled") return endless();
    return {step::Send{sse_head(Framing::chunked) + chunk("one ")}, step::AwaitGate{"go"},
            step::Send{chunk("two") + last_chunk()}};
  });
  const auto other = world.get(upstream.url("/other"));
  const auto cancelled = world.get(upstream.url("/cancelled"));
  REQUIRE(world.until_headers(*other));
  REQUIRE(world.until_headers(*cancelled));
  cancelled->cancel();
  CHECK(cancelled->done());
  CHECK(errc_of(*cancelled) == Errc::cancelled);
  CHECK_FALSE(cancelled->unprocessed());
  cancelled->cancel();  // once more changes nothing
  CHECK(world.loop.turn_until([&] { return upstream.connections_closed_by_peer() == 1; }));
  CHECK(upstream.connections_open() == 1);
  upstream.release("go");
  CHECK(world.whole_body(*other) == "one two");
}

TEST_CASE("a call can be cancelled in each of its phases", "[http_client]") {
  HttpWorld world;
  ScriptedUpstream upstream(world.loop);
  upstream.otherwise([](const ReceivedRequest&) { return endless(); });
  ScriptedUpstream mute(world.loop);
  mute.otherwise([](const ReceivedRequest&) { return Script{step::Stall{}}; });
  const std::string by_name = "http://localhost:" + std::to_string(upstream.port()) + "/";

  SECTION("at once") {
    const auto exchange = world.get(upstream.url("/"));
    exchange->cancel();
    CHECK(exchange->unprocessed());
  }
  SECTION("during the lookup") {
    const auto exchange = world.get(by_name);
    exchange->cancel();
    CHECK(errc_of(*exchange) == Errc::cancelled);
    CHECK(exchange->unprocessed());
  }
  SECTION("before the first byte of the answer") {
    const auto exchange = world.get(mute.url("/"));
    REQUIRE(world.loop.turn_until([&] { return mute.requests().size() == 1; }));
    exchange->cancel();
    CHECK_FALSE(exchange->has_headers());
    CHECK(world.loop.turn_until([&] { return mute.connections_closed_by_peer() == 1; }));
  }
  SECTION("by destruction, in mid-body") {
    auto exchange = world.get(upstream.url("/"));
    REQUIRE(world.until_headers(*exchange));
    exchange.reset();
    CHECK(world.loop.turn_until([&] { return upstream.connections_closed_by_peer() == 1; }));
  }
  SECTION("by destruction, during the lookup") {
    auto exchange = world.get(by_name);
    exchange.reset();
    CHECK(world.loop.settle());
  }
  CHECK(world.loop.settle());
}

TEST_CASE("calls that begin and end at random leave nothing behind", "[http_client]") {
  HttpWorld world;
  ScriptedUpstream upstream(world.loop);
  upstream.otherwise([](const ReceivedRequest& request) {
    return request.target == "/endless" ? endless() : answer("fine");
  });
  std::uint32_t state = 12345;  // a fixed sequence: the test is the same each time
  const auto roll = [&](std::uint32_t sides) {
    return (state = state * 1664525 + 1013904223) / 65536 % sides;
  };
  std::vector<std::unique_ptr<http_client::Exchange>> exchanges(12);
  for (int i = 0; i < 3000; ++i) {
    auto& exchange = exchanges[roll(12)];
    if (!exchange) {
      exchange = world.get(upstream.url(roll(2) == 0 ? "/endless" : "/short"));
    } else if (roll(2) == 0) {
      exchange->cancel();
    } else {
      exchange.reset();
    }
    if (roll(3) == 0) REQUIRE(world.loop.settle());
  }
  exchanges.clear();
  CHECK(world.loop.turn_until([&] { return upstream.connections_open() <= 12; }));
  const auto last = world.get(upstream.url("/short"));
  CHECK(world.whole_body(*last) == "fine");
}

TEST_CASE("an idle loop has nothing to do", "[http_client]") {
  HttpWorld world;
  ScriptedUpstream upstream(world.loop);
  upstream.otherwise([](const ReceivedRequest&) { return endless(); });
  const auto exchange = world.get(upstream.url("/"));
  REQUIRE(world.until_headers(*exchange));
  // A wait that is always ready would keep settle() going.
  CHECK(world.loop.settle(2s));
}

TEST_CASE("an upstream that nobody listens for is unreachable", "[http_client]") {
  HttpWorld world;
  ScriptedUpstream upstream(world.loop);
  upstream.stop_accepting();
  const auto exchange = world.get(upstream.url("/"));
  REQUIRE(world.until_done(*exchange));
  CHECK(errc_of(*exchange) == Errc::unreachable);
  CHECK(exchange->unprocessed());
  CHECK(exchange->status() == 0);
}

TEST_CASE("a name that does not exist is unreachable", "[http_client]") {
  HttpWorld world;
  const auto exchange = world.get("http://no-such-host.invalid/");
  CHECK_FALSE(exchange->done());  // nothing is told from inside start()
  REQUIRE(world.loop.turn_until([&] { return exchange->done(); }, 60s));
  CHECK(errc_of(*exchange) == Errc::unreachable);
  CHECK(exchange->unprocessed());
}

TEST_CASE("a name is looked up and its connection used again", "[http_client]") {
  HttpWorld world;
  ScriptedUpstream upstream(world.loop);
  upstream.otherwise([](const ReceivedRequest&) { return answer("here"); });
  const std::string url = "http://localhost:" + std::to_string(upstream.port()) + "/";
  for (int i = 0; i < 3; ++i) {
    const auto exchange = world.get(url);
    CHECK(world.whole_body(*exchange) == "here");
  }
  CHECK(upstream.requests().front().header("host") ==
        "localhost:" + std::to_string(upstream.port()));
  CHECK(upstream.connections_accepted() == 1);
}

TEST_CASE("a lookup that takes longer than connecting may is a time-out", "[http_client]") {
  std::promise<void> worker_is_free;
  http_client::Settings settings = patient_settings();
  settings.connect_timeout = 30ms;
  HttpWorld world(settings);
  REQUIRE(world.workers.post([&] { worker_is_free.get_future().wait(); }));
  const auto exchange = world.get("http://localhost/");
  CHECK(world.until_done(*exchange));
  CHECK(errc_of(*exchange) == Errc::timed_out);
  CHECK(exchange->unprocessed());
  worker_is_free.set_value();
}

TEST_CASE("a stopped client tells those who wait for a name, and looks nothing up",
          "[http_client]") {
  HttpWorld world;
  std::promise<void> worker_is_free;  // also if the test ends before it is set
  REQUIRE(world.workers.post([&] { worker_is_free.get_future().wait(); }));
  const auto waiting = world.get("http://localhost/");
  world.loop.run(world.client.stop());
  CHECK(errc_of(*waiting) == Errc::cancelled);
  worker_is_free.set_value();
  const auto late = world.get("http://another.invalid/");
  REQUIRE(world.until_done(*late));
  CHECK(errc_of(*late) == Errc::cancelled);
}

TEST_CASE("headers at the limit pass, one byte more does not", "[http_client]") {
  http_client::Settings settings = patient_settings();
  settings.response_header_bytes_max = 4096;
  HttpWorld world(settings);
  ScriptedUpstream upstream(world.loop);
  const auto head_of = [](std::size_t size) {
    const std::string bare = response_head(200, {{"Content-Length", "0"}, {"X-Long", ""}});
    return response_head(
        200, {{"Content-Length", "0"}, {"X-Long", std::string(size - bare.size(), 'x')}});
  };
  upstream.reply({step::Send{head_of(4096)}});
  upstream.reply({step::Send{head_of(4097)}});
  const auto at_limit = world.get(upstream.url("/"));
  REQUIRE(world.until_done(*at_limit));
  CHECK(at_limit->error() == nullptr);
  const auto over = world.get(upstream.url("/"));
  REQUIRE(world.until_done(*over));
  CHECK(errc_of(*over) == Errc::malformed);
  CHECK_FALSE(over->has_headers());
}

TEST_CASE("a header line that never ends is an error", "[http_client]") {
  HttpWorld world;
  ScriptedUpstream upstream(world.loop);
  upstream.reply(
      {step::Send{"HTTP/1.1 200 OK\r\nX-Long: " + std::string(512 * 1024, 'x')}, step::Stall{}});
  const auto exchange = world.get(upstream.url("/"));
  REQUIRE(world.until_done(*exchange));
  CHECK(errc_of(*exchange) == Errc::malformed);
}

TEST_CASE("an answer that is not HTTP is malformed", "[http_client]") {
  HttpWorld world;
  ScriptedUpstream upstream(world.loop);
  upstream.reply({step::Send{"SSH-2.0-OpenSSH_9.2p1 Debian\r\n\r\n"}, step::Close{}});
  const auto exchange = world.get(upstream.url("/"));
  REQUIRE(world.until_done(*exchange));
  CHECK(errc_of(*exchange) == Errc::malformed);
}

TEST_CASE("a connection that breaks in the middle is told as reset", "[http_client]") {
  HttpWorld world;
  ScriptedUpstream upstream(world.loop);
  const std::string begun = sse_head(Framing::chunked) + chunk("begun");
  SECTION("reset in mid-body, after the bytes were read") {
    upstream.reply({step::Send{begun}, step::AwaitGate{"go"}, step::Reset{}});
  }
  SECTION("closed before the last chunk") {
    upstream.reply({step::Send{begun}, step::AwaitGate{"go"}, step::Close{}});
  }
  SECTION("closed before the declared length") {
    upstream.reply({step::Send{response_head(200, {{"Content-Length", "10"}}) + "begun"},
                    step::AwaitGate{"go"}, step::Close{}});
  }
  const auto exchange = world.get(upstream.url("/"));
  REQUIRE(world.until_headers(*exchange));
  std::string body;
  REQUIRE(world.loop.turn_until([&] { return (body += exchange->take_body()) == "begun"; }));
  upstream.release("go");
  REQUIRE(world.until_done(*exchange));
  CHECK(errc_of(*exchange) == Errc::reset);
  CHECK_FALSE(exchange->unprocessed());
  CHECK(exchange->status() == 200);
}

TEST_CASE("a new connection that closes without an answer is told as reset, and asked once",
          "[http_client]") {
  HttpWorld world;
  ScriptedUpstream upstream(world.loop);
  upstream.otherwise([](const ReceivedRequest&) { return Script{step::Close{}}; });
  const auto exchange = world.post(upstream.url("/"), "{}");
  REQUIRE(world.until_done(*exchange));
  CHECK(errc_of(*exchange) == Errc::reset);
  CHECK(upstream.requests().size() == 1);
}

TEST_CASE("a reused connection that had died before the answer is replaced", "[http_client]") {
  HttpWorld world;
  ScriptedUpstream upstream(world.loop);
  upstream.reply(answer("first"));
  upstream.reply({step::Close{}});  // the second request, unanswered
  upstream.reply(answer("second"));
  const auto first = world.get(upstream.url("/"));
  CHECK(world.whole_body(*first) == "first");
  const auto second = world.get(upstream.url("/"));
  CHECK(world.whole_body(*second) == "second");
  CHECK(upstream.connections_accepted() == 2);
}

TEST_CASE("a reused connection that breaks within the answer is not replaced", "[http_client]") {
  HttpWorld world;
  ScriptedUpstream upstream(world.loop);
  upstream.reply(answer("first"));
  upstream.reply({step::Send{"HTTP/1.1 200"}, step::Close{}});
  const auto first = world.get(upstream.url("/"));
  CHECK(world.whole_body(*first) == "first");
  const auto second = world.get(upstream.url("/"));
  REQUIRE(world.until_done(*second));
  CHECK(errc_of(*second) == Errc::reset);
  CHECK(upstream.requests().size() == 2);
}

TEST_CASE("a request goes out twice at most, however many kept connections turn out dead",
          "[http_client]") {
  HttpWorld world;
  ScriptedUpstream upstream(world.loop);
  constexpr int kKept = 4;
  std::vector<std::unique_ptr<http_client::Exchange>> first;
  for (int i = 0; i < kKept; ++i) {
    upstream.reply({step::AwaitGate{"all"}, step::Send{http_response(200, {}, "first")}});
    first.push_back(world.get(upstream.url("/")));
  }
  REQUIRE(world.loop.turn_until([&] { return upstream.requests().size() == kKept; }));
  upstream.release("all");
  for (const auto& exchange : first)
    CHECK(world.whole_body(*exchange) == "first");
  upstream.otherwise([](const ReceivedRequest&) { return Script{step::Close{}}; });
  const auto exchange = world.post(upstream.url("/"), "{}");
  REQUIRE(world.until_done(*exchange));
  CHECK(errc_of(*exchange) == Errc::reset);
  CHECK_FALSE(exchange->unprocessed());
  CHECK(upstream.connections_accepted() == kKept);
  CHECK(upstream.requests().size() == kKept + 2);
}

TEST_CASE("connecting has its time-out, and an answer that is slow to come has none",
          "[http_client]") {
  const auto silent = std::make_shared<const TlsIdentity>();
  http_client::Settings settings = patient_settings();
  settings.connect_timeout = 50ms;
  HttpWorld world(settings);
  ScriptedUpstream upstream(world.loop);
  SECTION("a TLS handshake that nobody answers") {
    upstream.reply({step::Stall{}});
    const auto exchange = world.get("https://127.0.0.1:" + std::to_string(upstream.port()) + "/");
    REQUIRE(world.until_done(*exchange));
    CHECK(errc_of(*exchange) == Errc::timed_out);
    CHECK(exchange->unprocessed());
  }
  SECTION("an answer later than that") {
    upstream.reply({step::Wait{200ms}, step::Send{http_response(200, {}, "late")}});
    const auto exchange = world.get(upstream.url("/"));
    CHECK(world.whole_body(*exchange) == "late");
  }
}

TEST_CASE("a request that cannot be sent is an error, without a connection", "[http_client]") {
  HttpWorld world;
  ScriptedUpstream upstream(world.loop);
  http_client::Request request;
  request.url = upstream.url("/");
  SECTION("another scheme") {
    request.url = "ftp://127.0.0.1/";
  }
  SECTION("a file") {
    request.url = "file:///etc/passwd";
  }
  SECTION("no URL") {
    request.url = "coach";
  }
  SECTION("an empty one") {
    request.url.clear();
  }
  SECTION("a space in it") {
    request.url = upstream.url("/a b");
  }
  SECTION("a user name in it") {
    request.url = "http://user:password@127.0.0.1:" + std::to_string(upstream.port());
  }
  SECTION("a line break in a header's value") {
    request.headers = {{"X", "a\r\nY: b"}};
  }
  SECTION("a line break in a header's name") {
    request.headers = {{"X: a\r\nY", "b"}};
  }
  SECTION("a method with a space") {
    request.method = "GET /";
  }
  const auto exchange = world.client.start(std::move(request), world.progress);
  REQUIRE(world.until_done(*exchange));
  CHECK(errc_of(*exchange) == Errc::invalid_argument);
  CHECK(exchange->unprocessed());
  CHECK(world.loop.settle());
  CHECK(upstream.connections_accepted() == 0);
}

TEST_CASE("idle connections to this machine are not used after their time", "[http_client]") {
  http_client::Settings settings = patient_settings();
  settings.idle_loopback_connection_max = 1s;
  HttpWorld world(settings);
  ScriptedUpstream upstream(world.loop);
  upstream.otherwise([](const ReceivedRequest&) { return answer("x"); });
  const auto first = world.get(upstream.url("/"));
  REQUIRE(world.until_done(*first));
  const auto until = std::chrono::steady_clock::now() + 2100ms;  // curl counts whole seconds
  world.loop.turn_until([&] { return std::chrono::steady_clock::now() >= until; }, 2200ms);
  const auto second = world.get(upstream.url("/"));
  REQUIRE(world.until_done(*second));
  CHECK(upstream.connections_accepted() == 2);
}

TEST_CASE("the command line's question gets a status or the reason why not", "[http_client]") {
  Loop loop;
  shard::WorkerPool workers(1, 4);
  ScriptedUpstream upstream(loop);
  upstream.reply({step::Send{http_response(503, {}, "draining")}});
  const auto ask = [&](const std::string& url) {
    auto question = [url] { return std::make_pair(0, http_client::get_status(url, 5s, true)); };
    return loop.run(shard::offload(workers, loop.executor(), question))->second;
  };
  CHECK(ask(upstream.url("/health")).value() == 503);
  CHECK(ask("http://[::1").error().code == Errc::invalid_argument);
  upstream.reply({step::Reset{}});
  CHECK(ask(upstream.url("/health")).error().code == Errc::reset);
}

#include "component/http_client_world.hpp"
#include "http_client/http2_connection.hpp"
#include "support/nghttpd.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <cstring>

using namespace spotter;
using namespace spotter::testing;
using namespace std::chrono_literals;
using http_client::Version;

namespace {

// No multiple of any buffer's size: what is left over at the end is what gets lost.
constexpr std::size_t kLarge = 3'000'000;

// Several times what may be unread.
constexpr std::size_t kBurst = 200'003;

/// No two places of one text, and no two texts, look alike.
std::string numbered(std::size_t size, std::uint64_t seed) {
  std::string out(size, ' ');
  for (std::size_t at = 0; at + 8 <= size; at += 8) {
    const std::uint64_t number = at + (seed << 40U);
    std::memcpy(out.data() + at, &number, 8);
  }
  return out;
}

std::map<std::string, std::string> files() {
  return {{"small", "small"},
          {"middling", numbered(kLarge / 3, 3)},
          {"burst_a", numbered(kBurst, 5)},
          {"burst_b", numbered(kBurst, 6)},
          {"a", numbered(kLarge, 1)},
          {"b", numbered(kLarge, 2)}};
}

/// With one that is not there at once, however fast the machine.
std::map<std::string, std::string> files_and_a_huge_one() {
  auto all = files();
  all.emplace("huge", numbered(40'000'000, 4));
  return all;
}

/// A client and an HTTP/2 server, on TLS (found out by ALPN) or on clear text (by setting).
struct Http2World {
  explicit Http2World(Nghttpd::Wire wire, std::vector<std::string> options = {},
                      http_client::Settings settings = patient_settings(),
                      const std::map<std::string, std::string>& served = files())
      : peer(start, wire, served, std::move(options)), world(with(std::move(settings), wire)) {}

  http_client::Settings with(http_client::Settings settings, Nghttpd::Wire wire) const {
    settings.version = wire == Nghttpd::Wire::tls ? Version::automatic : Version::h2c;
    settings.ca_file = peer.ca_file();
    return settings;
  }
  std::unique_ptr<http_client::Exchange> get(const std::string& path) {
    return world.get(peer.url(path));
  }

  Loop start;
  Nghttpd peer;
  HttpWorld world;
};

Nghttpd::Wire any_wire() {
  return GENERATE(Nghttpd::Wire::tls, Nghttpd::Wire::clear_text);
}

}  // namespace

TEST_CASE("of two streams on one HTTP/2 connection one is cancelled, the other comes whole",
          "[http_client]") {
  Http2World with(any_wire(), {}, patient_settings(), files_and_a_huge_one());
  // Once there is a connection both streams begin on it at the same time.
  const auto first = with.get("/small");
  REQUIRE(with.world.until_done(*first));
  const auto cancelled = with.get("/huge");
  const auto kept = with.get("/b");
  REQUIRE(with.world.until_headers(*cancelled));
  REQUIRE_FALSE(cancelled->done());
  cancelled->cancel();
  CHECK(errc_of(*cancelled) == Errc::cancelled);
  CHECK((with.world.whole_body(*kept) == files().at("b")));
  CHECK(kept->error() == nullptr);
  CHECK(with.world.loop.turn_until([&] { return with.peer.count("recv RST_STREAM frame") == 1; }));
  const auto later = with.get("/small");
  CHECK(with.world.whole_body(*later) == "small");
  CHECK(with.peer.connections() == 1);
}

TEST_CASE("a request goes out whole over HTTP/2, with its headers, whatever its size",
          "[http_client]") {
  Http2World with(any_wire(), {"--echo-upload"});
  // Around a frame's bytes, and around and above the window that the peer gives (RFC 9113, 6.9.2).
  const std::vector<std::size_t> sizes{1, 16'384, 65'535, 65'536, kLarge};
  for (const std::size_t size : sizes) {
    http_client::Request request;
    request.url = with.peer.url("/small");
    request.headers = {{"X-Note", "for the peer"}, {"Connection", "close"}, {"TE", "gzip"}};
    request.body = numbered(size, 9);
    const std::string body = request.body;
    const auto exchange = with.world.client.start(std::move(request), with.world.progress);
    CHECK((with.world.whole_body(*exchange) == body));
    CHECK(exchange->error() == nullptr);
    CHECK(exchange->status() == 200);
  }
  CHECK(with.peer.connections() == 1);
  CHECK(with.peer.count("x-note: for the peer") == sizes.size());
  CHECK(with.peer.count("connection: close") == 0);
  CHECK(with.peer.count("te: gzip") == 0);
}

TEST_CASE("requests with bodies share an HTTP/2 connection", "[http_client]") {
  Http2World with(any_wire(), {"--echo-upload"});
  REQUIRE(with.world.whole_body(*with.get("/small")) == "small");
  std::vector<std::string> bodies;
  std::vector<std::unique_ptr<http_client::Exchange>> exchanges;
  for (std::uint64_t i = 0; i < 10; ++i) {
    bodies.push_back(numbered(kBurst + i, i));
    exchanges.push_back(with.world.post(with.peer.url("/small"), bodies.back()));
  }
  with.world.loop.settle();
  exchanges[3]->cancel();
  CHECK(errc_of(*exchanges[3]) == Errc::cancelled);
  for (std::size_t i = 0; i < exchanges.size(); ++i) {
    if (i == 3) continue;
    CHECK((with.world.whole_body(*exchanges[i]) == bodies[i]));
  }
  CHECK(with.world.loop.turn_until([&] { return with.peer.count("recv RST_STREAM frame") == 1; }));
  CHECK(with.peer.connections() == 1);
}

TEST_CASE("the peer hears at once of a cancelled stream that was alone on its connection",
          "[http_client]") {
  Http2World with(any_wire(), {}, patient_settings(), files_and_a_huge_one());
  const auto closed = [&] { return with.peer.count("] closed\n"); };
  const auto ended = with.get("/small");
  REQUIRE(with.world.until_done(*ended));
  const auto cancelled = with.get("/huge");
  REQUIRE(with.world.until_headers(*cancelled));
  REQUIRE_FALSE(cancelled->done());
  const std::size_t closed_before = closed();
  cancelled->cancel();
  CHECK(with.world.loop.turn_until(
      [&] { return with.peer.count("recv RST_STREAM frame") > 0 || closed() > closed_before; }));
}

TEST_CASE("many bodies that come in bursts over shared HTTP/2 connections are all whole",
          "[http_client]") {
  const int streams_max = GENERATE(100, 3);
  std::vector<std::string> options{"--max-concurrent-streams=" + std::to_string(streams_max)};
  SECTION("with declared lengths") {}
  SECTION("that end when they end") {
    options.emplace_back("--no-content-length");
  }
  Http2World with(any_wire(), options);
  // Ends that fall together.
  std::vector<std::unique_ptr<http_client::Exchange>> exchanges;
  std::vector<std::string> bodies(16);
  for (int i = 0; i < 16; ++i)
    exchanges.push_back(with.get(i % 2 == 0 ? "/burst_a" : "/burst_b"));
  REQUIRE(with.world.loop.turn_until(
      [&] {
        bool all = true;
        for (std::size_t i = 0; i < 16; ++i) {
          bodies[i] += exchanges[i]->take_body();
          all = all && exchanges[i]->done();
        }
        return all;
      },
      60s));
  for (std::size_t i = 0; i < 16; ++i) {
    INFO(i << ": " << (exchanges[i]->error() != nullptr ? exchanges[i]->error()->note : ""));
    CHECK(exchanges[i]->error() == nullptr);
    CHECK(
        (bodies[i] + exchanges[i]->take_body() == files().at(i % 2 == 0 ? "burst_a" : "burst_b")));
  }
  if (streams_max == 100) CHECK(with.peer.connections() == 1);
}

TEST_CASE("streams cancelled at any moment leave their neighbours whole", "[http_client]") {
  Http2World with(any_wire());
  std::uint32_t state = 4711;  // a fixed sequence: the test is the same each time
  const auto roll = [&](std::uint32_t sides) {
    return (state = state * 1664525 + 1013904223) / 65536 % sides;
  };
  for (int round = 0; round < 10; ++round) {
    std::vector<std::unique_ptr<http_client::Exchange>> exchanges;
    for (int i = 0; i < 6; ++i)
      exchanges.push_back(with.get("/burst_a"));
    std::vector<std::string> bodies(6);
    std::size_t cancel_at = 1 + roll(kBurst);
    REQUIRE(with.world.loop.turn_until([&] {
      bool all = true;
      for (std::size_t i = 0; i < 6; ++i) {
        bodies[i] += exchanges[i]->take_body();
        if (i % 2 == 0 && bodies[i].size() >= cancel_at) exchanges[i]->cancel();
        all = all && exchanges[i]->done();
      }
      return all;
    }));
    for (std::size_t i = 1; i < 6; i += 2) {
      INFO("round " << round << ", stream " << i);
      CHECK(exchanges[i]->error() == nullptr);
      CHECK((bodies[i] + exchanges[i]->take_body() == files().at("burst_a")));
    }
  }
}

TEST_CASE("a stream that nobody reads does not hold up its neighbours on the connection",
          "[http_client]") {
  Http2World with(any_wire());
  const auto unread = with.get("/a");
  REQUIRE(with.world.until_headers(*unread));
  for (int i = 0; i < 3; ++i) {
    const auto other = with.get("/small");
    REQUIRE(with.world.until_done(*other));
    CHECK(other->take_body() == "small");
  }
  const auto large = with.get("/b");
  CHECK((with.world.whole_body(*large) == files().at("b")));
  CHECK((with.world.whole_body(*unread) == files().at("a")));
  CHECK(with.peer.connections() == 1);
}

TEST_CASE("a peer sends no more of a stream that nobody reads than may be kept of it",
          "[http_client]") {
  http_client::Settings settings = patient_settings();
  settings.unread_bytes_max = 100'000;
  Http2World with(any_wire(), {}, settings);
  const auto unread = with.get("/a");
  const auto read = with.get("/middling");
  CHECK((with.world.whole_body(*read) == files().at("middling")));
  REQUIRE(with.world.loop.settle(2s));
  REQUIRE_FALSE(unread->done());
  std::string body = unread->take_body();
  CHECK(body.size() == settings.unread_bytes_max);
  body += with.world.whole_body(*unread);
  CHECK((body == files().at("a")));
  CHECK(with.peer.connections() == 1);
}

TEST_CASE("a hundred calls at once share an HTTP/2 connection", "[http_client]") {
  Http2World with(any_wire());
  for (int round = 0; round < 2; ++round) {
    std::vector<std::unique_ptr<http_client::Exchange>> exchanges;
    for (int i = 0; i < 100; ++i)
      exchanges.push_back(with.get("/small"));
    for (const auto& exchange : exchanges) {
      REQUIRE(with.world.until_done(*exchange));
      REQUIRE(exchange->error() == nullptr);
      REQUIRE(exchange->take_body() == "small");
    }
  }
  CHECK(with.peer.connections() == 1);
}

TEST_CASE("more calls than may share an HTTP/2 connection get another", "[http_client]") {
  Http2World with(any_wire(), {"--max-concurrent-streams=1000"}, patient_settings(),
                  files_and_a_huge_one());
  std::vector<std::unique_ptr<http_client::Exchange>> exchanges;
  const auto begin = [&](std::size_t count) {
    while (count-- > 0)
      exchanges.push_back(with.get("/huge"));
    return with.world.loop.turn_until([&] {
      return std::all_of(exchanges.begin(), exchanges.end(),
                         [](const auto& exchange) { return exchange->has_headers(); });
    });
  };
  REQUIRE(begin(http_client::Http2Connection::kStreamsMax));
  CHECK(with.peer.connections() == 1);
  REQUIRE(begin(1));
  CHECK(with.peer.connections() == 2);
}

TEST_CASE("calls over the peer's stream limit get further connections, none fails",
          "[http_client]") {
  Http2World with(any_wire(), {"--max-concurrent-streams=4"});
  std::vector<std::unique_ptr<http_client::Exchange>> exchanges;
  for (int i = 0; i < 300; ++i)
    exchanges.push_back(with.get("/small"));
  for (const auto& exchange : exchanges) {
    REQUIRE(with.world.until_done(*exchange));
    REQUIRE(exchange->error() == nullptr);
    REQUIRE(exchange->take_body() == "small");
  }
}

TEST_CASE("on TLS both sides settle for HTTP/2 by themselves", "[http_client]") {
  Loop start;
  Nghttpd peer(start, Nghttpd::Wire::tls, files());
  http_client::Settings settings = patient_settings();
  settings.ca_file = peer.ca_file();
  HttpWorld world(settings);
  for (int i = 0; i < 3; ++i) {
    const auto exchange = world.get(peer.url("/small"));
    CHECK(world.whole_body(*exchange) == "small");
    CHECK(exchange->error() == nullptr);
    CHECK(exchange->status() == 200);
  }
  CHECK(peer.connections() == 1);
  CHECK(peer.count("recv (stream_id=5) :method: GET") == 1);
}

TEST_CASE("HTTP/2 that nobody speaks on clear text is an error, for all who wait",
          "[http_client]") {
  http_client::Settings settings = patient_settings();
  settings.version = Version::h2c;
  HttpWorld world(settings);
  ScriptedUpstream upstream(world.loop);
  SECTION("nobody listens") {
    upstream.stop_accepting();
  }
  SECTION("the peer closes at once") {
    upstream.otherwise([](const ReceivedRequest&) { return Script{step::Close{}}; });
  }
  SECTION("the peer speaks HTTP/1.1") {
    upstream.otherwise([](const ReceivedRequest&) {
      return Script{step::Send{http_response(400, {}, "what?")}, step::Close{}};
    });
  }
  std::vector<std::unique_ptr<http_client::Exchange>> exchanges;
  for (int i = 0; i < 5; ++i)
    exchanges.push_back(world.get(upstream.url("/")));
  for (const auto& exchange : exchanges) {
    REQUIRE(world.until_done(*exchange));
    CHECK(exchange->error() != nullptr);
  }
}

TEST_CASE("whatever a peer says instead of HTTP/2, its calls end", "[http_client]") {
  http_client::Settings settings = patient_settings();
  settings.version = Version::h2c;
  HttpWorld world(settings);
  ScriptedUpstream upstream(world.loop);
  std::uint32_t state = 815;  // a fixed sequence: the test is the same each time
  const auto roll = [&](std::uint32_t sides) {
    return (state = state * 1664525 + 1013904223) / 65536 % sides;
  };
  const std::string settings_frame("\0\0\0\4\0\0\0\0\0", 9);
  for (int round = 0; round < 200; ++round) {
    std::string said = roll(4) == 0 ? std::string() : settings_frame;
    for (auto frames = roll(6); frames > 0; --frames) {
      // Frames of any type for the first stream, the connection, or a stream that is not there.
      const auto size = roll(40);
      said += std::string("\0\0", 2) + static_cast<char>(size);
      said += static_cast<char>(roll(11));
      said += static_cast<char>(roll(2) == 0 ? roll(256) : 4);
      said += std::string("\0\0\0", 3) + static_cast<char>(roll(4));
      for (auto left = size; left > 0; --left)
        said += static_cast<char>(roll(3) == 0 ? 0x88 : roll(256));
    }
    upstream.reply({step::Send{said}, step::Close{}});
    INFO("round " << round);
    const auto exchange = world.get(upstream.url("/"));
    REQUIRE(world.until_done(*exchange));
    CHECK((exchange->error() != nullptr || exchange->has_headers()));
  }
}

TEST_CASE("the first of those who wait for a connection may leave, the others get theirs",
          "[http_client]") {
  Http2World with(any_wire());
  std::vector<std::unique_ptr<http_client::Exchange>> exchanges;
  for (int i = 0; i < 20; ++i)
    exchanges.push_back(with.get("/small"));
  // It was made for the first, who may leave at any time.
  const int turns = GENERATE(0, 1, 2, 3, 4, 5, 6, 8);
  int turned = 0;
  with.world.loop.turn_until([&] { return turned++ >= turns; });
  exchanges[0]->cancel();
  exchanges[1].reset();
  for (std::size_t i = 2; i < exchanges.size(); ++i) {
    REQUIRE(with.world.until_done(*exchanges[i]));
    CHECK(exchanges[i]->error() == nullptr);
  }
}

TEST_CASE("an idle HTTP/2 connection, and one with an unread stream, leave the loop idle",
          "[http_client]") {
  Http2World with(any_wire());
  const auto small = with.get("/small");
  REQUIRE(with.world.until_done(*small));
  CHECK(with.world.loop.settle(2s));
  const auto unread = with.get("/a");
  REQUIRE(with.world.until_headers(*unread));
  CHECK(with.world.loop.settle(2s));
}

TEST_CASE("a server that dies ends its streams as reset", "[http_client]") {
  Loop start;
  auto peer = std::make_unique<Nghttpd>(start, Nghttpd::Wire::clear_text, files());
  http_client::Settings settings = patient_settings();
  settings.version = Version::h2c;
  HttpWorld world(settings);
  const auto first = world.get(peer->url("/a"));
  const auto second = world.get(peer->url("/b"));
  REQUIRE(world.until_headers(*first));
  peer.reset();
  REQUIRE(world.until_done(*first));
  REQUIRE(world.until_done(*second));
  for (const auto* exchange : {first.get(), second.get()}) {
    INFO((exchange->error() == nullptr ? "all of it had come" : exchange->error()->note));
    CHECK((exchange->error() == nullptr || errc_of(*exchange) == Errc::reset ||
           errc_of(*exchange) == Errc::unreachable));
  }
}

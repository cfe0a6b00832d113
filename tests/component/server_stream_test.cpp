// Answers in pieces, and callers that leave, over real sockets on the loopback.
#include "support/server_world.hpp"

#include <spotter/shard/signal.hpp>

using namespace spotter;
using namespace spotter::server;
using Client = testing::ServerClient;
using World = testing::ServerWorld;
using namespace std::chrono_literals;

namespace {

std::string get(std::string_view target, std::string_view version = "1.1",
                std::string_view method = "GET") {
  std::string request(method);
  request.append(" ").append(target).append(" HTTP/").append(version);
  return request.append("\r\nHost: x\r\n\r\n");
}

Task<Answer> answer_with(Answer answer) {
  co_return answer;
}

Answer pieces(WriteBody body) {
  StreamedResponse response;
  response.headers = {{"Content-Type", "text/plain"}};
  response.body = std::move(body);
  return response;
}

Task<void> write_one_two(BodyWriter& out) {
  for (const std::string_view piece : {"one", "", "two"}) {
    const auto written = co_await out.write(piece);
    REQUIRE(written.has_value());
  }
}

std::string body_of(const std::string& text) {
  return text.substr(text.find("\r\n\r\n") + 4);
}

/// A handler's task that ends when its caller has left, or when the test says so.
struct Visit {
  explicit Visit(ShardExecutor executor) : changed(executor) {}
  shard::Signal changed;
  bool begun = false;
  bool gone = false;
  bool finish = false;
  bool over = false;  ///< nobody waits any more

  Task<Answer> serve(const Request& request) {
    request.caller->watch([this] {
      gone = true;
      changed.notify();
    });
    begun = true;
    while (!gone && !finish)
      co_await changed.wait();
    over = true;
    co_return Response{200, {}, "answer to " + request.target};
  }
  void end() {
    finish = true;
    changed.notify();
  }
};

}  // namespace

TEST_CASE("an answer in pieces is chunked, and the connection carries on", "[server]") {
  World world;
  world.handler.script = [](const Request&) { return answer_with(pieces(write_one_two)); };
  const auto client = world.connect();
  client->send(get("/a"));
  REQUIRE(world.comes(*client, "0\r\n\r\n"));
  REQUIRE(client->text().find("Transfer-Encoding: chunked\r\n") != std::string::npos);
  REQUIRE(client->text().find("Content-Length") == std::string::npos);
  REQUIRE(body_of(client->text()) == "3\r\none\r\n3\r\ntwo\r\n0\r\n\r\n");
  world.handler.script = [](const Request&) { return answer_with(Response{200, {}, "next"}); };
  client->send(get("/b"));
  REQUIRE(world.comes(*client, "\r\n\r\nnext"));
}

TEST_CASE("for HTTP/1.0 the end of the connection ends an answer in pieces", "[server]") {
  World world;
  world.handler.script = [](const Request&) { return answer_with(pieces(write_one_two)); };
  const auto client = world.connect();
  client->send(get("/a", "1.0"));
  REQUIRE(world.ends(*client));
  REQUIRE(client->text().find("chunked") == std::string::npos);
  REQUIRE(body_of(client->text()) == "onetwo");
}

TEST_CASE("HEAD gets the head of an answer in pieces, and nothing is made", "[server]") {
  World world;
  bool made = false;
  const auto body = [&made](BodyWriter& out) {
    made = true;
    return write_one_two(out);
  };
  world.handler.script = [&](const Request&) { return answer_with(pieces(body)); };
  const auto client = world.connect();
  client->send(get("/a", "1.1", "HEAD"));
  REQUIRE(world.comes(*client, "\r\n\r\n"));
  world.handler.script = [](const Request&) { return answer_with(Response{200, {}, "next"}); };
  client->send(get("/b"));
  REQUIRE(world.comes(*client, "\r\n\r\nnext"));
  REQUIRE_FALSE(made);
}

TEST_CASE("who makes the pieces waits for who takes them", "[server]") {
  constexpr std::size_t kPieces = 400;
  World world;
  std::size_t taken = 0;
  const std::string piece(64 * 1024, 'x');
  const auto body = [&](BodyWriter& out) -> Task<void> {
    for (; taken < kPieces; ++taken) {
      const auto written = co_await out.write(piece);
      if (!written) co_return;
    }
  };
  world.handler.script = [&](const Request&) { return answer_with(pieces(body)); };
  const auto client = world.connect();
  client->send(get("/a"));
  REQUIRE(world.loop.turn_until([&] { return taken > 0; }));
  world.loop.settle();
  REQUIRE(taken < kPieces);
  // Of many bytes only the end is looked at.
  REQUIRE(world.loop.turn_until([&] { return client->text().ends_with("\r\n0\r\n\r\n"); }));
  REQUIRE(taken == kPieces);
}

TEST_CASE("a client that takes nothing for the write timeout is given up", "[server]") {
  Settings settings;
  settings.write_timeout = 20ms;
  World world(settings);
  std::optional<Errc> failure;
  bool again = false;
  const std::string piece(256 * 1024, 'x');
  const auto body = [&](BodyWriter& out) -> Task<void> {
    while (!failure) {
      const auto written = co_await out.write(piece);
      if (!written) failure = written.error().code;
    }
    const auto later = co_await out.write("more");
    again = later.has_value();
  };
  world.handler.script = [&](const Request&) { return answer_with(pieces(body)); };
  const auto client = world.connect();
  client->send(get("/a"));
  REQUIRE(world.loop.turn_until([&] { return world.closed == 1; }));
  REQUIRE(failure == Errc::reset);
  REQUIRE_FALSE(again);
}

TEST_CASE("a body whose maker throws is cut, and the bug is told", "[server]") {
  World world;
  const auto body = [](BodyWriter& out) -> Task<void> {
    co_await write_one_two(out);
    throw std::runtime_error("scripted");
  };
  world.handler.script = [&](const Request&) { return answer_with(pieces(body)); };
  const auto client = world.connect();
  client->send(get("/a"));
  REQUIRE(world.ends(*client));
  REQUIRE(body_of(client->text()) == "3\r\none\r\n3\r\ntwo\r\n");
  REQUIRE(world.log.names == std::vector<std::string>{"bug"});
}

TEST_CASE("a handler is told that its caller has left", "[server]") {
  for (const bool orderly : {true, false}) {
    World world;
    Visit visit(world.loop.executor());
    world.handler.script = [&](const Request& request) { return visit.serve(request); };
    const auto client = world.connect();
    client->send(get("/a"));
    REQUIRE(world.loop.turn_until([&] { return visit.begun; }));
    REQUIRE_FALSE(visit.gone);
    orderly ? client->leave() : client->reset();
    REQUIRE(world.loop.turn_until([&] { return visit.gone && visit.over; }));
    REQUIRE(world.loop.turn_until([&] { return world.closed == 1; }));
  }
}

TEST_CASE("a handler is told as well while its answer goes out in pieces", "[server]") {
  World world;
  Visit visit(world.loop.executor());
  const auto body = [&](BodyWriter& out) -> Task<void> {
    const auto written = co_await out.write("one");
    REQUIRE(written.has_value());
    while (!visit.gone)
      co_await visit.changed.wait();
    const auto late = co_await out.write("two");
    REQUIRE_FALSE(late.has_value());
  };
  world.handler.script = [&](const Request& request) {
    request.caller->watch([&] {
      visit.gone = true;
      visit.changed.notify();
    });
    return answer_with(pieces(body));
  };
  const auto client = world.connect();
  client->send(get("/a"));
  REQUIRE(world.comes(*client, "one"));
  client->leave();
  REQUIRE(world.loop.turn_until([&] { return world.closed == 1; }));
}

TEST_CASE("a watched connection survives a write timeout's worth of silence", "[server]") {
  Settings settings;
  settings.write_timeout = 10ms;
  World world(settings);
  Visit visit(world.loop.executor());
  const auto body = [&](BodyWriter& out) -> Task<void> {
    for (int i = 0; i < 3; ++i) {
      const auto written = co_await out.write("one");
      REQUIRE(written.has_value());
      const auto silence = std::chrono::steady_clock::now() + 3 * settings.write_timeout;
      co_await visit.changed.wait_until(silence);
    }
  };
  world.handler.script = [&](const Request& request) {
    request.caller->watch([&] { visit.gone = true; });
    return answer_with(pieces(body));
  };
  const auto client = world.connect();
  client->send(get("/a"));
  client->send("G");  // the beginning of a next request
  REQUIRE(world.comes(*client, "0\r\n\r\n"));
  REQUIRE_FALSE(visit.gone);
}

TEST_CASE("requests that come while the first is served are served after it", "[server]") {
  World world;
  Visit visit(world.loop.executor());
  world.handler.script = [&](const Request& request) { return visit.serve(request); };
  const auto client = world.connect();
  client->send(get("/a") + get("/b") + "GET /c");
  REQUIRE(world.loop.turn_until([&] { return visit.begun; }));
  client->send(" HTTP/1.1\r\nHost: x\r\n\r\n" + get("/d"));
  world.loop.settle();
  REQUIRE(world.handler.targets == std::vector<std::string>{"/a"});
  visit.end();
  REQUIRE(world.comes(*client, "answer to /d"));
  REQUIRE(world.handler.targets == std::vector<std::string>{"/a", "/b", "/c", "/d"});
  REQUIRE_FALSE(visit.gone);
}

TEST_CASE("a caller that had sent more before it left is found gone", "[server]") {
  World world;
  Visit visit(world.loop.executor());
  world.handler.script = [&](const Request& request) { return visit.serve(request); };
  const auto client = world.connect();
  client->send(get("/a") + get("/b") + std::string(8 * 1024, 'x'));
  REQUIRE(world.loop.turn_until([&] { return visit.begun; }));
  client->leave();
  REQUIRE(world.loop.turn_until([&] { return visit.gone && visit.over; }));
}

TEST_CASE("only so much is read ahead of the answer", "[server]") {
  World world;
  Visit visit(world.loop.executor());
  world.handler.script = [&](const Request& request) { return visit.serve(request); };
  const auto client = world.connect();
  client->send(get("/a"));
  REQUIRE(world.loop.turn_until([&] { return visit.begun; }));
  client->send("POST /b HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n" +
               std::string(100'000, 'x'));
  world.loop.settle();
  visit.end();
  REQUIRE(world.comes(*client, "answer to /b"));
}

TEST_CASE("dropping a connection tells the handler", "[server]") {
  World world;
  Visit visit(world.loop.executor());
  world.handler.script = [&](const Request& request) { return visit.serve(request); };
  const auto client = world.connect();
  client->send(get("/a"));
  REQUIRE(world.loop.turn_until([&] { return visit.begun; }));
  world.server->abort();
  REQUIRE(world.loop.turn_until([&] { return visit.gone && visit.over; }));
}

TEST_CASE("nobody is told once the answer is out", "[server]") {
  World world;
  Visit visit(world.loop.executor());
  visit.finish = true;
  world.handler.script = [&](const Request& request) { return visit.serve(request); };
  const auto client = world.connect();
  client->send(get("/a"));
  REQUIRE(world.comes(*client, "answer to /a"));
  client->leave();
  REQUIRE(world.loop.turn_until([&] { return world.closed == 1; }));
  REQUIRE_FALSE(visit.gone);
}

TEST_CASE("a drained connection ends after the answer in pieces that it is at", "[server]") {
  World world;
  Visit visit(world.loop.executor());
  const auto body = [&](BodyWriter& out) -> Task<void> {
    co_await write_one_two(out);
    while (!visit.finish)
      co_await visit.changed.wait();
  };
  world.handler.script = [&](const Request&) { return answer_with(pieces(body)); };
  const auto client = world.connect();
  client->send(get("/a"));
  REQUIRE(world.comes(*client, "two"));
  world.server->drain();
  world.loop.settle();
  visit.end();
  REQUIRE(world.ends(*client));
  REQUIRE(client->text().ends_with("0\r\n\r\n"));
}

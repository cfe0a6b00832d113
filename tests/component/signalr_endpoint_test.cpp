#include "component/signalr_endpoint_world.hpp"

using namespace spotter;
using namespace spotter::testing::endpoint;

namespace {

std::string echoed(std::string_view id, std::string_view value) {
  return testing::record(R"({"type":3,"invocationId":")" + std::string(id) + R"(","result":)" +
                         std::string(value) + "}");
}

void check_not_cached(const testing::WireAnswer& answer) {
  CHECK(answer.header("Cache-Control") == "no-cache, no-store");
  CHECK(answer.header("Pragma") == "no-cache");
  CHECK(answer.header("Expires") == "Thu, 01 Jan 1970 00:00:00 GMT");
}

}  // namespace

TEST_CASE("a polling connection is served whichever shard its requests come to", "[signalr]") {
  for (const ShardId at : {ShardId{0}, ShardId{1}}) {
    World world;
    const auto connection = world.negotiate(0);
    const auto first = world.ask(at, "GET", connection.target);
    CHECK(first.status == 200);
    CHECK(first.body.empty());
    CHECK(first.header("Content-Type") == "application/octet-stream");
    check_not_cached(first);

    const auto poll = world.connect(at);
    poll->ask("GET", connection.target);
    const auto posted = world.ask(1 - at, "POST", connection.target, {}, testing::kHello);
    CHECK(posted.status == 200);
    CHECK(posted.body.empty());
    CHECK(posted.header("Content-Type") == "text/plain");
    const auto answer = poll->answer();
    CHECK(answer.status == 200);
    CHECK(answer.body == testing::kWelcome);
    CHECK(answer.header("Content-Type") == "application/octet-stream");
    check_not_cached(answer);

    world.ask(at, "POST", connection.target, {}, testing::call("1", "Echo", "[\"hi\"]"));
    poll->ask("GET", connection.target);  // on the same connection: it is kept alive
    CHECK(poll->answer().body == echoed("1", "\"hi\""));

    poll->ask("GET", connection.target);
    REQUIRE(world.polls(1));
    const auto deleted = world.ask(1 - at, "DELETE", connection.target);
    CHECK(deleted.status == 202);
    const auto end = poll->answer();
    CHECK(end.status == 204);
    check_not_cached(end);
    const auto gone = world.ask(at, "GET", connection.target);
    CHECK(gone.status == 404);
    CHECK(gone.body == "No Connection with that ID");
    check_not_cached(gone);
    CHECK(world.eventually([&] { return !world.finished(0).empty(); }));
    CHECK(world.finished(0) ==
          std::vector<std::string>{connection.id + " LongPolling client_closed"});
  }
}

TEST_CASE("a poll with nothing to say ends in time, empty, as text", "[signalr]") {
  Settings settings;
  settings.poll_timeout = 20ms;
  World world(settings);
  const auto connection = world.start_polling(1);
  const auto answer = world.ask(1, "GET", connection.target);
  CHECK(answer.status == 200);
  CHECK(answer.body.empty());
  CHECK(answer.header("Content-Type") == "text/plain");
  CHECK(answer.header("Content-Length") == "0");
}

TEST_CASE("a new poll takes the place of one that waits on another shard", "[signalr]") {
  World world;
  const auto connection = world.start_polling(0);
  const auto older = world.connect(1);
  const auto newer = world.connect(0);
  older->ask("GET", connection.target);
  REQUIRE(world.polls(1));
  newer->ask("GET", connection.target);
  CHECK(older->answer().status == 204);
  world.ask(1, "POST", connection.target, {}, testing::call("1", "Echo", "[1]"));
  CHECK(newer->answer().body == echoed("1", "1"));
}

TEST_CASE("what a poll would have got whose client has left comes with the next", "[signalr]") {
  World world;
  const auto connection = world.start_polling(0);
  const auto poll = world.connect(1);
  poll->ask("GET", connection.target);
  REQUIRE(world.polls(1));
  poll->close();
  REQUIRE(world.polls(0));
  world.ask(0, "POST", connection.target, {}, testing::call("1", "Echo", "[1]"));
  CHECK(world.ask(0, "GET", connection.target).body == echoed("1", "1"));
}

TEST_CASE("a connection that nobody polls is disposed", "[signalr]") {
  Settings settings;
  settings.disconnect_timeout = 400ms;
  World world(settings);
  const auto connection = world.start_polling(1);
  CHECK(world.eventually([&] { return !world.finished(0).empty(); }));
  CHECK(world.finished(0) ==
        std::vector<std::string>{connection.id + " LongPolling connection_lost"});
  CHECK(world.ask(1, "POST", connection.target, {}, "x").status == 404);
}

TEST_CASE("the error of a handshake comes with a poll, and 204 with the next", "[signalr]") {
  World world;
  const auto connection = world.negotiate(0);
  world.ask(1, "GET", connection.target);
  world.ask(1, "POST", connection.target, {}, testing::record(R"({"protocol":"xyz","version":1})"));
  const auto error = world.ask(1, "GET", connection.target);
  CHECK(error.status == 200);
  CHECK(error.body == testing::record(R"({"error":"The protocol 'xyz' is not supported."})"));
  CHECK(world.ask(1, "GET", connection.target).status == 204);
  CHECK(world.ask(1, "GET", connection.target).status == 404);
}

TEST_CASE("an event stream begins at once, carries records, and ends with its client",
          "[signalr]") {
  for (const ShardId at : {ShardId{0}, ShardId{1}}) {
    World world;
    const auto connection = world.negotiate(0);
    const auto stream = world.connect(at);
    stream->ask("GET", connection.target, kEvents);
    const auto head = stream->answer();
    CHECK(head.status == 200);
    CHECK(head.header("Content-Type") == "text/event-stream");
    CHECK(head.header("Cache-Control") == "no-cache,no-store");
    CHECK(head.header("Pragma") == "no-cache");
    CHECK(head.header("Content-Encoding") == "identity");
    CHECK(stream->chunk() == ":\r\n");
    CHECK(world.ask(1 - at, "POST", connection.target, {}, testing::kHello).status == 200);
    CHECK(stream->chunk() == "data: {}\x1e\r\n\r\n");
    world.ask(at, "POST", connection.target, {}, testing::call("1", "Echo", "[7]"));
    CHECK(stream->chunk() == "data: " + echoed("1", "7") + "\r\n\r\n");

    const auto second = world.ask(at, "GET", connection.target, kEvents);
    CHECK(second.status == 409);
    CHECK(second.body.empty());
    const auto poll = world.ask(at, "GET", connection.target);
    CHECK(poll.status == 400);
    CHECK(poll.body == "Cannot change transports mid-connection");
    const auto deleted = world.ask(at, "DELETE", connection.target);
    CHECK(deleted.status == 400);
    CHECK(deleted.body == "Cannot terminate this connection using the DELETE endpoint.");

    stream->close();
    CHECK(world.eventually([&] { return !world.finished(0).empty(); }));
    CHECK(world.finished(0) ==
          std::vector<std::string>{connection.id + " ServerSentEvents client_closed"});
    CHECK(world.ask(at, "GET", connection.target, kEvents).status == 404);
  }
}

TEST_CASE("an event stream ends when the server ends the connection", "[signalr]") {
  World world;
  const auto [connection, stream] = world.start_events(1);
  world.ask(1, "POST", connection.target, {}, testing::kHello + testing::kClose);
  std::string all;
  while (const auto piece = stream->chunk())
    all += *piece;
  CHECK(all.ends_with(testing::kClose + "\r\n\r\n"));
}

TEST_CASE("a POST waits while too much is unread, and ends with the connection", "[signalr]") {
  World world;
  const auto connection = world.negotiate(0);
  const auto stream = world.connect(1);
  stream->ask("GET", connection.target, kEvents);
  stream->answer();
  std::string calls = testing::kHello;
  for (int i = 0; i < 3; ++i)
    calls += testing::call(std::to_string(i), "Hold");
  world.ask(0, "POST", connection.target, {}, calls);
  const auto large = world.connect(1);
  const auto behind = world.connect(0);
  large->ask("POST", connection.target, {}, std::string(900'000, ' '));
  behind->ask("POST", connection.target, {}, std::string(900'000, ' '));
  CHECK(stream->chunk() == ":\r\n");
  CHECK(stream->chunk() == "data: {}\x1e\r\n\r\n");
  CHECK_FALSE(large->answered());
  stream->reset();
  for (auto* client : {large.get(), behind.get()}) {
    const auto answer = client->answer();
    CHECK(answer.status == 404);
    CHECK((answer.body.empty() || answer.body == "No Connection with that ID"));
  }
}

TEST_CASE("POSTs that come together are handed in one after the other", "[signalr]") {
  World world;
  const auto connection = world.start_polling(0);
  const std::string text(100'000, 'x');
  const auto one = world.connect(0);
  const auto two = world.connect(1);
  one->ask("POST", connection.target, {}, testing::call("1", "Echo", "[\"" + text + "\"]"));
  two->ask("POST", connection.target, {}, testing::call("2", "Echo", "[\"" + text + "\"]"));
  CHECK(one->answer().status == 200);
  CHECK(two->answer().status == 200);
  std::string all;
  while (all.size() < echoed("1", "\"" + text + "\"").size() * 2)
    all += world.ask(1, "GET", connection.target).body;
  CHECK(all.find(echoed("1", "\"" + text + "\"")) != std::string::npos);
  CHECK(all.find(echoed("2", "\"" + text + "\"")) != std::string::npos);
}

TEST_CASE("an ordinary WebSocket lives where its socket is, and is known at home", "[signalr]") {
  World world;
  const auto connection = world.negotiate(0);
  CHECK(world.ask(1, "POST", connection.target, {}, testing::kHello).status == 200);
  const auto socket = world.connect(1);
  REQUIRE(socket->upgrade(connection.target) == 101);
  CHECK(socket->frame().payload == testing::kWelcome);  // of the POST before
  socket->send_frame(kTextFrame, testing::call("1", "Echo", "[1]"));
  CHECK(socket->frame().payload == echoed("1", "1"));
  CHECK(world.look(1, [](Part& part) { return part.endpoint.sessions(); }) == 1);
  CHECK(world.connect(0)->upgrade(connection.target) == 409);
  CHECK(world.ask(0, "GET", connection.target, kEvents).body ==
        "Cannot change transports mid-connection");
  CHECK(world.ask(0, "POST", connection.target, {}, "x").body ==
        "POST requests are not allowed for WebSocket connections.");
  CHECK(world.ask(0, "DELETE", connection.target).status == 400);
  socket->send_frame(kCloseFrame, {});
  CHECK(socket->frame().opcode == kCloseFrame);
  socket->close();
  CHECK(world.eventually([&] { return world.connect(0)->upgrade(connection.target) == 404; }));
  CHECK(world.finished(1) == std::vector<std::string>{connection.id + " WebSockets client_closed"});
}

TEST_CASE("a socket without a token is a connection of its own", "[signalr]") {
  World world;
  const auto one = world.connect(0);
  const auto two = world.connect(0);
  REQUIRE(one->upgrade("/hub") == 101);
  REQUIRE(two->upgrade("/hub/") == 101);
  for (const auto& socket : {one.get(), two.get()}) {
    socket->send_frame(kTextFrame, testing::kHello);
    CHECK(socket->frame().payload == testing::kWelcome);
  }
  const auto ids = world.look(0, [](Part& part) { return part.events.opened; });
  REQUIRE(ids.size() == 2);
  CHECK(ids[0] != ids[1]);
}

TEST_CASE("a connection goes on over another socket on another shard", "[signalr]") {
  Settings settings;
  settings.stateful_reconnect = true;
  World world(settings);
  const auto connection = world.negotiate(0, "negotiateVersion=1&useStatefulReconnect=true");
  auto socket = world.connect(1);
  REQUIRE(socket->upgrade(connection.target) == 101);
  socket->send_frame(kTextFrame, testing::record(R"({"protocol":"json","version":2})"));
  CHECK(socket->frame().payload == testing::kWelcome);
  socket->send_frame(kTextFrame, testing::call("1", "Hold"));
  socket->send_frame(kTextFrame, testing::call("2", "Echo", "[1]"));
  CHECK(hear(*socket, echoed("2", "1")) == echoed("2", "1"));
  socket->reset();

  for (const ShardId at : {ShardId{0}, ShardId{1}}) {
    socket = world.connect(at);
    REQUIRE(socket->upgrade(connection.target) == 101);
    CHECK(hear(*socket, echoed("2", "1")) ==
          testing::record(R"({"type":9,"sequenceId":1})") + echoed("2", "1"));
    if (at == 0) {
      // This time the old socket is still there when the new one comes.
      const auto next = world.connect(1);
      REQUIRE(next->upgrade(connection.target) == 101);
      CHECK(next->frame().payload.starts_with(testing::record(R"({"type":9,"sequenceId":1})")));
      socket->wait_for_end();
      next->reset();
    }
  }
  socket->send_frame(kTextFrame, testing::record(R"({"type":9,"sequenceId":3})") +
                                     testing::record(R"({"type":8,"sequenceId":1})") +
                                     testing::call("3", "LetGo"));
  const std::string heard = hear(*socket, testing::completion("3"));
  CHECK(heard.find(testing::completion("1")) != std::string::npos);
  CHECK(world.look(0, [](Part& part) { return part.events.opened.size(); }) == 1);

  socket->send_frame(kCloseFrame, {});
  while (socket->frame().opcode != kCloseFrame)
    continue;  // Acks may be on their way: closing over them would reset the connection
  socket->close();
  // A socket that came before the end is known would take over.
  CHECK(world.eventually([&] { return !world.finished(0).empty(); }));
  CHECK(world.connect(0)->upgrade(connection.target) == 404);
  CHECK(world.finished(0) == std::vector<std::string>{connection.id + " WebSockets client_closed"});
}

TEST_CASE("a token of another instance opens a WebSocket and nothing else", "[signalr]") {
  World world;
  crypto::SystemEntropy entropy;
  const ConnectionTokens there(Secret(kSecret), 2);
  Ticket ticket;
  ticket.connection_id = ConnectionTokens::make_connection_id(entropy);
  ticket.expires = world.clock.wall_now() + 15s;
  ticket.home = 7;
  ticket.instance = 2;
  const std::string target = "/hub?id=" + there.write(ticket, entropy);
  for (const auto* method : {"GET", "POST", "DELETE"}) {
    const auto answer = world.ask(0, method, target);
    CHECK(answer.status == 404);
    CHECK(answer.body.find("another instance") != std::string::npos);
  }
  const auto socket = world.connect(1);
  REQUIRE(socket->upgrade(target) == 101);
  CHECK(world.connect(0)->upgrade(target) == 409);
}

TEST_CASE("a connection is its opener's alone", "[signalr]") {
  World world;
  const auto connection = world.start_polling(1);
  const auto stranger = world.ask(1, "POST", connection.target, "X-Guest: bob\r\n", "x");
  CHECK(stranger.status == 404);
  CHECK(stranger.body == "No Connection with that ID");
  CHECK(world.ask(1, "GET", connection.target, "X-Guest: nobody\r\n").status == 401);
}

TEST_CASE("the hub route answers what the reference server answers", "[signalr]") {
  World world;
  const std::string unknown = "/hub?ID=unknown";
  for (const auto* method : {"GET", "POST", "DELETE"}) {
    const auto none = world.ask(0, method, "/HUB/");
    CHECK(none.status == 400);
    CHECK(none.body == "Connection ID required");
    CHECK(none.header("Content-Type") == "text/plain");
    const auto odd = world.ask(0, method, unknown);
    CHECK(odd.status == 404);
    CHECK(odd.body == "No Connection with that ID");
    CHECK(odd.header("Content-Type") == "text/plain");
  }
  check_not_cached(world.ask(0, "GET", "/hub"));
  for (const auto* target : {"/hub", "/hub/negotiate"}) {
    const auto put = world.ask(0, "PUT", target);
    CHECK(put.status == 405);
    CHECK(put.body.empty());
    CHECK(put.header("Content-Type") == "text/plain");
  }
  CHECK(world.ask(0, "GET", "/hub/negotiate").status == 405);
  CHECK(world.connect(0)->upgrade(unknown) == 404);
  const auto id = "/hub?id=" + world.negotiate(0).id;
  CHECK(world.ask(0, "GET", id).status == 404);
  const auto fresh = world.negotiate(0);
  CHECK(world.ask(1, "DELETE", fresh.target).status == 400);
}

TEST_CASE("a transport that is switched off is not listed, and refused", "[signalr]") {
  Settings settings;
  settings.web_sockets = settings.server_sent_events = false;
  World world(settings);
  const auto offer = world.ask(0, "POST", "/hub/negotiate?negotiateVersion=1");
  CHECK(offer.body.find("WebSockets") == std::string::npos);
  CHECK(offer.body.find("LongPolling") != std::string::npos);
  const auto connection = world.negotiate(0);
  const auto events = world.ask(1, "GET", connection.target, kEvents);
  CHECK(events.status == 404);
  CHECK(events.body == "ServerSentEvents transport not supported by this end point type");
  const auto socket = world.connect(1);
  CHECK(socket->upgrade(connection.target) == 404);
  CHECK(world.connect(1)->upgrade("/hub") == 404);
  CHECK(world.ask(1, "GET", connection.target).status == 200);
}

TEST_CASE("a token that nobody used in time is gone", "[signalr]") {
  Settings settings;
  settings.disconnect_timeout = 1ms;
  World world(settings);
  const auto connection = world.negotiate(0);
  CHECK(world.eventually([&] { return world.ask(1, "GET", connection.target).status == 404; }));
}

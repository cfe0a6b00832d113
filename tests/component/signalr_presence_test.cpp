#include "component/signalr_endpoint_world.hpp"

using namespace spotter;
using namespace spotter::testing::endpoint;

TEST_CASE("a client on a socket is asked by a ping whether it is there", "[signalr]") {
  for (const bool stateful : {false, true}) {
    Settings settings;
    settings.stateful_reconnect = stateful;
    World world(settings);
    const auto connection = world.negotiate(
        0, stateful ? "negotiateVersion=1&useStatefulReconnect=true" : "negotiateVersion=1");
    const auto socket = world.connect(1);
    REQUIRE(socket->upgrade(connection.target) == 101);
    socket->send_frame(kTextFrame, stateful ? testing::record(R"({"protocol":"json","version":2})")
                                            : testing::kHello);
    CHECK(hear(*socket, testing::kWelcome) == testing::kWelcome);
    const ShardId lives = stateful ? 0 : 1;
    for (int i = 0; i < 2; ++i) {
      auto asked = world.ask_if_there(lives);
      auto frame = socket->frame();
      CHECK(frame.opcode == kPingFrame);
      socket->send_frame(kPongFrame, frame.payload);
      CHECK(world.answer(asked));
      auto silent = world.ask_if_there(lives, 20ms);
      CHECK_FALSE(world.answer(silent));
      CHECK(socket->frame().opcode == kPingFrame);
    }
    auto asked = world.ask_if_there(lives);
    CHECK(socket->frame().opcode == kPingFrame);
    socket->reset();
    CHECK_FALSE(world.answer(asked));
    if (!stateful) continue;
    auto away = world.ask_if_there(lives);
    CHECK_FALSE(world.answer(away));
  }
}

TEST_CASE("a polling client is asked by an answer whether it comes again", "[signalr]") {
  World world;
  const auto connection = world.start_polling(1);
  const auto poll = world.connect(1);
  poll->ask("GET", connection.target);
  REQUIRE(world.polls(1));
  auto asked = world.ask_if_there(0);
  const auto answer = poll->answer();
  CHECK(answer.status == 200);
  CHECK(answer.body.empty());
  poll->ask("GET", connection.target);
  CHECK(world.answer(asked));
  REQUIRE(world.polls(1));
  auto unanswered = world.ask_if_there(0, 20ms);
  CHECK_FALSE(world.answer(unanswered));
  CHECK(poll->answer().status == 200);
  auto posting = world.ask_if_there(0);
  world.ask(1, "POST", connection.target, {}, testing::kPing);
  CHECK(world.answer(posting));
}

TEST_CASE("a client of an event stream is there unless the stream ends", "[signalr]") {
  World world;
  const auto [connection, stream] = world.start_events(1);
  world.ask(1, "POST", connection.target, {}, testing::kHello);
  CHECK(stream->chunk() == "data: {}\x1e\r\n\r\n");
  auto posting = world.ask_if_there(0);
  CHECK(stream->chunk() == ":\r\n");
  world.ask(1, "POST", connection.target, {}, testing::kPing);
  CHECK(world.answer(posting));
  auto silent = world.ask_if_there(0, 20ms);
  CHECK(world.answer(silent));
  auto leaving = world.ask_if_there(0);
  stream->reset();
  CHECK_FALSE(world.answer(leaving));
}

#include "component/signalr_endpoint_world.hpp"

using namespace spotter;
using namespace spotter::testing::endpoint;

namespace {

void check_turned_away(const testing::WireAnswer& answer) {
  CHECK(answer.status == 503);
  CHECK(answer.header("Retry-After") == "7");
  CHECK(answer.header("Cache-Control").find("no-store") != std::string::npos);
}

}  // namespace

TEST_CASE("a server with too much to do turns new connections away and serves those that are there",
          "[signalr][overload]") {
  World world;
  const auto unopened = world.negotiate(0);
  const auto polling = world.start_polling(1);
  const auto socket = world.connect(1);
  const auto of_socket = world.negotiate(0);
  REQUIRE(socket->upgrade(of_socket.target) == 101);
  socket->send_frame(kTextFrame, testing::kHello);
  CHECK(hear(*socket, testing::kWelcome) == testing::kWelcome);

  world.set_busy(6500ms);
  check_turned_away(world.ask(0, "POST", "/hub/negotiate?negotiateVersion=1"));
  for (const std::string_view headers : {std::string_view(), kEvents})
    check_turned_away(world.ask(1, "GET", unopened.target, headers));
  for (const std::string_view target :
       {std::string_view(unopened.target), std::string_view("/hub")})
    CHECK(world.connect(0)->upgrade(target) == 503);
  // Nobody is asked who he is: that would cost more than the answer.
  check_turned_away(
      world.ask(0, "POST", "/hub/negotiate?negotiateVersion=1", "X-Guest: nobody\r\n"));

  socket->send_frame(kTextFrame, testing::call("1", "Echo", "[1]"));
  CHECK(hear(*socket, testing::record(R"({"type":3,"invocationId":"1","result":1})")) != "");
  CHECK(world.ask(0, "POST", polling.target, {}, testing::call("1", "Echo", "[2]")).status == 200);
  CHECK(world.ask(1, "GET", polling.target).body ==
        testing::record(R"({"type":3,"invocationId":"1","result":2})"));

  world.set_busy(std::nullopt);
  CHECK(world.connect(0)->upgrade(unopened.target) == 101);
  CHECK(world.negotiate(1).id != unopened.id);
}

#include "purchase/google/acknowledger.hpp"
#include "support/store_world.hpp"

#include <catch2/catch.hpp>

#include <stdexcept>
#include <string>

using namespace spotter;
using namespace spotter::purchase::google;
using namespace std::chrono_literals;
using testing::google_error;
using testing::json_answer;

namespace {

/// Something in us that breaks when Google refuses an acknowledgement.
class BrokenLog final : public telemetry::Log {
 public:
  [[nodiscard]] bool enabled(telemetry::Level /*level*/) const noexcept override { return true; }
  void event(telemetry::Level /*level*/, std::string_view name,
             std::initializer_list<telemetry::Field> /*fields*/) override {
    if (name == "google_acknowledgement_refused") throw std::runtime_error("scripted");
  }
};

ServiceAccount account_of(const Settings& settings) {
  std::string why;
  auto account = read_service_account(settings, why);
  REQUIRE(account.has_value());
  return std::move(*account);
}

Unacknowledged product(std::string_view token) {
  return {Unacknowledged::Kind::product, "pro", Secret(std::string(token))};
}

struct World : testing::GoogleWorld {
  World() = default;
  World(const World&) = delete;
  World& operator=(const World&) = delete;
  ~World() {
    acknowledger.cancel();
    tokens.cancel();
    loop.run(acknowledger.stop());
    loop.run(tokens.stop());
  }

  int bugs = 0;
  BrokenLog broken_log;
  Services with_bugs{
      client, loop.executor(), workers, clock, entropy, broken_log, [this](std::exception_ptr) {
        ++bugs;
      }};
  AccessTokens tokens{with_bugs, account_of(settings), settings};
  Acknowledger acknowledger{with_bugs, tokens, settings};
};

}  // namespace

TEST_CASE("a bug with one acknowledgement is reported, and the others go on", "[google]") {
  World world;
  world.mock.acknowledgements = {json_answer(400, google_error("purchaseNotOwned")),
                                 json_answer(200, "")};
  world.acknowledger.add(product("first"));
  world.acknowledger.add(product("second"));
  REQUIRE(world.loop.turn_until([&] { return world.mock.acknowledged() == 2; }));
  CHECK(world.bugs == 1);
  // The first is tried again in its time; here another purchase wakes it.
  world.clock.advance(2min);
  world.acknowledger.add(product("third"));
  REQUIRE(world.loop.turn_until([&] { return world.mock.acknowledged() == 4; }));
  CHECK(world.bugs == 1);
}

TEST_CASE("acknowledging ends at once while Google is silent", "[google]") {
  for (const bool waits_for_token : {false, true}) {
    INFO(waits_for_token);
    World world;
    auto& silent = waits_for_token ? world.mock.oauth : world.mock.acknowledgements;
    silent = {testing::Script{testing::step::Stall{}}};
    world.acknowledger.add(product("first"));
    const std::string_view where = waits_for_token ? "/oauth" : "/play";
    REQUIRE(world.loop.turn_until([&] { return world.mock.count(where) == 1; }));
    world.acknowledger.cancel();
    world.tokens.cancel();
    world.loop.run(world.acknowledger.stop());
    // A time-out would have been asked again.
    CHECK(world.mock.count(where) == 1);
  }
}

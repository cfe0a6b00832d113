#include "support/entitlements_world.hpp"

using namespace spotter;
using namespace spotter::purchase;
using namespace spotter::purchase::entitlements;
using namespace spotter::testing;
using namespace std::chrono_literals;
using World = EntitlementsWorld;

TEST_CASE("a store is asked once for what holds, and again when it does not", "[purchase]") {
  World world;
  CHECK(world.reason() == Reason::ok);
  CHECK(world.reason() == Reason::ok);
  CHECK(world.store->asked == 1);
  CHECK(world.reason("another") == Reason::ok);
  CHECK(world.store->asked == 2);
  world.clock.advance(1h);
  CHECK(world.reason() == Reason::ok);
  CHECK(world.store->asked == 3);
}

TEST_CASE("who has just paid is asked for again after ten seconds", "[purchase]") {
  World world;
  world.store->next = answer(Reason::not_found, 10s);
  CHECK(world.reason() == Reason::not_found);
  world.store->next = answer(Reason::ok, 1h);
  world.clock.advance(8s);
  CHECK(world.reason() == Reason::not_found);
  CHECK(world.store->asked == 1);
  world.clock.advance(3s);
  CHECK(world.reason() == Reason::ok);
}

TEST_CASE("a hundred who ask at once are one question, whoever of them goes away", "[purchase]") {
  World world;
  world.store->held = true;
  for (int i = 0; i < 100; ++i)
    world.begin("payer");
  CHECK(world.store->asked == 1);
  CHECK(world.entitlements->report().flights == 1);
  world.store->let_go();
  world.loop.settle();
  for (const Asked& asked : world.all)
    CHECK((asked.judged && asked.judged->entitlement.reason == Reason::ok));
  CHECK(world.entitlements->report().flights == 0);
}

TEST_CASE("one silence is one for all who wait for it", "[purchase]") {
  World world;
  world.store->held = true;
  world.store->next = answer(Reason::upstream_5xx);
  for (int i = 0; i < 100; ++i)
    world.begin("payer");
  world.store->let_go();
  world.loop.settle();
  CHECK(world.store->asked == 1);
  for (const Asked& asked : world.all)
    CHECK((asked.judged && asked.judged->entitlement.reason == Reason::upstream_5xx));
}

TEST_CASE("more followers than are borne are sent away, and so are too many questions",
          "[purchase]") {
  Settings settings;
  settings.followers_max = 2;
  settings.flights_max = 1;
  World world(settings);
  world.store->held = true;
  world.begin("payer");
  world.begin("payer");
  CHECK(world.ask().entitlement.verdict() == Verdict::unknown);
  CHECK(world.reason("another") == Reason::local_overload);
}

TEST_CASE("a payer whose store is away is served for a day, and the store asked now and then",
          "[purchase]") {
  World world;
  world.ask();
  world.store->next = answer(Reason::upstream_timeout);
  world.clock.advance(2h);
  CHECK(world.reason() == Reason::ok);
  CHECK(world.store->asked == 2);
  CHECK(world.reason() == Reason::ok);
  CHECK(world.store->asked == 2);
  CHECK(world.entitlements->report().in_grace == 2);
  world.clock.advance(30s);
  CHECK(world.reason() == Reason::ok);
  CHECK(world.store->asked == 3);
  world.clock.advance(22h);
  CHECK(world.reason() == Reason::upstream_timeout);
  CHECK(world.reason("stranger") == Reason::upstream_timeout);
}

TEST_CASE("a yes that has ended is served to nobody, whoever is away", "[purchase]") {
  World world;
  world.store->next.until = world.clock.wall_now() + 10min;
  CHECK(world.reason() == Reason::ok);
  world.store->next = answer(Reason::upstream_timeout);
  world.clock.advance(10min);
  CHECK(world.reason() == Reason::upstream_timeout);
}

TEST_CASE("a yes that is soon over is renewed before anybody waits for it", "[purchase]") {
  World world;
  world.ask();
  world.store->held = true;
  world.clock.advance(55min);
  CHECK(world.reason() == Reason::ok);
  CHECK(world.reason() == Reason::ok);
  CHECK(world.store->asked == 2);
  world.store->let_go();
  world.loop.settle();
  world.clock.advance(50min);
  CHECK(world.reason() == Reason::ok);
  CHECK(world.store->asked == 2);
}

TEST_CASE("after a notification the store is asked, and nothing old is served while it is away",
          "[purchase]") {
  World world;
  world.ask();
  CHECK(world.hear("1 payer") == 204);
  world.store->next = answer(Reason::upstream_timeout);
  CHECK(world.reason() == Reason::upstream_timeout);
  world.store->next = answer(Reason::refunded_or_revoked, 10min);
  CHECK(world.reason() == Reason::refunded_or_revoked);
}

TEST_CASE("what was asked before a notification is answered, and not kept", "[purchase]") {
  World world;
  world.store->held = true;
  Asked& early = world.begin("payer");
  world.hear("1 payer");
  Asked& late = world.begin("payer");
  CHECK(world.store->asked == 2);
  world.store->let_go();
  world.loop.settle();
  CHECK(early.judged->entitlement.reason == Reason::ok);
  CHECK(late.judged->entitlement.reason == Reason::ok);
  world.hear("2 payer");
  world.ask();
  CHECK(world.store->asked == 3);
}

TEST_CASE("a purchase that another one took the place of is asked for again", "[purchase]") {
  World world;
  world.ask("before");
  world.store->next.replaced = "before";
  world.ask("after");
  world.store->next.replaced.clear();
  CHECK(world.store->asked == 2);
  world.ask("before");
  CHECK(world.store->asked == 3);
}

TEST_CASE(
    "a message that comes again changes nothing, and neither does one that is not the store's",
    "[purchase]") {
  World world;
  world.hear("1 payer");
  world.ask();
  CHECK(world.hear("1 payer") == 204);
  CHECK(world.hear("bad") == 401);
  CHECK(world.hear("3") == 204);
  CHECK(world.reason() == Reason::ok);
  CHECK(world.store->asked == 1);
  CHECK(world.hear(std::string(21, 'x')) == 413);
  CHECK(world.hear("4 payer", Store::apple) == 404);
}

TEST_CASE("a question that throws is a bug and an answer, and leaves nobody waiting",
          "[purchase]") {
  World world;
  world.store->throws = true;
  CHECK(world.reason() == Reason::internal);
  CHECK(world.bugs == 1);
  world.store->throws = false;
  CHECK(world.reason() == Reason::ok);
}

TEST_CASE("a store that is not set up refuses, and a token of no shape asks nobody", "[purchase]") {
  World world;
  const auto judged = world.loop.run(world.entitlements->judge(
      Credential{Store::apple, Secret("token")}, "", world.clock.now() + 8s, {}));
  CHECK(judged.entitlement.reason == Reason::store_disabled);
  CHECK(world.reason("misshapen") == Reason::token_shape);
  CHECK(world.store->asked == 0);
}

TEST_CASE("what is no credential counts like a wrong one", "[purchase]") {
  World world;
  world.store->next = answer(Reason::not_found, 10s);
  const auto refuse = [&](const std::string& shown) {
    return world.entitlements->refuse_unusable(Secret(shown), "address");
  };
  for (int i = 0; i < 100; ++i)
    CHECK_FALSE(refuse("Nope x"));
  for (int i = 1; i < 15; ++i)
    CHECK_FALSE(refuse("Nope " + std::to_string(i)));
  for (int i = 15; i < 30; ++i)
    CHECK_FALSE(world.ask("bad" + std::to_string(i), "address").barred_for);
  CHECK(refuse("Nope x") == Duration(10min));
  CHECK(world.ask("bad30", "address").barred_for == Duration(10min));
  CHECK_FALSE(world.entitlements->refuse_unusable(Secret("Nope x"), "elsewhere"));
  CHECK(world.entitlements->metrics().barred.value() == 2);
}

TEST_CASE("who tried thirty bad credentials is asked for no more, and known payers are let in",
          "[purchase]") {
  World world;
  world.ask("payer", "address");
  world.store->next = answer(Reason::not_found, 10s);
  for (int i = 0; i < 30; ++i)
    CHECK_FALSE(world.ask("bad" + std::to_string(i), "address").barred_for);
  const int asked = world.store->asked;
  CHECK(world.ask("bad30", "address").barred_for == Duration(10min));
  CHECK(world.store->asked == asked);
  CHECK_FALSE(world.ask("payer", "address").barred_for);
  CHECK_FALSE(world.ask("bad31", "elsewhere").barred_for);
  world.clock.advance(10min);
  CHECK_FALSE(world.ask("bad32", "address").barred_for);
}

namespace {

/// The address is barred for what it tried.
void try_thirty_keys(World& world) {
  const auto before = world.store->next;
  world.store->next = answer(Reason::not_found, 10s);
  for (int i = 0; i < 30; ++i)
    world.ask("bad" + std::to_string(i), "address");
  world.store->next = before;
}

}  // namespace

TEST_CASE("a payer behind a barred address is asked for when what is known of him is over",
          "[purchase]") {
  World world;
  world.ask("payer");
  try_thirty_keys(world);
  world.clock.advance(1h);
  try_thirty_keys(world);
  const int asked = world.store->asked;
  CHECK(world.ask("payer", "address").entitlement.reason == Reason::ok);
  CHECK(world.store->asked == asked + 1);
  world.clock.advance(1h);
  try_thirty_keys(world);
  world.store->next = answer(Reason::refunded_or_revoked, 10min);
  CHECK(world.ask("payer", "address").entitlement.verdict() == Verdict::not_entitled);
}

TEST_CASE("a barred address does not learn which key is right", "[purchase]") {
  World world;
  CHECK(world.ask("shared-key", "address").entitlement.reason == Reason::ok);
  try_thirty_keys(world);
  const auto judged = world.ask("shared-key", "address");
  CHECK(judged.barred_for);
  CHECK(judged.entitlement.verdict() != Verdict::entitled);
  CHECK(world.ask("shared-key", "elsewhere").entitlement.reason == Reason::ok);
}

TEST_CASE("a no that is not to be kept ends the yes before it", "[purchase]") {
  World world;
  world.ask();
  world.clock.advance(2h);
  world.store->next = answer(Reason::refunded_or_revoked);
  CHECK(world.reason() == Reason::refunded_or_revoked);
  world.store->next = answer(Reason::upstream_timeout);
  CHECK(world.reason() == Reason::upstream_timeout);
}

TEST_CASE("a purchase that shows its own end while it is asked for is not kept as a yes",
          "[purchase]") {
  World world;
  world.store->held = true;
  world.begin("payer");
  CHECK(world.reason("revoked:payer") == Reason::refunded_or_revoked);
  world.store->let_go();
  world.loop.settle();
  CHECK(world.entitlements->report().yes == 0);
}

TEST_CASE("a store that is away makes nobody suspicious", "[purchase]") {
  World world;
  world.store->next = answer(Reason::upstream_5xx);
  for (int i = 0; i < 40; ++i)
    CHECK_FALSE(world.ask("payer" + std::to_string(i), "address").barred_for);
}

TEST_CASE("no line of the log has a token in it", "[purchase]") {
  World world;
  world.ask("a-very-secret-token", "address");
  world.hear("1 a-very-secret-token");
  CHECK_FALSE(world.log.contains("secret"));
}

TEST_CASE("a question to a store is logged in the name of who asked first", "[purchase]") {
  World world;
  world.store->held = true;
  const auto ask = [&](Cause cause) {
    Asked& asked = world.all.emplace_back();
    Credential credential{Store::google, Secret("payer"), std::move(cause)};
    world.tasks.spawn(world.judge(asked, std::move(credential), {}));
    world.loop.settle();
  };
  ask({"turn", "p-7"});
  ask({"request", "r-1"});
  world.store->next = answer(Reason::upstream_5xx);
  world.store->let_go();
  world.loop.settle();
  CHECK(
      world.log.contains("info  store_asked turn=p-7 store=Google verdict=unknown "
                         "reason=upstream_5xx other_process_knew=false duration_ms=0"));
  CHECK_FALSE(world.log.contains("r-1"));
  CHECK(world.reason("another") == Reason::upstream_5xx);
  CHECK(world.log.count("store_asked") == 2);
  CHECK_FALSE(world.log.contains("payer"));
}

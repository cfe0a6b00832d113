#include "support/entitlements_world.hpp"

using namespace spotter;
using namespace spotter::purchase;
using namespace spotter::purchase::entitlements;
using namespace spotter::testing;
using namespace std::chrono_literals;

namespace {

/// What others know, by the test's word.
class FakeShared final : public SharedCache {
 public:
  Task<Found> find(Key /*key*/) override {
    ++looked;
    co_return found;
  }
  Task<void> keep(Key /*key*/, Answer answer, Moment asked) override {
    kept.push_back(std::move(answer));
    asked_at.push_back(asked.ms);
    co_return;
  }
  void forget(const std::vector<Key>& names) override {
    forgotten.insert(forgotten.end(), names.begin(), names.end());
  }
  void listen(Listener given) override { listener = std::move(given); }

  Found found{{}, Moment{1000}};
  int looked = 0;
  std::vector<Answer> kept;
  std::vector<std::int64_t> asked_at;
  std::vector<Key> forgotten;
  Listener listener;
};

struct SharedWorld {
  FakeShared shared;
  EntitlementsWorld world{{}, &shared};

  /// Another process was told so, some time ago.
  void others_know(const Entitlement& entitlement, Duration age, Duration life) {
    shared.found.answer = SharedCache::Answer{entitlement, {}, age, life};
  }
};

}  // namespace

TEST_CASE("what another process was told is not asked again", "[purchase]") {
  SharedWorld with;
  with.others_know(answer(Reason::ok), 10min, 1h);
  CHECK(with.world.reason() == Reason::ok);
  CHECK(with.world.store->asked == 0);
  CHECK(with.world.entitlements->report().taken_over == 1);
  CHECK(with.shared.kept.empty());
  // It is kept here from then on, for what is left of its life.
  with.shared.found.answer.reset();
  with.world.clock.advance(40min);
  CHECK(with.world.reason() == Reason::ok);
  CHECK(with.shared.looked == 1);
  with.world.clock.advance(10min);
  CHECK(with.world.reason() == Reason::ok);
  CHECK(with.world.store->asked == 1);
}

TEST_CASE("another process's no is a no for the rest of its ten seconds", "[purchase]") {
  SharedWorld with;
  with.others_know(answer(Reason::not_found), 4s, 10s);
  CHECK(with.world.reason() == Reason::not_found);
  CHECK(with.world.store->asked == 0);
  with.shared.found.answer.reset();
  with.world.clock.advance(6s);
  CHECK(with.world.reason() == Reason::ok);
}

TEST_CASE("an old yes of another process is served while the store is away, and else asked again",
          "[purchase]") {
  SharedWorld with;
  with.others_know(answer(Reason::ok), 2h, 1h);
  with.world.store->next = answer(Reason::upstream_timeout);
  CHECK(with.world.reason() == Reason::ok);
  CHECK(with.world.store->asked == 1);
  CHECK(with.world.entitlements->report().in_grace == 1);
  with.world.clock.advance(1min);
  with.world.store->next = answer(Reason::refunded_or_revoked, 10min);
  CHECK(with.world.reason() == Reason::refunded_or_revoked);
}

TEST_CASE("an old no of another process is nothing", "[purchase]") {
  SharedWorld with;
  with.others_know(answer(Reason::not_found), 11s, 10s);
  CHECK(with.world.reason() == Reason::ok);
  CHECK(with.world.store->asked == 1);
}

TEST_CASE("a yes of another process that the store has ended is nothing", "[purchase]") {
  SharedWorld with;
  auto over = answer(Reason::ok);
  over.until = with.world.clock.wall_now();
  with.others_know(over, 1min, 1h);
  with.world.store->next = answer(Reason::expired, 10min);
  CHECK(with.world.reason() == Reason::expired);
}

TEST_CASE("what a store answers is shared, with the time before it was asked", "[purchase]") {
  SharedWorld with;
  with.world.store->next.names = {"alias"};
  with.world.ask();
  with.world.loop.settle();
  REQUIRE(with.shared.kept.size() == 1);
  CHECK(with.shared.asked_at.front() == 1000);
  CHECK(with.shared.kept.front().life > Duration(54min - 1s));
  CHECK(with.shared.kept.front().life <= Duration(1h));
  CHECK(with.shared.kept.front().names.size() == 2);  // its own alias, and the store's
  CHECK(with.shared.kept.front().entitlement.reason == Reason::ok);
}

TEST_CASE("nothing is shared that is not to be kept, or without a time", "[purchase]") {
  SharedWorld with;
  with.world.store->next = answer(Reason::upstream_timeout);
  with.world.ask("silent");
  with.world.store->next = answer(Reason::refunded_or_revoked);
  with.world.ask("not for keeping");
  with.world.store->next = answer(Reason::ok, 1h);
  with.shared.found.now.reset();
  CHECK(with.world.reason("while it is away") == Reason::ok);
  with.world.loop.settle();
  CHECK(with.shared.kept.empty());
}

TEST_CASE("a notification is passed on, and an answer asked before it is not shared",
          "[purchase]") {
  SharedWorld with;
  with.world.store->held = true;
  with.world.begin("payer");
  CHECK(with.world.hear("1 payer") == 204);
  CHECK(with.shared.forgotten.size() == 1);
  with.world.store->let_go();
  with.world.loop.settle();
  CHECK(with.shared.kept.empty());
  CHECK(with.world.hear("1 payer") == 204);
  CHECK(with.shared.forgotten.size() == 1);
  with.world.entitlements->forget(Store::google, {"payer", "another"});
  CHECK(with.shared.forgotten.size() == 3);
}

TEST_CASE("a purchase that shows its own end is passed on once, and forgotten here each time",
          "[purchase]") {
  SharedWorld with;
  for (int i = 0; i < 3; ++i) {
    with.world.ask("payer");
    CHECK(with.world.reason("revoked:payer") == Reason::refunded_or_revoked);
  }
  CHECK(with.world.store->asked == 3);
  CHECK(with.shared.forgotten.size() == 1);
}

TEST_CASE("what others have forgotten is forgotten here", "[purchase]") {
  SharedWorld with;
  with.world.ask("payer");
  with.world.ask("another");
  with.world.hear("1 payer");
  const Key payer = with.shared.forgotten.at(0);
  with.world.ask("payer");
  REQUIRE(with.world.store->asked == 3);
  with.shared.listener.on_forgotten({payer});
  with.world.ask("another");
  CHECK(with.world.store->asked == 3);
  with.world.ask("payer");
  CHECK(with.world.store->asked == 4);
  with.shared.listener.on_forgotten_all();
  with.world.ask("another");
  CHECK(with.world.store->asked == 5);
  // It is not told on.
  CHECK(with.shared.forgotten.size() == 1);
}

TEST_CASE("a message that names too many is passed on as the whole store's, and heard as such",
          "[purchase]") {
  SharedWorld with;
  with.world.ask("payer");
  with.world.ask("another");
  CHECK(with.world.hear("1 *") == 204);
  REQUIRE(with.shared.forgotten.size() == 1);
  with.world.ask("payer");
  with.world.ask("another");
  CHECK(with.world.store->asked == 4);
  with.world.loop.settle();
  CHECK(with.shared.kept.back().names.back() == with.shared.forgotten.front());
  with.shared.listener.on_forgotten({with.shared.forgotten.front()});
  with.world.ask("payer");
  with.world.ask("another");
  CHECK(with.world.store->asked == 6);
}

TEST_CASE("where messages were missed each answer is asked for again, and good while it cannot be",
          "[purchase]") {
  SharedWorld with;
  with.world.ask("payer");
  with.world.store->next = answer(Reason::not_found, 10min);
  with.world.ask("stranger");
  with.shared.listener.on_missed();
  with.world.store->next = answer(Reason::upstream_timeout);
  CHECK(with.world.reason("payer") == Reason::ok);
  CHECK(with.world.store->asked == 3);
  CHECK(with.world.reason("stranger") == Reason::upstream_timeout);
}

TEST_CASE("what another process was told is asked again where it is soon over", "[purchase]") {
  SharedWorld with;
  with.others_know(answer(Reason::ok), 55min, 1h);
  // In the last tenth of its life it is asked again.
  CHECK(with.world.reason() == Reason::ok);
  CHECK(with.world.store->asked == 1);
}

TEST_CASE("a payer whom another process knows is let in behind a barred address", "[purchase]") {
  SharedWorld with;
  with.world.store->next = answer(Reason::not_found, 10s);
  for (int i = 0; i < 30; ++i)
    with.world.ask("bad" + std::to_string(i), "address");
  const int asked = with.world.store->asked;
  CHECK(with.world.ask("payer", "address").barred_for);
  with.others_know(answer(Reason::ok), 10min, 1h);
  CHECK_FALSE(with.world.ask("payer", "address").barred_for);
  CHECK(with.world.store->asked == asked);
  with.others_know(answer(Reason::not_found), 1s, 10s);
  CHECK(with.world.ask("stranger", "address").barred_for);
}

TEST_CASE("a no is told where a yes was known before, and only there", "[purchase]") {
  SharedWorld with;
  with.world.ask("payer");
  with.world.store->next = answer(Reason::not_found, 10s);
  with.world.ask("stranger");
  CHECK(with.shared.forgotten.empty());
  with.world.clock.advance(2h);
  with.world.ask("payer");
  CHECK(with.shared.forgotten.size() == 1);
}

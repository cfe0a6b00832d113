#include "redis_world.hpp"

#include <spotter/base/text.hpp>
#include <spotter/purchase/redis/redis_ledger.hpp>

#include <catch2/catch.hpp>

using namespace spotter;
using namespace spotter::purchase;
using namespace spotter::testing;
using namespace std::chrono_literals;
using apple::Ledger;
using apple::Mark;

namespace {

purchase::redis::LedgerSettings quick_ledger() {
  purchase::redis::LedgerSettings settings;
  settings.look_every = 5ms;
  settings.after_refusal = 5ms;
  settings.batch_max = 3;
  return settings;
}

/// The ledger of one of several processes.
class LedgerProcess {
 public:
  explicit LedgerProcess(const RedisServer& server) : world_(settings_of(server.url())) {
    tasks_.spawn(ledger_->run());
    if (!world_.until_connected()) throw std::runtime_error("no connection to Redis");
  }
  ~LedgerProcess() {
    ledger_->stop();
    world_.loop.run(tasks_.join());
  }

  void note(const std::string& id, Mark mark, Ledger::Whose whose = Ledger::Whose::any) {
    const auto noted = world_.loop.run(ledger_->note(key(id), mark, whose, TimePoint::max()));
    REQUIRE(noted.has_value());
  }
  std::optional<Mark> find(const std::string& id) {
    const auto found = world_.loop.run(ledger_->find(key(id), TimePoint::max()));
    REQUIRE(found.has_value());
    return found.value();
  }
  bool until_told() {
    return world_.loop.turn_until(
        [this] { return world_.client->is_connected() && ledger_->is_told(); });
  }
  bool until_away() {
    return world_.loop.turn_until([this] { return !world_.client->is_connected(); });
  }
  [[nodiscard]] std::ptrdiff_t logged(const std::string& text) const {
    return world_.log.count(text);
  }
  void turn_until_logged(const std::string& text) {
    REQUIRE(world_.loop.turn_until([&] { return logged(text) > 0; }));
  }

  static crypto::Sha256 key(const std::string& id) { return apple::ledger_key("production", id); }

 private:
  RedisWorld world_;
  std::unique_ptr<apple::LocalLedger> own_ = apple::make_memory_ledger();
  std::unique_ptr<purchase::redis::RedisLedger> ledger_ = purchase::redis::make_ledger(
      world_.loop.executor(), *world_.client, world_.clock, world_.log, *own_, quick_ledger());
  shard::TaskGroup tasks_{world_.loop.executor(),
                          [](std::exception_ptr bug) { std::rethrow_exception(bug); }};
};

constexpr Mark kRevoked{true, 1'790'000'000'000};
constexpr Mark kReversed{false, 1'790'000'001'000};

}  // namespace

TEST_CASE("a revocation that one process heard of all know, and without end", "[purchase]") {
  const RedisServer server;
  LedgerProcess first(server);
  LedgerProcess second(server);
  CHECK_FALSE(second.find("7"));
  first.note("7", kRevoked);
  CHECK(second.find("7") == kRevoked);
  const auto key = server.cli("KEYS 'spotter:r:*'");
  CHECK(key == "spotter:r:" + to_hex(LedgerProcess::key("7")));
  CHECK(server.cli("PTTL " + key) == "-1");
}

TEST_CASE("in Redis as in memory, the latest signature counts, in whatever order they come",
          "[purchase]") {
  const RedisServer server;
  LedgerProcess first(server);
  LedgerProcess second(server);
  first.note("7", kRevoked);
  second.note("7", kReversed);
  CHECK(first.find("7") == kReversed);
  first.note("7", kRevoked);
  CHECK(first.find("7") == kReversed);
  CHECK(second.find("7") == kReversed);
  // Of two that were signed at once the revocation counts.
  second.note("7", Mark{true, kReversed.signed_ms});
  first.note("7", kReversed);
  CHECK(first.find("7") == Mark{true, kReversed.signed_ms});
}

TEST_CASE("a clean signature is written down only where a revocation is known, here or there",
          "[purchase]") {
  const RedisServer server;
  LedgerProcess first(server);
  LedgerProcess second(server);
  second.note("7", kReversed, Ledger::Whose::known);
  CHECK_FALSE(first.find("7"));
  CHECK(server.cli("DBSIZE") == "0");
  first.note("7", kRevoked);
  second.note("7", kReversed, Ledger::Whose::known);
  CHECK(first.find("7") == kReversed);
}

TEST_CASE("while Redis is away the own ledger answers, and all of it is told afterwards",
          "[purchase]") {
  RedisServer server;
  LedgerProcess first(server);
  LedgerProcess second(server);
  first.note("before", kRevoked);
  server.kill();
  REQUIRE(first.until_away());
  CHECK(first.find("before") == kRevoked);
  for (int i = 0; i < 10; ++i)
    first.note(std::to_string(i), kRevoked);
  CHECK(first.find("9") == kRevoked);
  // It comes back without its data.
  server.start();
  REQUIRE(first.until_told());
  CHECK(server.cli("DBSIZE") == "11");
  REQUIRE(second.until_told());
  CHECK(second.find("before") == kRevoked);
  CHECK(second.find("9") == kRevoked);
}

TEST_CASE("a Redis that takes no revocations is told again, and that is in the log once",
          "[purchase]") {
  const RedisServer server;
  LedgerProcess process(server);
  REQUIRE(process.until_told());
  REQUIRE(server.cli("CONFIG SET maxmemory 1") == "OK");
  process.note("7", kRevoked);
  CHECK(process.find("7") == kRevoked);
  process.turn_until_logged("apple_ledger_failed");
  REQUIRE(server.cli("CONFIG SET maxmemory 0") == "OK");
  REQUIRE(process.until_told());
  CHECK(process.logged("apple_ledger_failed") == 1);
  CHECK(server.cli("DBSIZE") == "1");
}

TEST_CASE("what is in Redis and not ours is passed over", "[purchase]") {
  const RedisServer server;
  LedgerProcess process(server);
  for (const std::string value : {"nonsense", "revoked", "revoked x", "odd 5"}) {
    REQUIRE(server.cli("SET spotter:r:" + to_hex(LedgerProcess::key("7")) + " '" + value + "'") ==
            "OK");
    CHECK_FALSE(process.find("7"));
  }
  process.note("7", kRevoked);
  LedgerProcess other(server);
  CHECK(other.find("7") == kRevoked);
}

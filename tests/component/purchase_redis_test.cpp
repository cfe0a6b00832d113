#include "redis_acl.hpp"
#include "redis_world.hpp"
#include "support/entitlements_world.hpp"

#include <spotter/purchase/redis/redis_cache.hpp>

#include <catch2/catch.hpp>

using namespace spotter;
using namespace spotter::purchase;
using namespace spotter::testing;
using namespace std::chrono_literals;
using entitlements::Entitlements;
using entitlements::Key;
using entitlements::SharedCache;
using purchase::redis::CacheSettings;

namespace {

/// One of several processes that share a Redis; all on the test's loop.
class Process {
 public:
  Process(Loop& loop, const RedisServer& server, CacheSettings settings = {},
          const std::string& secret = std::string(32, 's'), const std::string& user = {})
      : loop_(loop),
        client_(loop.executor(), workers_, clock_, entropy_, log, settings_of(server.url(user))) {
    cache = purchase::redis::make_cache(loop.executor(), client_, clock_, entropy_, log,
                                        Secret(secret), settings);
    auto fake = std::make_unique<FakeStore>(loop.executor());
    store = fake.get();
    std::vector<std::unique_ptr<Verifier>> verifiers;
    verifiers.push_back(std::move(fake));
    std::vector<std::unique_ptr<Notifications>> notifications;
    notifications.push_back(std::make_unique<FakeNotifications>());
    entitlements_ = std::make_unique<Entitlements>(
        Entitlements::Services{loop.executor(), clock_, entropy_, log, rethrow, cache.get(),
                               purchase::redis::name_key_of(Secret(secret))},
        entitlements::Settings{}, std::move(verifiers), std::move(notifications));
    tasks_.spawn(client_.run());
    tasks_.spawn(cache->run());
    if (!until_connected()) throw std::runtime_error("no connection to Redis");
  }
  Process(const Process&) = delete;
  Process& operator=(const Process&) = delete;
  ~Process() {
    store->let_go();
    loop_.run(entitlements_->stop());
    end();
    loop_.run(asking_.join());
  }

  /// As when the process ends.
  void end() {
    cache->stop();
    loop_.turn_until([this] { return tasks_.running() <= 1; });
    client_.stop();
    loop_.run(tasks_.join());
  }

  Reason ask(const std::string& token = "payer") {
    const auto judged = loop_.run(entitlements_->judge(Credential{Store::google, Secret(token)}, "",
                                                       clock_.now() + kPatience, {}));
    return judged.entitlement.reason;
  }
  void begin(const std::string& token) { asking_.spawn(ask_there(token)); }
  int hear(const std::string& body) {
    Message message;
    message.body = body;
    return loop_.run(entitlements_->hear(Store::google, message, clock_.now() + kPatience));
  }
  bool until_connected() {
    return loop_.turn_until([this] { return client_.is_connected(); });
  }
  bool until_kept(std::uint64_t count) {
    return loop_.turn_until([&] { return cache->standing().kept == count; });
  }
  bool until_told() {
    return loop_.turn_until([this] { return cache->standing().owed == 0; });
  }
  bool until_heard(std::uint64_t count) {
    return loop_.turn_until([&] { return cache->standing().forgotten >= count; });
  }
  [[nodiscard]] Entitlements::Report report() const { return entitlements_->report(); }
  [[nodiscard]] const spotter::redis::Client& client() const { return client_; }

  std::unique_ptr<purchase::redis::RedisCache> cache;
  FakeStore* store = nullptr;
  RecordingLog log;

 private:
  static void rethrow(const std::exception_ptr& bug) { std::rethrow_exception(bug); }
  Task<void> ask_there(std::string token) {
    Credential credential{Store::google, Secret(token)};
    auto judging = entitlements_->judge(std::move(credential), "", clock_.now() + kPatience,
                                        telemetry::SpanParent());
    co_await std::move(judging);
  }

  Loop& loop_;
  shard::WorkerPool workers_{1, 16};
  SystemClock clock_;
  crypto::SystemEntropy entropy_;
  shard::TaskGroup tasks_{loop_.executor(), rethrow};
  shard::TaskGroup asking_{loop_.executor(), rethrow};
  spotter::redis::Client client_;
  std::unique_ptr<Entitlements> entitlements_;
};

/// Looks for what others have forgotten only when it has something to tell.
CacheSettings rarely_listening() {
  CacheSettings settings;
  settings.listen_every = 1h;
  return settings;
}

/// Each name is too many: all are to be forgotten.
CacheSettings owing_nothing() {
  CacheSettings settings;
  settings.owed_max = 0;
  return settings;
}

CacheSettings often_listening() {
  CacheSettings settings;
  settings.listen_every = 10ms;
  return settings;
}

}  // namespace

TEST_CASE("what one process was told the others know, and nobody can read it", "[purchase]") {
  const RedisServer server;
  Loop loop;
  Process first(loop, server);
  Process second(loop, server);
  first.store->next.subject = make_subject({"google", "payer"});
  first.store->next.environment = Environment::sandbox;
  CHECK(first.ask() == Reason::ok);
  REQUIRE(first.until_kept(1));
  CHECK(second.ask() == Reason::ok);
  CHECK(second.store->asked == 0);
  CHECK(second.report().taken_over == 1);
  const auto keys = server.cli("KEYS '*'");
  CHECK(keys.rfind("spotter:e:", 0) == 0);
  const auto value = server.cli("GET " + keys);
  for (const std::string& secret : {std::string("payer"), std::string("google"), std::string("ok"),
                                    make_subject({"google", "payer"}).full_name()}) {
    INFO(secret);
    CHECK((keys + value).find(secret) == std::string::npos);
  }
  CHECK(std::stoll(server.cli("PTTL " + keys)) > 23 * 3600 * 1000);
}

TEST_CASE("a no lives in Redis for its ten seconds, and what has ended does not at all",
          "[purchase]") {
  const RedisServer server;
  Loop loop;
  Process process(loop, server);
  process.store->next = answer(Reason::not_found, 10s);
  process.ask("stranger");
  REQUIRE(process.until_kept(1));
  const auto ttl = std::stoll(server.cli("PTTL " + server.cli("KEYS '*'")));
  CHECK(ttl > 0);
  CHECK(ttl <= 10'000);
  process.store->next = answer(Reason::ok, 1h);
  process.store->next.until = SystemClock().wall_now() - 1s;
  process.ask("ended");
  process.store->next.until.reset();
  process.ask("payer");
  REQUIRE(process.until_kept(2));
  CHECK(server.cli("DBSIZE") == "2");
}

TEST_CASE("who has another secret finds nothing", "[purchase]") {
  const RedisServer server;
  Loop loop;
  Process first(loop, server);
  Process second(loop, server, {}, std::string(32, 't'));
  first.ask();
  REQUIRE(first.until_kept(1));
  second.ask();
  CHECK(second.store->asked == 1);
}

TEST_CASE("a notification to one process is one to all", "[purchase]") {
  const RedisServer server;
  Loop loop;
  Process first(loop, server);
  Process second(loop, server, often_listening());
  first.ask();
  REQUIRE(first.until_kept(1));
  second.ask();
  REQUIRE(second.store->asked == 0);
  second.store->next = answer(Reason::refunded_or_revoked, 10min);
  CHECK(first.hear("1 payer") == 204);
  REQUIRE(second.until_heard(1));
  CHECK(second.ask() == Reason::refunded_or_revoked);
  // Neither does one that comes later find the old answer.
  REQUIRE(second.until_kept(1));
  Process third(loop, server);
  CHECK(third.ask() == Reason::refunded_or_revoked);
  CHECK(third.store->asked == 0);
  // All that is in Redis has an end of life.
  for (const auto* key : {"spotter:forgotten"})
    CHECK(std::stoll(server.cli(std::string("PTTL ") + key)) > 0);
  CHECK(server.cli("EVAL \"for _, k in ipairs(redis.call('KEYS', '*')) do if redis.call('PTTL', k) "
                   "< 0 then return k end end return 'none'\" 0") == "none");
}

TEST_CASE("what was asked before another process's notification is of no use to anybody",
          "[purchase]") {
  const RedisServer server;
  Loop loop;
  Process first(loop, server);
  Process second(loop, server, rarely_listening());
  second.store->held = true;
  second.begin("payer");
  REQUIRE(loop.turn_until([&] { return second.store->asked == 1; }));
  first.hear("1 payer");
  REQUIRE(first.until_told());
  REQUIRE(loop.turn_until([&] { return !server.cli("KEYS 'spotter:f:*'").empty(); }));
  // It has not heard of it, and keeps and shares what it is told.
  second.store->let_go();
  REQUIRE(second.until_kept(1));
  Process third(loop, server);
  third.store->next = answer(Reason::refunded_or_revoked, 10min);
  CHECK(third.ask() == Reason::refunded_or_revoked);
  CHECK(third.store->asked == 1);
}

TEST_CASE("a process that had heard nothing yet learns that it missed something", "[purchase]") {
  const RedisServer server;
  Loop loop;
  Process process(loop, server, often_listening());
  process.ask();
  REQUIRE(process.until_kept(1));
  REQUIRE(loop.turn_until([&] { return server.calls_of("xread") > 0; }));
  CHECK(server.cli("CLIENT KILL TYPE normal") != "0");
  REQUIRE(loop.turn_until([&] { return !process.client().is_connected(); }));
  REQUIRE(server.cli("XADD spotter:forgotten '*' from another names ''").find('-') !=
          std::string::npos);
  REQUIRE(loop.turn_until([&] { return process.cache->standing().missed == 1; }));
  REQUIRE(server.cli("FLUSHALL") == "OK");
  process.ask();
  CHECK(process.store->asked == 2);
}

TEST_CASE("a no ends the yes that other processes know, also while the store is away afterwards",
          "[purchase]") {
  const RedisServer server;
  Loop loop;
  Process first(loop, server, often_listening());
  Process second(loop, server, often_listening());
  first.store->next = answer(Reason::ok, 5s);
  first.ask();
  REQUIRE(first.until_kept(1));
  second.ask();
  REQUIRE(second.store->asked == 0);
  first.store->next = answer(Reason::refunded_or_revoked, 10s);
  // A yes lives for five seconds at least.
  REQUIRE(loop.turn_until([&] { return first.ask() != Reason::ok; }));
  REQUIRE(second.until_heard(1));
  REQUIRE(server.cli("FLUSHALL") == "OK");
  second.store->next = answer(Reason::upstream_timeout);
  CHECK(second.ask() == Reason::upstream_timeout);
}

TEST_CASE("a purchase is forgotten by each of its names, and all of them at once", "[purchase]") {
  const RedisServer server;
  Loop loop;
  Process first(loop, server);
  Process second(loop, server);
  first.store->next.names = {"alias", "another"};
  first.ask();
  REQUIRE(first.until_kept(1));
  first.hear("1 another");
  REQUIRE(first.until_told());
  REQUIRE(
      loop.turn_until([&] { return !server.cli("EXISTS spotter:forgotten").starts_with("0"); }));
  second.ask();
  CHECK(second.store->asked == 1);
  REQUIRE(second.until_kept(1));
  Process brimful(loop, server, owing_nothing());
  brimful.hear("2 somebody");
  REQUIRE(loop.turn_until([&] { return server.cli("EXISTS spotter:f:all") == "1"; }));
  Process third(loop, server);
  third.ask();
  CHECK(third.store->asked == 1);
}

TEST_CASE("while Redis is away each process goes on alone, and tells the others when it is back",
          "[purchase]") {
  RedisServer server;
  Loop loop;
  Process first(loop, server, often_listening());
  Process second(loop, server, often_listening());
  second.ask();
  REQUIRE(second.until_kept(1));
  server.kill();
  REQUIRE(loop.turn_until(
      [&] { return !first.client().is_connected() && !second.client().is_connected(); }));
  CHECK(first.ask() == Reason::ok);
  CHECK(first.hear("1 payer") == 204);
  CHECK(first.cache->standing().owed == 1);
  CHECK(second.ask() == Reason::ok);
  CHECK(second.store->asked == 1);
  server.start();
  REQUIRE(second.until_heard(1));
  CHECK(first.until_told());
  second.store->next = answer(Reason::refunded_or_revoked, 10min);
  CHECK(second.ask() == Reason::refunded_or_revoked);
}

TEST_CASE("more than can be owed becomes all", "[purchase]") {
  RedisServer server;
  Loop loop;
  CacheSettings settings = often_listening();
  settings.owed_max = 2;
  Process first(loop, server, settings);
  Process second(loop, server, often_listening());
  second.ask("untouched");
  REQUIRE(second.until_kept(1));
  server.kill();
  REQUIRE(loop.turn_until([&] { return !first.client().is_connected(); }));
  first.hear("1 a");
  first.hear("2 b");
  CHECK(first.cache->standing().owed == 2);
  first.hear("3 c");
  CHECK(first.cache->standing().owed == 1);
  server.start();
  REQUIRE(loop.turn_until([&] {
    second.ask("untouched");
    return second.store->asked == 2;
  }));
}

TEST_CASE("messages that were lost while a process was away make it doubt what it knows",
          "[purchase]") {
  RedisServer server;
  Loop loop;
  Process first(loop, server);
  Process second(loop, server, rarely_listening());
  first.hear("1 somebody");
  REQUIRE(loop.turn_until([&] { return server.cli("EXISTS spotter:forgotten") == "1"; }));
  second.hear("2 somebody else");  // it tells, and listens
  REQUIRE(second.until_heard(1));
  second.ask();
  REQUIRE(second.store->asked == 1);
  const auto id = server.cli(
      "EVAL \"redis.call('DEL', 'spotter:forgotten') return redis.call('XADD', "
      "'spotter:forgotten', '*', 'from', 'another', 'names', '')\" 0");
  CHECK(id.find('-') != std::string::npos);
  CHECK(server.cli("CLIENT KILL TYPE normal") != "0");
  REQUIRE(loop.turn_until([&] { return !second.client().is_connected(); }));
  REQUIRE(second.until_connected());
  second.hear("3 somebody else");
  REQUIRE(loop.turn_until([&] { return second.cache->standing().missed == 1; }));
  CHECK(server.cli("FLUSHALL") == "OK");
  second.ask();
  CHECK(second.store->asked == 2);
}

TEST_CASE("a process does not take back from Redis what it was just told to forget", "[purchase]") {
  const RedisServer server;
  Loop loop;
  Process process(loop, server, often_listening());
  process.ask();
  REQUIRE(process.until_kept(1));
  REQUIRE(server.cli("CONFIG SET maxmemory 1") == "OK");
  process.hear("1 payer");
  process.store->next = answer(Reason::refunded_or_revoked, 10min);
  CHECK(process.ask() == Reason::refunded_or_revoked);
  CHECK(process.store->asked == 2);
}

TEST_CASE("a process that ends tells what it owes", "[purchase]") {
  const RedisServer server;
  Loop loop;
  Process process(loop, server, rarely_listening());
  REQUIRE(process.until_connected());
  process.cache->forget({crypto::sha256("a")});
  process.end();
  CHECK(server.cli("XLEN spotter:forgotten") == "1");
}

TEST_CASE("a Redis that refuses to keep costs nothing but its use", "[purchase]") {
  const RedisServer server;
  Loop loop;
  Process process(loop, server, often_listening());
  REQUIRE(server.cli("CONFIG SET maxmemory 1") == "OK");
  CHECK(process.ask() == Reason::ok);
  CHECK(process.hear("1 payer") == 204);
  process.store->next = answer(Reason::not_found, 10s);
  CHECK(process.ask() == Reason::not_found);
  CHECK(process.cache->standing().kept == 0);
  CHECK(process.cache->standing().owed == 1);
  // It is in the log once, and what others say is heard nevertheless.
  REQUIRE(loop.turn_until([&] { return process.log.count("answers_not_shared") > 0; }));
  CHECK(server.cli("CONFIG SET maxmemory 0") == "OK");
  CHECK(process.until_told());
  CHECK(process.log.count("answers_not_shared") == 1);
  CHECK(process.log.count("answers_shared") == 1);
}

TEST_CASE("the commands that docs/redis.md names are enough to share answers", "[purchase]") {
  const RedisServer server;
  make_user(server);
  Loop loop;
  const std::string secret(32, 's');
  Process first(loop, server, often_listening(), secret, "operator:p@");
  Process second(loop, server, often_listening(), secret, "operator:p@");
  first.ask();
  REQUIRE(first.until_kept(1));
  second.ask();
  CHECK(second.store->asked == 0);
  first.hear("1 payer");
  REQUIRE(second.until_heard(1));
  Process brimful(loop, server, owing_nothing(), secret, "operator:p@");
  brimful.hear("1 somebody");
  REQUIRE(brimful.until_told());
  REQUIRE(first.until_told());
  // A new connection looks for its place in the stream.
  CHECK(server.cli("CLIENT KILL USER operator") != "0");
  REQUIRE(loop.turn_until([&] { return !second.client().is_connected(); }));
  REQUIRE(second.until_connected());
  first.hear("2 another");
  REQUIRE(second.until_heard(2));
  CHECK(refusals(server).empty());
}

TEST_CASE("a process that may not tell hears the others", "[purchase]") {
  const RedisServer server;
  REQUIRE(server.cli("ACL SETUSER mute on '>p' '~spotter:*' +@all -xadd") == "OK");
  Loop loop;
  const std::string secret(32, 's');
  Process first(loop, server, often_listening());
  Process mute(loop, server, often_listening(), secret, "mute:p@");
  mute.ask();
  REQUIRE(mute.until_kept(1));
  mute.hear("1 somebody");
  REQUIRE(loop.turn_until([&] { return mute.log.count("answers_not_shared") > 0; }));
  first.hear("1 payer");
  REQUIRE(mute.until_heard(1));
  mute.ask();
  CHECK(mute.store->asked == 2);
  CHECK(mute.cache->standing().owed == 1);
}

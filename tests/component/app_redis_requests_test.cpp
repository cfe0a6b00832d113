#include "app/redis_request_memory.hpp"
#include "redis_acl.hpp"
#include "redis_world.hpp"
#include "support/manual_clock.hpp"

#include <catch2/catch.hpp>

using namespace spotter;
using namespace spotter::testing;
using namespace std::chrono_literals;
using api::IdempotencyKey;
using api::IdempotencyStore;
using State = IdempotencyStore::State;

namespace {

/// What a process with one shard remembers.
class OwnMemory final : public api::RequestMemory {
 public:
  explicit OwnMemory(const Clock& clock) : clock_(clock) {}
  Task<Begun> begin(IdempotencyKey key) override {
    Begun begun;
    static_cast<IdempotencyStore::Begun&>(begun) = store_.begin(key, clock_.now());
    co_return begun;
  }
  Task<void> end(IdempotencyKey key, std::string, api::RequestEnding ending) override {
    api::end_in(store_, key, std::move(ending), clock_.now());
    co_return;
  }

 private:
  IdempotencyStore store_{IdempotencyStore::Settings()};
  const Clock& clock_;
};

/// One of several processes that share a Redis.
struct Process {
  ManualClock clock;
  RedisWorld world;
  app::RedisRequestMemory memory{*world.client, Secret(std::string(32, 's')), world.entropy,
                                 std::make_unique<OwnMemory>(clock)};

  explicit Process(redis::Settings settings) : world(std::move(settings)) {
    if (!world.until_connected()) throw std::runtime_error("no connection to Redis");
  }
  api::RequestMemory::Begun begin(const IdempotencyKey& key) {
    return world.loop.run(memory.begin(key));
  }
  void end(const IdempotencyKey& key, const std::string& mark, api::RequestEnding ending) {
    world.loop.run(memory.end(key, mark, std::move(ending)));
  }
};

IdempotencyKey key(std::string_view body = "body-of-a-form") {
  return IdempotencyKey::of("payer", "workout", "key-of-a-client", body);
}

api::RequestEnding answered(std::string text) {
  return {std::move(text), true};
}

constexpr const char* kAnyKey = "--raw KEYS spotter:i:*";

}  // namespace

TEST_CASE("what one process answered another repeats, and none reads it in Redis", "[app]") {
  RedisServer server;
  make_user(server);
  Process first(settings_of(server.url("operator:p@")));
  Process second(settings_of(server.url("operator:p@")));
  const auto begun = first.begin(key());
  REQUIRE(begun.state == State::fresh);
  CHECK_FALSE(begun.paid);
  CHECK(first.begin(key()).state == State::running);
  CHECK(second.begin(key()).state == State::running);
  CHECK(second.begin(key("another")).state == State::other_body);
  first.end(key(), begun.mark, answered("the-plan"));
  for (Process* process : {&first, &second}) {
    const auto again = process->begin(key());
    CHECK(again.state == State::finished);
    CHECK(again.answer == "the-plan");
    CHECK(process->begin(key("another")).state == State::other_body);
  }
  const std::string name = server.cli(kAnyKey);
  REQUIRE(name.starts_with("spotter:i:"));
  CHECK(name.find("key-of-a-client") == std::string::npos);
  CHECK(name.find('\n') == std::string::npos);
  CHECK(server.cli(std::string("--raw GET ").append(name)).find("the-plan") == std::string::npos);
  const long left_ms = std::stol(server.cli(std::string("--raw PTTL ").append(name)));
  CHECK(left_ms > 23 * 3'600'000L);
  CHECK(left_ms <= 24 * 3'600'000L);
  CHECK(refusals(server).empty());
}

TEST_CASE("a request that came to nothing is free in all processes, one that was paid for is once",
          "[app]") {
  RedisServer server;
  Process first(settings_of(server.url()));
  Process second(settings_of(server.url()));
  first.end(key(), first.begin(key()).mark, {});
  CHECK(server.cli(kAnyKey).empty());
  const auto other = second.begin(key("another"));
  CHECK(other.state == State::fresh);
  second.end(key("another"), other.mark, {std::nullopt, true});
  CHECK(first.begin(key()).state == State::other_body);
  const auto repeated = first.begin(key("another"));
  CHECK(repeated.state == State::fresh);
  CHECK(repeated.paid);
  CHECK(second.begin(key("another")).state == State::running);
  first.end(key("another"), repeated.mark, {});
  CHECK_FALSE(second.begin(key("another")).paid);
}

TEST_CASE("a process that dies in a request frees its key after a while", "[app]") {
  RedisServer server;
  Process second(settings_of(server.url()));
  {
    Process first(settings_of(server.url()));
    first.begin(key());
  }
  CHECK(second.begin(key()).state == State::running);
  const std::string name = server.cli(kAnyKey);
  const long left_ms = std::stol(server.cli(std::string("--raw PTTL ").append(name)));
  CHECK(left_ms > 0);
  CHECK(left_ms <= std::chrono::milliseconds(app::RedisRequestMemory::kRunningMax).count());
  REQUIRE(server.cli(std::string("PEXPIRE ").append(name).append(" 0")) == "1");
  CHECK(second.begin(key()).state == State::fresh);
}

TEST_CASE("an answer of 64 KiB is shared, a larger one is not kept", "[app]") {
  RedisServer server;
  Process process(settings_of(server.url()));
  process.end(key(), process.begin(key()).mark, answered(std::string(64 * 1024, 'x')));
  CHECK(process.begin(key()).answer.size() == 64 * 1024);
  const IdempotencyKey large = IdempotencyKey::of("payer", "workout", "large", "{}");
  process.end(large, process.begin(large).mark, answered(std::string(64 * 1024 + 1, 'x')));
  CHECK(process.begin(large).state == State::fresh);
}

TEST_CASE("while Redis is away a process knows its own requests", "[app]") {
  RedisServer server;
  redis::Settings settings = quick(settings_of(server.url()));
  settings.backoff = {1ms, 50ms};
  Process process(settings);
  const IdempotencyKey during = IdempotencyKey::of("payer", "workout", "during", "{}");
  const auto before = process.begin(key());
  REQUIRE_FALSE(before.mark.empty());
  server.kill();
  REQUIRE(process.world.loop.turn_until([&] { return !process.world.client->is_connected(); }));
  const auto begun = process.begin(during);
  CHECK(begun.state == State::fresh);
  CHECK(begun.mark.empty());
  process.end(during, begun.mark, {std::nullopt, true});
  process.end(key(), before.mark, answered("kept-here"));
  CHECK(process.begin(key()).answer == "kept-here");
  server.start();
  REQUIRE(process.world.until_connected());
  CHECK(process.begin(key()).answer == "kept-here");
  const auto paid = process.begin(during);
  CHECK(paid.paid);
  CHECK_FALSE(paid.mark.empty());
}

TEST_CASE("what cannot be read in Redis is left there, and this process goes on alone", "[app]") {
  RedisServer server;
  Process process(settings_of(server.url()));
  process.end(key(), process.begin(key()).mark, answered("the-plan"));
  const std::string name = server.cli(kAnyKey);
  REQUIRE(server.cli(std::string("SET ").append(name).append(" nonsense")) == "OK");
  const auto begun = process.begin(key());
  CHECK(begun.state == State::fresh);
  CHECK(begun.mark.empty());
  process.end(key(), begun.mark, answered("own"));
  CHECK(process.begin(key()).answer == "own");
}

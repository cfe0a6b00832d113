#include "component/http_client_world.hpp"
#include "support/manual_clock.hpp"
#include "support/recording_log.hpp"
#include "support/same_bytes.hpp"

#include <spotter/purchase/http/store_api.hpp>
#include <spotter/shard/task_group.hpp>

#include <catch2/catch.hpp>

#include <list>

using namespace spotter;
using namespace spotter::purchase;
using namespace spotter::purchase::http;
using namespace spotter::testing;
using namespace std::chrono_literals;

namespace {

/// 200 and 404 are answers, 409 may pass, 429 and 401 are failures.
Judgement judge(const Response& response) {
  Judgement judgement;
  if (response.status == 409) {
    judgement.kind = Judgement::Kind::again;
    judgement.reason = Reason::upstream_5xx;
  } else if (response.status == 429) {
    judgement.kind = Judgement::Kind::failed;
    judgement.reason = Reason::upstream_rate_limited;
    judgement.retry_after = read_retry_after(response.retry_after, WallTime{});
  } else if (response.status == 401) {
    judgement.kind = Judgement::Kind::failed;
    judgement.reason = Reason::upstream_auth;
    judgement.alarm = "key_refused";
  }
  return judgement;
}

Script answer(int status, std::string_view body = "{}", const Headers& headers = {}) {
  return {step::Send{http_response(status, headers, body)}};
}

Settings patient() {
  Settings settings;
  settings.attempt_timeout = 5 * kPatience;
  return settings;
}

struct World : HttpWorld {
  ScriptedUpstream upstream{loop};
  ManualClock clock;
  SameBytes entropy{std::byte{0}};
  RecordingLog log;
  StoreApi api;
  shard::TaskGroup tasks{loop.executor(),
                         [](std::exception_ptr bug) { std::rethrow_exception(bug); }};
  std::list<std::optional<Outcome>> outcomes;

  explicit World(Settings settings = patient())
      : api(client, loop.executor(), clock, entropy, log, at(std::move(settings))) {}
  ~World() {
    api.stop();
    loop.run(tasks.join());
  }

  Settings at(Settings settings) const {
    settings.name = "store";
    settings.base_url = upstream.url("/base");
    return settings;
  }

  Task<void> call(std::optional<Outcome>& outcome, Request request, Duration time) {
    outcome = co_await api.call(std::move(request), judge, clock.now() + time);
  }
  std::optional<Outcome>& begin(const std::string& segment = "x", Duration time = 100s) {
    Request request;
    request.segments = {segment};
    tasks.spawn(call(outcomes.emplace_back(), request, time));
    return outcomes.back();
  }
  Outcome ask(const std::string& segment = "x", Duration time = 100s) {
    auto& outcome = begin(segment, time);
    REQUIRE(loop.turn_until([&] { return outcome.has_value(); }));
    return *outcome;
  }
};

}  // namespace

TEST_CASE("an identifier is one segment of the path, whatever is in it", "[purchase]") {
  World world;
  world.upstream.reply(answer(200, R"({"a":1})"));
  const auto outcome = world.ask("$RCAnonymousID:a/b?c#d..%");
  REQUIRE(outcome.response);
  CHECK(outcome.response->body == R"({"a":1})");
  const auto& request = world.upstream.requests().front();
  CHECK(request.target == "/base/%24RCAnonymousID%3Aa%2Fb%3Fc%23d..%25");
  CHECK(request.header("accept") == "application/json");
}

TEST_CASE("a segment that a client would take out of the path is never sent", "[purchase]") {
  World world;
  const auto segment = GENERATE(as<std::string>{}, "", ".", "..");
  CHECK(world.ask(segment).reason == Reason::token_shape);
  CHECK(world.upstream.requests().empty());
}

TEST_CASE("what passes by itself is asked a second time, and no third", "[purchase]") {
  World world;
  SECTION("the store's own trouble") {
    world.upstream.reply(answer(503));
  }
  SECTION("what the judge says may pass") {
    world.upstream.reply(answer(409));
  }
  SECTION("a connection that breaks") {
    world.upstream.reply({step::Reset{}});
  }
  world.upstream.reply(answer(200));
  CHECK(world.ask().response);
  CHECK(world.upstream.requests().size() == 2);
}

TEST_CASE("a store that stays ill is asked twice", "[purchase]") {
  World world;
  world.upstream.otherwise([](const ReceivedRequest&) { return answer(500); });
  const auto outcome = world.ask();
  CHECK(outcome.reason == Reason::upstream_5xx);
  CHECK(world.upstream.requests().size() == 2);
}

TEST_CASE("without two seconds there is no second attempt", "[purchase]") {
  World world;
  world.upstream.otherwise([](const ReceivedRequest&) { return answer(500); });
  CHECK(world.ask("x", 2s).reason == Reason::upstream_5xx);
  CHECK(world.upstream.requests().size() == 1);
}

TEST_CASE("silence ends with the attempt, and the call with its deadline", "[purchase]") {
  Settings settings;
  settings.attempt_timeout = 20ms;
  World world(settings);
  world.upstream.otherwise([](const ReceivedRequest&) { return Script{step::Stall{}}; });
  CHECK(world.ask().reason == Reason::upstream_timeout);
  CHECK(world.upstream.requests().size() == 2);
}

TEST_CASE("nobody is sent elsewhere, and nothing is read without end", "[purchase]") {
  World world;
  SECTION("a redirection") {
    world.upstream.reply(answer(302, "", {{"Location", world.upstream.url("/base/other")}}));
  }
  SECTION("a body without end") {
    world.upstream.reply(answer(200, std::string(300 * 1024, ' ')));
  }
  CHECK(world.ask().reason == Reason::upstream_bad_body);
  CHECK(world.upstream.requests().size() == 1);
}

TEST_CASE("five failures in a row keep everybody away, and one good probe lets them in again",
          "[purchase]") {
  World world;
  world.upstream.otherwise([](const ReceivedRequest&) { return answer(401); });
  for (int i = 0; i < 5; ++i)
    CHECK(world.ask().reason == Reason::upstream_auth);
  const auto refused = world.ask();
  CHECK(refused.reason == Reason::breaker_open);
  CHECK(refused.retry_after == Duration(15s));
  CHECK(world.upstream.requests().size() == 5);
  CHECK(world.api.standing().state == resilience::Breaker::State::open);
  world.clock.advance(15s);
  world.upstream.otherwise([](const ReceivedRequest&) { return answer(404); });
  CHECK(world.ask().response);
  CHECK(world.api.standing().state == resilience::Breaker::State::closed);
}

TEST_CASE("a probe that ends in a bug leaves the next one free to be tried", "[purchase]") {
  World world;
  world.upstream.otherwise([](const ReceivedRequest&) { return answer(401); });
  for (int i = 0; i < 5; ++i)
    world.ask();
  world.clock.advance(15s);
  Request request;
  request.segments = {"x"};
  Judge faulty = [](const Response&) -> Judgement { throw std::runtime_error("scripted"); };
  CHECK_THROWS_AS(
      world.loop.run(world.api.call(request, std::move(faulty), world.clock.now() + 100s)),
      std::runtime_error);
  world.clock.advance(15s);
  world.upstream.otherwise([](const ReceivedRequest&) { return answer(404); });
  CHECK(world.ask().response);
  CHECK(world.api.standing().state == resilience::Breaker::State::closed);
}

TEST_CASE("an answer between failures starts the count again", "[purchase]") {
  World world;
  for (int i = 0; i < 12; ++i) {
    world.upstream.reply(answer(i % 5 == 4 ? 404 : 401));
    world.ask();
  }
  CHECK(world.api.standing().state == resilience::Breaker::State::closed);
}

TEST_CASE("a store that wants fewer calls gets none for as long as it says", "[purchase]") {
  World world;
  world.upstream.reply(answer(429, "{}", {{"Retry-After", "40"}}));
  const auto first = world.ask();
  CHECK(first.reason == Reason::upstream_rate_limited);
  CHECK(first.retry_after == Duration(40s));
  CHECK(world.ask().reason == Reason::breaker_open);
  world.clock.advance(39s);
  CHECK(world.ask().reason == Reason::breaker_open);
  world.clock.advance(1s);
  world.upstream.reply(answer(200));
  CHECK(world.ask().response);
  CHECK(world.upstream.requests().size() == 2);
}

TEST_CASE("what a person must mend is said once a minute", "[purchase]") {
  World world;
  for (int i = 0; i < 3; ++i) {
    world.upstream.reply(answer(401));
    world.ask();
  }
  CHECK(world.log.count("key_refused") == 1);
  world.clock.advance(1min);
  world.upstream.reply(answer(401));
  world.ask();
  CHECK(world.log.count("key_refused") == 2);
}

TEST_CASE("so many calls run at once, so many wait, and the rest are sent away", "[purchase]") {
  Settings settings = patient();
  settings.running_max = 2;
  settings.waiting_max = 1;
  World world(settings);
  world.upstream.otherwise([](const ReceivedRequest&) {
    return Script{step::AwaitGate{"open"}, step::Send{http_response(200, {}, "{}")}};
  });
  auto& first = world.begin();
  auto& second = world.begin();
  REQUIRE(world.loop.turn_until([&] { return world.upstream.requests().size() == 2; }));
  auto& third = world.begin();
  CHECK(world.ask().reason == Reason::local_overload);
  CHECK(world.api.standing().running == 2);
  CHECK(world.api.standing().waiting == 1);
  world.upstream.release("open");
  REQUIRE(world.loop.turn_until([&] { return first && second && third; }));
  CHECK((first->response && second->response && third->response));
  CHECK(world.api.standing().running == 0);
}

TEST_CASE("so many calls a second: those that come too early wait, if their time allows",
          "[purchase]") {
  Settings settings = patient();
  settings.calls_per_second = 50;
  settings.calls_at_once = 1;
  World world(settings);
  world.upstream.otherwise([](const ReceivedRequest&) { return answer(200); });
  CHECK(world.ask().response);
  CHECK(world.ask("x", 10ms).reason == Reason::local_overload);
  CHECK(world.ask().response);
  CHECK(world.upstream.requests().size() == 2);
}

TEST_CASE("who stops ends what runs", "[purchase]") {
  World world;
  world.upstream.otherwise([](const ReceivedRequest&) { return Script{step::Stall{}}; });
  auto& outcome = world.begin();
  REQUIRE(world.loop.turn_until([&] { return world.upstream.requests().size() == 1; }));
  world.api.stop();
  REQUIRE(world.loop.turn_until([&] { return outcome.has_value(); }));
  CHECK(outcome->reason == Reason::internal);
  CHECK(world.ask().reason == Reason::internal);
}

TEST_CASE(
    "a store's advice to wait is read in all its spellings, between a second and five minutes",
    "[purchase]") {
  const WallTime now = std::chrono::sys_days(std::chrono::year(2026) / 1 / 15) + 12h;
  CHECK(http::read_retry_after("40", now) == Duration(40s));
  CHECK(http::read_retry_after("0", now) == Duration(1s));
  CHECK(http::read_retry_after("7000", now) == Duration(300s));
  CHECK(http::read_retry_after("Thu, 15 Jan 2026 12:01:30 GMT", now) == Duration(90s));
  CHECK(http::read_retry_after("Thu, 15 Jan 2026 11:00:00 GMT", now) == Duration(1s));
  CHECK(http::read_retry_after("1768478490000", now) == Duration(90s));
  CHECK_FALSE(http::read_retry_after("soon", now));
  CHECK_FALSE(http::read_retry_after("", now));
}

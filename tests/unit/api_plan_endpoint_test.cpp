#include "support/loop.hpp"
#include "support/manual_clock.hpp"

#include <spotter/api/plan_endpoint.hpp>
#include <spotter/shard/task_group.hpp>

#include <catch2/catch.hpp>

#include <list>

using namespace spotter;
using namespace spotter::api;
using namespace std::chrono_literals;
using Kind = chat::PlanResult::Kind;

namespace {

constexpr const char* kWorkout =
    R"({"attributes":{"weightRange":"70-80","age":31,"daysPerWeek":3,"goals":["Strength"]}})";
constexpr const char* kSession =
    R"({"attributes":{"areasToWorkout":["Chest"],"volume":40,"exerciseToKilograms":{}}})";

/// Bytes that count up.
class CountingEntropy final : public Entropy {
 public:
  void fill(std::span<std::byte> bytes) override {
    for (auto& byte : bytes)
      byte = static_cast<std::byte>(next_++);
  }

 private:
  unsigned char next_ = 0;
};

class Lines final : public telemetry::Log {
 public:
  [[nodiscard]] bool enabled(telemetry::Level) const noexcept override { return true; }
  void event(telemetry::Level level, std::string_view name,
             std::initializer_list<telemetry::Field> fields) override {
    lines.push_back(render_line(telemetry::Format::json, "now", level, name, fields));
  }
  std::vector<std::string> lines;
};

/// What a test sees and says of one plan under way.
struct Plan {
  explicit Plan(ShardExecutor executor) : ended(executor) {}
  chat::Speaker speaker;
  plan::Brief brief;
  std::string locale;
  chat::PlanRequest::OnGrowing on_growing;
  std::optional<chat::PlanResult> result;
  bool cancelled = false;
  bool throws = false;
  shard::Signal ended;

  void end(chat::PlanResult with) {
    if (!result) result = std::move(with);
    ended.notify();
  }
};

chat::PlanResult result_of(Kind kind, Duration retry_after = {}) {
  chat::PlanResult result;
  result.kind = kind;
  result.retry_after = retry_after;
  return result;
}

class FakeWork final : public PlanWork {
 public:
  explicit FakeWork(Plan& plan) : plan_(plan) {}
  Task<chat::PlanResult> run() override {
    while (!plan_.result)
      co_await plan_.ended.wait();
    if (plan_.throws) throw std::runtime_error("scripted");
    co_return *plan_.result;
  }
  void cancel() override {
    plan_.cancelled = true;
    plan_.end(result_of(Kind::cancelled));
  }
  void shut_down() override { plan_.end(result_of(Kind::shut_down)); }

 private:
  Plan& plan_;
};

class FakeCaller final : public server::Caller {
 public:
  void watch(std::function<void()> on_gone) override { on_gone_ = std::move(on_gone); }
  void leave() { on_gone_(); }

 private:
  std::function<void()> on_gone_;
};

/// The body of a stream as it arrives.
class Body final : public server::BodyWriter {
 public:
  Task<Result<void>> write(std::string_view bytes) override {
    text.append(bytes);
    if (broken) co_return Error{Errc::reset, "scripted"};
    co_return Result<void>{};
  }
  std::string text;
  bool broken = false;
};

struct Asked {
  server::Request request;
  FakeCaller caller;
  std::optional<server::Answer> answer;
  Body body;
  bool body_ended = false;

  [[nodiscard]] const server::Response& response() const {
    REQUIRE(answer);
    return std::get<server::Response>(*answer);
  }
  [[nodiscard]] std::string header(std::string_view name) const {
    const auto& headers = std::holds_alternative<server::Response>(*answer)
                              ? std::get<server::Response>(*answer).headers
                              : std::get<server::StreamedResponse>(*answer).headers;
    for (const auto& [known, value] : headers) {
      if (known == name) return value;
    }
    return {};
  }
};

struct World {
  testing::Loop loop;
  testing::ManualClock clock;
  CountingEntropy entropy;
  Lines log;
  std::size_t bugs = 0;
  shard::ShardGroup shards{1};
  shard::Sharded<IdempotencyStore> repeatable{shards};
  ProcessRequestMemory memory{repeatable, clock};
  Authentication authentication{
      [](purchase::Credential credential, std::string, TimePoint) { return judge(credential); },
      clock, entropy, log};
  std::list<Plan> plans;
  PlanEndpoint endpoint;
  server::Router router{{}};
  shard::TaskGroup tasks{loop.executor(),
                         [](std::exception_ptr bug) { std::rethrow_exception(bug); }};
  std::list<Asked> all;

  explicit World(PlanEndpoint::Pace pace = {})
      : endpoint({0, loop.executor(), clock, entropy, log, authentication, memory,
                  [this](chat::Speaker speaker, plan::Brief brief, std::string locale,
                         chat::PlanRequest::OnGrowing on_growing) -> std::unique_ptr<PlanWork> {
                    Plan& plan = plans.emplace_back(loop.executor());
                    plan.speaker = std::move(speaker);
                    plan.brief = std::move(brief);
                    plan.locale = std::move(locale);
                    plan.on_growing = std::move(on_growing);
                    return std::make_unique<FakeWork>(plan);
                  },
                  Quotas{7, 3}, [this](std::exception_ptr) { ++bugs; }},
                 pace) {
    endpoint.add_routes(router);
    shards.start([](std::exception_ptr) {});
    shards.run_everywhere(
        [this](shard::ShardId) { repeatable.emplace_local(IdempotencyStore::Settings()); });
  }
  ~World() {
    for (Plan& plan : plans)
      plan.end(result_of(Kind::failed));
    loop.run(tasks.join());
    endpoint.drain();
    loop.run(endpoint.drained());
    shards.run_everywhere([this](shard::ShardId) { repeatable.reset_local(); });
    shards.stop();
  }

  static Task<purchase::entitlements::Judged> judge(purchase::Credential credential) {
    purchase::entitlements::Judged judged;
    const bool right = credential.token.reveal() == "web-key";
    judged.entitlement.reason = right ? purchase::Reason::ok : purchase::Reason::token_mismatch;
    judged.entitlement.subject = purchase::make_subject({"web", "web-key"});
    co_return judged;
  }

  Task<void> serve(Asked& asked) {
    asked.answer = co_await router.handle(asked.request);
    if (auto* streamed = std::get_if<server::StreamedResponse>(&*asked.answer)) {
      co_await streamed->body(asked.body);
      streamed->body = nullptr;
    }
    asked.body_ended = true;
  }

  Asked& post(const std::string& path, const std::string& body,
              std::vector<server::Header> more = {}) {
    Asked& asked = all.emplace_back();
    asked.request.method = "POST";
    asked.request.target = path;
    asked.request.request_id = "0-1";
    asked.request.headers = std::move(more);
    asked.request.headers.emplace_back("Authorization", "Web web-key");
    if (!asked.request.has_header("Content-Type"))
      asked.request.headers.emplace_back("Content-Type", "application/json");
    asked.request.body = body;
    asked.request.caller = &asked.caller;
    tasks.spawn(serve(asked));
    loop.settle();
    return asked;
  }
  /// Waits for what another shard has to say in it.
  void until_answered(Asked& asked) {
    REQUIRE(loop.turn_until([&] { return asked.answer.has_value(); }));
    loop.settle();
  }
  void until_plans(std::size_t count) {
    REQUIRE(loop.turn_until([&] { return plans.size() == count; }));
    loop.settle();
  }
  void end(Plan& plan, chat::PlanResult result) {
    plan.end(std::move(result));
    loop.settle();
  }
};

chat::PlanResult made(const std::string& name = "Test", bool with_session = false) {
  chat::PlanResult result = result_of(Kind::made);
  result.plan.name = name;
  result.plan.description = "Plan";
  if (with_session) result.plan.sessions = {{"Test", "Notes", {}}};
  return result;
}

const std::vector<server::Header> kStream{{"Accept", "text/event-stream"}};

}  // namespace

TEST_CASE("a workout is answered as the app reads it, under both prefixes and in any case",
          "[api]") {
  World world;
  for (const char* path : {"/ai/workout", "/v2/ai/workout", "/AI/Workout?", "/V2/ai/WORKOUT/"}) {
    Asked& asked = world.post(path, kWorkout);
    world.end(world.plans.back(), made());
    REQUIRE(asked.response().status == 200);
    REQUIRE(asked.response().body == R"({"name":"Test","description":"Plan","sessions":[]})");
    REQUIRE(asked.header("Content-Type") == "application/json; charset=utf-8");
  }
  REQUIRE(world.plans.back().speaker.generations_max == 7);
  REQUIRE_FALSE(world.plans.back().on_growing);
}

TEST_CASE("a session is answered as one session", "[api]") {
  World world;
  Asked& asked = world.post("/ai/session", kSession);
  world.end(world.plans.back(), made("Week", true));
  // What the plan says has no other place.
  REQUIRE(asked.response().body == R"({"name":"Test","exercises":[],"notes":"Plan\n\nNotes"})");
  Asked& none = world.post("/v2/ai/session", kSession);
  world.end(world.plans.back(), made());
  REQUIRE(none.response().status == 500);
}

TEST_CASE("a warning sign is answered with what to do", "[api]") {
  World world;
  chat::PlanResult warned = result_of(Kind::warned);
  warned.plan = {"Please read this first", "See a doctor.", {}};
  Asked& week = world.post("/ai/workout", kWorkout);
  world.end(world.plans.back(), warned);
  REQUIRE(week.response().status == 200);
  REQUIRE(week.response().body ==
          R"({"name":"Please read this first","description":"See a doctor.","sessions":[]})");
  Asked& one = world.post("/ai/session", kSession);
  world.end(world.plans.back(), warned);
  REQUIRE(one.response().body ==
          R"({"name":"Please read this first","exercises":[],"notes":"See a doctor."})");
}

TEST_CASE("who is not a payer hears nothing else, however wrong the body is", "[api]") {
  World world;
  Asked& asked = world.all.emplace_back();
  asked.request.method = "POST";
  asked.request.target = "/ai/workout";
  asked.request.body = "{";
  asked.request.headers = {{"Authorization", "Web wrong-key"}};
  world.tasks.spawn(world.serve(asked));
  world.loop.settle();
  REQUIRE(asked.response().status == 401);
  REQUIRE(asked.response().body.empty());
  REQUIRE(world.plans.empty());
}

TEST_CASE("a body that is not JSON is 415, one that cannot be bound 400", "[api]") {
  World world;
  Asked& type = world.post("/ai/workout", "{", {{"Content-Type", "text/plain"}});
  REQUIRE(type.response().status == 415);
  REQUIRE(type.header("Content-Type") == "application/problem+json; charset=utf-8");
  REQUIRE(type.response().body ==
          R"({"type":"https://tools.ietf.org/html/rfc9110#section-15.5.16",)"
          R"("title":"Unsupported Media Type","status":415,"traceId":)"
          R"("00-000102030405060708090a0b0c0d0e0f-1011121314151617-00"})");
  Asked& broken = world.post("/ai/session", R"({"attributes":{}})");
  REQUIRE(broken.response().status == 400);
  REQUIRE(broken.response().body.starts_with(
      R"({"type":"https://tools.ietf.org/html/rfc9110#section-15.5.1",)"
      R"("title":"One or more validation errors occurred.","status":400,"errors":)"
      R"({"Attributes.AreasToWorkout":["The AreasToWorkout field is required."],)"
      R"("Attributes.ExerciseToWeight":["The ExerciseToWeight field is required."]},)"
      R"("traceId":"00-)"));
  REQUIRE(world.plans.empty());
}

TEST_CASE("broken rules are 400 with every failure, and cost nothing", "[api]") {
  World world;
  Asked& asked = world.post("/ai/session", R"({"attributes":{"areasToWorkout":[],"volume":101,)"
                                           R"("exerciseToKilograms":{}}})");
  REQUIRE(asked.response().status == 400);
  REQUIRE(asked.header("Content-Type") == "application/json; charset=utf-8");
  REQUIRE(asked.response().body.starts_with(R"({"error":[{"propertyName":"Attributes.Volume",)"));
  REQUIRE(asked.response().body.find("Attributes.AreasToWorkout.Count") != std::string::npos);
  REQUIRE(world.plans.empty());
}

TEST_CASE("a used-up quota says when one more is allowed, rounded up to the second", "[api]") {
  World world;
  Asked& asked = world.post("/ai/workout", kWorkout);
  world.end(world.plans.back(), result_of(Kind::quota_used_up, 1h + 1ms));
  REQUIRE(asked.response().status == 429);
  // The clock of the test stands at 1,000 h after fifty years of 365 days.
  REQUIRE(asked.header("Retry-After") == "Thu, 30 Jan 2020 17:00:01 GMT");
  REQUIRE(asked.response().body.find(R"("title":"Too Many Requests","status":429)") !=
          std::string::npos);
}

TEST_CASE("an answer says how much of the quota is left, and when there is more", "[api]") {
  World world;
  chat::PlanResult left = result_of(Kind::failed);
  left.remaining = 3;
  Asked& first = world.post("/ai/workout", kWorkout);
  world.end(world.plans.back(), left);
  CHECK(first.header("RateLimit-Policy") == R"("day";q=7;w=86400)");
  CHECK(first.header("RateLimit") == R"("day";r=3)");
  chat::PlanResult none = result_of(Kind::quota_used_up, 90s);
  none.remaining = 0;
  none.next_free_in = 90s + 1ms;
  Asked& second = world.post("/ai/workout", kWorkout);
  world.end(world.plans.back(), none);
  CHECK(second.header("RateLimit") == R"("day";r=0;t=91)");
  Asked& third = world.post("/ai/workout", kWorkout);
  world.end(world.plans.back(), result_of(Kind::failed));
  CHECK(third.header("RateLimit").empty());
}

TEST_CASE("each end of a plan has its status", "[api]") {
  struct Row {
    Kind kind;
    Duration retry_after;
    int status;
    const char* retry;
  };
  for (const Row& row :
       {Row{Kind::too_many_running, {}, 429, "5"}, Row{Kind::unavailable, 29'500ms, 503, "30"},
        Row{Kind::unavailable, {}, 503, "5"}, Row{Kind::shut_down, {}, 503, "5"},
        Row{Kind::failed, {}, 500, ""}}) {
    World world;
    Asked& asked = world.post("/ai/workout", kWorkout);
    world.end(world.plans.back(), result_of(row.kind, row.retry_after));
    REQUIRE(asked.response().status == row.status);
    REQUIRE(asked.header("Retry-After") == row.retry);
    REQUIRE((row.status == 500) == asked.response().body.empty());
  }
}

TEST_CASE("an exception of the work is a bug and a 500", "[api]") {
  World world;
  Asked& asked = world.post("/ai/workout", kWorkout);
  world.plans.back().throws = true;
  world.end(world.plans.back(), made());
  REQUIRE(asked.response().status == 500);
  REQUIRE(asked.response().body.empty());
  REQUIRE(world.bugs == 1);
}

TEST_CASE("other methods are 405 with Allow and an empty body", "[api]") {
  World world;
  Asked& asked = world.all.emplace_back();
  asked.request.method = "GET";
  asked.request.target = "/ai/workout";
  world.tasks.spawn(world.serve(asked));
  world.loop.settle();
  REQUIRE(asked.response().status == 405);
  REQUIRE(asked.header("Allow") == "POST, OPTIONS");
  REQUIRE(asked.response().body.empty());
}

TEST_CASE("a plan is cancelled when its caller leaves", "[api]") {
  World world;
  Asked& asked = world.post("/ai/workout", kWorkout);
  asked.caller.leave();
  world.loop.settle();
  REQUIRE(world.plans.back().cancelled);
  REQUIRE(asked.answer);
  REQUIRE(world.log.lines.back().find(R"("caller_left":true)") != std::string::npos);
}

TEST_CASE("the language of sentences is the caller's preferred one", "[api]") {
  World world;
  world.post("/ai/workout", kWorkout, {{"Accept-Language", "en;q=0.5, de-at"}});
  REQUIRE(world.plans.back().locale == "de-AT");
  world.post("/ai/workout", kWorkout);
  REQUIRE(world.plans.back().locale == "en-AU");
}

TEST_CASE("a plan that is streamed grows frame by frame, and is done", "[api]") {
  World world;
  Asked& asked = world.post("/ai/workout", kWorkout, kStream);
  REQUIRE_FALSE(asked.answer);
  Plan& plan = world.plans.back();
  plan.on_growing(made("One").plan);
  world.loop.settle();
  REQUIRE(asked.answer);
  REQUIRE(asked.header("Content-Type") == "text/event-stream");
  REQUIRE(asked.body.text ==
          "event: plan\ndata: {\"name\":\"One\",\"description\":\"Plan\",\"sessions\":[]}\n\n");
  plan.on_growing(made("Two").plan);
  plan.on_growing(made("Three").plan);
  world.loop.settle();
  world.end(plan, made("Four"));
  REQUIRE(asked.body_ended);
  REQUIRE(asked.body.text.find("\"Two\"") == std::string::npos);  // overtaken by a newer one
  REQUIRE(asked.body.text.find("event: plan\ndata: {\"name\":\"Three\"") != std::string::npos);
  REQUIRE(asked.body.text.ends_with(
      "event: done\ndata: {\"name\":\"Four\",\"description\":\"Plan\",\"sessions\":[]}\n\n"));
}

TEST_CASE("a session that is streamed waits for its beginning", "[api]") {
  World world;
  Asked& asked = world.post("/ai/session", kSession, kStream);
  Plan& plan = world.plans.back();
  plan.on_growing(made("Nothing yet").plan);
  world.loop.settle();
  REQUIRE_FALSE(asked.answer);
  plan.on_growing(made("Week", true).plan);
  world.end(plan, made("Week", true));
  const std::string session = R"({"name":"Test","exercises":[],"notes":"Plan\n\nNotes"})";
  REQUIRE(asked.body.text ==
          "event: plan\ndata: " + session + "\n\nevent: done\ndata: " + session + "\n\n");
}

TEST_CASE("a stream that fails before its head has a status of its own", "[api]") {
  World world;
  Asked& asked = world.post("/ai/workout", kWorkout, kStream);
  world.end(world.plans.back(), result_of(Kind::unavailable, 30s));
  REQUIRE(asked.response().status == 503);
  Asked& whole = world.post("/ai/workout", kWorkout, kStream);
  world.end(world.plans.back(), made());
  REQUIRE(whole.response().status == 200);
  REQUIRE(whole.header("Content-Type") == "text/event-stream");
  REQUIRE(whole.response().body.starts_with("event: done\ndata: {"));
}

TEST_CASE("a stream that fails after its head ends with an error event", "[api]") {
  World world;
  Asked& asked = world.post("/ai/workout", kWorkout, kStream);
  Plan& plan = world.plans.back();
  plan.on_growing(made("One").plan);
  world.loop.settle();
  world.end(plan, result_of(Kind::failed));
  REQUIRE(asked.body_ended);
  const auto at = asked.body.text.find("event: error\ndata: {\"type\":");
  REQUIRE(at != std::string::npos);
  REQUIRE(asked.body.text.find(R"("status":500)", at) != std::string::npos);
}

TEST_CASE("a stream without news sends its head and then signs of life", "[api]") {
  World world({1ms, 1ms});
  Asked& asked = world.post("/ai/workout", kWorkout, kStream);
  REQUIRE(world.loop.turn_until([&] { return asked.body.text.size() >= 9; }));
  REQUIRE(asked.body.text.starts_with(":\n\n:\n\n:\n\n"));
  world.end(world.plans.back(), made());
  REQUIRE(asked.body.text.find("\n\nevent: done\n") != std::string::npos);
}

TEST_CASE("a stream that nobody takes any more cancels its plan", "[api]") {
  World world;
  Asked& asked = world.post("/ai/workout", kWorkout, kStream);
  asked.body.broken = true;
  world.plans.back().on_growing(made("One").plan);
  world.loop.settle();
  REQUIRE(asked.body_ended);
  REQUIRE(world.plans.back().cancelled);
}

TEST_CASE("a repeated key gets the first answer, as JSON or as a stream", "[api]") {
  World world;
  const std::vector<server::Header> key{{"Idempotency-Key", "k1"}};
  Asked& first = world.post("/ai/workout", kWorkout, key);
  world.until_plans(1);
  world.end(world.plans.back(), made("Kept"));
  world.until_answered(first);
  REQUIRE(first.header("Idempotency-Replayed").empty());
  Asked& again = world.post("/v2/ai/workout", kWorkout, key);
  world.until_answered(again);
  REQUIRE(again.response().status == 200);
  REQUIRE(again.response().body == first.response().body);
  REQUIRE(again.header("Idempotency-Replayed") == "true");
  Asked& streamed = world.post("/ai/workout", kWorkout,
                               {{"Idempotency-Key", "k1"}, {"Accept", "text/event-stream"}});
  world.until_answered(streamed);
  REQUIRE(streamed.header("Idempotency-Replayed") == "true");
  REQUIRE(streamed.response().body == "event: done\ndata: " + first.response().body + "\n\n");
  REQUIRE(world.plans.size() == 1);
}

TEST_CASE("a key that runs is 409, one with another body 422, a bad one 400", "[api]") {
  World world;
  const std::vector<server::Header> key{{"Idempotency-Key", "k1"}};
  Asked& first = world.post("/ai/workout", kWorkout, key);
  world.until_plans(1);
  Asked& early = world.post("/ai/workout", kWorkout, key);
  world.until_answered(early);
  REQUIRE(early.response().status == 409);
  REQUIRE(early.header("Retry-After") == "1");
  Asked& other = world.post("/ai/workout", std::string(kWorkout) + " ", key);
  world.until_answered(other);
  REQUIRE(other.response().status == 422);
  REQUIRE(other.header("Content-Type") == "application/problem+json; charset=utf-8");
  REQUIRE(world.post("/ai/workout", kWorkout, {{"Idempotency-Key", ""}}).response().status == 400);
  REQUIRE(world.post("/ai/workout", kWorkout, {{"Idempotency-Key", "a"}, {"Idempotency-Key", "a"}})
              .response()
              .status == 400);
  REQUIRE_FALSE(first.answer);
}

TEST_CASE("a failed or abandoned request frees its key", "[api]") {
  World world;
  const std::vector<server::Header> key{{"Idempotency-Key", "k1"}};
  Asked& failed = world.post("/ai/workout", kWorkout, key);
  world.until_plans(1);
  world.end(world.plans.back(), result_of(Kind::failed));
  world.until_answered(failed);
  Asked& left = world.post("/ai/workout", "  " + std::string(kWorkout), key);
  world.until_plans(2);
  left.caller.leave();
  world.until_answered(left);
  Asked& third = world.post("/ai/workout", kWorkout, key);
  world.until_plans(3);
  world.end(world.plans.back(), made());
  world.until_answered(third);
  REQUIRE(third.response().status == 200);
}

namespace {

/// The caller had seen a plan grow and left.
chat::PlanResult left_behind() {
  chat::PlanResult result = result_of(Kind::cancelled);
  result.charged = true;
  return result;
}

/// One attempt with the same key that ends so; what it was allowed to count.
std::size_t attempt(World& world, chat::PlanResult result) {
  const std::size_t before = world.plans.size();
  Asked& asked = world.post("/ai/workout", kWorkout, {{"Idempotency-Key", "k1"}});
  world.until_plans(before + 1);
  world.end(world.plans.back(), std::move(result));
  world.until_answered(asked);
  return world.plans.back().speaker.generations_max;
}

}  // namespace

TEST_CASE("a charge pays for one repetition: who leaves that one too is charged again", "[api]") {
  World world;
  CHECK(attempt(world, left_behind()) == 7);
  CHECK(attempt(world, left_behind()) == 0);
  CHECK(attempt(world, left_behind()) == 7);
  CHECK(attempt(world, left_behind()) == 0);
  CHECK(attempt(world, result_of(Kind::quota_used_up)) == 7);
  CHECK(attempt(world, made()) == 7);
  Asked& again = world.post("/ai/workout", kWorkout, {{"Idempotency-Key", "k1"}});
  world.until_answered(again);
  CHECK(again.header("Idempotency-Replayed") == "true");
}

TEST_CASE("a repetition that was paid for and that we failed is still paid for", "[api]") {
  World world;
  CHECK(attempt(world, left_behind()) == 7);
  for (const Kind kind : {Kind::failed, Kind::unavailable, Kind::too_many_running, Kind::shut_down})
    CHECK(attempt(world, result_of(kind)) == 0);
  CHECK(attempt(world, made()) == 0);
}

TEST_CASE("while the server drains, running plans go on and new ones are told to come back",
          "[api]") {
  World world;
  Asked& running = world.post("/ai/workout", kWorkout);
  world.endpoint.drain();
  Asked& late = world.post("/ai/workout", kWorkout);
  REQUIRE(late.response().status == 503);
  REQUIRE(late.header("Retry-After") == "5");
  REQUIRE(world.post("/ai/workout", "{").response().status == 400);
  world.end(world.plans.back(), made());
  REQUIRE(running.response().status == 200);
}

TEST_CASE("when the server ends, running plans are told to come back", "[api]") {
  World world;
  Asked& running = world.post("/ai/workout", kWorkout);
  world.endpoint.shutdown();
  world.loop.settle();
  REQUIRE(running.response().status == 503);
}

TEST_CASE("a line of the log says what became of a request, and nothing of its body", "[api]") {
  World world;
  Asked& asked = world.post("/ai/workout", kWorkout);
  world.end(world.plans.back(), made());
  REQUIRE(asked.answer);
  const std::string& line = world.log.lines.back();
  for (const char* piece :
       {"plan_request_finished", R"("form":"workout")", R"("status":200)", R"("request":"0-1")"}) {
    REQUIRE(line.find(piece) != std::string::npos);
  }
  REQUIRE(line.find("70-80") == std::string::npos);
  REQUIRE(line.find("web-key") == std::string::npos);
}

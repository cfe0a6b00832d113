#include "component/rest_world.hpp"

#include <catch2/catch.hpp>

using namespace spotter;
using namespace spotter::testing::rest;
using namespace std::chrono_literals;

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

#pragma once

#include "support/loop.hpp"
#include "support/manual_clock.hpp"

#include <spotter/api/plan_endpoint.hpp>
#include <spotter/shard/task_group.hpp>

#include <catch2/catch.hpp>

#include <functional>
#include <list>
#include <memory>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

/// Plans over REST without sockets or models.
namespace spotter::testing::rest {

using namespace api;
using Kind = chat::PlanResult::Kind;

inline constexpr const char* kWorkout =
    R"({"attributes":{"weightRange":"70-80","age":31,"daysPerWeek":3,"goals":["Strength"]}})";
inline constexpr const char* kSession =
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

inline chat::PlanResult result_of(Kind kind, Duration retry_after = {}) {
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

/// A request, and what became of it.
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

/// The endpoint behind a router, with plans that a test makes, and a clock moved by hand.
struct World {
  testing::Loop loop;
  testing::ManualClock clock;
  CountingEntropy entropy;
  Lines log;
  std::size_t bugs = 0;
  shard::ShardGroup shards{1};
  shard::Sharded<IdempotencyStore> repeatable{shards};
  ProcessRequestMemory memory{repeatable, clock};
  Authentication authentication{[](purchase::Credential credential, std::string, TimePoint,
                                   const telemetry::SpanParent&) { return judge(credential); },
                                [](Secret, std::string) { return let_on(); }, clock, entropy, log};
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

  static Task<std::optional<Duration>> let_on() { co_return std::nullopt; }

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

inline chat::PlanResult made(const std::string& name = "Test", bool with_session = false) {
  chat::PlanResult result = result_of(Kind::made);
  result.plan.name = name;
  result.plan.description = "Plan";
  if (with_session) result.plan.sessions = {{"Test", "Notes", {}}};
  return result;
}

inline const std::vector<server::Header> kStream{{"Accept", "text/event-stream"}};

}  // namespace spotter::testing::rest

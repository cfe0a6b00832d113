#pragma once

#include <spotter/api/authentication.hpp>
#include <spotter/api/quotas.hpp>
#include <spotter/api/request_memory.hpp>
#include <spotter/base/entropy.hpp>
#include <spotter/chat/plan_request.hpp>
#include <spotter/server/router.hpp>
#include <spotter/shard/shard_group.hpp>

#include <functional>
#include <memory>
#include <string>

namespace spotter::api {

/// One plan under way: chat::PlanRequest, or what stands in for it in a test.
class PlanWork {
 public:
  virtual ~PlanWork() = default;
  virtual Task<chat::PlanResult> run() = 0;
  virtual void cancel() = 0;
  virtual void shut_down() = 0;
};
/// Begins one; it does nothing before its run(). An empty `on_growing`: nobody looks.
using BeginPlan = std::function<std::unique_ptr<PlanWork>(chat::Speaker speaker, plan::Brief brief,
                                                          std::string locale,
                                                          chat::PlanRequest::OnGrowing on_growing)>;
/// By the coach. `services` outlives what it returns.
BeginPlan plans_by_coach(const chat::Services& services);

/// Plans over REST: POST /ai/workout and /ai/session, the same under /v2; see docs/rest.md. One per
/// shard.
class PlanEndpoint {
 public:
  struct Services {
    shard::ShardId id;
    ShardExecutor executor;
    const Clock& clock;
    Entropy& entropy;
    telemetry::Log& log;
    Authentication& authentication;
    RequestMemory& memory;
    BeginPlan begin_plan;
    Quotas quotas;
    /// Told of an exception that left a request: a bug.
    std::function<void(std::exception_ptr)> on_bug;
  };
  /// How long a caller that wants to see a plan grow waits for the head, and then for a sign of
  /// life.
  struct Pace {
    std::chrono::milliseconds head_wait{10'000};
    std::chrono::milliseconds heartbeat{15'000};
  };

  explicit PlanEndpoint(Services services) : PlanEndpoint(std::move(services), Pace()) {}
  PlanEndpoint(Services services, Pace pace);
  ~PlanEndpoint();

  void add_routes(server::Router& router);
  /// Of requests that come from now on.
  void set_quotas(Quotas quotas);
  /// Running requests go on, new ones are answered with 503.
  void drain();
  /// Waits until none runs. After drain(); one waiter.
  Task<void> drained();
  /// All requests end now.
  void shutdown();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace spotter::api

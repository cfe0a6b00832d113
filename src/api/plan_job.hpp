#pragma once

#include "api/plan_form.hpp"

#include <spotter/api/plan_endpoint.hpp>
#include <spotter/shard/signal.hpp>

#include <cstdint>
#include <optional>
#include <string>

namespace spotter::api {

/// What a valid request asks for.
struct PlanQuestion {
  PlanForm form = PlanForm::workout;
  chat::Speaker speaker;
  plan::Brief brief;
  std::string locale;
  std::optional<IdempotencyKey> key;
  bool wants_frames = false;
};

/// One request for a plan from its key to its answer; whoever waits for it is told of each change.
/// Lives on its shard, shared by the task that runs it and the answer under way, because either may
/// end first.
class PlanJob {
 public:
  PlanJob(const PlanEndpoint::Services& services, PlanQuestion question);

  /// Once. An exception of the work is reported and becomes a 500.
  Task<void> run();
  /// Nobody waits any more.
  void cancel();
  void shut_down();

  /// Sleeps until there is a frame or the answer, `until` at most. One at a time.
  Task<void> wait_for_news(TimePoint until);
  /// The answer, once there is one: JSON, whatever the caller prefers.
  [[nodiscard]] const std::optional<server::Response>& answer() const noexcept { return answer_; }
  /// The newest plan so far that was not taken yet, as JSON.
  [[nodiscard]] bool has_frame() const noexcept { return frame_.has_value(); }
  std::string take_frame();

  [[nodiscard]] std::size_t frames() const noexcept { return frames_; }
  [[nodiscard]] bool cancelled() const noexcept { return cancelled_; }

 private:
  Task<server::Response> answer_or_repeat();
  Task<server::Response> make();
  [[nodiscard]] std::optional<server::Response> known(IdempotencyStore::Begun begun) const;
  server::Response response_for(const chat::PlanResult& result);
  void add_quota(server::Response& response, const chat::PlanResult& result) const;
  void show(const plan::Plan& plan);

  const PlanEndpoint::Services& services_;
  PlanQuestion question_;
  shard::Signal changed_;
  std::unique_ptr<PlanWork> work_;
  std::optional<server::Response> answer_;
  std::optional<std::string> frame_;
  std::size_t frames_ = 0;
  /// Before the work: this attempt has been paid for, by one with the same key. After it: the next
  /// one has.
  bool paid_ = false;
  bool cancelled_ = false;
  bool shut_down_ = false;
};

/// The plan as JSON: all of it for a workout; for a session its first, whose notes begin with what
/// the plan says. A plan without sessions says what to do instead of training.
std::string json_of(PlanForm form, const plan::Plan& plan);

}  // namespace spotter::api
